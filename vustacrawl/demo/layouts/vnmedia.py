"""vusta.vn's current CMS and its English edition (docs/sites.md, section 2), with a desktop and a short template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, Picture, escape_text
from vustacrawl.demo.feeds import rss
from vustacrawl.demo.responses import XML, Response

SITE = "Liên hiệp các hội khoa học và kỹ thuật Việt Nam"
IMAGES = "http://anh-vusta.demo.test"
"""The images are on a different host."""
DATES = (dates.desktop, dates.short, dates.updated)
BYLINES = (
    bylines.initials,
    bylines.initials,
    bylines.full_name,
    bylines.capitals,
    bylines.two_people,
    bylines.words_and_pictures,
    bylines.source,
    bylines.initials_and_source,
    bylines.office_below,
    bylines.desk,
)
FIGURES = (
    caption_templates.centred_below,
    caption_templates.centred_below,
    caption_templates.centred_below,
    caption_templates.figcaption,
    caption_templates.plain_below,
    caption_templates.centred_boxes,
    caption_templates.two_rows,
)
PRINTS = frozenset(("section", "tags"))
MARKUP = Markup(
    '<p class="text-justify">{}</p>',
    {
        "heading": '<p class="text-justify"><strong>{}</strong></p>',
        "question": '<p class="text-justify"><strong>{}</strong></p>',
        "quote": '<blockquote><p class="text-justify">{}</p></blockquote>',
    },
)
PADDING = "&nbsp;" * 60


def article_path(number: int, slug: str) -> tuple[str, str | None]:
    """``/<slug>-p<ID>.html``."""
    return f"/{slug}-p{9000 + number}.html", str(9000 + number)


def make_picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """On another host; every second one is shown as a resized copy."""
    path = f"/images/{published:%Y/%m/%d}/{number:04}-{(number * 7919 + at) % 10**6 + 1_600_000_000}-{story_slug}.jpg"
    resized = "/thumb_x600x" if (number + at) % 2 else ""
    return Picture(IMAGES + path, IMAGES + resized + path)


def render_article(article: DemoArticle, section_path: str = "/tin-tuc-su-kien-c37.html") -> str:
    """Render an article page: the desktop template for even numbers, the short one for odd numbers.

    ``section_path`` is the link of its section's name.
    """
    head = _desktop_head(article) if article.number % 2 == 0 else _short_head(article)
    lead = f'<div class="sapo"><h5>{escape_text(article.lead)}</h5></div>' if article.lead else ""
    trail = f'<a href="/">Trang chủ</a> <a href="{section_path}">{escape_text(article.section or "")}</a>'
    title = escape(escape(article.title))
    tags = "".join(f'<a href="/tag/{at}">{escape(tag)}</a>' for at, tag in enumerate(article.tags))
    return page_frame(
        article.language,
        f"""<div class="breadcrumb">{trail}</div>
<main>{head}
{lead}
{MARKUP.body(article.printed_body)}
{_render_byline(article)}</main>
<div class="tags">{tags}</div>
<aside><h3>Xem Thêm</h3><ul><li><a href="/" title="Bài khác">
<img src="/thumb_x600x400/{article.number}.jpg" alt="tm-img-alt">Bài khác</a><span>01/08/2023</span>
<p>Phần mở đầu của bài khác bị cắt ngắn...</p></li></ul></aside>""",
        f'<link rel="canonical" href="{article.url}"><meta property="og:title" content="{title}">',
    )


def _desktop_head(article: DemoArticle) -> str:
    return f'<div class="c-time">{article.date_line}</div><h1 class="c-title">{escape_text(article.title)}</h1>'


def _short_head(article: DemoArticle) -> str:
    initials = article.byline.initials or ""
    return f"<h1>{escape_text(article.title)}</h1><span>{initials}</span> <span>{article.date_line}</span>"


def _render_byline(article: DemoArticle) -> str:
    lines = [escape_text(line) for line in article.byline.lines]
    if article.byline.is_padded:
        return "\n".join(f"<p>{PADDING}{line}</p>" for line in lines)
    return "\n".join(f'<p class="text-right"><strong>{line}</strong></p>' for line in lines)


def listing_path(number: int) -> str:
    """``?page=2``."""
    return "/tin-tuc-su-kien-c37.html" + (f"?page={number}" if number > 1 else "")


def sitemaps_and_feeds(base: str, articles: list[DemoArticle]) -> dict[str, Callable[[], Response]]:
    """Return an index of feeds and a feed of the newest articles."""
    return {
        "/rss.html": lambda: Response(200, page_frame("vi", '<main><a href="/rss/tin-moi.rss">Tin mới</a></main>', "")),
        "/rss/tin-moi.rss": lambda: Response(200, rss(articles[:20], "{}"), XML),
    }


def render_listing(articles: list[DemoArticle], next_url: str | None, extra: list[str]) -> str:
    """Render a section page: titles, truncated teasers and a pager."""
    items = "".join(
        f'<li><a href="{article.url}">{escape(article.title)}</a><p>{escape((article.lead or "")[:60])}...</p></li>'
        for article in articles
    )
    items += "".join(f'<li><a href="{escape(path)}">Xem thêm</a></li>' for path in extra)
    pager = f'<div class="pagination"><a href="{next_url}">Sau</a></div>' if next_url else ""
    return page_frame("vi", f"<main><ul>{items}</ul>{pager}</main>", "")


def page_frame(language: str, main: str, head: str) -> str:
    """Render the header and footer around a page's content."""
    return f"""<!DOCTYPE html><html lang="{language}">
<head><meta charset="utf-8"><title>{SITE}</title>{head}</head><body>
<header><a href="/"><img src="/logo.png" alt="{SITE}"></a></header>
<div class="clock">Hôm nay, Thứ hai, 02/06/2025 10:30</div>
{main}
<footer>{SITE}. Giấy phép số 169/GP-BC.</footer></body></html>"""

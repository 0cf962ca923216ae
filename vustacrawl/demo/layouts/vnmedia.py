"""vusta.vn's current CMS and its English edition (docs/sites.md, section 2), with a desktop and a short template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, Picture, escape_text
from vustacrawl.demo.bylines import BylineTemplate
from vustacrawl.demo.dates import DateFormat
from vustacrawl.demo.feeds import rss
from vustacrawl.demo.layouts.base import SiteLayout
from vustacrawl.demo.responses import XML, Response

SITE = "Liên hiệp các hội khoa học và kỹ thuật Việt Nam"
IMAGES = "http://anh-vusta.demo.test"
"""The images are on a different host."""
PADDING = "&nbsp;" * 60


class VnMedia(SiteLayout):
    """Articles with even numbers have the desktop template, those with odd numbers the short one."""

    path = "/{slug}-p{number}.html"
    first_number = 9_000
    date_formats: Sequence[DateFormat] = (dates.desktop, dates.short, dates.updated)
    byline_templates: Sequence[BylineTemplate] = (
        *(bylines.initials, bylines.initials, bylines.full_name, bylines.capitals, bylines.two_people),
        *(bylines.words_and_pictures, bylines.source, bylines.initials_and_source, bylines.office_below, bylines.desk),
    )
    figure_templates = (
        *(caption_templates.centred_below, caption_templates.centred_below, caption_templates.centred_below),
        *(caption_templates.figcaption, caption_templates.plain_below, caption_templates.centred_boxes),
        caption_templates.two_rows,
    )
    prints = frozenset(("section", "tags"))
    markup = Markup(
        '<p class="text-justify">{}</p>',
        '<p class="text-justify"><strong>{}</strong></p>',
        quote='<blockquote><p class="text-justify">{}</p></blockquote>',
    )
    front = "/tin-tuc-su-kien-c37.html"
    listing_item = '<li><a href="{url}">{title}</a><p>{teaser}...</p></li>'
    listing_link = '<li><a href="{}">Xem thêm</a></li>'
    next_link = '<div class="pagination"><a href="{url}">Sau</a></div>'

    def make_picture(self, base: str, slug: str, number: int, at: int, published: datetime) -> Picture:
        """Return a picture on another host; every second one is shown as a resized copy."""
        path = f"/images/{published:%Y/%m/%d}/{number:04}-{(number * 7919 + at) % 10**6 + 1_600_000_000}-{slug}.jpg"
        resized = "/thumb_x600x" if (number + at) % 2 else ""
        return Picture(IMAGES + path, IMAGES + resized + path)

    def render_article(self, article: DemoArticle) -> str:
        """Render the page of an article."""
        head = _desktop_head(article) if article.number % 2 == 0 else _short_head(article)
        lead = f'<div class="sapo"><h5>{escape_text(article.lead)}</h5></div>' if article.lead else ""
        trail = f'<a href="/">Trang chủ</a> <a href="{self.front}">{escape_text(article.section or "")}</a>'
        title = escape(escape(article.title))
        tags = "".join(f'<a href="/tag/{at}">{escape(tag)}</a>' for at, tag in enumerate(article.tags))
        return page_frame(
            f"""<div class="breadcrumb">{trail}</div>
<main>{head}
{lead}
{self.markup.body(article.printed_body)}
{_render_byline(article)}</main>
<div class="tags">{tags}</div>
<aside><h3>Xem Thêm</h3><ul><li><a href="/" title="Bài khác">
<img src="/thumb_x600x400/{article.number}.jpg" alt="tm-img-alt">Bài khác</a><span>01/08/2023</span>
<p>Phần mở đầu của bài khác bị cắt ngắn...</p></li></ul></aside>""",
            f'<link rel="canonical" href="{article.url}"><meta property="og:title" content="{title}">',
            article.language,
        )

    def sitemaps_and_feeds(self, base: str, articles: list[DemoArticle]) -> dict[str, Callable[[], Response]]:
        """Return an index of feeds and a feed of the newest articles."""
        return {
            "/rss.html": lambda: Response(200, page_frame('<main><a href="/rss/tin-moi.rss">Tin mới</a></main>')),
            "/rss/tin-moi.rss": lambda: Response(200, rss(articles[:20], "{}"), XML),
        }

    def listing_page(self, items: str, pager: str) -> str:
        """Return a section page."""
        return page_frame(f"<main><ul>{items}</ul>{pager}</main>")


class VnMediaEnglish(VnMedia):
    """The English edition, with another date format and other bylines."""

    date_formats = (dates.english,)
    byline_templates = (bylines.initials, bylines.initials, bylines.full_name)
    front = "/news-c1.html"


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


def page_frame(main: str, head: str = "", language: str = "vi") -> str:
    """Render the header and footer around a page's content."""
    return f"""<!DOCTYPE html><html lang="{language}">
<head><meta charset="utf-8"><title>{SITE}</title>{head}</head><body>
<header><a href="/"><img src="/logo.png" alt="{SITE}"></a></header>
<div class="clock">Hôm nay, Thứ hai, 02/06/2025 10:30</div>
{main}
<footer>{SITE}. Giấy phép số 169/GP-BC.</footer></body></html>"""

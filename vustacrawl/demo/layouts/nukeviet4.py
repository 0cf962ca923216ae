"""A union's NukeViet 4.5 site (docs/sites.md, section 7), with that version's bugs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Block, Figure, Markup, Picture, escape_text
from vustacrawl.demo.feeds import rss, sitemap, sitemap_index
from vustacrawl.demo.responses import XML, Response

DATES = (dates.nukeviet, dates.nukeviet, dates.nukeviet_spaced)
BYLINES = tuple(
    bylines.in_author_field(form)
    for form in (
        bylines.full_name,
        bylines.full_name,
        bylines.two_people,
        bylines.capitals,
        bylines.initials,
        bylines.name_and_source,
    )
)
FIGURES = (
    caption_templates.nukeviet,
    caption_templates.nukeviet,
    caption_templates.figcaption,
    caption_templates.centred_boxes,
    caption_templates.two_rows,
)
PRINTS = frozenset(("tags", "files", "section"))
MARKUP = Markup(
    '<p style="text-align: justify;">{}</p>',
    {
        "heading": '<p style="text-align: justify;"><strong>{}</strong></p>',
        "question": '<p style="text-align: justify;"><strong>{}</strong></p>',
        "quote": "<blockquote>{}</blockquote>",
    },
)


def article_path(number: int, slug: str) -> tuple[str, str | None]:
    """``/vi/news/<category>/<alias>-<id>.html``."""
    return f"/vi/news/tin-tuc/{slug}-{number}.html", str(number)


def make_picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """Below ``/uploads/``, with a relative URL."""
    path = f"/uploads/news/{published:%Y_%m}/anh-{number}-{at}.jpg"
    return Picture(base + path, path)


def render_article(article: DemoArticle) -> str:
    """Render an article page; ``datePublished`` is the time of an edit, and the meta element's time is malformed."""
    head, body = _head_image(article.printed_body)
    edit = '<span class="hidden" itemprop="datePublished">2026-01-02T03:04:05+07:00</span>' if article.date else ""
    spoilt = f"{article.published:%Y-%m-%d}+0708:42:50"
    meta = f'<meta property="article:published_time" content="{spoilt}">' if article.date else ""
    lead = f'<div class="hometext m-bottom" itemprop="description">{escape_text(article.lead or "")}</div>'
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(article.title)}</title>
<meta name="generator" content="NukeViet v4.5">{meta}<link rel="canonical" href="{article.url}"></head><body>
<ul class="breadcrumb"><li><a href="/vi/">Trang nhất</a></li>
<li><a href="/vi/news/tin-tuc/">{escape(article.section or "")}</a></li></ul>
<div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope><div class="panel-body">
<h1 class="title margin-bottom-lg" itemprop="headline">{escape_text(article.title)}</h1>
<div class="hidden" itemprop="author" itemscope><span itemprop="name">quantri</span></div>{edit}
<div class="row"><div class="col-md-12"><span class="h5">{article.date_line}</span></div></div>
<div class="clearfix">{head}{lead if article.lead else ""}</div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">
{MARKUP.body(body)}
</div>
{_files(article)}
<div class="margin-bottom-lg">{_render_byline(article)}</div></div></div>
{_tags(article)}
<div class="news_column panel"><div class="panel-body other-news"><p class="h3"><strong>Những tin cũ hơn</strong></p>
<ul class="detail-related related">
<li><h4><a href="/vi/news/tin-tuc/">Tin đã đưa</a></h4><em>(20/12/2023)</em></li></ul>
</div></div></body></html>"""


def _head_image(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Return the leading picture, which is set beside the lead with a hidden copy, and the other blocks."""
    first = blocks[0]
    if not isinstance(first, Figure) or len(first.pictures) > 1:
        return "", blocks
    note = f"<figcaption>{escape_text(' '.join(first.caption))}</figcaption>" if first.caption else ""
    place = "center" if note else "left noncaption"
    image = first.pictures[0].tag
    copy = f'<div id="imgpreview" style="display:none"><p class="text-center">{image}</p></div>'
    return f'<figure class="article {place}">{image}{note}</figure>{copy}', blocks[1:]


def _files(article: DemoArticle) -> str:
    if not article.files:
        return ""
    links = "".join(
        f'<div><a href="{file.url}" download title="Tải về">{escape(file.title or "")}</a></div>'
        for file in article.files
    )
    return f'<div class="news-download-file"><div class="h5 title">Tệp đính kèm</div>{links}</div>'


def _render_byline(article: DemoArticle) -> str:
    labels = ("Tác giả: ", "Nguồn tin: ") if len(article.byline.lines) > 1 else ("Tác giả: ",)
    lines = zip(labels, article.byline.lines, strict=False)
    return "\n".join(
        f'<p class="h5 text-right"><strong>{label}</strong>{escape_text(line)}</p>' for label, line in lines
    )


def _tags(article: DemoArticle) -> str:
    links = ", ".join(f'<a href="/vi/tag/{at}/"><em>{escape_text(tag)}</em></a>' for at, tag in enumerate(article.tags))
    return f'<div class="news_column panel"><div class="h5"><strong>Từ khóa: </strong>{links}</div></div>'


def listing_path(number: int) -> str:
    """``/vi/news/<category>/page-4/``."""
    return "/vi/news/tin-tuc/" + (f"page-{number}/" if number > 1 else "")


def sitemaps_and_feeds(base: str, articles: list[DemoArticle]) -> dict[str, Callable[[], Response]]:
    """Return a sitemap with publication times, and a feed of 30 whose minutes are the month."""
    news = "/sitemap-vi.news.xml"
    return {
        "/sitemap-vi.xml": lambda: Response(200, sitemap_index(base + news), XML),
        news: lambda: Response(200, sitemap((article.url, article.published) for article in articles), XML),
        "/vi/news/rss/": lambda: Response(200, rss(articles[:30], "news_{}", minutes_are_months=True), XML),
    }


def render_listing(articles: list[DemoArticle], next_url: str | None, extra: list[str]) -> str:
    """Render a category page."""
    items = "".join(
        f'<div class="panel"><h3><a href="{article.url}">{escape(article.title)}</a></h3>'
        f"<p>{escape((article.lead or '')[:60])}...</p></div>"
        for article in articles
    )
    more = "".join(f'<a href="{escape(path)}">Xem thêm</a>' for path in extra)
    pager = (
        f'<ul class="pagination"><li><a class="page-link" rel="next" href="{next_url}">»</a></li></ul>'
        if next_url
        else ""
    )
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>{items}{more}{pager}</body></html>'

"""A union's NukeViet 4.5 site (docs/sites.md, section 7), with that version's bugs."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Block, Figure, Markup, escape_text
from vustacrawl.demo.feeds import rss, sitemap, sitemap_index
from vustacrawl.demo.layouts.base import SiteLayout
from vustacrawl.demo.responses import XML, Response


class NukeViet4(SiteLayout):
    """``datePublished`` is the time of an edit, and the time in the meta element is malformed."""

    path = "/vi/news/tin-tuc/{slug}-{number}.html"
    date_formats = (dates.nukeviet, dates.nukeviet, dates.nukeviet_spaced)
    byline_templates = tuple(
        bylines.in_author_field(form)
        for form in (
            *(bylines.full_name, bylines.full_name, bylines.two_people),
            *(bylines.capitals, bylines.initials, bylines.name_and_source),
        )
    )
    figure_templates = (
        *(caption_templates.nukeviet, caption_templates.nukeviet, caption_templates.figcaption),
        *(caption_templates.centred_boxes, caption_templates.two_rows),
    )
    prints = frozenset(("tags", "files", "section"))
    markup = Markup('<p style="text-align: justify;">{}</p>', '<p style="text-align: justify;"><strong>{}</strong></p>')
    front = "/vi/news/tin-tuc/"
    further_pages = "page-{}/"
    listing_item = '<div class="panel"><h3><a href="{url}">{title}</a></h3><p>{teaser}...</p></div>'
    next_link = '<ul class="pagination"><li><a class="page-link" rel="next" href="{url}">»</a></li></ul>'

    def render_article(self, article: DemoArticle) -> str:
        """Render the page of an article."""
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
{self.markup.body(body)}
</div>
{_files(article)}
<div class="margin-bottom-lg">{_render_byline(article)}</div></div></div>
{_tags(article)}
<div class="news_column panel"><div class="panel-body other-news"><p class="h3"><strong>Những tin cũ hơn</strong></p>
<ul class="detail-related related">
<li><h4><a href="/vi/news/tin-tuc/">Tin đã đưa</a></h4><em>(20/12/2023)</em></li></ul>
</div></div></body></html>"""

    def sitemaps_and_feeds(self, base: str, articles: list[DemoArticle]) -> dict[str, Callable[[], Response]]:
        """Return a sitemap with publication times, and a feed of 30 whose minutes are the month."""
        news = "/sitemap-vi.news.xml"
        return {
            "/sitemap-vi.xml": lambda: Response(200, sitemap_index(base + news), XML),
            news: lambda: Response(200, sitemap((article.url, article.published) for article in articles), XML),
            "/vi/news/rss/": lambda: Response(200, rss(articles[:30], "news_{}", minutes_are_months=True), XML),
        }


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
    labels = ("Tác giả: ", "Nguồn tin: ")
    lines = zip(labels, article.byline.lines, strict=False)
    return "\n".join(
        f'<p class="h5 text-right"><strong>{label}</strong>{escape_text(line)}</p>' for label, line in lines
    )


def _tags(article: DemoArticle) -> str:
    links = ", ".join(f'<a href="/vi/tag/{at}/"><em>{escape_text(tag)}</em></a>' for at, tag in enumerate(article.tags))
    return f'<div class="news_column panel"><div class="h5"><strong>Từ khóa: </strong>{links}</div></div>'

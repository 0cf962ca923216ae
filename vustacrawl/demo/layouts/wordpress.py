"""A union's WordPress site (docs/sites.md, section 8), with posts from the classic and the block editor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, Picture, escape_text
from vustacrawl.demo.feeds import rss, sitemap, sitemap_index
from vustacrawl.demo.layouts.base import SiteLayout
from vustacrawl.demo.responses import XML, Response


class WordPress(SiteLayout):
    """An article's number is only in its page; its lead is a bold first paragraph."""

    path = "/{slug}/"
    first_number = 500
    date_formats = (dates.wordpress, dates.wordpress_numbers)
    byline_templates = (
        *(bylines.initials, bylines.full_name, bylines.with_office, bylines.words_and_pictures),
        *(bylines.labelled, bylines.two_people, bylines.source),
    )
    figure_templates = (
        caption_templates.block_editor,
        caption_templates.block_editor,
        caption_templates.classic_editor,
    )
    prints = frozenset(("section", "tags"))
    markup = Markup(
        "<p>{}</p>",
        "<p><strong>{}</strong></p>",
        quote='<blockquote class="wp-block-quote"><p>{}</p></blockquote>',
        heading='<h3 class="wp-block-heading">{}</h3>',
        joins_verses=True,
    )
    further_pages = "page/{}/"
    listing_item = '<article><h2><a href="{url}">{title}</a></h2></article>'
    next_link = '<a class="next page-numbers" href="{url}">Trang sau</a>'

    def make_picture(self, base: str, slug: str, number: int, at: int, published: datetime) -> Picture:
        """Return a resized copy with the full size in ``srcset``."""
        path = f"{base}/wp-content/uploads/{published:%Y/%m}/anh-{number}-{at}"
        return Picture(f"{path}.jpg", f"{path}-1024x683.jpg", srcset=f"{path}-1024x683.jpg 1024w, {path}.jpg 2048w")

    def render_article(self, article: DemoArticle) -> str:
        """Render a post."""
        stamp = f"{article.published:%Y-%m-%dT%H:%M}:00+07:00"
        time = (
            f'<time class="entry-date published" datetime="{stamp}">{article.date_line}</time>' if article.date else ""
        )
        signed = "\n".join(
            f'<p class="has-text-align-right"><strong>{escape_text(line)}</strong></p>' for line in article.byline.lines
        )
        lead = self.markup.question.format(escape_text(article.lead)) if article.lead else ""
        category = f'<a href="/category/tin/" rel="category tag">{escape_text(article.section or "")}</a>'
        tags = ", ".join(f'<a href="/tag/{at}/" rel="tag">{escape(tag)}</a>' for at, tag in enumerate(article.tags))
        return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{escape(article.title)} - Hội</title>
<link rel="canonical" href="{article.url}">
<link rel="shortlink" href="http://hoikhkt.demo.test/?p={article.native_id}"></head>
<body class="single single-post postid-{article.native_id}"><main><article>
<header class="entry-header"><h1 class="entry-title">{escape_text(article.title)}</h1>
<div class="entry-meta">{time} <span class="cat-links">{category}</span></div></header>
<div class="entry-content">{lead}
{self.markup.body(article.printed_body)}
{signed}
<div class="sharedaddy"><h3>Chia sẻ:</h3><ul><li><a href="#">Facebook</a></li></ul></div></div>
<footer class="entry-footer"><span class="tags-links">{tags}</span></footer></article>
<div id="comments"><h3>Leave a Reply</h3></div></main></body></html>"""

    def sitemaps_and_feeds(self, base: str, articles: list[DemoArticle]) -> dict[str, Callable[[], Response]]:
        """Return a sitemap with times of the last change, and a feed of the newest ten."""
        posts = "/wp-sitemap-posts-post-1.xml"
        return {
            "/wp-sitemap.xml": lambda: Response(200, sitemap_index(base + posts), XML),
            posts: lambda: Response(200, sitemap((article.url, article.modified) for article in articles), XML),
            "/feed/": lambda: Response(200, rss(articles[:10], base + "/?p={}"), XML),
        }

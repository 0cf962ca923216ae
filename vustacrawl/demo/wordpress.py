"""A union's WordPress site (docs/sites.md, section 8): old posts of the classic editor, new ones of the block one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from vustacrawl.demo import dates, figures, signatures
from vustacrawl.demo.answers import XML, Answer
from vustacrawl.demo.blocks import Markup, Picture, shown
from vustacrawl.demo.feeds import rss, sitemap, sitemap_index
from vustacrawl.demo.story import Story

DATES = (dates.wordpress, dates.wordpress_numbers)
SIGNATURES = (
    signatures.initials,
    signatures.full_name,
    signatures.with_office,
    signatures.words_and_pictures,
    signatures.labelled,
    signatures.two_people,
    signatures.source,
)
FIGURES = (figures.block_editor, figures.block_editor, figures.classic_editor)
PRINTS = frozenset(("section", "tags"))
MARKUP = Markup(
    "<p>{}</p>",
    {
        "heading": '<h3 class="wp-block-heading">{}</h3>',
        "question": "<p><strong>{}</strong></p>",
        "quote": '<blockquote class="wp-block-quote"><p>{}</p></blockquote>',
    },
    poems_are_one=True,
)


def address(number: int, slug: str) -> tuple[str, str | None]:
    """``/<slug>/``; the number stands in the page."""
    return f"/{slug}/", str(500 + number)


def picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """A resized copy; the page names the full size beside it."""
    path = f"{base}/wp-content/uploads/{published:%Y/%m}/anh-{number}-{at}"
    return Picture(f"{path}.jpg", f"{path}-1024x683.jpg", srcset=f"{path}-1024x683.jpg 1024w, {path}.jpg 2048w")


def article(story: Story) -> str:
    """The page of a post: its lead is a bold first paragraph."""
    stamp = f"{story.published:%Y-%m-%dT%H:%M}:00+07:00"
    time = f'<time class="entry-date published" datetime="{stamp}">{story.date.line}</time>' if story.date else ""
    signed = "\n".join(
        f'<p class="has-text-align-right"><strong>{shown(line)}</strong></p>' for line in story.signature.lines
    )
    lead = f"<p><strong>{shown(story.lead)}</strong></p>" if story.lead else ""
    category = f'<a href="/category/tin/" rel="category tag">{shown(story.section or "")}</a>'
    tags = ", ".join(f'<a href="/tag/{at}/" rel="tag">{escape(tag)}</a>' for at, tag in enumerate(story.tags))
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(story.title)} - Hội</title>
<link rel="canonical" href="{story.url}">
<link rel="shortlink" href="http://hoikhkt.demo.test/?p={story.native_id}"></head>
<body class="single single-post postid-{story.native_id}"><main><article>
<header class="entry-header"><h1 class="entry-title">{shown(story.title)}</h1>
<div class="entry-meta">{time} <span class="cat-links">{category}</span></div></header>
<div class="entry-content">{lead}
{MARKUP.body(story.printed_body)}
{signed}
<div class="sharedaddy"><h3>Chia sẻ:</h3><ul><li><a href="#">Facebook</a></li></ul></div></div>
<footer class="entry-footer"><span class="tags-links">{tags}</span></footer></article>
<div id="comments"><h3>Leave a Reply</h3></div></main></body></html>"""


def listing_path(number: int) -> str:
    """``/page/2/``."""
    return f"/page/{number}/" if number > 1 else "/"


def lists(base: str, stories: list[Story]) -> dict[str, Callable[[], Answer]]:
    """A sitemap with the times of the last change; a feed of the newest ten."""
    posts = "/wp-sitemap-posts-post-1.xml"
    return {
        "/wp-sitemap.xml": lambda: Answer(200, sitemap_index(base + posts), XML),
        posts: lambda: Answer(200, sitemap((story.url, story.modified) for story in stories), XML),
        "/feed/": lambda: Answer(200, rss(stories[:10], base + "/?p={}"), XML),
    }


def listing(stories: list[Story], next_url: str | None, extra: list[str]) -> str:
    """A page of the blog."""
    items = "".join(f'<article><h2><a href="{story.url}">{escape(story.title)}</a></h2></article>' for story in stories)
    more = "".join(f'<a href="{escape(path)}">Xem thêm</a>' for path in extra)
    pager = f'<a class="next page-numbers" href="{next_url}">Trang sau</a>' if next_url else ""
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>{items}{more}{pager}</body></html>'

"""A union's WordPress site with the block editor (SITES.md, section 8): the lead is a bold first paragraph."""

from __future__ import annotations

from vustacrawl.demo.story import Story, body_of

PARAGRAPH = "<p>{text}</p>"
FIGURE = (
    '<figure class="wp-block-image size-large"><img src="{url}" alt=""/>'
    '<figcaption class="wp-element-caption">{caption}</figcaption></figure>'
)


def article(story: Story) -> str:
    """The page of a post."""
    stamp = f"{story.published:%Y-%m-%dT%H:%M}:00+07:00"
    time = (
        f'<time class="entry-date published" datetime="{stamp}">{story.published:%d/%m/%Y}</time>'
        if story.dated
        else ""
    )
    author = f'<p class="has-text-align-right"><strong>{story.author}</strong></p>' if story.author else ""
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{story.title} - Hội</title>
<link rel="canonical" href="{story.url}"><link rel="shortlink" href="http://hoikhkt.demo.test/?p={story.native_id}"></head>
<body class="single single-post postid-{story.native_id}"><main><article>
<header class="entry-header"><h1 class="entry-title">{story.title}</h1><div class="entry-meta">{time}</div></header>
<div class="entry-content"><p><strong>{story.lead}</strong></p>
{body_of(story, PARAGRAPH, FIGURE)}
{author}
<div class="sharedaddy"><h3>Chia sẻ:</h3><ul><li><a href="#">Facebook</a></li></ul></div></div></article>
<div id="comments"><h3>Leave a Reply</h3></div></main></body></html>"""


def listing(stories: list[Story], next_url: str | None, extra: list[str]) -> str:
    """A page of the blog."""
    items = "".join(f'<article><h2><a href="{story.url}">{story.title}</a></h2></article>' for story in stories)
    more = "".join(f'<a href="{path}">Xem thêm</a>' for path in extra)
    pager = f'<a class="next page-numbers" href="{next_url}">Trang sau</a>' if next_url else ""
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>{items}{more}{pager}</body></html>'

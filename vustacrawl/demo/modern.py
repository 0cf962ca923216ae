"""vusta.vn in English until 2018 (docs/sites.md, section 1, generation A): NukeViet 3.4 in its theme "modern"."""

from __future__ import annotations

from datetime import datetime
from html import escape

from vustacrawl.demo import dates, figures, signatures
from vustacrawl.demo.blocks import Markup, Picture, shown
from vustacrawl.demo.story import Story

DATES = (dates.nukeviet_3,)
SIGNATURES = tuple(
    signatures.in_a_field(form)
    for form in (
        signatures.full_name,
        signatures.two_people,
    )
)
FIGURES = (figures.centred_boxes, figures.two_rows)
PRINTS = frozenset[str]()
MARKUP = Markup(
    '<p style="text-align: justify;">{}</p>',
    {
        "heading": "<p><strong>{}</strong></p>",
        "question": "<p><strong>{}</strong></p>",
        "quote": "<blockquote>{}</blockquote>",
    },
)


def address(number: int, slug: str) -> tuple[str, str | None]:
    """``/en/news/Our-Partners/<Slug-Kept-Case>-56034.html``."""
    return f"/en/news/Our-Partners/{slug.title()}-{56000 + number}.html", str(56000 + number)


def picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """``/uploads/news/2015_03/td31.jpg``."""
    path = f"/uploads/news/{published:%Y_%m}/td{number}{at}.jpg"
    return Picture(base + path, path)


def article(story: Story) -> str:
    """The page of an article."""
    line = story.date.line if story.date else ""
    lead = f'<div id="hometext"><p>{shown(story.lead)}</p></div>' if story.lead else ""
    author = shown(" ".join(story.signature.lines))
    signed = f'<div class="source"><strong>Author: </strong>{author}</div>' if author else ""
    saved = f"/en/news/savefile/Our-Partners/{story.slug.title()}-{story.native_id}.html"
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{escape(story.title)}</title><meta name="generator" content="NukeViet v3.4"></head><body>
<div class="header-details"><div class="title"><h1>{shown(story.title)}</h1>
<span class="small">{line}</span></div>
<div class="action right"><a href="{saved}">Save</a></div></div>
<div class="clear"></div>
{lead}
<div id="bodytext" class="details-content">
{MARKUP.body(story.printed_body)}
</div>
{signed}
<div class="other-news"><h4>Older news</h4><ul><li><a href="/en/news/Our-Partners/">Archive</a> (12/05/2014)</li></ul>
</div></body></html>"""

"""vusta.vn as it was in 2020 and 2021 (docs/sites.md, section 1, generation B): a clock of twelve hours, full names."""

from __future__ import annotations

from datetime import datetime
from html import escape

from vustacrawl.demo import dates, figures, signatures
from vustacrawl.demo.blocks import Markup, Picture, shown
from vustacrawl.demo.story import Story

DATES = (dates.half_day,)
SIGNATURES = (signatures.full_name, signatures.full_name, signatures.source, signatures.unsigned)
FIGURES = (figures.centred_boxes, figures.plain_below)
PRINTS = frozenset[str]()
MARKUP = Markup(
    '<p style="text-align: justify;">{}</p>',
    {
        "heading": '<p style="text-align: justify;"><b>{}</b></p>',
        "question": '<p style="text-align: justify;"><b>{}</b></p>',
        "quote": "<blockquote>{}</blockquote>",
    },
)


def address(number: int, slug: str) -> tuple[str, str | None]:
    """``/chitiet/<category>/<slug>``: no number."""
    return f"/chitiet/tin-tuc/{slug}", None


def picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """Below ``/Portals/``, its address relative."""
    path = f"/Portals/0/Thumbnails/{story_slug.title()[:30]}-{number}{at}.jpg"
    return Picture(base + path, path)


def article(story: Story) -> str:
    """The page of an article."""
    line = story.date.line if story.date else ""
    lead = f'<p style="text-align: justify;"><b>{shown(story.lead)}</b></p>' if story.lead else ""
    signed = "\n".join(f'<p style="text-align: right;"><b>{name}</b></p>' for name in story.signature.lines)
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{escape(story.title)} - Liên hiệp hội (demo)</title></head>
<body><form id="Form" method="post"><div id="dnn_ContentPane">
<h1 class="title">{shown(story.title)}</h1>
<div class="info">{line}</div><div class="size">Cỡ chữ +-</div>
<div class="sapo">{lead}</div>
<div class="detail">
{MARKUP.body(story.printed_body)}
{signed}
</div></div></form></body></html>"""

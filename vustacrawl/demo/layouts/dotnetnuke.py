"""vusta.vn in 2020 and 2021 (docs/sites.md, section 1, generation B), with 12-hour times and full names."""

from __future__ import annotations

from datetime import datetime
from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, Picture, escape_text

DATES = (dates.half_day,)
BYLINES = (bylines.full_name, bylines.full_name, bylines.source, bylines.unsigned)
FIGURES = (caption_templates.centred_boxes, caption_templates.plain_below)
PRINTS = frozenset[str]()
MARKUP = Markup(
    '<p style="text-align: justify;">{}</p>',
    {
        "heading": '<p style="text-align: justify;"><b>{}</b></p>',
        "question": '<p style="text-align: justify;"><b>{}</b></p>',
        "quote": "<blockquote>{}</blockquote>",
    },
)


def article_path(number: int, slug: str) -> tuple[str, str | None]:
    """``/chitiet/<category>/<slug>``: no number."""
    return f"/chitiet/tin-tuc/{slug}", None


def make_picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """Below ``/Portals/``, with a relative URL."""
    path = f"/Portals/0/Thumbnails/{story_slug.title()[:30]}-{number}{at}.jpg"
    return Picture(base + path, path)


def render_article(article: DemoArticle) -> str:
    """Render the page of an article."""
    lead = f'<p style="text-align: justify;"><b>{escape_text(article.lead)}</b></p>' if article.lead else ""
    signed = "\n".join(f'<p style="text-align: right;"><b>{name}</b></p>' for name in article.byline.lines)
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{escape(article.title)} - Liên hiệp hội (demo)</title></head>
<body><form id="Form" method="post"><div id="dnn_ContentPane">
<h1 class="title">{escape_text(article.title)}</h1>
<div class="info">{article.date_line}</div><div class="size">Cỡ chữ +-</div>
<div class="sapo">{lead}</div>
<div class="detail">
{MARKUP.body(article.printed_body)}
{signed}
</div></div></form></body></html>"""

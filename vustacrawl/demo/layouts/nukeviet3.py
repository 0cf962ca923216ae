"""vusta.vn in English until 2018 (docs/sites.md, section 1, generation A): NukeViet 3.4 in its theme "modern"."""

from __future__ import annotations

from datetime import datetime
from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, Picture, escape_text

DATES = (dates.nukeviet_3,)
BYLINES = tuple(
    bylines.in_author_field(form)
    for form in (
        bylines.full_name,
        bylines.two_people,
    )
)
FIGURES = (caption_templates.centred_boxes, caption_templates.two_rows)
PRINTS = frozenset[str]()
MARKUP = Markup(
    '<p style="text-align: justify;">{}</p>',
    {
        "heading": "<p><strong>{}</strong></p>",
        "question": "<p><strong>{}</strong></p>",
        "quote": "<blockquote>{}</blockquote>",
    },
)


def article_path(number: int, slug: str) -> tuple[str, str | None]:
    """``/en/news/Our-Partners/<Slug-Kept-Case>-56034.html``."""
    return f"/en/news/Our-Partners/{slug.title()}-{56000 + number}.html", str(56000 + number)


def make_picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """``/uploads/news/2015_03/td31.jpg``."""
    path = f"/uploads/news/{published:%Y_%m}/td{number}{at}.jpg"
    return Picture(base + path, path)


def render_article(article: DemoArticle) -> str:
    """Render the page of an article."""
    lead = f'<div id="hometext"><p>{escape_text(article.lead)}</p></div>' if article.lead else ""
    author = escape_text(" ".join(article.byline.lines))
    signed = f'<div class="source"><strong>Author: </strong>{author}</div>' if author else ""
    saved = f"/en/news/savefile/Our-Partners/{article.slug.title()}-{article.native_id}.html"
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{escape(article.title)}</title><meta name="generator" content="NukeViet v3.4"></head><body>
<div class="header-details"><div class="title"><h1>{escape_text(article.title)}</h1>
<span class="small">{article.date_line}</span></div>
<div class="action right"><a href="{saved}">Save</a></div></div>
<div class="clear"></div>
{lead}
<div id="bodytext" class="details-content">
{MARKUP.body(article.printed_body)}
</div>
{signed}
<div class="other-news"><h4>Older news</h4><ul><li><a href="/en/news/Our-Partners/">Archive</a> (12/05/2014)</li></ul>
</div></body></html>"""

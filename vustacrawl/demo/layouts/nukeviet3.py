"""vusta.vn in English until 2018 (docs/sites.md, section 1, generation A): NukeViet 3.4 in its theme "modern"."""

from __future__ import annotations

from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, escape_text
from vustacrawl.demo.layouts.base import PageLayout


class NukeViet3(PageLayout):
    """Its slugs keep the case of the title."""

    path = "/en/news/Our-Partners/{Slug}-{number}.html"
    picture_path = "/uploads/news/{published:%Y_%m}/td{number}{at}.jpg"
    first_number = 56_000
    date_formats = (dates.nukeviet_3,)
    byline_templates = (bylines.in_author_field(bylines.full_name), bylines.in_author_field(bylines.two_people))
    figure_templates = (caption_templates.centred_boxes, caption_templates.two_rows)
    markup = Markup('<p style="text-align: justify;">{}</p>', "<p><strong>{}</strong></p>")

    def render_article(self, article: DemoArticle) -> str:
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
{self.markup.body(article.printed_body)}
</div>
{signed}
<div class="other-news"><h4>Older news</h4><ul><li><a href="/en/news/Our-Partners/">Archive</a> (12/05/2014)</li></ul>
</div></body></html>"""

"""vusta.vn in 2020 and 2021 (docs/sites.md, section 1, generation B), with 12-hour times and full names."""

from __future__ import annotations

from html import escape

from vustacrawl.demo import bylines, caption_templates, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, escape_text
from vustacrawl.demo.layouts.base import PageLayout


class DotNetNuke(PageLayout):
    """Its URLs have no number."""

    path = "/chitiet/tin-tuc/{slug}"
    picture_path = "/Portals/0/Thumbnails/{Slug:.30}-{number}{at}.jpg"
    has_number = False
    date_formats = (dates.half_day,)
    byline_templates = (bylines.full_name, bylines.full_name, bylines.source, bylines.unsigned)
    figure_templates = (caption_templates.centred_boxes, caption_templates.plain_below)
    markup = Markup('<p style="text-align: justify;">{}</p>', '<p style="text-align: justify;"><b>{}</b></p>')

    def render_article(self, article: DemoArticle) -> str:
        """Render the page of an article."""
        lead = self.markup.question.format(escape_text(article.lead)) if article.lead else ""
        signed = "\n".join(f'<p style="text-align: right;"><b>{name}</b></p>' for name in article.byline.lines)
        return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{escape(article.title)} - Liên hiệp hội (demo)</title></head>
<body><form id="Form" method="post"><div id="dnn_ContentPane">
<h1 class="title">{escape_text(article.title)}</h1>
<div class="info">{article.date_line}</div><div class="size">Cỡ chữ +-</div>
<div class="sapo">{lead}</div>
<div class="detail">
{self.markup.body(article.printed_body)}
{signed}
</div></div></form></body></html>"""

"""A layout as data: a system's URLs and the markup around its articles."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from vustacrawl.demo import bylines, caption_templates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, escape_text
from vustacrawl.demo.dates import DateFormat
from vustacrawl.demo.layouts.base import SiteLayout

PROFILE = """\
title = "{title}"
family = "{family}"
url = "http://{name}.demo.test/"
private = true
{article_url}
[politeness]
delay = 0 # one's own server
concurrency = 4
"""
SIGNED = '<p style="text-align: right;"><strong>{}</strong></p>'


@dataclass(frozen=True)
class TemplateLayout(SiteLayout):
    """A system and its site. In ``skin``, ``{title}``, ``{content}`` and ``{host}`` are filled in; in ``article``, the
    parts of an article.
    """

    name: str
    family: str
    path: str
    skin: str
    article: str
    date_formats: tuple[DateFormat, ...]
    next_link: str = '<a href="{url}">{page}</a>'
    article_url: str = ""
    """For the profile, if the family's pattern does not fit."""
    has_number: bool = True

    first_number = 400
    byline_templates = (bylines.full_name, bylines.initials, bylines.words_and_pictures, bylines.unsigned)
    figure_templates = (caption_templates.centred_boxes,)
    picture_path = "/upload/{published:%Y/%m}/anh-{number}-{at}.jpg"
    markup = Markup(
        '<p style="text-align: justify;">{}</p>',
        '<p style="text-align: justify;"><strong>{}</strong></p>',
        quote="<blockquote><p>{}</p></blockquote>",
        heading="<h3>{}</h3>",
    )
    listing_item = '<div class="item"><a href="{url}">{title}</a></div>'

    @property
    def profile(self) -> str:
        """The site's profile as TOML."""
        own = (
            f"article_url = '{self.article_url}'\nlistings = [\"http://{self.name}.demo.test/\"]\n"
            if self.article_url
            else ""
        )
        return PROFILE.format(title=f"Hội thử nghiệm {self.name}", family=self.family, name=self.name, article_url=own)

    def render_article(self, article: DemoArticle) -> str:
        """Render the page of an article."""
        content = self.article.format(
            title=escape_text(article.title),
            date=article.date_line,
            lead=self.markup.question.format(escape_text(article.lead)) if article.lead else "",
            body=self.markup.body(article.printed_body),
            signed="\n".join(SIGNED.format(escape_text(line)) for line in article.byline.lines),
        )
        return self._page(escape(article.title), content)

    def listing_page(self, items: str, pager: str) -> str:
        """Return a page of the listing; the first is the home page."""
        return self._page(f"Hội thử nghiệm {self.name}", f'<div class="list">{items}</div><div>{pager}</div>')

    def _page(self, title: str, content: str) -> str:
        return self.skin.format(title=title, content=content, host=f"{self.name}.demo.test")

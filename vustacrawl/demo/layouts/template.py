"""A layout as data: a system's URLs and the markup around its articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from vustacrawl.demo import bylines, caption_templates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Markup, Picture, escape_text
from vustacrawl.demo.bylines import BylineTemplate
from vustacrawl.demo.caption_templates import CaptionTemplate
from vustacrawl.demo.dates import DateFormat
from vustacrawl.demo.responses import Response

MARKUP = Markup(
    '<p style="text-align: justify;">{}</p>',
    {
        "heading": "<h3>{}</h3>",
        "question": '<p style="text-align: justify;"><strong>{}</strong></p>',
        "quote": "<blockquote><p>{}</p></blockquote>",
    },
)
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


@dataclass(frozen=True)
class TemplateLayout:
    """A system and its site. In ``path``, ``{number}`` and ``{slug}`` are an article's; in ``skin``, ``{title}``,
    ``{content}`` and ``{host}`` are filled in; in ``article``, the parts of an article.
    """

    name: str
    family: str
    path: str
    skin: str
    article: str
    date: DateFormat
    lead: str = '<p style="text-align: justify;"><strong>{}</strong></p>'
    signed: str = '<p style="text-align: right;"><strong>{}</strong></p>'
    next_link: str = '<a href="{url}">{page}</a>'
    """The link to the next page of the listing."""
    article_url: str = ""
    """For the profile, if the family's pattern does not fit."""
    first_number: int = 400
    has_number: bool = True
    """Whether the URL contains the number."""

    @property
    def profile(self) -> str:
        """The site's profile as TOML."""
        own = (
            f"article_url = '{self.article_url}'\nlistings = [\"http://{self.name}.demo.test/\"]\n"
            if self.article_url
            else ""
        )
        return PROFILE.format(title=f"Hội thử nghiệm {self.name}", family=self.family, name=self.name, article_url=own)

    @property
    def DATES(self) -> tuple[DateFormat, ...]:  # noqa: N802  # the protocol's name
        """The one format of its date lines."""
        return (self.date,)

    @property
    def BYLINES(self) -> tuple[BylineTemplate, ...]:  # noqa: N802
        """Names and initials as the last line."""
        return (bylines.full_name, bylines.initials, bylines.words_and_pictures, bylines.unsigned)

    @property
    def FIGURES(self) -> tuple[CaptionTemplate, ...]:  # noqa: N802
        """A centred caption below the image."""
        return (caption_templates.centred_boxes,)

    @property
    def PRINTS(self) -> frozenset[str]:  # noqa: N802
        """Neither section, tags nor files."""
        return frozenset()

    def article_path(self, number: int, slug: str) -> tuple[str, str | None]:
        """Return the path of an article, and its number if the URL contains one."""
        number += self.first_number
        return self.path.format(number=number, slug=slug), str(number) if self.has_number else None

    def make_picture(self, base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
        """Return a picture below ``/upload/``."""
        path = f"/upload/{published:%Y/%m}/anh-{number}-{at}.jpg"
        return Picture(base + path, path)

    def render_article(self, article: DemoArticle) -> str:
        """Render the page of an article."""
        content = self.article.format(
            title=escape_text(article.title),
            date=article.date_line,
            lead=self.lead.format(escape_text(article.lead)) if article.lead else "",
            body=MARKUP.body(article.printed_body),
            signed="\n".join(self.signed.format(escape_text(line)) for line in article.byline.lines),
        )
        return self._page(escape(article.title), content)

    def listing_path(self, number: int) -> str:
        """Return the path of a page of the listing; the first is the home page."""
        return f"/?page={number}" if number > 1 else "/"

    def render_listing(self, articles: list[DemoArticle], next_url: str | None, extra: list[str]) -> str:
        """Render a page of the listing."""
        items = "".join(
            f'<div class="item"><a href="{escape(article.url)}">{escape_text(article.title)}</a></div>'
            for article in articles
        )
        more = self.next_link.format(url=escape(next_url), page=next_url.rpartition("=")[2]) if next_url else ""
        links = "".join(f'<a href="{escape(url)}">Xem thêm</a>' for url in extra)
        return self._page(f"Hội thử nghiệm {self.name}", f'<div class="list">{items}{links}</div><div>{more}</div>')

    def sitemaps_and_feeds(self, base: str, articles: list[DemoArticle]) -> dict[str, Callable[[], Response]]:
        """Return an empty dict: these systems have neither."""
        return {}

    def _page(self, title: str, content: str) -> str:
        return self.skin.format(title=title, content=content, host=f"{self.name}.demo.test")

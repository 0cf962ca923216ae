"""What every layout has: URLs, date lines, bylines and pages, and for the current layout of a site its listings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from vustacrawl.demo.blocks import Markup, Picture
from vustacrawl.demo.bylines import BylineTemplate
from vustacrawl.demo.caption_templates import CaptionTemplate
from vustacrawl.demo.dates import DateFormat
from vustacrawl.demo.responses import Response

if TYPE_CHECKING:
    from vustacrawl.demo.article import DemoArticle


class PageLayout(ABC):
    """A generation of a CMS. In its paths, ``{number}``, ``{slug}`` and ``{Slug}`` (in title case) are an article's."""

    path: str
    """Of an article."""
    picture_path = "/uploads/news/{published:%Y_%m}/anh-{number}-{at}.jpg"
    first_number = 0
    """Added to the numbers of its articles."""
    has_number = True
    """Whether the URL or the page contains the number."""
    date_formats: Sequence[DateFormat]
    byline_templates: Sequence[BylineTemplate]
    figure_templates: Sequence[CaptionTemplate]
    prints: frozenset[str] = frozenset()
    """Which of ``section``, ``tags`` and ``files`` its pages include."""
    markup: Markup

    def article_path(self, number: int, slug: str) -> tuple[str, str | None]:
        """Return an article's path, and its number on its site if the page or the URL contains one."""
        number += self.first_number
        path = self.path.format(number=number, slug=slug, Slug=slug.title())
        return path, str(number) if self.has_number else None

    def make_picture(self, base: str, slug: str, number: int, at: int, published: datetime) -> Picture:
        """Return the ``at``-th picture of an article, with a relative URL and without an ``alt``."""
        path = self.picture_path.format(number=number, slug=slug, Slug=slug.title(), at=at, published=published)
        return Picture(base + path, path)

    @abstractmethod
    def render_article(self, article: DemoArticle) -> str:
        """Render the page of an article."""


class SiteLayout(PageLayout):
    """The current layout of a site, which also renders listings, sitemaps and feeds."""

    front = "/"
    """The path of the listing."""
    further_pages = "?page={}"
    """What the second and later pages of the listing add to it."""
    listing_item: str
    """A listed article: ``{url}``, ``{title}``, ``{teaser}``."""
    listing_link = '<a href="{}">Xem thêm</a>'
    """A link in the listing to something else."""
    next_link: str
    """The link to the next page of the listing: ``{url}``, ``{page}``."""

    def listing_path(self, number: int) -> str:
        """Return the path of a page of the listing, counted from 1."""
        return self.front + (self.further_pages.format(number) if number > 1 else "")

    def render_listing(self, articles: list[DemoArticle], next_url: str | None, extra: list[str]) -> str:
        """Render a page of the listing with its articles, a link to the next page, and ``extra`` links."""
        items = [
            self.listing_item.format(
                url=escape(article.url), title=escape(article.title), teaser=escape((article.lead or "")[:60])
            )
            for article in articles
        ]
        items += [self.listing_link.format(escape(url)) for url in extra]
        pager = self.next_link.format(url=escape(next_url), page=next_url.rpartition("=")[2]) if next_url else ""
        return self.listing_page("".join(items), pager)

    def listing_page(self, items: str, pager: str) -> str:
        """Return the page around the items and the pager of a listing."""
        head = '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head>'
        return f"{head}<body>{items}{pager}</body></html>"

    def sitemaps_and_feeds(self, base: str, articles: list[DemoArticle]) -> dict[str, Callable[[], Response]]:
        """Return functions that render sitemaps and feeds, by path; ``articles`` are newest first."""
        return {}

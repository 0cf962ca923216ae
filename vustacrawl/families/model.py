"""What is known of a CMS family: plain data, and the few conditions that need code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from vustacrawl.urls import join_url, split_url

META_DATES = ("article:published_time", "datepublished", "pubdate")
_LINE_END = "#\n"


@dataclass(frozen=True)
class PageTraits:
    """What the signals of families are looked for in: one page, without its text."""

    url: str
    generator: str = ""
    """The contents of ``meta[name=generator]``."""
    names: frozenset[str] = frozenset()
    """All classes and ids."""
    addresses: tuple[str, ...] = ()
    """All addresses that elements name, as written."""
    sources: tuple[str, ...] = ()
    """Those of them that images, scripts and frames are loaded from."""
    is_own: Callable[[str], bool] = bool
    """Whether an address is on the page's own host."""
    image_texts: tuple[str, ...] = ()
    """The alternative texts of its images."""
    scripts: tuple[str, ...] = ()
    link_relations: frozenset[str] = frozenset()
    """Every ``rel`` of a ``link``."""
    is_api_post: bool = False
    """Whether this is a post from WordPress's REST API instead of a page."""

    def has_name_starting(self, prefix: str) -> bool:
        """Whether some class or id starts so."""
        return f"\n{prefix}" in self._lines_of_names

    def has_addresses(self, pattern: re.Pattern[str], at_least: int = 1) -> bool:
        """Whether a pattern finds something so often in the page's addresses; behind each, it finds a ``#``."""
        return _are_so_many(pattern.finditer(self._lines_of_addresses), at_least)

    def has_own_addresses(self, pattern: re.Pattern[str], at_least: int = 1) -> bool:
        """The same, of the addresses on the page's own host."""
        found = pattern.finditer(self._lines_of_addresses)
        return _are_so_many((each for each in found if self.is_own(self._address_around(each.start()))), at_least)

    def _address_around(self, place: int) -> str:
        lines = self._lines_of_addresses
        start = lines.rfind(_LINE_END, 0, place) + len(_LINE_END)
        return lines[start : lines.find(_LINE_END, start)]

    @cached_property
    def _lines_of_names(self) -> str:
        return "\n".join(("", *self.names))

    @cached_property
    def _lines_of_addresses(self) -> str:
        return _LINE_END.join(("", *self.addresses, ""))


def _are_so_many(found: Iterator[re.Match[str]], at_least: int) -> bool:
    return next(islice(found, at_least - 1, None), None) is not None


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing on a page that suggests a family. Signals with the same ``evidence`` count once a site."""

    score: int
    """A family is taken from a total of 3: what another CMS may show by chance scores less."""
    evidence: str
    """What was seen, for people; ``{generator}`` stands for the page's own generator."""
    matches: Callable[[PageTraits], bool]
    in_head: bool = False
    """Whether it is the page's generator, or a link to machines: what is asked first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How pages of one generation of a CMS are laid out: CSS selectors, and the order in which sources are asked.

    A selector is empty where the CMS has no markup of its own for that part. Sources are named as in ``found_by``.
    """

    title_names: tuple[frozenset[str], ...] = ()
    """Classes and ids around the page's ``h1`` that show this layout, alternatives; empty for a family's default."""
    known_markup: bool = True
    """Whether class names of the family's sites are known; elsewhere the look of a text says more than its classes."""
    bold_lead: bool = False
    """Whether sites set the lead as a first paragraph all in bold."""
    byline_after_body: bool = True
    """Whether a byline may stand below the element of the body, without markup of its own."""
    title: str = ""
    page_heading: bool = False
    """Whether a heading of the menu's page may be above the title: ``title`` is asked before the page's only ``h1``."""
    lead: str = ""
    body: str = ""
    metadata: str = ""
    """Boxes inside the body that print date, author and tools, and no text."""
    head_image: str = ""
    """An image above the title."""
    times: tuple[str, ...] = ()
    """Elements that print the date of publication, best first."""
    authors: tuple[str, ...] = ()
    """Elements that print the author, best first."""
    trust_authors: bool = True
    """Whether what ``authors`` finds is a byline as it is; else only where it reads as a person's name."""
    labels: str = ""
    """Bold labels of a line below the body, such as ``Tác giả:`` and ``Nguồn:``."""
    source: str = ""
    """The element that names the source of a republished article."""
    categories: str = ""
    tags: str = ""
    id_in_body_class: str = ""
    """A regular expression whose first group is the article's number, searched in the classes of ``body``."""
    id_in_shortlink: str = ""
    """The same, searched in ``link[rel=shortlink]``."""
    meta_dates: tuple[str, ...] = META_DATES
    """Meta tags that hold the date of publication."""
    date_sources: tuple[str, ...] = ("selector", "near-title", "json-ld", "meta", "title")
    byline_sources: tuple[str, ...] = ("selector", "near-title", "last-line", "title", "json-ld", "markup")
    credit_sources: tuple[str, ...] = ("byline", "last-line", "markup")
    """Sources of the field ``source_credit``."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """A CMS: how its pages are recognized and read, and what a site's profile takes from it.

    Patterns are regular expressions searched in addresses. In ``article_url`` and ``article_forms``, ``{host}`` stands
    for the site's host, ``{pages}`` for single pages that were seen beside the articles (``|name|name``).
    """

    name: str
    version: int = 1
    """Of the parser; raising it makes ``reparse`` read the family's articles again."""
    layouts: tuple[Layout, ...]
    """The newest last: it reads whatever the others are not for."""
    signals: tuple[Signal, ...] = ()
    generator: str = ""
    """A regular expression whose first group is the version in ``meta[name=generator]``."""
    theme: Callable[[PageTraits], str | None] | None = None
    themes_differ: bool = False
    """Whether themes share no markup: a page without the body's is read as any news page."""

    # What a profile takes where it says nothing
    article_url: str = ""
    listing_url: str = ""
    listings: tuple[str, ...] = ("/",)
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    """Paths below the site's address; taken where a profile names no start at all."""
    deny: tuple[str, ...] = ()
    """Addresses that are never articles or lists."""
    timezone: str = "Asia/Ho_Chi_Minh"
    ignored_parameters: str = ""
    """A regular expression of the names of query parameters that never tell one page from another."""

    # Where ``sites new`` looks, and what it writes
    usual_deny: tuple[str, ...] = ()
    """What a drafted profile denies instead of ``deny``."""
    article_forms: tuple[str, ...] = ()
    """Forms of article addresses that a draft tries, likeliest first; ``article_url`` alone where there are none."""
    list_form: str = ""
    """Addresses of lists, where they differ from ``listing_url``."""
    only_lists: bool = False
    """Whether nothing else in a menu is a list of articles, where addresses of ``list_form`` are seen."""
    usual_sitemaps: tuple[str, ...] = ("/sitemap.xml",)
    """Paths to try; ``{language}`` stands for the home page's."""
    usual_feeds: tuple[str, ...] = ("/rss.xml", "/feed")
    plain_address: str = ""
    """A string in addresses that are not rewritten; there, ``plain_feeds`` are tried."""
    plain_feeds: tuple[str, ...] = ()
    posts_api: str = ""
    """The root of a REST API that lists all posts, where there is one."""
    only_vietnamese: bool = False
    """Whether only Vietnamese sites run on it: then their clock is Vietnam's, in whatever language."""

    # Habits of its feeds
    feed_page_parameter: str = ""
    """The query parameter of a feed's older pages, where the feed does not link to them."""
    feed_dates_are_days: bool = False
    """Whether only the day of a feed's dates can be trusted."""

    @property
    def layout(self) -> Layout:
        """The newest layout."""
        return self.layouts[-1]

    @cached_property
    def list_pattern(self) -> re.Pattern[str] | None:
        """Addresses of lists that the family's sites are known to have."""
        form = self.list_form or self.listing_url
        return re.compile(form) if form else None

    def profile_defaults(self, url: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The keys that a profile of the site at ``url`` takes from the family: all that ``given`` leaves out."""
        defaults: dict[str, Any] = {"deny": self.deny, "timezone": self.timezone}
        if self.article_url:
            defaults["article_url"] = self.article_pattern(url)
        if self.listing_url:
            defaults["listing_url"] = self.listing_url
        if not any(name in given for name in ("listings", "sitemaps", "feeds")):
            for name in ("listings", "sitemaps", "feeds"):
                defaults[name] = tuple(each for path in getattr(self, name) if (each := join_url(url, path)))
        return {name: value for name, value in defaults.items() if name not in given}

    def article_pattern(self, url: str, form: str | None = None, pages: str = "") -> str:
        """``article_url``, or another form of it, for the site at ``url``."""
        parts = split_url(url)
        host = literal(parts.netloc.removeprefix("www.")) if parts else ""
        return (form or self.article_url).replace("{host}", host).replace("{pages}", pages)


def literal(text: str) -> str:
    """A regular expression that finds this text, hyphens left as people write them."""
    return re.escape(text).replace(r"\-", "-")

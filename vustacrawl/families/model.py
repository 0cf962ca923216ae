"""The definition of a CMS family: plain data, and the few conditions that need code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from vustacrawl.urls import join_url, split_url

FEW = 3
"""URLs of a form that show a family: a single one may be a link to another site's article."""
_LINE_END = "#\n"


@dataclass(frozen=True)
class PageTraits:
    """The traits of one page, without its text, in which signals of families are searched."""

    url: str
    generator: str = ""
    """The contents of ``meta[name=generator]``."""
    names: frozenset[str] = frozenset()
    """All classes and ids."""
    addresses: tuple[str, ...] = ()
    """All URLs in elements, as written."""
    sources: tuple[str, ...] = ()
    """Those of them that images, scripts and frames are loaded from."""
    is_own: Callable[[str], bool] = bool
    """Whether a URL is on the page's own host."""
    image_texts: tuple[str, ...] = ()
    """The alternative texts of its images."""
    scripts: tuple[str, ...] = ()
    link_relations: frozenset[str] = frozenset()
    """Every ``rel`` of a ``link``."""
    is_api_post: bool = False
    """Whether this is a post from WordPress's REST API instead of a page."""

    def has_name_starting(self, prefix: str) -> bool:
        """Return whether some class or id starts with the prefix."""
        return f"\n{prefix}" in self._lines_of_names

    def has_addresses(self, pattern: re.Pattern[str], at_least: int = 1) -> bool:
        """Return whether a pattern matches ``at_least`` times in the page's URLs; each URL is followed by ``#``."""
        return _has_at_least(pattern.finditer(self._lines_of_addresses), at_least)

    def has_own_addresses(self, pattern: re.Pattern[str], at_least: int = 1) -> bool:
        """Like ``has_addresses``, for the URLs on the page's own host."""
        found = pattern.finditer(self._lines_of_addresses)
        return _has_at_least((match for match in found if self.is_own(self._address_around(match.start()))), at_least)

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


def _has_at_least(found: Iterator[re.Match[str]], at_least: int) -> bool:
    return next(islice(found, at_least - 1, None), None) is not None


@dataclass(frozen=True, slots=True)
class Signal:
    """A trait of a page that suggests a family. Signals with the same ``evidence`` count once per site."""

    score: int
    """A family needs a total of 3: traits that another CMS may show by chance score less."""
    evidence: str
    """What was seen, in words."""
    matches: Callable[[PageTraits], bool]
    in_head: bool = False
    """Whether it is in the page's head or its address: these are checked first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How pages of one generation of a CMS are laid out: CSS selectors, and the order in which sources are tried.

    A selector is empty if the CMS has no markup for that part. Sources are named as in ``found_by``.
    """

    title_names: tuple[frozenset[str], ...] = ()
    """Alternative classes and ids around the page's ``h1`` that identify this layout; empty for a family's default."""
    known_markup: bool = True
    """Whether class names of the family's sites are known; if not, a text's appearance says more than its classes."""
    bold_lead: bool = True
    """Whether sites set the lead as a first paragraph all in bold."""
    byline_after_body: bool = True
    """Whether an unmarked byline may follow the element of the body."""
    title: str = ""
    page_heading: bool = False
    """Whether a menu heading may precede the title: if so, ``title`` is tried before the page's only ``h1``."""
    lead: str = ""
    body: str = ""
    metadata: str = ""
    """Boxes inside the body that print date, author and tools, but no text."""
    head_image: str = ""
    """An image above the title."""
    times: tuple[str, ...] = ()
    """Elements that print the date of publication, best first."""
    authors: tuple[str, ...] = ()
    """Elements that print the author, best first."""
    trust_authors: bool = False
    """Whether ``authors`` finds a byline as it is; otherwise it counts only if it looks like a person's name."""
    labels: str = ""
    """Bold labels of a line below the body, such as ``Tác giả:`` and ``Nguồn:``."""
    source: str = ""
    """The element that names the source of a republished article."""
    categories: str = ""
    tags: str = ""
    id_in_body_class: str = ""
    """A regular expression whose first group is the article's number, searched for in the classes of ``body``."""
    id_in_shortlink: str = ""
    """Like ``id_in_body_class``, searched for in ``link[rel=shortlink]``."""
    date_sources: tuple[str, ...] = ("selector", "markup", "near-title", "json-ld", "meta", "title")
    byline_sources: tuple[str, ...] = ("selector", "last-line", "near-title", "markup", "title", "json-ld")
    credit_sources: tuple[str, ...] = ("byline", "last-line", "markup")
    """Sources of the field ``source_credit``."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """A CMS: how its pages are recognized and parsed, and the defaults of a site's profile.

    Patterns are regular expressions searched for in URLs. In ``article_url`` and ``article_forms``, ``{host}`` stands
    for the site's host, ``{pages}`` for single pages seen among the articles (``|name|name``).
    """

    name: str
    layouts: tuple[Layout, ...]
    """The newest last: it parses whatever no other layout is for."""
    signals: tuple[Signal, ...] = ()
    generator: str = ""
    """A regular expression for ``meta[name=generator]``, the strongest signal; its first group is the version."""
    theme: Callable[[PageTraits], str | None] | None = None
    themes_differ: bool = False
    """Whether themes share no markup: a page without a known body is parsed like any news page."""

    # Defaults of profiles
    article_url: str = ""
    listing_url: str = ""
    listings: tuple[str, ...] = ("/",)
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    """Paths below the site's URL; used if a profile gives no starting points at all."""
    deny: tuple[str, ...] = ()
    """URLs that are never articles or lists."""
    ignored_parameters: str = ""
    """A regular expression for query parameters that never distinguish pages."""

    # Where ``sites new`` looks, and what it writes
    usual_deny: tuple[str, ...] = ()
    """What a drafted profile denies instead of ``deny``."""
    article_forms: tuple[str, ...] = ()
    """Forms of article URLs that a draft tries, likeliest first; only ``article_url`` if there are none."""
    list_form: str = ""
    """URLs of lists, if they differ from ``listing_url``."""
    only_lists: bool = False
    """Whether nothing else in a menu is a list of articles, if URLs of ``list_form`` are found."""
    usual_sitemaps: tuple[str, ...] = ("/sitemap.xml",)
    """Paths to try; ``{language}`` stands for the home page's."""
    usual_feeds: tuple[str, ...] = ("/rss.xml", "/feed")
    plain_address: str = ""
    """A string in URLs that are not rewritten; if found, ``plain_feeds`` are tried."""
    plain_feeds: tuple[str, ...] = ()
    posts_api: str = ""
    """The root of a REST API that lists all posts, if there is one."""
    only_vietnamese: bool = False
    """Whether only Vietnamese sites use it: their times are then Vietnam's, in any language."""

    # Quirks of its feeds
    feed_page_parameter: str = ""
    """The query parameter of a feed's older pages, if the feed does not link to them."""
    feed_dates_are_days: bool = False
    """Whether only the day of a feed's dates is reliable."""

    @property
    def layout(self) -> Layout:
        """The newest layout."""
        return self.layouts[-1]

    @cached_property
    def list_pattern(self) -> re.Pattern[str] | None:
        """Listing URLs that the family's sites are known to have."""
        form = self.list_form or self.listing_url
        return re.compile(form) if form else None

    def profile_defaults(self, url: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys that a profile of the site at ``url`` takes from the family: those missing in ``given``."""
        defaults: dict[str, Any] = {"deny": self.deny}
        if self.article_url:
            defaults["article_url"] = self.article_pattern(url)
        if self.listing_url:
            defaults["listing_url"] = self.listing_url
        if not any(name in given for name in ("listings", "sitemaps", "feeds")):
            for name in ("listings", "sitemaps", "feeds"):
                defaults[name] = tuple(address for path in getattr(self, name) if (address := join_url(url, path)))
        return {name: value for name, value in defaults.items() if name not in given}

    def article_pattern(self, url: str, form: str | None = None, pages: str = "") -> str:
        """Return ``article_url``, or another form of it, for the site at ``url``."""
        return (form or self.article_url).replace("{host}", literal_host(url)).replace("{pages}", pages)


def literal(text: str) -> str:
    """Return a regular expression that finds this text, with hyphens unescaped for readability."""
    return re.escape(text).replace(r"\-", "-")


def literal_host(url: str) -> str:
    """Return a regular expression that finds a URL's host and port, without ``www.``."""
    parts = split_url(url)
    return literal(parts.netloc.removeprefix("www.")) if parts else ""

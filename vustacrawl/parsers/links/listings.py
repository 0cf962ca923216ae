"""Pages that list articles: links worth visiting, and dates (docs/sites.md, sections 1, 7 and 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from vustacrawl.items import Link, Links, PageKind
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, home_changed, parked
from vustacrawl.parsers.fields.dates import read_structured_date
from vustacrawl.parsers.fields.metadata_lines import read_metadata_line
from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.html.dom import Element, Memo
from vustacrawl.parsers.html.text import clean, is_truncated
from vustacrawl.parsers.html.tree import CUT, EmptyDocument
from vustacrawl.parsers.links.pagers import Pager, is_number
from vustacrawl.parsers.not_articles import drawn_by_script, error_notice
from vustacrawl.parsers.thresholds import MAX_DATE
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, join_url, target_of

MAX_ADDRESSES = 100_000
"""In one list; the sitemap protocol allows 50,000."""
TOO_MANY = f"more than {MAX_ADDRESSES:,} URLs; the rest was ignored"
_MAX_ANCESTORS, _MAX_ELEMENTS = 5, 60
"""Ancestors of a link that may be its item, and elements of an item that are searched for its date."""
_DIGIT = re.compile(r"\d")
_CARD_ATTRIBUTES = ("data-href", "data-url")
_GOES_TO = re.compile(
    r"(?:\blocation(?:\.href)?\s*=|\blocation\.(?:assign|replace)\(|\bwindow\.open\()\s*(['\"])(?P<url>[^'\"\s]{1,2000})\1"
)
"""A script that leads to another page, in ``onclick`` or ``href``."""


class Collector:
    """Collects URLs as pages write them and keeps those that the profile allows."""

    def __init__(self, base_url: str, profile: Profile) -> None:
        self.base_url = base_url
        self.profile = profile
        self._found: dict[str, Link] = {}
        self._seen: dict[str, None] = {}
        self._taken = 0

    def own_address(self, href: str | None, base: str | None = None) -> str | None:
        """Return the absolute URL if it is on the site's own hosts and not denied; relative to ``base`` if given."""
        url = join_url(base or self.base_url, href, self.profile.all_hosts) if href else None
        self._taken += 1
        if url:
            self._seen[url] = None
        if url is None or host_of(url) not in self.profile.all_hosts or self.profile.is_denied(url):
            return None
        return url

    def article_address(self, href: str | None, base: str | None = None) -> str | None:
        """Return the absolute URL if it is one of the site's articles."""
        url = self.own_address(href, base)
        if url is None or self.profile.is_article(url):
            return url
        # A pattern may be written for the canonical URL, in which escapes are in capitals.
        canonical = self.profile.canonical_url(url) if "%" in url or not url.isascii() else None
        return url if canonical and self.profile.is_article(canonical) else None

    def leave_out(self, urls: Iterable[str]) -> None:
        """Drop URLs that only look like those of articles."""
        for url in urls:
            self._seen.pop(url, None)

    def add(self, url: str, kind: PageKind, modified_at: str | None = None) -> None:
        """Add a link; a repeated one only adds a missing date."""
        link = self._found.setdefault(url, Link(url, kind))
        link.modified_at = link.modified_at or modified_at

    def links(self, next_page: str | None = None, *, next_is_guess: bool = False) -> Links:
        """Return everything that was kept."""
        return Links(
            list(self._found.values()),
            next_page,
            next_is_guess=next_is_guess,
            outlinks=list(self._seen),
            fault=TOO_MANY if self.is_full else None,
        )

    @property
    def is_full(self) -> bool:
        """Whether the maximum number of URLs of one list was reached."""
        return self._taken >= MAX_ADDRESSES


def links_in_listing(url: str, body: bytes, profile: Profile, content_type: str | None = None) -> Links:
    """Return the articles that a page lists, each with the date printed in its item, and the next page."""
    try:
        document = read_document(url, body, content_type)
    except EmptyDocument as error:
        return Links(fault=str(error))
    notice = error_notice(document)
    is_home = target_of(url) in ("", "/") and not notice
    if reason := home_changed(document, profile) if is_home else parked(document):
        return Links(fault=f"{CHANGED_HANDS}: {reason}")
    collector = Collector(document.base_url, profile)
    written = ((element, href) for element in document.root.iter() for href in _addresses(element))
    articles = [(element, article) for element, href in written if (article := collector.article_address(href))]
    named = {article for anchor, article in articles if not is_number(anchor)}
    collector.leave_out(article for _, article in articles if article not in named)
    articles = [(anchor, article) for anchor, article in articles if article in named]
    owners = _owners(articles)
    dates = Memo(partial(_date_in, profile=profile))
    for anchor, article in articles:
        collector.add(article, "article", dates[_item_around(anchor, article, owners)])
    pager = Pager(url, document, collector.own_address, named.__contains__)
    links = collector.links(pager.next_page())
    if articles and links.next_page is None:
        links.script_pages = pager.unreachable_pages()
    if document.is_cut:
        links.fault = links.fault or CUT
    if not articles:
        links.fault = links.fault or notice or drawn_by_script(document.root)
    return links


def _addresses(element: Element) -> Iterator[str]:
    """Yield the addresses to which a click on an element leads: a link's, or that of a card with a script."""
    if element.tag in ("a", "area") and (href := element.get("href")):
        yield href
    if element.tag not in ("img", "iframe"):  # there, the address of the content
        yield from filter(None, map(element.get, _CARD_ATTRIBUTES))
    for script in (element.get("onclick"), element.get("href")):
        if script and (found := _GOES_TO.search(script)):
            yield found["url"].replace("\\/", "/")


def _owners(articles: list[tuple[Element, str]]) -> dict[Element, str | None]:
    """Map each element around the links to the one article that all links in it lead to, or None if several."""
    owners: dict[Element, str | None] = {}
    for anchor, article in articles:
        for around in islice(anchor.iterancestors(), _MAX_ANCESTORS):
            if owners.setdefault(around, article) != article:
                owners[around] = None
    return owners


def _item_around(anchor: Element, article: str, owners: dict[Element, str | None]) -> Element:
    """Return a link's item: the largest element around it that links to this article only."""
    item = anchor
    for around in islice(anchor.iterancestors(), _MAX_ANCESTORS):
        if owners[around] != article:
            break
        item = around
    return item


def _date_in(item: Element, profile: Profile) -> str | None:
    """Return the date printed in an item, ignoring the text of its links."""
    for element in islice(item.iter(), _MAX_ELEMENTS):
        if element.tag == "time" and (date := read_structured_date(element.get("datetime", ""), profile.timezone)):
            return date
        for text in (None if element.tag == "a" else element.text, None if element is item else element.tail):
            if text and (date := _date_alone(text, profile)):
                return date
    return None


def _date_alone(text: str, profile: Profile) -> str | None:
    if len(text) > 4 * MAX_DATE or not _DIGIT.search(text):
        return None
    line = clean(text)
    if len(line) > MAX_DATE or is_truncated(line):
        return None
    head = read_metadata_line(line, profile.timezone, profile.date_order)
    return head.date.iso if head and head.date else None

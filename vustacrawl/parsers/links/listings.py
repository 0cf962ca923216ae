"""Pages that list articles: links that are worth a visit, dates, next page (docs/sites.md, sections 1, 7 and 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from vustacrawl.items import Link, Links, PageKind
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, home_changed, parked
from vustacrawl.parsers.fields.dates import read_structured_date
from vustacrawl.parsers.fields.metadata_lines import read_metadata_line
from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.parsers.html.dom import Element, element_text
from vustacrawl.parsers.html.text import clean, is_truncated
from vustacrawl.parsers.html.tree import EmptyDocument
from vustacrawl.parsers.not_articles import drawn_by_script
from vustacrawl.parsers.thresholds import MAX_DATE
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, join_url, path_of, query_of

MAX_ADDRESSES = 100_000
"""Of one list; the sitemap protocol allows 50,000."""
TOO_MANY = f"more than {MAX_ADDRESSES:,} URLs; the rest was ignored"
_PAGE_NUMBER = re.compile(
    r"[?&](?:page(?:d|index|number|no|num)?|curr?(?:ent)?page|trang"
    r"|[^=&#?]{1,60}(?:\[|%5B)(?:pointer|(?:current)?page)(?:\]|%5D))=(?P<query>\d{1,6})(?=&|$)"
    r"|/(?:page|trang)[-/](?P<path>\d{1,6})(?=[/.&?]|$)",
    re.IGNORECASE,
)
"""In brackets: TYPO3's plugins (``tx_ttnews[pointer]=2``)."""
_OFFSET = re.compile(r"[?&](?:start|limitstart|offset)=(?P<offset>\d{1,6})(?=&|$)", re.IGNORECASE)
"""How many entries are before those of the page: Joomla's pagers, and those of hand-made systems."""
_SCRIPT = re.compile(r"__doPostBack\(\s*['\"][^'\"]{1,300}['\"]\s*,\s*['\"](?:Page\$(?P<page>\w{1,10}))?")
"""A link of an ASP.NET page that sends its form: ``Page$2`` is that of a GridView's pager."""
_NEXT = re.compile(r"\d{1,6}|\.{3}|…|»|›|>{1,2}|(?:trang )?(?:sau|tiếp|cuối)|tiếp theo|next|last|older", re.IGNORECASE)
_LABEL = re.compile(r"(?:(?:trang|page)\s*)?(?P<number>\d{1,6})", re.IGNORECASE)
_ONE_ON = re.compile(r"(?:trang )?(?:sau|kế|tiếp)(?: theo)?\s*[›»>]{0,2}|next(?: page)?\s*[›»>]{0,2}|›", re.IGNORECASE)
_CHECKSUM = re.compile(r"[?&]cHash=[0-9a-f]{4,64}(?=&|$)")
"""TYPO3's, over the other parameters."""
_ENDING = re.compile(r"\.(?:html?|php|aspx)(?=/|$)")

_MAX_CLIMB, _MAX_ELEMENTS = 5, 60
"""Boxes around a link that may be its item, and elements of an item in which its date is looked for."""
_DIGIT = re.compile(r"\d")


class Collector:
    """Takes addresses as a page writes them and keeps those that the profile allows."""

    def __init__(self, base_url: str, profile: Profile) -> None:
        self.base_url = base_url
        self.profile = profile
        self._found: dict[str, Link] = {}
        self._seen: dict[str, None] = {}
        self._taken = 0

    def own_address(self, href: str | None, base: str | None = None) -> str | None:
        """The absolute address, if it is on the site's own hosts and not forbidden; relative to ``base`` if given."""
        url = join_url(base or self.base_url, href) if href else None
        self._taken += 1
        if url:
            self._seen[url] = None
        if url is None or host_of(url) not in self.profile.all_hosts or self.profile.is_denied(url):
            return None
        return url

    def article_address(self, href: str | None, base: str | None = None) -> str | None:
        """The absolute address, where it is one of the site's articles."""
        url = self.own_address(href, base)
        return url if url and self.profile.is_article(url) else None

    def add(self, url: str, kind: PageKind, modified_at: str | None = None) -> None:
        """Keep a link; a second mention only adds a date to one without."""
        link = self._found.setdefault(url, Link(url, kind))
        link.modified_at = link.modified_at or modified_at

    def links(self, next_page: str | None = None, *, next_is_guess: bool = False) -> Links:
        """All that was kept."""
        return Links(
            list(self._found.values()),
            next_page,
            next_is_guess=next_is_guess,
            outlinks=list(self._seen),
            fault=TOO_MANY if self.is_full else None,
        )

    @property
    def is_full(self) -> bool:
        """Whether as many addresses were met as are taken from one list."""
        return self._taken >= MAX_ADDRESSES

    @property
    def is_empty(self) -> bool:
        """Whether nothing was kept."""
        return not self._found


def has_page_number(url: str) -> bool:
    """Whether an address names a page of a list by its number, or by that of its first entry."""
    return bool(_PAGE_NUMBER.search(url) or _OFFSET.search(url))


def page_number(url: str) -> int:
    """The number of the page, or of its first entry: 1 where the address has none."""
    return place_and_number(url)[1]


def place_and_number(url: str) -> tuple[str, int]:
    """A list's address without its page number, spelt for comparing, and the number, or that of its first entry."""
    found = _PAGE_NUMBER.search(url)
    if found:
        return _without(url, found), int(found["query"] or found["path"])
    found = _OFFSET.search(url)
    return (_without(url, found), int(found["offset"]) + 1) if found else (_plain(url), 1)


def _without(url: str, found: re.Match[str]) -> str:
    return _plain(url[: found.start()] + url[found.end() :])


def following_query(url: str, parameter: str) -> str:
    """The address of the next page where a query's parameter counts the pages."""
    number = re.compile(rf"([?&]{parameter}=)(\d{{1,6}})(?=&|$)")
    found = number.search(url)
    if found:
        return f"{url[: found.start(2)]}{int(found[2]) + 1}{url[found.end(2) :]}"
    return f"{url}{'&' if '?' in url else '?'}{parameter}=2"


def _plain(url: str) -> str:
    """An address without the differences that mean nothing between two pages of one list."""
    url = _CHECKSUM.sub("", re.sub(r"^https?://(?:www\.)?", "", url))
    return _ENDING.sub("", re.sub(r"[&?/]+", "/", url).rstrip("/"), count=1)


def next_offset(addresses: Iterable[str], url: str) -> str | None:
    """The address with the next higher offset of the same list; None where none has a higher one."""
    place, first = place_and_number(url)
    later = [
        (number, address)
        for address in addresses
        if _OFFSET.search(address)
        for other, number in (place_and_number(address),)
        if other == place and number > first
    ]
    return min(later, default=(0, None))[1]


def follows(address: str, url: str) -> bool:
    """Whether one address is that of the page after another of the same list. The first page may have the list's number
    behind its name, which the later ones leave out: ``/tin-3090.html`` and ``/tin/page-2.htm``.
    """
    (place, number), (later_place, later_number) = place_and_number(url), place_and_number(address)
    if later_number != number + 1:
        return False
    return later_place == place or (number == 1 and re.sub(r"-\d+$", "", place) == later_place)


def script_page(script: str, text: str) -> int | None:
    """The number of the page that a pager's script leads to, by its argument, else by the link's text; 2 where it only
    says that there is one more. None where the script is no pager's.
    """
    found = _SCRIPT.search(script[:1000])
    if found is None or not (found["page"] or _NEXT.fullmatch(text.strip())):
        return None
    number = found["page"] or text.strip()
    return int(number) if number.isdecimal() else 2


def links_in_listing(url: str, body: bytes, profile: Profile, content_type: str | None = None) -> Links:
    """The articles that a page lists, each with the date that its item prints, and the page that follows."""
    try:
        document = read_document(url, body, content_type)
    except EmptyDocument as error:
        return Links(fault=str(error))
    is_home = path_of(url) in ("", "/") and not query_of(url)
    if reason := home_changed(document, profile) if is_home else parked(document):
        return Links(fault=f"{CHANGED_HANDS}: {reason}")
    collector = Collector(document.base_url, profile)
    anchors = list(document.root.iter("a"))
    articles = [(anchor, article) for anchor in anchors if (article := collector.article_address(anchor.get("href")))]
    owners = _owners(articles)
    dates: dict[Element, str | None] = {}
    for anchor, article in articles:
        item = _item_around(anchor, article, owners)
        if item not in dates:
            dates[item] = _date_in(item, profile)
        collector.add(article, "article", dates[item])
    links = collector.links(_next_page(url, document, anchors, collector))
    if articles and links.next_page is None:
        links.script_pages = _script_pages(anchors)
    if not articles:
        links.fault = links.fault or drawn_by_script(document.root)
    return links


def _owners(articles: list[tuple[Element, str]]) -> dict[Element, str | None]:
    """For the elements around the links, the one article that all links below lead to; None where they are several."""
    owners: dict[Element, str | None] = {}
    for anchor, article in articles:
        for around in islice(anchor.iterancestors(), _MAX_CLIMB):
            if owners.setdefault(around, article) != article:
                owners[around] = None
    return owners


def _item_around(anchor: Element, article: str, owners: dict[Element, str | None]) -> Element:
    """A link's own item: the largest element around it that leads to this article only."""
    item = anchor
    for around in islice(anchor.iterancestors(), _MAX_CLIMB):
        if owners[around] != article:
            break
        item = around
    return item


def _date_in(item: Element, profile: Profile) -> str | None:
    """The date that an item prints, its links' own words left out."""
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


def _next_page(url: str, document: Document, anchors: list[Element], collector: Collector) -> str | None:
    """The page that the pager calls the next; where it does not say so, the same address with a number one higher."""
    marked = [*document.select("link[rel~=next], a[rel~=next]"), *document.select("a.next")]
    for link in marked:
        if (following := collector.own_address(link.get("href"))) and following != url:
            return following
    pager = [
        (address, element_text(anchor).strip())
        for anchor in anchors
        if has_page_number(href := anchor.get("href", "")) and (address := collector.own_address(href))
    ]
    addresses = [address for address, _ in pager]
    if not has_page_number(url) and (second := _second_of_zero_based(pager, url)):
        return second
    return next((address for address in addresses if follows(address, url)), None) or next_offset(addresses, url)


def _second_of_zero_based(pager: list[tuple[str, str]], url: str) -> str | None:
    """The second page of a list at its address without a number, where the pager counts from 0, as Drupal's and TYPO3's
    do: its links' words are one higher than their numbers. None for any other pager.
    """
    place = _plain(url)
    placed = [(address, text, place_and_number(address)) for address, text in pager if _PAGE_NUMBER.search(address)]
    own = [(address, text, number) for address, text, (other, number) in placed if other == place]
    labels = {int(found["number"]) - number for _, text, number in own if (found := _LABEL.fullmatch(text))}
    second = [(address, text) for address, text, number in own if number == 1]
    if labels == {1} or (not labels and any(_ONE_ON.fullmatch(text) for _, text in second)):
        return next((address for address, _ in second), None)
    return None


def _script_pages(anchors: list[Element]) -> int:
    """How many further pages a pager shows that only a script leads to (``javascript:__doPostBack(…)``)."""
    scripts = ((f"{anchor.get('href', '')} {anchor.get('onclick', '')}", anchor) for anchor in anchors)
    posting = ((script, anchor) for script, anchor in scripts if "__doPostBack" in script)
    numbers = (script_page(script, element_text(anchor)) for script, anchor in posting)
    return max((number for number in numbers if number), default=1) - 1

"""Find the next page of a list by the links of its pager (docs/sites.md, section 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, element_text
from vustacrawl.urls import bare_url

_PAGE_NUMBER = re.compile(
    r"[?&](?:page(?:d|index|number|no|num)?|curr?(?:ent)?page|trang"
    r"|[^=&#?]{1,60}(?:\[|%5B)(?:pointer|(?:current)?page)(?:\]|%5D))=(?P<query>\d{1,6})(?=&|$)"
    r"|/(?:page|trang)[-/](?P<path>\d{1,6})(?=[/.&?]|$)",
    re.IGNORECASE,
)
"""In brackets: parameters of TYPO3's plugins (``tx_ttnews[pointer]=2``)."""
_OFFSET = re.compile(r"[?&](?:start|limitstart|offset)=(?P<offset>\d{1,6})(?=&|$)", re.IGNORECASE)
"""Offsets, the number of entries before the page: in Joomla and hand-made systems."""
_SCRIPT = re.compile(r"__doPostBack\(\s*['\"][^'\"]{1,300}['\"]\s*,\s*['\"](?:Page\$(?P<page>\w{1,10}))?")
"""A link of an ASP.NET page that submits its form: ``Page$2`` is a link in a GridView's pager."""
_NEXT = re.compile(r"\d{1,6}|\.{3}|…|»|›|>{1,2}|(?:trang )?(?:sau|tiếp|cuối)|tiếp theo|next|last|older", re.IGNORECASE)
_LABEL = re.compile(r"(?:(?:trang|page)\s*)?(?P<number>\d{1,6})", re.IGNORECASE)
_ONE_ON = re.compile(r"(?:trang )?(?:sau|kế|tiếp)(?: theo)?\s*[›»>]{0,2}|next(?: page)?\s*[›»>]{0,2}|›", re.IGNORECASE)
_CHECKSUM = re.compile(r"[?&]cHash=[0-9a-f]{4,64}(?=&|$)")
"""TYPO3's checksum of the other parameters."""
_ENDING = re.compile(r"\.(?:html?|php|aspx)(?=/|$)")
_ONWARD = re.compile(
    rf"[←«‹<\s]*(?:{_ONE_ON.pattern}|(?:(?:tin|bài)(?: viết| đăng)? )?cũ hơn|older(?: posts| entries)?)\s*[»>→]*",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:(?:xem|tải|hiển thị) thêm(?: tin| bài)?|(?:load|show|view) more)\s*[»>→›]*", re.IGNORECASE)
_ADDRESSES = ("data-url", "data-href", "data-next", "data-next-url", "hx-get")
"""Attributes of a button whose script appends the content at that URL to the list."""
_LOADS_PAGES = re.compile(r"load|paging|page|trang|goto|\bgo\(|ajax", re.IGNORECASE)
"""In the names of script functions."""
_NEXT_PAGE = re.compile(r"(?:trang (?:sau|kế|tiếp)(?: theo)?|next page)\s*[›»>→]*", re.IGNORECASE)
_LOADS_MORE = re.compile(
    r"load-?_?more|more-?_?(?:btn|button|posts|news)|(?:btn|button)-?_?more|infinite", re.IGNORECASE
)
_PAGE_FIELD = re.compile(r"page(?:index|number|no|num)?|trang", re.IGNORECASE)
"""Names of a form field with the number of the requested page."""


def has_page_number(url: str) -> bool:
    """Whether a URL contains a list's page number or offset."""
    return bool(_PAGE_NUMBER.search(url) or _OFFSET.search(url))


def page_number(url: str) -> int:
    """Return the page number, or offset: 1 if the URL has none."""
    return place_and_number(url)[1]


def place_and_number(url: str) -> tuple[str, int]:
    """Return a list's URL without its page number, normalized for comparison, and the page number or offset."""
    found = _PAGE_NUMBER.search(url)
    if found:
        return _without(url, found), int(found["query"] or found["path"])
    found = _OFFSET.search(url)
    return (_without(url, found), int(found["offset"]) + 1) if found else (_plain(url), 1)


def next_known_page(url: str, known: Iterable[str]) -> str | None:
    """Return the nearest later page of a list among some URLs; None if there is none."""
    place, number = place_and_number(url)
    numbered = ((*place_and_number(address), address) for address in known)
    later = [(other, address) for of, other, address in numbered if of == place and other > number]
    return min(later, default=(0, None))[1]


def before_number(url: str) -> str | None:
    """Return a numbered page's URL up to its number, which the list's other pages share; None for other URLs."""
    found = _PAGE_NUMBER.search(url) or _OFFSET.search(url)
    return url[: found.start(found.lastgroup or 0)] if found else None


def _without(url: str, found: re.Match[str]) -> str:
    return _plain(url[: found.start()] + url[found.end() :])


def following_query(url: str, parameter: str) -> str:
    """Return the URL of the next page if a query parameter counts pages."""
    number = re.compile(rf"([?&]{parameter}=)(\d{{1,6}})(?=&|$)")
    found = number.search(url)
    if found:
        return f"{url[: found.start(2)]}{int(found[2]) + 1}{url[found.end(2) :]}"
    return f"{url}{'&' if '?' in url else '?'}{parameter}=2"


def _plain(url: str) -> str:
    """Return a URL without differences that do not matter between two pages of one list."""
    url = _CHECKSUM.sub("", bare_url(url))
    return _ENDING.sub("", re.sub(r"[&?/]+", "/", url).rstrip("/"), count=1)


def next_offset(addresses: Iterable[str], url: str) -> str | None:
    """Return the URL with the next higher offset of the same list; None if there is none."""
    return next_known_page(url, filter(_OFFSET.search, addresses))


def follows(address: str, url: str) -> bool:
    """Whether one URL is the page after another in the same list. The first page may have the list's number after its
    name, which later ones omit: ``/tin-3090.html`` and ``/tin/page-2.htm``.
    """
    (place, number), (later_place, later_number) = place_and_number(url), place_and_number(address)
    if later_number != number + 1:
        return False
    return later_place == place or (number == 1 and re.sub(r"-\d+$", "", place) == later_place)


_Control = tuple[Element, str, str]
"""A control that leads to a page of the site other than an article: the element, its URL and its text."""


@dataclass(frozen=True, slots=True)
class _Counting:
    """How a pager's URLs count: ``first`` is the number in the URL of the link labelled ``label``."""

    prefix: str
    suffix: str
    label: int
    first: int
    step: int

    @classmethod
    def of(cls, labelled: dict[int, str]) -> _Counting | None:
        """Return how URLs count by their links' labels; None if they do not."""
        (one, address), *others = sorted(labelled.items())
        if not others:
            found = [*re.finditer(rf"(?<!\d){one}(?!\d)", address)]
            return cls(address[: found[-1].start()], address[found[-1].end() :], one, one, 1) if found else None
        two, other = others[0]
        prefix = _common_start(address, other).rstrip("0123456789")
        rests = (address[len(prefix) :], other[len(prefix) :])
        ends = _common_start(*(rest[::-1] for rest in rests))[::-1].lstrip("0123456789")
        numbers = [text[len(prefix) : len(text) - len(ends)] for text in (address, other)]
        if not all(re.fullmatch(r"[0-9]{1,6}", number) for number in numbers):
            return cls.of(dict(others)) if one == 1 else None  # the first page often has no number
        step, rest = divmod(int(numbers[1]) - int(numbers[0]), two - one)
        return cls(prefix, ends, one, int(numbers[0]), step) if step > 0 and not rest else None

    def label_of(self, url: str) -> int | None:
        """Return the label that a link to a page has; None if its URL is not counted this way."""
        found = re.fullmatch(rf"{re.escape(self.prefix)}([0-9]{{1,6}}){re.escape(self.suffix)}", url)
        return self.label + (int(found[1]) - self.first) // self.step if found else None

    def is_of_list(self, url: str) -> bool:
        """Return whether a URL is in the list of the pager's later pages, by its beginning."""
        return _plain(self.prefix).startswith(_plain(url))


def _common_start(one: str, other: str) -> str:
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@dataclass(frozen=True)
class Pager:
    """The links and buttons of a page that may lead to the next page of its list."""

    url: str
    document: Document
    own_address: Callable[[str | None], str | None]
    """Returns the absolute URL; None if it is not on the site."""
    is_article: Callable[[str], bool]

    @cached_property
    def _anchors(self) -> list[Element]:
        return list(self.document.root.iter("a"))

    def next_page(self) -> str | None:
        """Return the page that the pager marks as the next; else the same URL with the next higher number; else the one
        whose link is labelled with the next number, or as leading on.
        """
        url = self.url
        marked = [*self.document.select("link[rel~=next], a[rel~=next]"), *self.document.select("a.next")]
        for link in marked:
            if (following := self.own_address(link.get("href"))) and following != url:
                return following
        pager = [
            (address, element_text(anchor))
            for anchor in self._anchors
            if has_page_number(href := anchor.get("href", "")) and (address := self.own_address(href))
        ]
        addresses = [address for address, _ in pager]
        if not has_page_number(url) and (second := _second_of_zero_based(pager, url)):
            return second
        numbered = next((address for address in addresses if follows(address, url)), None)
        if following := numbered or next_offset(addresses, url):
            return following
        controls = [*self._controls()]
        return self._next_by_label(controls) or self._next_by_words(controls)

    def _next_by_label(self, controls: list[_Control]) -> str | None:
        boxes: dict[Element, dict[int, str]] = {}
        for element, address, text in controls:
            if (found := _LABEL.fullmatch(text)) and not _is_in_calendar(box := _box_around(element)):
                boxes.setdefault(box, {}).setdefault(int(found["number"]), address)
        url = bare_url(self.url)
        for labelled in boxes.values():
            counting = _Counting.of({label: bare_url(address) for label, address in labelled.items()})
            label = counting.label_of(url) if counting else None
            if counting and label is None and not has_page_number(url) and counting.is_of_list(url):
                label = 1
            if label is not None and (following := labelled.get(label + 1)):
                return following
        return None

    def _next_by_words(self, controls: list[_Control]) -> str | None:
        stem, path = _stem(self.url), self.url.partition("?")[0]
        for element, address, text in controls:
            is_on = _ONWARD.fullmatch(text) and _stem(address).startswith(stem)
            is_more = _MORE.fullmatch(text) and (element.tag != "a" or address.partition("?")[0] == path)
            if (is_on or is_more) and address != self.url:
                return address
        return None

    def _controls(self) -> Iterator[_Control]:
        for element in self.document.root.iter("a", "option", "button"):
            written = [element.get(name) for name in (*_ADDRESSES, "value" if element.tag == "option" else "href")]
            target = next((value for value in written if value and not value.startswith("#")), None)
            if target is None or (element.tag == "option" and "/" not in target and "?" not in target):
                continue
            text = element_text(element)
            if not (_LABEL.fullmatch(text) or _is_next(text)):
                continue
            if (address := self.own_address(target)) and not self.is_article(address):
                yield element, address, text

    def unreachable_pages(self) -> int:
        """Return how many more pages the pager shows that can only be reached by a script or a form."""
        numbers = [_posted_page(anchor) or 1 for anchor in self._anchors]
        numbers += [_loaded_page(element) for element in self.document.root.iter("a", "button", "li", "span", "div")]
        numbers += [_submitted_page(form) for form in self.document.root.iter("form")]
        numbers += [_selected_page(select) for select in self.document.root.iter("select")]
        last = max(numbers, default=1)
        return last - 1 if last > page_number(self.url) else 0


def _posted_page(anchor: Element) -> int | None:
    """Return the page number of a link on an ASP.NET page (``javascript:__doPostBack(…)``) from the script's argument,
    else from the link's text; 2 if it only says that there is one more; None if it is not in a pager.
    """
    found = _SCRIPT.search(f"{anchor.get('href', '')} {anchor.get('onclick', '')}"[:1000])
    text = element_text(anchor) if found else ""
    if found is None or not (found["page"] or _NEXT.fullmatch(text)):
        return None
    number = found["page"] or text
    return int(number) if number.isdecimal() else 2


def _loaded_page(element: Element) -> int:
    """Return the number of the page that a script of the site loads; 1 if it loads none."""
    href, number = element.get("href", "#"), element.get("data-page", "")
    if not href.startswith(("#", "javascript:")) or "disabled" in element.get("class", ""):
        return 1
    script = f"{element.get('onclick', '')} {href} {number and f'page {number}'}"
    if element.tag not in ("a", "button") and script == " # ":
        return 1
    loads_more = _LOADS_MORE.search(f"{element.get('class', '')} {element.get('id', '')} {script}")
    text = element_text(element)
    if not (loads_more or _LOADS_PAGES.search(script) or _NEXT_PAGE.fullmatch(text)):
        return 1
    if found := _LABEL.fullmatch(text):
        return int(found["number"]) if re.search(rf"(?<!\d){found['number']}(?!\d)", script) else 1
    return 2 if (loads_more or _NEXT_PAGE.fullmatch(text)) and _is_next(text) else 1


def _submitted_page(form: Element) -> int:
    """Return the number of the page to which a button of a form leads; 1 if there is no such button."""
    fields = [*form.iter("input", "button")]
    numbered = [field for field in fields if _PAGE_FIELD.fullmatch(field.get("name", ""))]
    numbers = [
        int(value)
        for field in numbered
        if (value := field.get("value", "")) and re.fullmatch("[0-9]{1,6}", value)
        if field.tag == "button" or field.get("type", "").lower() in ("hidden", "submit")
    ]
    labels = [element_text(field) or field.get("value", "") for field in fields if field.get("type") != "hidden"]
    is_pager = any(_is_next(label) or _LABEL.fullmatch(label) for label in labels)
    return max(numbers, default=1) if is_pager else 1


def _selected_page(select: Element) -> int:
    """Return the highest page number in a list of choices; 1 if it does not choose a page by script or form."""
    if not _PAGE_FIELD.fullmatch(select.get("name", "")):
        return 1
    values = [option.get("value") or element_text(option) for option in select.iter("option")]
    return max((int(found["number"]) for value in values if (found := _LABEL.fullmatch(value))), default=1)


def is_number(anchor: Element) -> bool:
    """Whether a link's text is a page number: no article has such a title."""
    return bool(_LABEL.fullmatch(element_text(anchor)))


def _is_next(text: str) -> bool:
    return bool(_ONWARD.fullmatch(text) or _MORE.fullmatch(text))


def _box_around(element: Element) -> Element:
    """Return the smallest element around a link that holds more than this link."""
    while (around := element.getparent()) is not None and len(around) == 1:
        element = around
    return element if around is None else around


def _is_in_calendar(box: Element) -> bool:
    """Whether numbers are in one of several rows of a table: days, not pages."""
    return box.tag == "tr" and (box.getnext() is not None or box.getprevious() is not None)


def _stem(url: str) -> str:
    """Return a list's URL without query, numbers and their separators."""
    return re.sub(r"\d+", "", _plain(url.partition("?")[0])).rstrip("/-_")


def _second_of_zero_based(pager: list[tuple[str, str]], url: str) -> str | None:
    """Return the second page of a list whose first URL has no number, if the pager counts from 0 as in Drupal and
    TYPO3: labels are one higher than the numbers. None for any other pager.
    """
    place = _plain(url)
    placed = [(address, text, place_and_number(address)) for address, text in pager if _PAGE_NUMBER.search(address)]
    own = [(address, text, number) for address, text, (other, number) in placed if other == place]
    labels = {int(found["number"]) - number for _, text, number in own if (found := _LABEL.fullmatch(text))}
    second = [(address, text) for address, text, number in own if number == 1]
    if labels == {1} or (not labels and any(_ONE_ON.fullmatch(text) for _, text in second)):
        return next((address for address, _ in second), None)
    return None

"""Find titles, without the site's name, which is never a title itself (docs/sites.md, section 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import islice

from vustacrawl.parsers.body.boilerplate.phrases import is_noise
from vustacrawl.parsers.body.lines import text_lines
from vustacrawl.parsers.body.main_content import find_main_content, misnamed_boxes
from vustacrawl.parsers.html.class_names import LOGOS, TITLES, is_named
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import (
    Element,
    ancestors_or_self,
    element_text,
    is_boilerplate,
    is_in_boilerplate,
    names_of,
    text_length,
)
from vustacrawl.parsers.html.text import clean, folded, text_width, word_overlap
from vustacrawl.parsers.thresholds import (
    MAX_SITE_NAME,
    MAX_TITLE,
    MIN_LABEL,
    MIN_RUNNING_TEXT,
    MIN_TITLE,
    MUCH_OF_TITLE,
    SAME_TITLE,
)
from vustacrawl.sites import Profile
from vustacrawl.text import fold
from vustacrawl.urls import join_url, origin_of

_UNION_NAMES = (
    *("Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam", "Liên hiệp Hội Việt Nam", "VUSTA"),
    "Vietnam Union of Science and Technology Associations",
)
_UNION_OF_PLACE = re.compile(
    r"(?:(?:trang|cổng)(?: thông tin)? điện tử )?liên hiệp (?:các )?hội (?:khoa học (?:và |& )?kỹ thuật |kh\s?&\s?kt )?"
    r"(?:tỉnh|thành phố|tp\.?)(?: (?-i:[A-ZÀ-ỸĐ])[^\W\d]*){1,4}",
    re.IGNORECASE,
)
"""``Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Thái Bình``"""
_NO_TITLES = ("null", "undefined", "none", "no title", "untitled", "untitled document", "nan")
"""What templates print if a title is missing."""
_PAGE_NAMES = (
    *("tin tức", "chi tiết", "chi tiết tin", "chi tiết tin tức", "tin chi tiết", "chi tiết bài viết", "nội dung tin"),
    *("nội dung bài viết", "news detail", "news details"),
)
"""Titles in the head of a page that shows any article."""
_NULL_PREFIX = re.compile(r"^null\s+(?=\S)")
"""What Liferay's templates print if a label before the title is missing."""
_PRINTING = ("h2", "h3", "h4", "div", "p", "span", "strong", "b", "font", "td", "a")
_LARGE = re.compile(r"\+\d|[4-7]")
_MAX_PARTS, _MAX_ELEMENTS, _MAX_HEADINGS = 6, 20_000, 50
"""Parts of a title, elements and headings of a page that are checked."""
_BETWEEN = re.compile(r"\s+[-–—|»:•·]\s+|\s*\|\s*")
_NEVER_IN_TITLES = re.compile(r"\s*[|»•~]\s+")
_BEFORE_SITE = re.compile(rf"{_BETWEEN.pattern}|\s*[_•]\s*|:\s+")
"""Separators between a title and the site's name, which titles may contain, too."""


def as_title(text: str | None, profile: Profile) -> str | None:
    """Return the text as a title, cleaned; None if it is empty, a placeholder or only the site's own name."""
    title = _NULL_PREFIX.sub("", clean(text)) if text else ""
    return (
        None
        if not title or title.rstrip(". ").lower() in (*_NO_TITLES, *_PAGE_NAMES) or is_site_name(title, profile)
        else title
    )


def without_site(text: str | None, profile: Profile, site_name: str | None) -> str | None:
    """Return a ``<title>`` or ``og:title`` without the site's name at its start or end (``Title - Site``)."""
    title = clean(text) if text else ""
    parts = list(_BEFORE_SITE.finditer(title))
    at_end = next((part for part in parts[:_MAX_PARTS] if _names_site(title[part.end() :], profile, site_name)), None)
    if at_end:
        title = title[: at_end.start()]
    elif parts and _names_site(title[: parts[0].start()], profile, site_name):
        title = title[parts[0].end() :]
    return as_title(title, profile)


def from_title_tag(text: str | None, profile: Profile, site_name: str | None) -> str | None:
    """Return a ``<title>`` without site and section: their names need not be known if a separator precedes them and no
    headline prints the title.
    """
    title = max(_NEVER_IN_TITLES.split(without_site(text, profile, site_name) or ""), key=text_width)
    ends = list(_BETWEEN.finditer(title))
    if ends and title[ends[-1].end() :].lower() in _PAGE_NAMES:
        title = title[: ends[-1].start()]
    return as_title(title, profile)


def is_site_name(text: str, profile: Profile) -> bool:
    """Whether a text is the site's name, wherever it has its small words (``các hội và khoa học kỹ thuật``)."""
    if len(text) > MAX_SITE_NAME:
        return False
    names = _words_of_all((*profile.site_names, profile.title, *_UNION_NAMES))
    return _words(text) in names or _UNION_OF_PLACE.fullmatch(text) is not None


def _names_site(text: str, profile: Profile, site_name: str | None) -> bool:
    if is_site_name(text, profile) or (site_name and _words(text) == _words(site_name)):
        return True
    return text.lower() in profile.all_hosts or fold(text).replace(" ", "") in _labels_of(tuple(profile.all_hosts))


@lru_cache(maxsize=64)
def _labels_of(hosts: tuple[str, ...]) -> frozenset[str]:
    """Return the long parts of some hosts' names, which are often the site's: ``dantri`` of ``dantri.com.vn``."""
    return frozenset(label for host in hosts for label in host.split(".")[:-1] if len(label) >= MIN_LABEL)


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in fold(text).split() if word not in ("va", "and", "of", "the")))


@lru_cache(maxsize=256)
def _words_of_all(texts: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(map(_words, texts))


def find_title(document: Document, profile: Profile, machine: Callable[[], str | None]) -> Element | None:
    """Return the element that prints the title: the only ``h1`` that is not the site's name; of several, one that
    agrees with the title in the page's head (``machine``), a visible one before hidden ones, else the first. Without an
    ``h1``, any element that prints that title or its beginning, else the last one before the text that is a heading or
    named as a title; or None.
    """
    named_by_profile = (node for node in document.headings[:_MAX_HEADINGS] if as_title(element_text(node), profile))
    headings = [heading for heading in named_by_profile if not _is_logo(heading, document)]
    if len(headings) == 1:
        return headings[0]
    named = machine()
    if headings:
        wanted = folded(named or "")
        agreeing = [heading for heading in headings if folded(element_text(heading)) == wanted] or headings[:1]
        shown = (heading for heading in agreeing if not is_in_boilerplate(heading))
        return agreeing[0] if len(agreeing) == 1 else next(shown, agreeing[0])
    printed = _printed(document, _wordings(named)) if named else None
    return _title_before_text(document, profile) if printed is None else printed


def logo_of(document: Document) -> str | None:
    """Return the site's name as printed by a heading at the top and at the end of the title in the page's head."""
    logos = (heading for heading in document.headings[:_MAX_HEADINGS] if _is_logo(heading, document))
    return next((element_text(logo) for logo in logos), None)


def _is_logo(heading: Element, document: Document) -> bool:
    """Whether a heading is the site's name: all of it links to the home page, or its class says so and the title in the
    page's head ends with it.
    """
    if _leads_home(heading, document):
        return True
    parts = _BETWEEN.split(document.title_text or "")
    if len(parts) == 1 or folded(element_text(heading)) != folded(parts[-1]):
        return False
    boxes = (heading, *islice(heading.iterancestors(), 1))
    return any(is_named(names_of(box), LOGOS) for box in boxes)


def _wordings(named: str) -> list[str]:
    """Return how the page may print a title from its head: whole, or without section and site at the end."""
    ends = [found.start() for found in islice(_BETWEEN.finditer(named), _MAX_PARTS)]
    return [named, *(start for end in reversed(ends) if len(start := named[:end]) >= MIN_TITLE)]


def _printed(document: Document, wordings: list[str]) -> Element | None:
    """Return the first element that prints the first wording found. A title may link to its own page, but not to the
    home page; one that is only its beginning may be in no list and no link.
    """
    found: dict[str, Element] = {}
    for element in islice(document.root.iter(*_PRINTING), _MAX_ELEMENTS):
        text = clean(element.text) if element.text else ""
        if text in wordings and not (_leads_home(element, document) if text == wordings[0] else _is_linked(element)):
            found.setdefault(text, element)
    return next((found[text] for text in wordings if text in found), None)


def _leads_home(element: Element, document: Document) -> bool:
    """Whether an element is in a link to the home page, or holds nothing but one."""
    home = origin_of(document.url)
    inside = islice((link for link in element.iter("a") if text_length(link) == text_length(element)), 1)
    links = (*inside, *element.iterancestors("a"))
    return any((join_url(document.base_url, link.get("href", "")) or "").rstrip("/") == home for link in links)


def _is_linked(element: Element) -> bool:
    return any(box.tag in ("a", "li", "nav") for box in ancestors_or_self(element))


def find_named(document: Document, named: str) -> Element | None:
    """Return the first heading that agrees with the title in the page's head, else the first element that prints it."""
    headings = islice(document.root.iter("h1", "h2", "h3", "h4"), _MAX_ELEMENTS)
    found = next((heading for heading in headings if agree(element_text(heading), named)), None)
    return _printed(document, [named]) if found is None else found


def agree(one: str, other: str) -> bool:
    """Whether two titles may belong to one article: the shorter is most of the longer, or they share most words."""
    shorter, longer = sorted(("".join(filter(str.isalnum, title.casefold())) for title in (one, other)), key=len)
    if not shorter:
        return False
    is_most = shorter in longer and len(shorter) > MUCH_OF_TITLE * len(longer)
    return is_most or word_overlap(one, other, SAME_TITLE) >= SAME_TITLE


def _title_before_text(document: Document, profile: Profile) -> Element | None:
    """Return the last element before the running text that is a heading, or whose class or id names a title."""
    lines, misnamed = text_lines(document), frozenset[Element]()
    body = find_main_content(lines)
    if body is None:
        misnamed = misnamed_boxes(lines)
        body = find_main_content(lines, misnamed=misnamed)
    if body is None:
        return None

    def is_title(element: Element) -> bool:
        return _may_be_title(element, profile, misnamed)

    paragraphs = (paragraph for paragraph in body.iter("p") if text_length(paragraph) > MIN_TITLE)
    texts = (paragraph for paragraph in paragraphs if not any(map(_is_emphasized, paragraph.iter("b"))))
    start = next((paragraph for paragraph in texts if not is_noise(element_text(paragraph))), None)
    if start is None:
        running = (box for box in body.iter(*_PRINTING) if len((box.text or "").strip()) >= MIN_RUNNING_TEXT)
        start = next((box for box in running if not is_title(box)), body)
    found = bold = None
    for element in islice(document.root.iter(*_PRINTING), _MAX_ELEMENTS):
        if element is start:
            break
        if is_title(element):
            found = element
        elif element.tag == "b" and _is_emphasized(element) and not _is_linked(element):
            bold = element
    return bold if found is None else found


def _is_emphasized(bold: Element) -> bool:
    """Whether a bold line is large or coloured, like titles on pages without headings and classes."""
    fonts = (*islice(bold.iterancestors("font"), 1), *islice(bold.iter("font"), 1))
    is_emphasized = any(font.get("color") or _LARGE.fullmatch(font.get("size", "").strip()) for font in fonts)
    return is_emphasized and MIN_TITLE <= len(element_text(bold)) <= MAX_TITLE


def _may_be_title(element: Element, profile: Profile, misnamed: Collection[Element]) -> bool:
    if element.tag not in ("h2", "h3") and not is_named(names_of(element), TITLES):
        return False
    text = element_text(element)
    if not MIN_TITLE <= len(text) <= MAX_TITLE or is_site_name(text, profile) or element.find(".//p") is not None:
        return False
    around = ancestors_or_self(element)
    return not any(box.tag in ("a", "li") or (is_boilerplate(box) and box not in misnamed) for box in around)

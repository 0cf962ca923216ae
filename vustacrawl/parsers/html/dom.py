"""What every reader of the tree asks of an element: its text, its classes, whether it is part of the story."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import cast

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from vustacrawl.parsers.html.class_names import BOILERPLATE
from vustacrawl.parsers.html.text import clean, word_separator
from vustacrawl.parsers.html.vocabulary import words

Element = etree._Element
Query = Callable[[Element], list[Element]]

BLOCKS = words(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot
    th thead tr ul
    """
)
BREAKS = BLOCKS | {"br"}
UNREAD = words(
    """
    audio button canvas embed head iframe input map noscript object script select style svg template
    textarea video
    """
)
NEVER_TEXT = UNREAD | {"aside", "footer", "nav"}
"""Elements that are never part of an article's text."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_APART_WITHOUT_TITLE = frozenset(("form", "header"))

_MAX_NAMES = 1000
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def element_text(element: Element) -> str:
    """All the text of an element as it reads, as ``text.clean`` gives it: blocks and ``<br>`` part words."""
    if not len(element):
        return clean(element.text or "")
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            text = node.text
            if node.tag in UNREAD and node is not element:
                walk.skip_subtree()
                continue
        elif node is element:
            break
        else:
            text = node.tail
        if node.tag in BREAKS:
            parts.append(" ")
        if text:
            if parts:
                parts.append(word_separator(parts[-1], text))
            parts.append(text)
    return clean("".join(parts))


def names_of(element: Element) -> str:
    """What an element is called: its classes and its id."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def are_alike(element: Element, other: Element | None) -> bool:
    """Whether two elements are of one make: the same tag, the same classes."""
    return other is not None and other.tag == element.tag and other.get("class") == element.get("class")


def holds_heading(element: Element) -> bool:
    """Whether the title may be in this element."""
    return next(element.iterdescendants("h1"), None) is not None


_RAW = etree.XPath("string()", smart_strings=False)
_LENGTH = etree.XPath("string-length()")


def raw_text(element: Element) -> str:
    """All the text of an element just as it stands in the page."""
    return cast(str, _RAW(element))


def text_length(element: Element) -> int:
    """How many characters the text of an element has, just as it stands in the page."""
    return int(cast(float, _LENGTH(element)))


def text_length_once(element: Element, known: dict[Element, int]) -> int:
    """The same, kept in ``known``: thousands of a page's lines may share a box."""
    if element not in known:
        known[element] = text_length(element)
    return known[element]


def append_text(element: Element, text: str) -> None:
    """Put a text after all that the element holds already."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _holds_page(element: Element) -> bool:
    """Whether the title may be in a form or a header: ASP.NET keeps the whole page in one form."""
    return holds_heading(element) or element.find(".//input[@name='__VIEWSTATE']") is not None


def is_boilerplate(element: Element) -> bool:
    """Whether an element stands beside the story: shares, related stories, counters, comments, what is hidden."""
    if element.tag in NEVER_TEXT:
        return True
    if element.tag in _APART_WITHOUT_TITLE and not _holds_page(element):
        return True
    for name, value in cast(list[tuple[str, str]], element.items()):
        if name in ("class", "id"):
            if _names_what_is_apart(value) and not _is_named_otherwise(element.tag, name):
                return True
        elif name == "hidden" or (name == "style" and _hides(value)):
            return True
    return False


def _is_named_otherwise(tag: str, attribute: str) -> bool:
    """Whether such a name says nothing of the element: the page's own tells what is on it, a heading's id its words."""
    return tag in ("html", "body") or (attribute == "id" and tag in _HEADINGS)


def strings(xpath: str) -> Callable[[Element], list[str]]:
    """An XPath expression that finds attributes, compiled."""
    return cast(Callable[[Element], list[str]], etree.XPath(xpath, smart_strings=False))


@lru_cache(maxsize=4096)
def _names_what_is_apart(names: str) -> bool:
    return len(names) < _MAX_NAMES and bool(BOILERPLATE.search(names))


@lru_cache(maxsize=4096)
def _hides(style: str) -> bool:
    return bool(_HIDDEN_STYLE.search(style))


@lru_cache(maxsize=512)
def css(selector: str) -> Query:
    """A CSS selector, compiled for elements below the one it is asked of."""
    return cast(Query, etree.XPath(HTMLTranslator().css_to_xpath(selector)))


def precedes(one: Element, other: Element) -> bool:
    """Whether ``one`` begins before ``other`` on the page, and is not around it."""
    mine, theirs = ([*reversed([*each.iterancestors()]), each] for each in (one, other))
    fork = next(((a, b) for a, b in zip(mine, theirs, strict=False) if a is not b), None)
    if fork is None:
        return False
    parent = fork[0].getparent()
    return parent is not None and parent.index(fork[0]) < parent.index(fork[1])


def contains(outer: Element, inner: Element) -> bool:
    """Whether ``inner`` stands somewhere below ``outer``."""
    return outer in inner.iterancestors()

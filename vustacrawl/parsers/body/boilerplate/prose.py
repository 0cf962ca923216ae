"""Tell running prose from captions, buttons and headings, and a story's own lines by where its prose stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TypeGuard

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.phrases import is_truncated
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.dom import Element
from vustacrawl.parsers.html.text import text_width
from vustacrawl.parsers.thresholds import MIN_PROSE, MIN_SENTENCE

SENTENCE_END = re.compile(r"[.!?…:;。！？：；।۔؟]['\"”’»)\]」』]*$")

_STYLING = re.compile(
    r"(?:has|text|ta|is-style|font|fw|fs|m[btlrxy]?|p[btlrxy]?)-|align(?:left|right|center|justify|-)", re.I
)
"""Classes that say how a text is set and not what it is: ``text-justify``, ``has-text-align-right``, ``mb-3``."""
_MAX_WRAPPINGS = 6
_LISTS = ("ul", "ol", "dl")
_PARTS_OF_LISTS = ("li", "dt", "dd")


def is_prose(item: BodyItem) -> bool:
    """Whether an item is a paragraph of prose; links and headings are not."""
    if not isinstance(item, TextBlock) or item.href or item.kind == "heading":
        return False
    width = text_width(item.text)
    return width >= MIN_PROSE or (width >= MIN_SENTENCE and bool(SENTENCE_END.search(item.text)))


class OwnPlace:
    """The boxes that hold a story's prose, and how its paragraphs are marked up in each; looked at when asked."""

    def __init__(self, items: Iterable[BodyItem]) -> None:
        self._items = items

    @cached_property
    def _elements(self) -> frozenset[Element]:
        return frozenset(item.element for item in self._items if _is_whole_prose(item))

    @cached_property
    def _boxes(self) -> frozenset[Element | None]:
        return frozenset(map(_box_of, self._elements))

    @cached_property
    def _makes(self) -> frozenset[object]:
        return frozenset(map(_make_of, self._elements))

    def holds(self, item: BodyItem) -> bool:
        """Whether an item stands in a box of prose: a heading, a list's line, a paragraph of whatever make."""
        if isinstance(item, Image):
            return False
        return item.element in self._elements or _box_of(item.element) in self._boxes

    def holds_alike(self, item: BodyItem) -> bool:
        """Whether an item is marked up as the prose beside it is: the same box, the same tag, the same classes."""
        if isinstance(item, Image):
            return False
        return item.element in self._elements or _make_of(item.element) in self._makes


def are_of_one_place(one: TextBlock, other: TextBlock, *, loosely: bool = False) -> bool:
    """Whether two texts are marked up alike and stand in the same box.

    With ``loosely``, classes that only style a text do not matter, and each text may be alone in boxes of its own.
    """
    if one.element is other.element:
        return True
    make = _loose_make_of if loosely else _make_of
    return make(one.element) == make(other.element)


def _is_whole_prose(item: BodyItem) -> TypeGuard[TextBlock]:
    return isinstance(item, TextBlock) and is_prose(item) and not is_truncated(item.text)


def _make_of(element: Element) -> tuple[Element | None, str, str | None]:
    return element.getparent(), element.tag, element.get("class")


def _loose_make_of(element: Element) -> tuple[object, ...]:
    make: tuple[object, ...] = (element.tag, _classes_of(element))
    parent = element.getparent()
    while parent is not None and len(parent) == 1 and parent.tag == "div" and len(make) <= _MAX_WRAPPINGS:
        make = (*make, parent.tag, _classes_of(parent))
        parent = parent.getparent()
    return (*make, parent)


def _classes_of(element: Element) -> frozenset[str]:
    """An element's classes, but for those that only style its text."""
    named = element.get("class")
    return frozenset(name for name in named.split() if not _STYLING.match(name)) if named else frozenset()


def _box_of(element: Element) -> Element | None:
    """What holds a paragraph, or the list that an item is of."""
    box = element.getparent()
    if element.tag in _PARTS_OF_LISTS and box is not None and box.tag in _LISTS:
        return box.getparent()
    return box

"""Where a story's prose stands, which tells its own short lines from those of boxes beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.phrases import is_truncated
from vustacrawl.parsers.body.prose import is_prose
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.dom import Element

_LISTS = ("ul", "ol", "dl")
_PARTS_OF_LISTS = ("li", "dt", "dd")


class OwnPlace:
    """The boxes that hold a story's prose, and how its paragraphs are marked up in each."""

    def __init__(self, items: Iterable[BodyItem]) -> None:
        prose = [item.element for item in items if _is_whole_prose(item)]
        self._elements = frozenset(prose)
        self._boxes = frozenset(_box_of(element) for element in prose)
        self._makes = frozenset(map(_make_of, prose))

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


def are_of_one_place(one: TextBlock, other: TextBlock) -> bool:
    """Whether two texts are marked up alike and stand in the same box."""
    return one.element is other.element or _make_of(one.element) == _make_of(other.element)


def _is_whole_prose(item: BodyItem) -> TypeGuard[TextBlock]:
    return isinstance(item, TextBlock) and is_prose(item) and not is_truncated(item.text)


def _make_of(element: Element) -> tuple[Element | None, str, str | None]:
    return element.getparent(), element.tag, element.get("class")


def _box_of(element: Element) -> Element | None:
    """What holds a paragraph, or the list that an item is of."""
    box = element.getparent()
    if element.tag in _PARTS_OF_LISTS and box is not None and box.tag in _LISTS:
        return box.getparent()
    return box

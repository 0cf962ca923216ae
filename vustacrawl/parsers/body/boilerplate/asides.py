"""Texts beside an article whose class names say so, on pages whose markup is not known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache
from itertools import chain, islice

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.opening import NAMES_OR_DATES, opening_lines
from vustacrawl.parsers.body.captions import is_called_caption
from vustacrawl.parsers.body.prose import MIN_PROSE, SENTENCE_END, is_prose
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.class_names import ASIDES, AUTHOR_BOXES, GALLERIES
from vustacrawl.parsers.html.dom import Element, names_of, text_length_once
from vustacrawl.parsers.html.text import text_width

_MAX_APART = 600
_MAX_BIOGRAPHY = 1000
_CLIMB = 4
_MAX_NAMES = 500
_MAX_TRIMMING = 250


def drop_asides(items: list[BodyItem]) -> list[BodyItem]:
    """The items without texts whose class says that they stand beside the story, and without what is above the first
    line of prose and does not open the story. Images stay.
    """
    shown = _in_galleries(items)
    usual = {p.element.get("class") for p in items if isinstance(p, TextBlock) and len(p.text) > _MAX_TRIMMING}
    sizes: dict[Element, int] = {}
    own = [p for p in items if isinstance(p, Image) or not (p.element in shown or _is_aside(p, sizes, usual))]
    first = next((number for number, item in enumerate(own) if is_prose(item) or _is_long(item)), 0)
    above = next((item for item in reversed(own[:first]) if isinstance(item, TextBlock)), None)
    opening = opening_lines(own[:first], own[first]) if own else frozenset()
    return [
        item
        for number, item in enumerate(own)
        if isinstance(item, Image) or number >= first or (item is above and _is_heading(item)) or id(item) in opening
    ]


def can_be_lead(item: TextBlock) -> bool:
    """Whether a text without a mark, above the body, may be the story's first: no caption, no line of date or name."""
    if _is_aside(item, {}) or is_called_caption(item):
        return False
    return bool(SENTENCE_END.search(item.text)) or not NAMES_OR_DATES.search(item.text)


def _in_galleries(items: list[BodyItem]) -> set[Element]:
    """The elements whose text is told in a gallery or a playlist that holds less than half of the story's text."""
    texts = [item for item in items if isinstance(item, TextBlock)]
    boxes: dict[Element, Element | None] = {}
    held: defaultdict[Element, int] = defaultdict(int)
    for item in texts:
        if (box := _gallery_around(item.element, boxes)) is not None:
            held[box] += len(item.text)
    if not held:
        return set()
    half = sum(len(item.text) for item in texts) / 2
    return {item.element for item in texts if (box := boxes[item.element]) is not None and held[box] < half}


def _gallery_around(element: Element, known: dict[Element, Element | None]) -> Element | None:
    """The outermost box around an element that is called a gallery, kept in ``known`` for all on the way."""
    way: list[Element] = []
    found: Element | None = None
    node: Element | None = element
    while node is not None and node not in known:
        way.append(node)
        node = node.getparent()
    found = known[node] if node is not None else None
    for box in reversed(way):
        if found is None and _is_named(names_of(box), GALLERIES):
            found = box
        known[box] = found
    return found


def _is_aside(item: TextBlock, sizes: dict[Element, int], usual: Collection[str | None] = ()) -> bool:
    """Whether a class says so of a text; one that the long paragraphs have as well (``usual``) says nothing."""
    if item.kind == "heading" or len(item.text) > _MAX_BIOGRAPHY:
        return False
    if len(item.text) <= _MAX_TRIMMING and _stands_in(item.element, ASIDES, _MAX_APART, sizes, usual):
        return True
    return _stands_in(item.element, AUTHOR_BOXES, _MAX_BIOGRAPHY, sizes, usual)


def _is_long(item: BodyItem) -> bool:
    """Whether a heading, or a line that is a link of the story's own, is as long as prose."""
    return isinstance(item, TextBlock) and text_width(item.text) >= MIN_PROSE


def _is_heading(item: TextBlock) -> bool:
    return item.kind in ("heading", "table") or item.bold


def _stands_in(
    element: Element, name: re.Pattern[str], most: int, sizes: dict[Element, int], usual: Collection[str | None]
) -> bool:
    """Whether an element, or a box close around it with no more text than ``most``, has such a class or id."""
    for box in islice(chain((element,), element.iterancestors()), _CLIMB):
        named = box.get("class")
        if _is_named(f"{'' if named is None or named in usual else named} {box.get('id', '')}", name):
            return box is element or text_length_once(box, sizes) <= most
    return False


@lru_cache(maxsize=4096)
def _is_named(names: str, name: re.Pattern[str]) -> bool:
    return len(names) < _MAX_NAMES and bool(name.search(names))

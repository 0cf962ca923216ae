"""The lines above a story's first prose that open it, on pages whose markup is not known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.own_place import are_of_one_place
from vustacrawl.parsers.body.boilerplate.phrases import is_noise
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.dom import Element

NAMES_OR_DATES = re.compile(
    r"(?:19|20)\d\d|\d:\d\d|©|(?i:photo|foto|bild|image|cr[ée]dit\w*|source|quelle|фото)\s?[:/]"
    r"|(?:Getty|Reuters|AFP|EPA|dpa)\b|^by\s|\sBy\s",
)
"""What lines of date, author and credit print."""
_LABELLED = re.compile(r"[^\W\d_][^:]{2,30}:\s*(?=\S)")
"""``Thời gian: …``, ``Số: …``."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LIST_ITEMS = 2
"""A list above the prose has so many items at least: what a dish is made of."""
_LINES_AROUND = 3
"""Paragraphs in a box around the prose that are more than a kicker and a byline."""
_LINES_BESIDE = 5
"""Lines in the prose's own box that are a story in short lines, of whatever make."""


def opening_lines(above: list[BodyItem], prose: BodyItem) -> frozenset[int]:
    """The ``id`` of the lines above the first prose that open the story: whom it is addressed to, its number, when and
    where, verses, a list, headings.

    They are marked up as the prose is and stand beside it, or are several paragraphs in a box around it. A line that
    only prints a date or a name is one where others open the story too.
    """
    if isinstance(prose, Image):
        return frozenset()
    texts = [item for item in above if isinstance(item, TextBlock) and not item.href]
    listed = _boxes_of_lines(texts, prose)
    kept = {id(item) for item in texts if item.element.getparent() in listed}
    lines = [item for item in texts if _may_open(item, texts, prose) and not is_noise(item.text)]
    if not all(NAMES_OR_DATES.search(line.text) for line in lines):
        kept |= {id(line) for line in lines if _LABELLED.match(line.text) or not NAMES_OR_DATES.search(line.text)}
    return frozenset(kept | set(_headings_above(above, prose)))


def _boxes_of_lines(texts: list[TextBlock], prose: TextBlock) -> set[Element | None]:
    """The lists of some items beside the first prose, and the prose's own box where it has many lines."""
    box = prose.element.getparent()
    if prose.kind == "list_item" and box is not None:
        box = box.getparent()
    lines = Counter(item.element.getparent() for item in texts)
    lists = (each for each, count in lines.items() if count >= _LIST_ITEMS and each is not None)
    found: set[Element | None] = {each for each in lists if each.tag in ("ul", "ol") and each.getparent() is box}
    return found | ({box} if lines[box] >= _LINES_BESIDE else set())


def _may_open(item: TextBlock, texts: list[TextBlock], prose: TextBlock) -> bool:
    """Whether a line is a paragraph as the first prose is, a quotation beside it, or one of several around it."""
    if item.kind == "quote":
        return prose.element.getparent() in [*item.element.iterancestors()][:2]
    if are_of_one_place(item, prose, loosely=True):
        return True
    box = item.element.getparent()
    if item.element.tag != "p" or box not in [*prose.element.iterancestors()]:
        return False
    return sum(other.element.getparent() is box for other in texts) >= _LINES_AROUND


def _headings_above(above: list[BodyItem], prose: TextBlock) -> Iterator[int]:
    """The headings right above the first prose and beside it."""
    for item in reversed(above):
        if isinstance(item, Image):
            continue
        if item.element.tag not in _HEADINGS or item.element.getparent() is not prose.element.getparent() or item.href:
            return
        yield id(item)

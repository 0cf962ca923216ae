"""Blocks of text with what their appearance tells: how they are formed, which are prose, which share their markup.

A block consists of the lines between breaks, or of the rows of a data table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeGuard

from vustacrawl.items import BlockKind, Image
from vustacrawl.parsers.html.dom import Align, Element, element_text, holds, text_length
from vustacrawl.parsers.html.text import clean, is_truncated, text_width
from vustacrawl.parsers.thresholds import (
    MAX_CELL,
    MAX_SHORT_LINE,
    MIN_PROSE,
    MIN_RUNNING_TEXT,
    MIN_SENTENCE,
    MIN_VERSES,
    PADDING,
)

_STARTS_LINE = re.compile(
    r"[-–+•*]\s|\(?(?:[Nn]gày\s)?\d{1,2}/\d{1,2}/\d{4}|\d{1,2}[.)/]\s|[a-zđ]\)\s|(?:Điều|Bước|Câu) \d{1,3}[.:]"
    r"|By [A-Z]|(?:Published|Posted|Updated): |©|Copyright "
)
SENTENCE_END = re.compile(r"[.!?…:;。！？：；।۔؟]['\"”’»)\]」』]*$")
_ENDS_LINE = re.compile(rf"{SENTENCE_END.pattern}|\(\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\)$")

_STYLING = re.compile(
    r"(?:has|text|ta|is-style|font|fw|fs|m[btlrxy]?|p[btlrxy]?)-|align(?:left|right|center|justify|-)", re.I
)
"""Classes that style a text without saying what it is: ``text-justify``, ``has-text-align-right``, ``mb-3``."""
_MAX_WRAPPINGS = 6
"""Boxes that hold only one text."""
_LISTS = ("ul", "ol", "dl")
_PARTS_OF_LISTS = ("li", "dt", "dd")
_MAX_TABLE, _MAX_ROWS = 100_000, 2_000
"""Characters of a data table, and its rows."""


@dataclass(slots=True, eq=False)
class TextBlock:
    """One block of text: its element and its appearance."""

    text: str
    kind: BlockKind
    element: Element
    align: Align | None = None
    bold: bool = False
    italic: bool = False
    href: str | None = None
    """The link's target, if all of the text is one link."""
    padded: bool = False
    """Whether it is pushed to the right with hard spaces."""
    cells: list[list[str]] | None = None
    """A table's rows of cells."""


BodyItem = TextBlock | Image


def texts_of(items: Iterable[BodyItem]) -> list[TextBlock]:
    """Return the texts among some items, without images."""
    return [item for item in items if isinstance(item, TextBlock)]


def without(items: Iterable[BodyItem], left_out: Collection[TextBlock]) -> list[BodyItem]:
    """Return the items without some texts."""
    return [item for item in items if isinstance(item, Image) or item not in left_out]


class Line:
    """The text between two breaks of a block, and how many of its characters are bold, italic or linked."""

    __slots__ = ("bold", "href", "italic", "linked", "parts", "size")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = self.bold = self.italic = self.linked = 0
        self.href: str | None = None

    @property
    def text(self) -> str:
        """The cleaned text."""
        return clean("".join(self.parts))

    @property
    def is_padded(self) -> bool:
        """Whether hard spaces push the line to the right."""
        return "\xa0" in self.parts[0][:MAX_SHORT_LINE] and is_padded("".join(self.parts[:3]))

    def extend(self, other: Line) -> None:
        """Append another line, as if a space separated them."""
        self.parts += [" ", *other.parts]
        self.size += other.size
        self.bold += other.bold
        self.italic += other.italic
        self.linked += other.linked
        self.href = other.href or self.href


def is_padded(raw: str) -> bool:
    """Whether a raw text begins with enough hard spaces to push it to the right."""
    return "\xa0" in raw[:PADDING] and raw[: len(raw) - len(raw.lstrip())].count("\xa0") >= PADDING


def join_lines(content: list[Line | Image | None]) -> Iterator[Line | Image]:
    """Yield the paragraphs and images of a block's lines, in which None is a break.

    Two breaks in a row separate paragraphs; a single one does next to an image, between lines as short as verses, or if
    the lines themselves show it.
    """
    verses = _verses_in(content)
    current: Line | None = None
    images: list[Image] = []
    breaks = 0
    for item in content:
        if item is None:
            breaks += 1
        elif isinstance(item, Image):
            images.append(item)
        elif item.text:
            if current is None:
                current = item
            elif breaks > 1 or (breaks and (item in verses or images or _ends_paragraph(current, item))):
                yield current
                current = item
            else:
                current.extend(item)
            yield from images
            images, breaks = [], 0
    yield from [current] if current else []
    yield from images


def _ends_paragraph(line: Line, following: Line) -> bool:
    """Whether a single break between two lines ends a paragraph."""
    if _ENDS_LINE.search(line.text) or _STARTS_LINE.match(following.text):
        return True
    return any(
        (styled == line.size) != (other == following.size)
        for styled, other in ((line.bold, following.bold), (line.italic, following.italic))
    )


def _verses_in(content: list[Line | Image | None]) -> set[Line]:
    """Return the lines of stanzas (between double breaks) that are all short, or of which none begins in lower case."""
    found: set[Line] = set()
    stanza: list[Line] = []
    for item, above in zip([*content, None, None], [None, *content, None], strict=True):
        if isinstance(item, Line):
            stanza.append(item)
        elif item is None and above is None:
            texts = [text for line in stanza if (text := line.text)] if len(stanza) >= MIN_VERSES else []
            if len(texts) >= MIN_VERSES and (
                all(len(text) <= MAX_SHORT_LINE for text in texts) or not any(text[0].islower() for text in texts)
            ):
                found.update(stanza)
            stanza = []
    return found


def cells_of(table: Element) -> list[list[str]] | None:
    """Return the rows of a data table as texts of cells, without empty rows; None for a layout table."""
    if next(table.iterdescendants("table"), None) is not None or text_length(table) > _MAX_TABLE:
        return None
    rows = [
        [element_text(cell) for cell in row if cell.tag in ("td", "th")] for row in islice(table.iter("tr"), _MAX_ROWS)
    ]
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or len(cells) < 2 * len(rows) or any(len(cell) > MAX_CELL for cell in cells):
        return None
    return [row for row in rows if any(row)] or None


def as_lines(cells: list[list[str]]) -> str:
    """Return a table as text: one line per row, cells separated by tabs."""
    return "\n".join("\t".join(row) for row in cells)


def has_pictures_in_rows(table: Element) -> bool:
    """Whether a table with images is one of data: its columns have heads, or cells of text are beside an image."""
    for row in islice(table.iter("tr"), _MAX_ROWS):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) > 1 and all(cell.tag == "th" for cell in cells) and all(map(element_text, cells)):
            return True
        with_image = [cell for cell in cells if holds(cell, "img")]
        texts = [cell for cell in cells if cell not in with_image and element_text(cell)]
        if with_image and len(texts) > 1 and not any(map(element_text, with_image)):
            return True
    return False


def is_prose(item: BodyItem) -> TypeGuard[TextBlock]:
    """Whether an item is a paragraph of prose; links are not, nor headings but those that are whole sentences."""
    if not isinstance(item, TextBlock) or item.href:
        return False
    text = item.text
    if item.kind == "heading":
        return len(text) >= MIN_RUNNING_TEXT and text.endswith(".")
    if len(text) >= MIN_PROSE:  # so its width is at least as large
        return True
    width = text_width(text)
    return width >= MIN_PROSE or (width >= MIN_SENTENCE and bool(SENTENCE_END.search(text)))


class ProseBoxes:
    """The boxes that hold an article's prose, and the markup of the paragraphs in each; computed on demand."""

    def __init__(self, items: Iterable[BodyItem]) -> None:
        self._items = items

    @cached_property
    def _elements(self) -> frozenset[Element]:
        return frozenset(item.element for item in self._items if is_prose(item) and not is_truncated(item.text))

    @cached_property
    def _boxes(self) -> frozenset[Element | None]:
        return frozenset(map(box_of, self._elements))

    @cached_property
    def _markups(self) -> frozenset[object]:
        return frozenset(map(_loose_markup_of, self._elements))

    def holds(self, item: TextBlock) -> bool:
        """Whether a text is in a box of prose, whatever its markup: a heading, a list item, a paragraph."""
        return box_of(item.element) in self._boxes or self.matches_markup(item)

    def matches_markup(self, item: TextBlock) -> bool:
        """Whether a text has the markup of the prose beside it: tag and classes, and the box, or one like its box."""
        return _loose_markup_of(item.element) in self._markups


def are_siblings(one: TextBlock, other: TextBlock, *, loose: bool = False) -> bool:
    """Whether two texts have the same markup and are in the same box.

    With ``loose``, styling classes are ignored, and each text may be alone in boxes of its own.
    """
    if one.element is other.element:
        return True
    markup = _loose_markup_of if loose else _markup_of
    return markup(one.element) == markup(other.element)


def _markup_of(element: Element) -> tuple[Element | None, str, str | None]:
    return element.getparent(), element.tag, element.get("class")


def _loose_markup_of(element: Element) -> tuple[object, ...]:
    markup: tuple[object, ...] = (element.tag, _classes_of(element))
    parent = element.getparent()
    while parent is not None and len(parent) == 1 and parent.tag == "div" and len(markup) <= _MAX_WRAPPINGS:
        markup = (*markup, parent.tag, _classes_of(parent))
        parent = parent.getparent()
    return (*markup, parent)


def _classes_of(element: Element) -> frozenset[str]:
    """Return an element's classes, except those that only style its text."""
    named = element.get("class")
    return frozenset(name for name in named.split() if not _STYLING.match(name)) if named else frozenset()


def box_of(element: Element) -> Element | None:
    """Return the box of a paragraph, or the list of an item."""
    box = element.getparent()
    if element.tag in _PARTS_OF_LISTS and box is not None and box.tag in _LISTS:
        return box.getparent()
    return box

"""Find the lines of running text on a page: its paragraphs, and long texts in boxes of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import (
    BLOCKS,
    UNREAD,
    Element,
    are_alike,
    contains,
    is_boilerplate,
    query,
    raw_text,
    text_length,
)
from vustacrawl.parsers.html.text import is_truncated
from vustacrawl.parsers.thresholds import MIN_LINE, MIN_STORY

BOXES = ("div", "td", "article", "section", "main", "body", "center", "form", "dd")
"""Elements that hold text of their own."""
_RARER_BOXES = ("li", "blockquote", "pre", "dt", "h2", "h3", "h4")
"""Elements that hold the text of pages with hardly any other text."""
_NOT_INLINE = BLOCKS | {"a"}
_SILENT = UNREAD | {"title"}
_LONG_TEXTS = query(
    f"descendant::text()[string-length() > {MIN_LINE} and not(parent::a or parent::p or parent::script)]",
    smart_strings=True,
)
_MAX_LINES, _MAX_WRAPPINGS = 5_000, 3
"""How many lines of a page, and boxes that a theme puts around each paragraph, are checked."""
OWNER = re.compile(
    r"\s*(?:©|\(c\)|copyright|bản quyền|giấy phép|cơ quan chủ quản|chịu trách nhiệm|all rights)", re.IGNORECASE
)
_IMPRINT = re.compile(
    rf"{OWNER.pattern}"
    r"|(?:tổng biên tập|trưởng ban biên tập|địa chỉ|trụ sở|điện thoại|đt|tel|fax|e-?mail|liên hệ|hotline)\s*:"
    r"|(?:đề nghị |vui lòng |yêu cầu )?(?:trích dẫn|ghi rõ) nguồn",
    re.IGNORECASE,
)
"""Beginnings of footer lines, which are longer than many a short article."""


class Line(NamedTuple):
    """A paragraph, or a text in a box of its own: its element, the box that holds it, its length."""

    element: Element
    box: Element
    length: int


def text_lines(document: Document) -> list[Line]:
    """Return the paragraphs of a page and its long texts outside paragraphs, without teasers and links."""
    own = [*_own_lines(document)]
    lines = [*_paragraphs(document), *islice((line for line in own if line.element.tag in BOXES), _MAX_LINES)]
    if sum(line.length for line in lines) < MIN_STORY:
        lines += islice((line for line in own if line.element.tag in _RARER_BOXES), _MAX_LINES)
    if sum(line.length for line in lines) < MIN_STORY:
        lines += _paragraphs(document, truncated=True)
    return lines


def lines_in(box: Element, lines: Iterable[Line]) -> list[Line]:
    """Return the lines inside a box."""
    return [line for line in lines if line.box is box or contains(box, line.box)]


def _paragraphs(document: Document, *, truncated: bool = False) -> Iterator[Line]:
    """Yield the paragraphs with unlinked text: whole ones or, with ``truncated``, those cut off like teasers."""
    for paragraph in islice(document.root.iter("p"), _MAX_LINES):
        text = raw_text(paragraph).strip() if len(paragraph) else paragraph.text or ""
        if not text or is_truncated(text) is not truncated or _IMPRINT.match(text):
            continue
        length = _unlinked(paragraph, len(text)) if len(paragraph) else len(text)
        if length:
            yield Line(paragraph, _box_around(paragraph), length)


def _box_around(paragraph: Element) -> Element:
    """Return the box that a paragraph belongs to; if each paragraph has a box of its own, the one around those."""
    own = paragraph
    for box in islice(paragraph.iterancestors(), _MAX_WRAPPINGS):
        if own.getnext() is not None or own.getprevious() is not None or is_boilerplate(box):
            break
        own = box
    has_boxes = own is not paragraph and (are_alike(own, own.getnext()) or are_alike(own, own.getprevious()))
    return _block_around(own if has_boxes else paragraph)


def _block_around(element: Element) -> Element:
    """Return the nearest block around an element: old pages put paragraphs into ``font``."""
    return next((box for box in element.iterancestors() if box.tag in BLOCKS or box.tag == "body"), element)


def _own_lines(document: Document) -> Iterator[Line]:
    """Yield the long lines outside paragraphs: text in a ``div`` of its own, or separated by ``<br>``.

    A page has hundreds of boxes and few long texts: it is faster to start from the texts, a step or two from the box.
    """
    for text in _LONG_TEXTS(document.root):
        box = text.getparent().getparent() if text.is_tail else text.getparent()
        if box.tag in _SILENT or not _is_long(text):
            continue
        while box.tag not in _NOT_INLINE and (around := box.getparent()) is not None:
            box = around
        if box.tag in BOXES or box.tag in _RARER_BOXES:
            is_paragraph = not any(child.tag in BLOCKS or child.tag == "br" for child in box)
            yield Line(box, _block_around(box) if is_paragraph else box, len(text.strip()))


def _is_long(text: str) -> bool:
    return len(" ".join(text.split())) > MIN_LINE and not is_truncated(text) and not _IMPRINT.match(text)


def _unlinked(paragraph: Element, length: int) -> int:
    """Return the length of a paragraph's text; 0 if half of it or more is linked."""
    linked = sum(text_length(link) for link in paragraph.iter("a"))
    return length if length > 2 * linked else 0

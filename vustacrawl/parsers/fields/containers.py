"""Which element holds the article's text, where no class says so (SITES.md §2, "Not known")."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from vustacrawl.parsers.dom import Element, contains, holds_heading, is_apart, raw_text

_BOXES = ("div", "td", "article", "section", "main", "body", "center", "span")
_ENOUGH = 200
_MAX_ELEMENTS = 20_000
_MAX_CANDIDATES = 20
_MAX_CLIMB = 3
_MUCH = 0.15


def densest(root: Element) -> Element | None:
    """The element whose own paragraphs, or else own lines, hold most of the page's running text.

    None without text. Paragraphs that are mostly links and teasers cut short count for nothing, nor does what
    stands apart.
    """
    lengths: defaultdict[Element, int] = defaultdict(int)
    for paragraph in islice(root.iter("p"), _MAX_ELEMENTS):
        parent = paragraph.getparent()
        if parent is not None:
            lengths[parent] += _running_text(paragraph)
    if not lengths or max(lengths.values()) < _ENOUGH:
        for box in islice(root.iter(*_BOXES), _MAX_ELEMENTS):
            lengths[box] += len((box.text or "").strip()) + sum(len((child.tail or "").strip()) for child in box)
    candidates = sorted(lengths, key=lengths.__getitem__, reverse=True)[:_MAX_CANDIDATES]
    standing = [box for box in candidates if lengths[box] and not _stands_apart(box)]
    return _with_its_other_parts(standing, lengths) if standing else None


def _with_its_other_parts(boxes: list[Element], lengths: dict[Element, int]) -> Element:
    """The first box, or the one close around it in which much of the text stands beside it: a body in parts."""
    best = boxes[0]
    for around in islice(best.iterancestors(), _MAX_CLIMB):
        if around.tag in ("body", "html"):
            break
        others = sum(lengths[box] for box in boxes[1:] if box is around or contains(around, box))
        if others - sum(lengths[box] for box in boxes[1:] if contains(best, box)) > lengths[best] * _MUCH:
            best = around
    return best


def _running_text(paragraph: Element) -> int:
    text = (raw_text(paragraph) if len(paragraph) else paragraph.text or "").strip()
    if text.endswith(("...", "…")):
        return 0
    length = len(text)
    linked = 0 if not len(paragraph) else sum(len(raw_text(link)) for link in paragraph.iter("a"))
    return length if length > 2 * linked else 0


def _stands_apart(box: Element) -> bool:
    """Whether a box is beside the story. What is around the title is not, whatever its classes are."""
    return is_apart(box) or any(is_apart(around) and not holds_heading(around) for around in box.iterancestors())

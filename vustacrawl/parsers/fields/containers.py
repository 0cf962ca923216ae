"""Which element holds the article's text, where no class says so (SITES.md §2, "Not known")."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from vustacrawl.parsers.document import Document
from vustacrawl.parsers.dom import Element, contains, holds_heading, is_apart, raw_text, text_length

_BOXES = ("div", "td", "article", "section", "main", "body", "center", "span")
_ENOUGH = 200
_MAX_ELEMENTS = 20_000
_MAX_CANDIDATES = 20
_MAX_CLIMB = 3
_MUCH = 0.15
_CUT = ("...", "…")


def densest(document: Document) -> Element | None:
    """The element of a page whose own paragraphs, or else own lines, hold most of the page's running text.

    None without text. Paragraphs that are mostly links and teasers cut short count for nothing, nor does what
    stands apart.
    """
    lengths: defaultdict[Element, int] = defaultdict(int)
    for paragraph in document.paragraphs[:_MAX_ELEMENTS]:
        if (length := _running_text(paragraph)) and (parent := paragraph.getparent()) is not None:
            lengths[parent] += length
    if not lengths or max(lengths.values()) < _ENOUGH:
        for box in islice(document.root.iter(*_BOXES), _MAX_ELEMENTS):
            own = len((box.text or "").strip()) + sum(len((child.tail or "").strip()) for child in box)
            if own:
                lengths[box] += own
    candidates = sorted(lengths, key=lengths.__getitem__, reverse=True)[:_MAX_CANDIDATES]
    best = next((box for box in candidates if not _stands_apart(box)), None)
    return None if best is None else _with_its_other_parts(best, candidates, lengths)


def running_text(box: Element) -> int:
    """Letters of the running text in the paragraphs of a box."""
    return sum(_running_text(paragraph) for paragraph in islice(box.iter("p"), _MAX_ELEMENTS))


def _with_its_other_parts(best: Element, boxes: list[Element], lengths: dict[Element, int]) -> Element:
    """The best box, or the one close around it in which much of the text stands beside it: a body in parts."""
    held = lengths[best]
    others = [box for box in boxes if box is not best]
    for around in islice(best.iterancestors(), _MAX_CLIMB):
        if around.tag in ("body", "html"):
            break
        parts = [box for box in others if (box is around or contains(around, box)) and not _stands_apart(box)]
        found = sum(lengths[box] for box in parts if not contains(best, box))
        if found > held * _MUCH:
            best, held = around, held + found
            others = [box for box in others if box not in parts]
    return best


def _running_text(paragraph: Element) -> int:
    if not len(paragraph):
        text = paragraph.text
        return len(text) if text and not text.endswith(_CUT) else 0
    text = raw_text(paragraph).strip()
    if not text or text.endswith(_CUT):
        return 0
    linked = sum(text_length(link) for link in paragraph.iter("a"))
    return len(text) if len(text) > 2 * linked else 0


def _stands_apart(box: Element) -> bool:
    """Whether a box is beside the story. What is around the title is not, whatever its classes are."""
    return is_apart(box) or any(is_apart(around) and not holds_heading(around) for around in box.iterancestors())

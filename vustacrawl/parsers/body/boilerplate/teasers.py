"""Other stories told in a few words, each in a box beside the link to it, on pages whose markup nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from vustacrawl.parsers.body.text_blocks import Piece, TextPiece
from vustacrawl.parsers.html.dom import Element, are_alike, contains, element_text, text_length

_MAX_TEASER = 300
_MAX_BOX = 600
_MIN_HEADLINE = 20
_CLIMB = 2
_SHARE = 3
"""Teasers are less than one part in so many of the text; where they are more, they are what the story lists."""


def without_teasers(pieces: list[Piece], is_story: Callable[[str], bool]) -> list[Piece]:
    """The pieces without the words beside links to other stories (``is_story``), where several such boxes stand in a
    row.
    """
    texts = [piece for piece in pieces if isinstance(piece, TextPiece) and not piece.href]
    boxes: dict[Element, bool] = {}
    teasers = [text for text in texts if len(text.text) <= _MAX_TEASER and _is_teaser(text.element, boxes, is_story)]
    if not teasers or _SHARE * _length(teasers) > _length(texts):
        return pieces
    left_out = set(map(id, teasers))
    return [piece for piece in pieces if id(piece) not in left_out]


def _is_teaser(element: Element, boxes: dict[Element, bool], is_story: Callable[[str], bool]) -> bool:
    for box in islice(element.iterancestors(), _CLIMB):
        if box not in boxes:
            boxes[box] = _is_one_of_a_row(box)
        if not boxes[box]:
            continue
        links = (link for link in box.iter("a") if is_story(link.get("href", "")) and not contains(element, link))
        if any(len(element_text(link)) >= _MIN_HEADLINE for link in links):
            return True
    return False


def _is_one_of_a_row(box: Element) -> bool:
    """Whether a box is small, and beside it stands another one of its make that holds a link, too."""
    if text_length(box) > _MAX_BOX:
        return False
    beside = (box.getprevious(), box.getnext())
    return any(
        other is not None and are_alike(box, other) and next(other.iter("a"), None) is not None for other in beside
    )


def _length(texts: list[TextPiece]) -> int:
    return sum(len(text.text) for text in texts)

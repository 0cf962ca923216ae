"""Other stories told in a few words, each in a box beside the link to it, on pages whose markup nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.dom import Element, are_alike, contains, element_text, text_length

_MAX_TEASER = 300
_MAX_BOX = 600
_MIN_HEADLINE = 20
_CLIMB = 2
_SHARE = 3
"""Teasers are less than one part in so many of the text; where they are more, they are what the story lists."""


def drop_teasers(items: list[BodyItem], is_other_article: Callable[[str], bool]) -> list[BodyItem]:
    """The items without texts beside links to other articles, where several such boxes stand in a row."""
    texts = [item for item in items if isinstance(item, TextBlock) and not item.href]
    boxes: dict[Element, bool] = {}
    teasers = [
        text for text in texts if len(text.text) <= _MAX_TEASER and _is_teaser(text.element, boxes, is_other_article)
    ]
    if not teasers or _SHARE * _length(teasers) > _length(texts):
        return items
    left_out = set(map(id, teasers))
    return [item for item in items if id(item) not in left_out]


def _is_teaser(element: Element, boxes: dict[Element, bool], is_other_article: Callable[[str], bool]) -> bool:
    for box in islice(element.iterancestors(), _CLIMB):
        if box not in boxes:
            boxes[box] = _is_one_of_a_row(box)
        if not boxes[box]:
            continue
        links = (
            link for link in box.iter("a") if is_other_article(link.get("href", "")) and not contains(element, link)
        )
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


def _length(texts: list[TextBlock]) -> int:
    return sum(len(text.text) for text in texts)

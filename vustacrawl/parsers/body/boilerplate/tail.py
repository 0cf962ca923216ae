"""What follows an article on its page (docs/sites.md, sections 2 and 6)."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.other_articles import is_row_of_links, unlinked_text
from vustacrawl.parsers.body.boilerplate.phrases import (
    after_pointer,
    heads_comments,
    heads_other_articles,
    is_page_line,
    is_pointer,
    may_be_sub_head,
)
from vustacrawl.parsers.body.boilerplate.prose import SENTENCE_END, OwnPlace, are_of_one_place, is_prose
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.body.thresholds import MAX_PAGE_LINE, MIN_SENTENCE
from vustacrawl.parsers.html.dom import Element
from vustacrawl.parsers.html.text import text_width

_CELLS = ("td", "th")


def cut_at_tail(items: list[BodyItem]) -> list[BodyItem]:
    """What stands above the comments, or above a list of other stories after the greater part of the text that the
    story does not go on below.
    """
    whole = sum(len(item.text) for item in items if isinstance(item, TextBlock) and is_prose(item))
    said = 0
    last: TextBlock | None = None
    for number, item in enumerate(items):
        if isinstance(item, TextBlock):
            rest = items[number + 1 :]
            if heads_comments(item.text):
                if said and not (may_be_sub_head(item.text) and _goes_on(rest, last)):
                    return items[:number]
            elif 2 * said > whole and heads_other_articles(item.text) and not _goes_on(rest, last, after_links=True):
                return items[:number]
            if is_prose(item):
                said += len(item.text)
                last = item
    return items


def _goes_on(items: list[BodyItem], last: TextBlock | None, *, after_links: bool = False) -> bool:
    """Whether below a heading, or below the links that it heads, stands more prose, marked up just as the last that was
    told and in its box.
    """
    if last is None:
        return False
    texts = [item for item in items if isinstance(item, TextBlock)]
    own = next((number for number, item in enumerate(texts) if is_prose(item) and are_of_one_place(last, item)), None)
    if own is None:
        return False
    return not after_links or any(text.href for text in texts[:own])


def drop_tail(items: list[BodyItem], leading_away: Collection[int] = ()) -> list[BodyItem]:
    """The items without the page's own lines, without links that lead away (their ``id`` in ``leading_away``), and
    without headings and lists that follow the last line of prose in another box than its own.

    All headings and lists where there is no prose. Images stay.
    """
    sizes: dict[Element, int] = {}
    place = OwnPlace(items)
    own = [
        item
        for item in items
        if isinstance(item, Image) or not (id(item) in leading_away or _is_of_the_page(item, place, sizes))
    ]
    last = max((number for number, item in enumerate(own) if is_prose(item)), default=len(own))
    while last + 1 < len(own) and _is_announced(own[last], own[last + 1]):
        last += 1
    kept = own[: last + 1] + [item for item in own[last + 1 :] if _may_follow(item, place)]
    while kept and isinstance(end := kept[-1], TextBlock) and len(kept) > last + 1 and end.kind == "heading":
        kept.pop()
    return kept


def _may_follow(item: BodyItem, place: OwnPlace) -> bool:
    """Whether an item below the last line of prose may be of the story: winners, references, whom to ask."""
    return isinstance(item, Image) or item.kind not in ("heading", "list_item") or place.holds(item)


def _is_announced(above: BodyItem, item: BodyItem) -> bool:
    """Whether an item belongs to a list that a line with a colon, or the item above, opens."""
    if isinstance(above, Image) or isinstance(item, Image) or item.kind != "list_item" or item.href:
        return False
    if above.kind == "list_item":
        return above.element.getparent() is item.element.getparent()
    return above.text.endswith((":", "："))


def drop_bare_headings(items: list[BodyItem], before: list[BodyItem]) -> list[BodyItem]:
    """The items without headings in boxes apart from the prose below which nothing is left of what ``before`` had: a
    list of links, an offer.
    """
    kept = set(map(id, items))
    prose = {item.element.getparent() for item in items if isinstance(item, TextBlock) and is_prose(item)}
    below = {id(item): after for item, after in pairwise(before)}

    def is_bare(item: BodyItem) -> bool:
        if not isinstance(item, TextBlock) or item.kind != "heading" or item.element.getparent() in prose:
            return False
        after = below.get(id(item))
        return isinstance(after, TextBlock) and id(after) not in kept

    return [item for item in items if not is_bare(item)]


def _is_of_the_page(item: TextBlock, place: OwnPlace, sizes: dict[Element, int]) -> bool:
    """Whether a short line points to another page, or is about this page and not of the story."""
    text = item.text
    if item.href or text_width(text) > MAX_PAGE_LINE:
        return False
    if text.isdecimal():
        return item.element.tag not in _CELLS
    if is_pointer(text):
        return not _is_sentence(item, place, sizes)
    if heads_comments(text) and may_be_sub_head(text) and place.holds(item):
        return False
    return is_page_line(text) or heads_other_articles(text) or is_row_of_links(item, sizes)


def _is_sentence(item: TextBlock, place: OwnPlace, sizes: dict[Element, int]) -> bool:
    """Whether a line that begins as a pointer is a sentence among the prose, and not only a link with a few words."""
    beside = unlinked_text(item, sizes)
    said = after_pointer(item.text if beside is None else beside)
    return text_width(said) >= MIN_SENTENCE and bool(SENTENCE_END.search(item.text)) and place.holds_alike(item)

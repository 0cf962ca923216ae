"""What a page puts around and between its articles: share bars, teasers, lists of other articles."""

from __future__ import annotations

import re
from collections.abc import Callable

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.asides import drop_asides
from vustacrawl.parsers.body.boilerplate.other_articles import Links, drop_teasers, is_behind_arrow, lines_leading_away
from vustacrawl.parsers.body.boilerplate.phrases import (
    heads_comments,
    is_button,
    is_counter,
    is_page_line,
    is_tail_heading,
    is_truncated,
    may_be_sub_head,
    tail_heading_before_colon,
)
from vustacrawl.parsers.body.boilerplate.prose import OwnPlace, are_of_one_place, is_prose
from vustacrawl.parsers.body.boilerplate.tail import cut_at_tail, drop_bare_headings, drop_tail
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.body.thresholds import LONG_PARAGRAPH, MIN_PROSE
from vustacrawl.parsers.html.dom import Element

__all__ = ["Links", "drop_asides", "strip_boilerplate"]

_DATE_ALONE = re.compile(r"[\d/:.\-, ()|]{6,30}")


def strip_boilerplate(items: list[BodyItem], links: Links, *, strip_unknown: bool = False) -> list[BodyItem]:
    """The article's own items; links to other articles and their teasers left out.

    Of pages whose markup is not known (``strip_unknown``), what is no prose at both ends is left out, too.
    """
    items = _drop_repeated(items, in_one_box=strip_unknown)
    if strip_unknown:
        items = cut_at_tail(drop_teasers(items, links.is_other_article))
    leading_away = lines_leading_away(items, links)
    own = _drop_marked(items, links.is_other_article, leading_away)
    return drop_bare_headings(drop_tail(own, leading_away), items) if strip_unknown else own


def _drop_repeated(items: list[BodyItem], *, in_one_box: bool) -> list[BodyItem]:
    """The items without prose that was there before, word for word: pages hold a text twice, for two screens.

    What an author says twice in one box stays, unless ``in_one_box``.
    """
    seen: dict[str, Element | None] = {}
    kept: list[BodyItem] = []
    for item in items:
        if isinstance(item, TextBlock) and len(item.text) >= MIN_PROSE:
            box = item.element.getparent()
            if item.text in seen and (in_one_box or seen[item.text] is not box):
                continue
            seen[item.text] = box
        kept.append(item)
    return kept


def _drop_marked(
    items: list[BodyItem], is_other_article: Callable[[str], bool], leading_away: frozenset[int]
) -> list[BodyItem]:
    """The items without counters, share bars and links to other articles.

    A heading such as ``Xem Thêm`` ends the article, unless prose in the box and of the make of that above follows, or a
    long paragraph: then only what the heading heads is left out.
    """
    kept: list[BodyItem] = []
    place = OwnPlace(items)
    last: TextBlock | None = None
    in_teaser = False
    goes_on_at = 0
    for number, item in enumerate(items):
        if isinstance(item, Image):
            kept.append(item)
            continue
        if is_tail_heading(item.text):
            following = _next_of_the_story(items, number, last)
            if following is None:
                if not any(_is_long_paragraph(later) for later in items[number + 1 :]):
                    break
                continue
            if (
                following == number + 1
                and heads_comments(item.text)
                and may_be_sub_head(item.text)
                and place.holds(item)
            ):
                kept.append(item)
            goes_on_at = following
            continue
        if number < goes_on_at and not _is_long_paragraph(item):
            continue
        is_teaser = _links_elsewhere(item, is_other_article, leading_away) or _points_elsewhere(item, is_other_article)
        is_teaser = is_teaser or (in_teaser and not place.holds_alike(item) and _ends_teaser(item.text))
        in_teaser = is_teaser
        if not is_teaser and not is_button(item.text):
            kept.append(item)
            last = item if is_prose(item) else last
    while kept and _is_bare_counter(kept[0]):
        kept.pop(0)
    while kept and _is_bare_counter(kept[-1]):
        kept.pop()
    return kept


def _next_of_the_story(items: list[BodyItem], number: int, last: TextBlock | None) -> int | None:
    """Which item below a heading is prose in the box, and of the make, of the last that was told; None for none."""
    if last is None:
        return None
    following = ((place, item) for place, item in enumerate(items) if place > number and isinstance(item, TextBlock))
    return next(
        (
            place
            for place, item in following
            if is_prose(item) and are_of_one_place(last, item) and not is_page_line(item.text)
        ),
        None,
    )


def _ends_teaser(text: str) -> bool:
    return is_truncated(text) or bool(_DATE_ALONE.fullmatch(text))


def _is_bare_counter(item: BodyItem) -> bool:
    return isinstance(item, TextBlock) and is_counter(item.text) and item.element.tag not in ("td", "th")


def _links_elsewhere(item: TextBlock, is_other_article: Callable[[str], bool], leading_away: frozenset[int]) -> bool:
    return bool(item.href and id(item) in leading_away and is_other_article(item.href))


def _points_elsewhere(item: TextBlock, is_other_article: Callable[[str], bool]) -> bool:
    """Whether a line inside the text only names another article: ``Xem thêm: …``."""
    if is_behind_arrow(item, is_other_article):
        return True
    if not tail_heading_before_colon(item.text):
        return False
    return any(is_other_article(link.get("href", "")) for link in item.element.iter("a"))


def _is_long_paragraph(item: BodyItem) -> bool:
    if not isinstance(item, TextBlock) or item.href or is_truncated(item.text):
        return False
    return len(item.text) > LONG_PARAGRAPH

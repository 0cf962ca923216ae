"""What a page puts around and between its articles: share bars, teasers, lists of other articles."""

from __future__ import annotations

import re
from collections.abc import Callable

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.asides import drop_asides
from vustacrawl.parsers.body.boilerplate.phrases import (
    is_button,
    is_counter,
    is_tail_heading,
    is_truncated,
    tail_heading_before_colon,
)
from vustacrawl.parsers.body.boilerplate.tail import cut_at_tail, drop_bare_headings, drop_tail
from vustacrawl.parsers.body.boilerplate.teasers import drop_teasers
from vustacrawl.parsers.body.prose import MIN_PROSE
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock

__all__ = ["drop_asides", "strip_boilerplate"]

_DATE_ALONE = re.compile(r"[\d/:.\-, ()|]{6,30}")
_LONG_PARAGRAPH = 200
"""Characters; teasers are shorter."""


def strip_boilerplate(
    items: list[BodyItem], is_other_article: Callable[[str], bool], *, strip_unknown: bool = False
) -> list[BodyItem]:
    """The article's own items; links to other articles (``is_other_article`` of an address) and their teasers left out.

    Of pages whose markup is not known (``strip_unknown``), what is no prose at both ends is left out, too.
    """
    if strip_unknown:
        items = cut_at_tail(drop_teasers(_drop_repeated(items), is_other_article))
    own = _drop_marked(items, is_other_article)
    return drop_bare_headings(drop_tail(own), items) if strip_unknown else own


def _drop_repeated(items: list[BodyItem]) -> list[BodyItem]:
    """The items without prose that was there before, word for word: pages hold a text twice, for two screens."""
    seen: set[str] = set()
    kept: list[BodyItem] = []
    for item in items:
        if isinstance(item, TextBlock) and len(item.text) >= MIN_PROSE:
            if item.text in seen:
                continue
            seen.add(item.text)
        kept.append(item)
    return kept


def _drop_marked(items: list[BodyItem], is_other_article: Callable[[str], bool]) -> list[BodyItem]:
    """The items without counters, share bars and links to other articles.

    A heading such as ``Xem Thêm`` ends the article, unless long paragraphs follow it.
    """
    kept: list[BodyItem] = []
    in_teaser = False
    for number, item in enumerate(items):
        if isinstance(item, Image):
            kept.append(item)
            continue
        if is_tail_heading(item.text):
            if not any(_is_long_paragraph(later) for later in items[number + 1 :]):
                break
            continue
        is_teaser = bool(item.href and is_other_article(item.href)) or _points_elsewhere(item, is_other_article)
        is_teaser = is_teaser or (in_teaser and bool(is_truncated(item.text) or _DATE_ALONE.fullmatch(item.text)))
        in_teaser = is_teaser
        if not is_teaser and not is_button(item.text):
            kept.append(item)
    while kept and isinstance(edge := kept[0], TextBlock) and is_counter(edge.text):
        kept.pop(0)
    while kept and isinstance(edge := kept[-1], TextBlock) and is_counter(edge.text):
        kept.pop()
    return kept


def _points_elsewhere(item: TextBlock, is_other_article: Callable[[str], bool]) -> bool:
    """Whether a line inside the text only names another article: ``Xem thêm: …``."""
    if not tail_heading_before_colon(item.text):
        return False
    return any(is_other_article(link.get("href", "")) for link in item.element.iter("a"))


def _is_long_paragraph(item: BodyItem) -> bool:
    if not isinstance(item, TextBlock) or item.href or is_truncated(item.text):
        return False
    return len(item.text) > _LONG_PARAGRAPH

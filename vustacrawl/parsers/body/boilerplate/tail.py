"""What follows an article on its page (docs/sites.md, sections 2 and 6)."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.phrases import heads_comments, heads_other_articles, is_page_line
from vustacrawl.parsers.body.prose import is_prose
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.dom import Element, are_alike, element_text, text_length_once
from vustacrawl.parsers.html.text import text_width

_SOCIAL = re.compile(
    r"(?:facebook|twitter|instagram|youtube|linkedin|pinterest|tiktok|whatsapp|weibo|threads)\.(?:com|net)"
    r"|//(?:x\.com|t\.me|vk\.com|ok\.ru|news\.google\.)",
    re.IGNORECASE,
)
_POST = re.compile(r"/(?:status|statuses|posts?|p|reel|photos?|videos?|watch)\b|/t\.me/\w+/\d", re.IGNORECASE)
_ARROW = re.compile(r"^[←⟵]|[→⟶]$")
_MAX_LINKS = 20
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)(?:$|\?)", re.IGNORECASE)


_MAX_TRIMMING = 250
"""Text width of a line that may be about the page."""


def cut_at_tail(items: list[BodyItem]) -> list[BodyItem]:
    """What stands above the comments, or above a list of other stories after the greater part of the text that the
    story does not go on below.
    """
    whole = sum(len(item.text) for item in items if isinstance(item, TextBlock) and is_prose(item))
    said = 0
    last: TextBlock | None = None
    for number, item in enumerate(items):
        if isinstance(item, TextBlock):
            if said and heads_comments(item.text):
                return items[:number]
            if 2 * said > whole and heads_other_articles(item.text) and not _goes_on(items[number + 1 :], last):
                return items[:number]
            if is_prose(item):
                said += len(item.text)
                last = item
    return items


def _goes_on(items: list[BodyItem], last: TextBlock | None) -> bool:
    """Whether below a list of links stands more prose, marked up just as the last that was told and in its box."""
    texts = [item for item in items if isinstance(item, TextBlock)]
    following = next((number for number, item in enumerate(texts) if not item.href), 0)
    if last is None or not following:
        return False
    text, element = texts[following], last.element
    is_in_its_box = text.element.getparent() is element.getparent()
    return is_prose(text) and are_alike(element, text.element) and is_in_its_box


def drop_tail(items: list[BodyItem]) -> list[BodyItem]:
    """The items without what follows the last line of prose, signatures excepted, and without the page's own lines.

    All of them where there is no prose. Images stay.
    """
    sizes: dict[Element, int] = {}
    last = max((number for number, item in enumerate(items) if is_prose(item)), default=len(items))
    while last + 1 < len(items) and _is_announced(items[last], items[last + 1]):
        last += 1
    return [
        item
        for number, item in enumerate(items)
        if isinstance(item, Image)
        or not (_is_of_the_page(item, sizes) or (number > last and item.kind in ("heading", "list_item")))
    ]


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


def _is_of_the_page(item: TextBlock, sizes: dict[Element, int]) -> bool:
    """Whether a short line points to another page, or is about this page and not of the story."""
    text = item.text
    if text_width(text) > _MAX_TRIMMING:
        return False
    if item.href:
        return not _FILE.search(item.href)
    return is_page_line(text) or heads_other_articles(text) or _is_row_of_links(item, sizes)


def _is_row_of_links(item: TextBlock, sizes: dict[Element, int]) -> bool:
    """Whether a line is but links beside each other, one link behind an arrow, or asks to be followed elsewhere."""
    if text_length_once(item.element, sizes) > 2 * _MAX_TRIMMING:
        return False
    links = [*islice(item.element.iter("a"), _MAX_LINKS)]
    if not links:
        return False
    found = (_SOCIAL.search(href) for link in links if not _POST.search(href := link.get("href", "")))
    hosts = {host[0] for host in found if host}
    if len(hosts) > 1:
        return True
    beside = item.text
    for link in links:
        beside = beside.replace(element_text(link), "", 1)
    return not any(map(str.isalnum, beside)) and (len(links) > 1 or bool(_ARROW.search(item.text)))

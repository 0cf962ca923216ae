"""Lines that are only a link, within the article or away from it, and teasers of other articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from vustacrawl.parsers.body.boilerplate.phrases import is_page_line, is_pointer, is_tail_heading
from vustacrawl.parsers.body.text_blocks import SENTENCE_END, BodyItem, ProseBoxes, TextBlock, texts_of, without
from vustacrawl.parsers.html.dom import (
    Element,
    Memo,
    are_alike,
    contains,
    element_text,
    holds,
    leads_to_file,
    text_length,
)
from vustacrawl.parsers.html.text import text_width
from vustacrawl.parsers.thresholds import MAX_BOX, MAX_ROW, MAX_TEASER, MIN_HEADLINE, MIN_PROSE, TEASERS_SHARE

_SOCIAL = re.compile(
    r"(?:facebook|twitter|instagram|youtube|linkedin|pinterest|tiktok|whatsapp|weibo|threads)\.(?:com|net)"
    r"|//(?:x\.com|t\.me|(?:\w+\.)?zalo\.me|vk\.com|ok\.ru|news\.google\.)",
    re.IGNORECASE,
)
_POST = re.compile(r"/(?:status|statuses|posts?|p|reel|photos?|videos?|watch)\b|/t\.me/\w+/\d", re.IGNORECASE)
_CONTACT = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
_ARROW = re.compile(r"[\u2190-\u21ff\u27f5-\u27ff\u2794-\u27be▶►☛☞👉]|[>»›]{1,3}\s|>{2,3}")
_ARROW_ENDS = ("→", "⟶")
_BESIDE_LINKS = re.compile(
    r"\(?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:[ ,-]+\d{1,2}[:h]\d\d)?\)?"
    r"|\([^\W\d_]{3,9}\.? \d{1,2}, \d{4}\)"
    r"|posted in|filed under|archivado en\s?:|tagged(?: with| as)?|categor(?:y|ies)\s?:"
    r"|đăng (?:trong|tại)|(?:chuyên|danh) mục\s?:",
    re.IGNORECASE,
)
"""Dates and labels in a line that otherwise only has links."""
_MAX_LINKS = 20
"""Links of a line that are checked."""
_REFERENCE = re.compile(r"\b(?:tại đây|ở đây|here)\W*$", re.IGNORECASE)
_MAX_ANCESTORS = 3
"""Ancestors of a text that may be one of a row of teasers."""


@dataclass(frozen=True)
class PageLinks:
    """A page's links: whether a URL is another article of the site or leaves the site, and the links of a line."""

    is_other_article: Callable[[str], bool]
    leads_out: Callable[[str], bool]
    _lengths: Memo[Element, int] = field(default_factory=lambda: Memo(text_length), init=False)

    def within(self, item: TextBlock) -> list[Element]:
        """Return the links of a line; none if its element holds more text, which thousands of lines may share."""
        if self._lengths[item.element] > MAX_ROW:
            return []
        return [*islice(item.element.iter("a"), _MAX_LINKS)]


def lines_leading_away(items: list[BodyItem], links: PageLinks, boxes: ProseBoxes) -> set[TextBlock]:
    """Return the items that are only a link and not part of the article: in a list of links to the site's own articles,
    in a box beside the prose, or a headline.

    Documents and contacts stay, and so do links to other sites among the prose.
    """
    texts = texts_of(items)
    neighbours = zip([None, *texts], texts, [*texts[1:], None], strict=False)
    return {item for above, item, below in neighbours if item.href and _leads_away(item, above, below, links, boxes)}


def _leads_away(
    item: TextBlock, above: TextBlock | None, below: TextBlock | None, links: PageLinks, boxes: ProseBoxes
) -> bool:
    href = item.href or ""
    if leads_to_file(href):
        return False
    if is_page_line(item.text) or is_pointer(item.text) or is_tail_heading(item.text) or not boxes.holds(item):
        return True
    if _CONTACT.match(href):
        return False
    if links.leads_out(href):
        return is_social(href)
    if item.kind == "list_item" or not boxes.matches_markup(item):
        return True
    if any(neighbour is not None and neighbour.href and neighbour.href != href for neighbour in (above, below)):
        return True
    is_announced = above is not None and above.text.endswith(":")
    is_sentence = SENTENCE_END.search(item.text) or text_width(item.text) >= MIN_PROSE
    return not (is_announced or is_sentence or _REFERENCE.search(item.text))


def is_social(href: str) -> bool:
    """Whether a URL is an account in a social network, not a post there."""
    return bool(_SOCIAL.search(href)) and not _POST.search(href)


def is_behind_arrow(item: TextBlock, links: PageLinks) -> bool:
    """Whether a line is only a link to another article of the site after an arrow: ``>>> …``."""
    if not _has_arrow(item.text):
        return False
    found = links.within(item)
    return len(found) == 1 and links.is_other_article(found[0].get("href", "")) and not _has_unlinked_text(item, found)


def _has_arrow(text: str) -> bool:
    return text.endswith(_ARROW_ENDS) or _ARROW.match(text) is not None


def is_row_of_links(item: TextBlock, links: PageLinks) -> bool:
    """Whether a line is only a row of links, a link after an arrow, or a request to follow the site elsewhere."""
    found = links.within(item)
    accounts = (_SOCIAL.search(href) for link in found if not _POST.search(href := link.get("href", "")))
    if len({account[0] for account in accounts if account}) > 1:
        return True
    if _has_unlinked_text(item, found):
        return False
    return len(found) > 1 or _has_arrow(item.text) or _is_link_in_list(item, found, links)


def _is_link_in_list(item: TextBlock, found: list[Element], links: PageLinks) -> bool:
    """Whether a line links to another page of the site, with a date or comma beside it: ``- … (12/3)``, ``lúa,``."""
    if not found or not links.is_other_article(found[0].get("href", "")):
        return False
    return any(sign.isdigit() or sign == "," for sign in _without_links(item, found))


def _has_unlinked_text(item: TextBlock, links: list[Element]) -> bool:
    return any(map(str.isalnum, _BESIDE_LINKS.sub("", _without_links(item, links))))


def links_to_document(item: TextBlock) -> bool:
    """Whether a line links to a file."""
    return any(leads_to_file(link.get("href", "")) for link in islice(item.element.iter("a"), _MAX_LINKS))


def unlinked_text(item: TextBlock, links: PageLinks) -> str | None:
    """Return a line's text outside of its links; None without links."""
    found = links.within(item)
    return _without_links(item, found) if found else None


def _without_links(item: TextBlock, links: list[Element]) -> str:
    beside = item.text
    for link in links:
        beside = beside.replace(element_text(link), "", 1)
    return beside


def drop_teasers(items: list[BodyItem], is_other_article: Callable[[str], bool]) -> list[BodyItem]:
    """Return the items without texts beside links to other articles, if several such boxes are in a row."""
    texts = [item for item in texts_of(items) if not item.href]
    rows = Memo(_is_in_row)
    teasers = [
        text for text in texts if len(text.text) <= MAX_TEASER and _is_teaser(text.element, rows, is_other_article)
    ]
    if not teasers or TEASERS_SHARE * _length(teasers) > _length(texts):
        return items
    return without(items, set(teasers))


def _is_teaser(element: Element, rows: Memo[Element, bool], is_other_article: Callable[[str], bool]) -> bool:
    for box in islice(element.iterancestors(), _MAX_ANCESTORS):
        if not rows[box]:
            continue
        links = (
            link for link in box.iter("a") if is_other_article(link.get("href", "")) and not contains(element, link)
        )
        if any(len(element_text(link)) >= MIN_HEADLINE for link in links):
            return True
    return False


def _is_in_row(box: Element) -> bool:
    """Whether a box is small and has a similar sibling that also holds a link, or is an article with a linked headline;
    one with only an id is unique.
    """
    if text_length(box) > MAX_BOX or (box.get("id") and not box.get("class")):
        return False
    if box.tag == "article" and not (holds(box, "h1") or len(box.findall(".//article"))):
        return any(holds(heading, "a") for heading in box.iter("h2", "h3", "h4")) or _is_beside_alike(box)
    return _is_beside_alike(box)


def _is_beside_alike(box: Element) -> bool:
    beside = (box.getprevious(), box.getnext())
    return any(other is not None and are_alike(box, other) and holds(other, "a") for other in beside)


def _length(texts: list[TextBlock]) -> int:
    return sum(len(text.text) for text in texts)

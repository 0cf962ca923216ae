"""Which element holds the article's text, where no class says so (SITES.md §2, "Not known")."""

from __future__ import annotations

from collections import defaultdict

from lxml import etree
from lxml.html import HtmlElement

from vustacrawl.parsers.dom import elements, is_apart

_PARAGRAPHS = elements("//p")
_BOXES = elements("//div | //td | //article | //section | //main | //body | //center | //span[br]")
_LENGTH = etree.XPath("string-length(normalize-space())")
_LINKED = etree.XPath("string-length(normalize-space(descendant::a[1]))")
_ENOUGH = 200
_MAX_ELEMENTS = 20_000


def densest(root: HtmlElement) -> HtmlElement | None:
    """The element whose own paragraphs, or else own lines, hold most of the page's running text; None without text."""
    lengths: defaultdict[HtmlElement, float] = defaultdict(float)
    for paragraph in _PARAGRAPHS(root)[:_MAX_ELEMENTS]:
        length = _LENGTH(paragraph)
        if length and (length > _ENOUGH or length > 2 * _LINKED(paragraph)):
            lengths[paragraph.getparent()] += length
    if not lengths or max(lengths.values()) < _ENOUGH:
        for box in _BOXES(root)[:_MAX_ELEMENTS]:
            own = len((box.text or "").strip()) + sum(len((child.tail or "").strip()) for child in box)
            if own:
                lengths[box] += own
    standing = {element: length for element, length in lengths.items() if not _stands_apart(element)}
    return max(standing, key=standing.__getitem__) if standing else None


def _stands_apart(element: HtmlElement) -> bool:
    return is_apart(element) or any(is_apart(ancestor) for ancestor in element.iterancestors())

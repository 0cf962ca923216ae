"""The site's own section, from the trail that leads to the article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from vustacrawl.parsers.html.dom import Element, Query, element_text
from vustacrawl.parsers.html.text import fold

_HOME = frozenset(("trang chu", "trang nhat", "home", "homepage", "trang chinh"))
_MAX_SECTION = 100
_LINKS_ABOVE = cast(Query, etree.XPath("preceding::a[position() <= 100]"))
_ARROWS = ("»", "›", ">")
"""What parts the links of a trail that no class calls a breadcrumb."""
_BOXES = ("div", "nav", "ol", "p", "section", "ul")


def section_in_breadcrumb(title: Element | None, headline: str | None) -> str | None:
    """The last step of the breadcrumb above a title before the article itself (``headline``), or None without one."""
    for step in reversed(_trail_above(title) if title is not None else []):
        text = element_text(step)
        if text and text != headline and len(text) <= _MAX_SECTION:
            return None if fold(text) in _HOME else text
    return None


def _trail_above(title: Element) -> list[Element]:
    """The links of the nearest element before or around a title that is called a breadcrumb."""
    for element in _before(title):
        for name in (element.get("class"), element.get("id")):
            if name and "breadcrumb" in name.lower():
                return list(element.iter("a"))
    steps = (link for link in reversed(_LINKS_ABOVE(title)) if (link.tail or "").strip().startswith(_ARROWS))
    step = next(steps, None)
    box = step.getparent() if step is not None else None
    links = list(box.iter("a")) if box is not None else []
    return links if links and fold(element_text(links[0])) in _HOME else []


def _before(title: Element) -> Iterator[Element]:
    for around in (title, *title.iterancestors()):
        yield around
        for sibling in around.itersiblings(preceding=True):
            yield from sibling.iter(*_BOXES)

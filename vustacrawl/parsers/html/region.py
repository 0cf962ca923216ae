"""A part of a page that is asked with CSS selectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice

from vustacrawl.parsers.html.class_names import SIDE_BOXES
from vustacrawl.parsers.html.dom import Element, css, strings

_NEED = re.compile(r"[.#=][\"']?([\w/+-]{3,})")
_PSEUDO = re.compile(r":[\w-]+\([^)]*\)")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_MARGIN = 2
_FOLLOWING = 5
_CLIMB = 4
_FEW = 3
"""So many alternatives are searched for sooner than what a box has of them is gathered."""
_VALUES = strings("descendant-or-self::*/@*")


class Region:
    """An element and all below it. CrawlLimits a part costs what it holds: the smaller, the better."""

    def __init__(self, root: Element) -> None:
        self.root = root

    def select(self, selector: str) -> list[Element]:
        """The elements that a CSS selector finds, in page order.

        An alternative that names a class, an id or a value which no element has is not searched for.
        """
        is_held = self._values.__contains__
        possible = [part for part, needs in _alternatives(selector) if all(map(is_held, needs))]
        return css(",".join(possible))(self.root) if possible else []

    def first(self, *selectors: str) -> Element | None:
        """The first element that the first of these CSS selectors finds, or else the next one; or None."""
        return next((found[0] for selector in selectors if (found := self.select(selector))), None)

    def select_after(self, selector: str) -> list[Element]:
        """The same, asked of the boxes that follow this part on the page, nearest first, until one has something."""
        found = (Region(box).select(selector) for box in islice(self._following(), _FOLLOWING))
        return next((elements for elements in found if elements), [])

    def _following(self) -> Iterator[Element]:
        for around in (self.root, *self.root.iterancestors()):
            for box in around.itersiblings():
                if not SIDE_BOXES.search(f"{box.tag} {box.get('class', '')}"):
                    yield box

    @cached_property
    def _values(self) -> str:
        return "\n".join(_VALUES(self.root))


def region_around(one: Element, other: Element) -> Region:
    """The smallest part of a page that holds both elements, and a little around it."""
    around = [one, *one.iterancestors()]
    holding = next((box for box in (other, *other.iterancestors()) if box in around), around[-1])
    boxes = [box for box in islice(holding.iterancestors(), _MARGIN) if box.tag not in ("body", "html")]
    return Region(boxes[-1] if boxes else holding)


def nearest(element: Element, selector: str) -> Element | None:
    """The first element that a selector finds in the smallest box around ``element`` that has one, rather one that
    is not around ``element`` too; or None.
    """
    select = css(selector) if len(_alternatives(selector)) <= _FEW else lambda box: Region(box).select(selector)
    boxes = list(element.iterancestors())
    found = next((found for box in (*boxes[:_CLIMB], *boxes[-1:]) if (found := select(box))), [])
    return next((each for each in found if each not in boxes), found[0] if found else None)


@lru_cache(maxsize=512)
def _alternatives(selector: str) -> list[tuple[str, list[str]]]:
    """The alternatives of a CSS selector, each with what the part's attributes must hold for it to find anything."""
    return [(part, _NEED.findall(_PSEUDO.sub("", part))) for part in _COMMA.split(selector)]

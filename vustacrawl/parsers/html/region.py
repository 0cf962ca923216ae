"""A part of a page that is asked with CSS selectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from vustacrawl.parsers.html.class_names import SIDE_BOXES, is_named
from vustacrawl.parsers.html.dom import Element, css, strings

_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_PSEUDO = re.compile(r":[\w-]+\([^)]*\)")
_TESTS = re.compile(
    r"\[(?P<attribute>[\w-]+)(?:(?P<test>[~|^$*]?=)(?P<quote>[\"']?)(?P<value>[^\"'\]]+)(?P=quote))?\]"
    r"|\.(?P<class>[\w-]+)|\#(?P<id>[\w-]+)|:{1,2}[\w-]+|(?P<tag>[a-zA-Z][\w-]*)"
)
_OTHER_SYNTAX = re.compile(r"[\[\]()\\]")
_MARGIN = 2
"""Boxes around the smallest one that holds title and body, in which the rest of an article's metadata is."""
_FOLLOWING = 5
"""Boxes behind a part in which its tags may be."""
_CLIMB = 4
"""Boxes around an element that are searched before the whole page is."""


class _Test(NamedTuple):
    """What some element must have for a selector to find anything: an attribute that passes, or its tag."""

    attribute: str
    test: str
    value: str


class Region:
    """An element and all below it. CrawlLimits a part costs what it holds: the smaller, the better."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._values: dict[str, frozenset[str]] = {}
        self._tokens: dict[str, frozenset[str]] = {}
        self._lines: dict[str, str] = {}

    def select(self, selector: str) -> list[Element]:
        """The elements that a CSS selector finds, in page order.

        An alternative that asks for a tag, a class or a value which no element has is not searched for.
        """
        possible = [part for part, tests in _alternatives(selector) if all(map(self._may_pass, tests))]
        return css(",".join(possible))(self.root) if possible else []

    def first(self, *selectors: str) -> Element | None:
        """The first element that the first of these CSS selectors finds, or else the next one; or None."""
        return next((found[0] for selector in selectors if (found := self.select(selector))), None)

    def select_after(self, selector: str) -> list[Element]:
        """The same, asked of the boxes that follow this part on the page, nearest first, until one has something."""
        found = (region.select(selector) for region in self._following)
        return next((elements for elements in found if elements), [])

    def nearest(self, element: Element, selector: str) -> Element | None:
        """The first element that a selector finds in the smallest box around ``element`` that has one, rather one that
        is not around ``element`` too; or None.
        """
        boxes = list(element.iterancestors())
        regions = (self if box is self.root else Region(box) for box in (*boxes[:_CLIMB], *boxes[-1:]))
        found = next((found for region in regions if (found := region.select(selector))), [])
        return next((each for each in found if each not in boxes), found[0] if found else None)

    def values(self, attribute: str) -> frozenset[str]:
        """The values that an attribute has on any element."""
        if attribute not in self._values:
            self._values[attribute] = frozenset(_values_of(attribute)(self.root))
        return self._values[attribute]

    def tokens(self, attribute: str) -> frozenset[str]:
        """The words of those values: all classes, of ``class``."""
        if attribute not in self._tokens:
            self._tokens[attribute] = frozenset(" ".join(self.values(attribute)).split())
        return self._tokens[attribute]

    def _joined(self, attribute: str) -> str:
        if attribute not in self._lines:
            self._lines[attribute] = "\n".join(self.values(attribute))
        return self._lines[attribute]

    @cached_property
    def _tags(self) -> frozenset[str]:
        return frozenset(element.tag for element in self.root.iter("*"))

    def _may_pass(self, asked: _Test) -> bool:
        if not asked.attribute:
            return asked.value in self._tags
        if asked.test == "~=":
            return asked.value in self.tokens(asked.attribute)
        if asked.test:
            return asked.value in (self.values(asked.attribute) if asked.test == "=" else self._joined(asked.attribute))
        return bool(self.values(asked.attribute))

    @cached_property
    def _following(self) -> list[Region]:
        return list(map(Region, islice(self._boxes_after(), _FOLLOWING)))

    def _boxes_after(self) -> Iterator[Element]:
        for around in (self.root, *self.root.iterancestors()):
            for box in around.itersiblings():
                if not is_named(f"{box.tag} {box.get('class', '')}", SIDE_BOXES):
                    yield box


def region_around(one: Element, other: Element) -> Region:
    """The smallest part of a page that holds both elements, and a little around it."""
    around = [one, *one.iterancestors()]
    holding = next((box for box in (other, *other.iterancestors()) if box in around), around[-1])
    boxes = [box for box in islice(holding.iterancestors(), _MARGIN) if box.tag not in ("body", "html")]
    return Region(boxes[-1] if boxes else holding)


_values_of = lru_cache(maxsize=64)(lambda attribute: strings(f"descendant-or-self::*/@{attribute}"))


@lru_cache(maxsize=512)
def _alternatives(selector: str) -> list[tuple[str, list[_Test]]]:
    """The alternatives of a CSS selector, each with the tests that some element must pass for it to find anything."""
    return [(part, _tests_of(_PSEUDO.sub("", part))) for part in _COMMA.split(selector)]


def _tests_of(part: str) -> list[_Test]:
    if _OTHER_SYNTAX.search(_TESTS.sub("", part)):
        return []
    tests = []
    for found in _TESTS.finditer(part):
        if found["tag"]:
            tests.append(_Test("", "", found["tag"].lower()))
        elif found["class"]:
            tests.append(_Test("class", "~=", found["class"]))
        elif found["id"]:
            tests.append(_Test("id", "=", found["id"]))
        elif found["attribute"]:
            tests.append(_Test(found["attribute"].lower(), found["test"] or "", found["value"] or ""))
    return tests

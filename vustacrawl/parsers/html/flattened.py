"""A second reading, slow and patient, of a page on which the first parser gave up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from lxml import etree

from vustacrawl.parsers.html.dom import Element, append_text
from vustacrawl.parsers.html.text import words

MAX_DEPTH = 200
"""Elements nested deeper than this stand at this depth in the tree that is given back."""

MAX_TAGS = 20_000

_MARK = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]{0,1000}>|<(?P<end>/?)(?P<name>[a-z][a-z0-9]{0,15})\b(?P<attributes>[^<>]{0,1000})>|<",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?:^|\s)([a-z-]{1,20})\s?=\s?("[^"]*"|'[^']*'|[^\s"']+)""", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9]*")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KEPT = words(
    """
    align alt class content data-original data-src datetime height hidden href id itemprop itemtype lang
    name property rel src srcset style title type width
    """
)


def parse_flattened(page: bytes) -> Element:
    """The tree of a page in UTF-8, with its text up to the MAX_TAGS-th tag, nested no deeper than MAX_DEPTH."""
    soup = BeautifulSoup("".join(_plain(page.decode("utf-8", "replace"))), "html.parser")
    root = etree.Element("html")
    places: dict[int, tuple[Element, int]] = {id(soup): (root, 0)}
    for node in soup.descendants:
        parent, depth = places[id(node.parent)]
        if isinstance(node, Tag):
            name = node.name if _NAME.fullmatch(node.name) else "span"
            if name in ("html", "body") and depth <= 1:
                places[id(node)] = (parent, depth + 1)
                continue
            element = etree.SubElement(parent, name, _attributes(node))
            places[id(node)] = (element if depth < MAX_DEPTH else parent, depth + 1)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            append_text(parent, _NOT_IN_XML.sub("", node))
    return root


def _plain(page: str) -> Iterator[str]:
    """The page with nothing but plain tags and text: what else there is takes this parser time with its square."""
    done = 0
    for mark in islice(_MARK.finditer(page), MAX_TAGS):
        yield page[done : mark.start()]
        done = mark.end()
        if name := mark["name"]:
            attributes = (f" {key}={value}" for key, value in _ATTRIBUTE.findall(mark["attributes"]))
            yield f"<{mark['end']}{name}{''.join(attributes)}>"
        elif mark[0] == "<":
            yield "&lt;"
    yield page[done:].partition("<")[0]


def _attributes(tag: Tag) -> dict[str, str]:
    return {
        name: _NOT_IN_XML.sub("", " ".join(value) if isinstance(value, list) else str(value))
        for name, value in tag.attrs.items()
        if name in _KEPT
    }

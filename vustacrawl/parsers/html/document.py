"""A parsed page: its tree, queried with CSS selectors, and its machine-readable metadata (meta tags, JSON-LD)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from html import unescape
from itertools import islice
from typing import Any

from cssselect import HTMLTranslator, parser

from vustacrawl.parsers.html.class_names import SIDE_BOXES, is_named
from vustacrawl.parsers.html.dom import (
    Element,
    Memo,
    Query,
    ancestors_or_self,
    element_text,
    holds,
    names_of,
    query,
)
from vustacrawl.parsers.html.json_data import read_json_ld
from vustacrawl.parsers.html.text import clean, word_overlap
from vustacrawl.parsers.html.tree import Tree, read_tree
from vustacrawl.parsers.thresholds import (
    BOXES_AROUND_ARTICLE,
    BOXES_BEHIND_ARTICLE,
    OTHER_HEADLINE,
    SAME_HEADLINE,
)
from vustacrawl.urls import bare_url, join_url, origin_of

_ARTICLES = re.compile(r"(?:Article|(?<!Job)Posting|Report)$")
_PAGES = re.compile(r"(?:Page|CreativeWork|Gallery|Recipe|Review|HowTo|Question)$")
"""Other types of a page that give the date of publication."""
_RECORDINGS = re.compile(r"(?:Video|Audio)Object$")
_DATES = frozenset(("datePublished", "dateCreated", "uploadDate"))
_MAX_HEADINGS, _MAX_SCRIPT, _MAX_VALUES = 20, 200_000, 200
"""How many headings of a page, characters of a JSON-LD script, and values of a list in it are read."""

_MAX_ANCESTORS = 4
"""Ancestors of an element that are searched before the whole page is."""


_ATTRIBUTE_TEST = re.compile(
    r"\[(?=\(*@([\w-]+))((?:@\1\b|'[^'\[\]@]*'|[ (),=\d-]|and|or|contains|starts-with|concat|normalize-space|substring"
    r"|string-length)+)\](?!\[)"
)
"""A test of one attribute, ``[@class and contains(@class, 'title')]``: from the attribute to its element, it takes half
as long, and a sixth if no element has the attribute.
"""


class _Selectors(dict[str, Query | None]):
    """The queries for CSS selectors, without the alternatives with a tag or class that a page lacks."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self._classes = "\n".join(["", *tree.classes])
        self._has_tag = Memo(partial(holds, tree.root))

    def __missing__(self, selector: str) -> Query | None:
        possible = [xpath for xpath, tests in _alternatives(selector) if all(map(self._may_pass, tests))]
        self[selector] = find = query(" | ".join(possible)) if possible else None
        return find

    def _may_pass(self, test: tuple[str, str]) -> bool:
        kind, text = test
        return text in self._classes if kind == "class" else self._has_tag[text]


class Region:
    """A part of a page: an element and all below it. The cost of a selector depends on the size of the region."""

    def __init__(self, root: Element, selectors: _Selectors) -> None:
        self.root = root
        self._selectors = selectors

    def select(self, selector: str) -> list[Element]:
        """Return the elements that match a CSS selector, in page order.

        An alternative with a tag or class that the page lacks is not searched for.
        """
        find = self._selectors[selector]
        return find(self.root) if find else []

    def first(self, *selectors: str) -> Element | None:
        """Return the first match of the first of these CSS selectors, else of the next one; or None."""
        return next((found[0] for selector in selectors if (found := self.select(selector))), None)

    def select_after(self, selector: str) -> list[Element]:
        """Return the matches in the boxes after this part of the page, nearest first, up to the first with any."""
        found = (region.select(selector) for region in self._following)
        return next((elements for elements in found if elements), [])

    def nearest(self, element: Element, selector: str) -> Element | None:
        """Return the first match in the smallest box around an element, preferably one beside it; or None."""
        boxes = list(element.iterancestors())
        regions = (self if box is self.root else self._part(box) for box in (*boxes[:_MAX_ANCESTORS], *boxes[-1:]))
        found = next((found for region in regions if (found := region.select(selector))), [])
        return next((match for match in found if match not in boxes), found[0] if found else None)

    def around(self, one: Element, other: Element) -> Region:
        """Return the smallest part of the page that holds both elements, with some context around it."""
        boxes = [*ancestors_or_self(one)]
        holding = next((box for box in ancestors_or_self(other) if box in boxes), boxes[-1])
        context = islice(holding.iterancestors(), BOXES_AROUND_ARTICLE)
        return self._part([holding, *(box for box in context if box.tag not in ("body", "html"))][-1])

    def _part(self, root: Element) -> Region:
        return Region(root, self._selectors)

    @cached_property
    def _following(self) -> list[Region]:
        after = (box for around in ancestors_or_self(self.root) for box in around.itersiblings())
        own = (box for box in after if not is_named(f"{box.tag} {box.get('class', '')}", SIDE_BOXES))
        return [self._part(box) for box in islice(own, BOXES_BEHIND_ARTICLE)]


class Document(Region):
    """One page's tree, and its metadata decoded: with entities resolved, even if they were escaped twice."""

    def __init__(self, url: str, tree: Tree) -> None:
        super().__init__(tree.root, _Selectors(tree))
        self.url = url
        self.classes = tree.classes
        """Each value of ``class`` once."""
        self.is_cut = tree.is_cut
        """Whether the page is too long to be read to its end."""
        self._tagged = tree.tagged

    @cached_property
    def link_relations(self) -> frozenset[str]:
        """Every ``rel`` of the page's ``link`` elements, in lower case."""
        return frozenset(name for link in self._tagged["link"] for name in link.get("rel", "").lower().split())

    @property
    def headings(self) -> list[Element]:
        """Every ``h1``, in page order."""
        return self._tagged["h1"]

    @cached_property
    def names_around_headings(self) -> frozenset[str]:
        """The classes and ids of all elements around the headings."""
        around = {box for heading in self.headings[:_MAX_HEADINGS] for box in heading.iterancestors()}
        return frozenset(name for box in around for name in names_of(box).split())

    def link(self, relation: str) -> str | None:
        """Return the URL of the first ``link`` with this ``rel``, as written."""
        links = (link for link in self._tagged["link"] if relation in link.get("rel", "").lower().split())
        return next((href for link in links if (href := link.get("href"))), None)

    @cached_property
    def title_text(self) -> str | None:
        """The page's ``<title>``."""
        return next((text for title in self._tagged["title"] if (text := readable(title.text or ""))), None)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The contents of all meta tags by name, in page order."""
        found: dict[str, list[str]] = {}
        for tag in self._tagged["meta"]:
            name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
            if name and (content := readable(tag.get("content", ""))):
                found.setdefault(name.lower(), []).append(content)
        return found

    def meta_text(self, *names: str) -> str | None:
        """Return the first content of the first of these meta tags that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def meta_texts(self, *names: str) -> list[str]:
        """Return all contents of these meta tags, in the order of the names."""
        return [text for name in names for text in self.meta.get(name, ())]

    @cached_property
    def base_url(self) -> str:
        """The base of the page's relative URLs."""
        named = (join_url(self.url, base.get("href", "")) for base in self._tagged["base"])
        return next((url for url in named if url), self.url)

    @cached_property
    def canonical_url(self) -> str | None:
        """The absolute URL that the page declares as its own; None if it declares none."""
        named = [self.link("canonical") or "", *self.meta.get("og:url", [])]
        return next((url for href in named if (url := join_url(self.base_url, href))), None)

    @property
    def outlinks(self) -> list[str]:
        """The absolute URLs of the page's links, in page order, each once."""
        hrefs = dict.fromkeys(anchor.get("href", "") for anchor in self.root.iter("a"))
        found = (join_url(self.base_url, href) for href in hrefs)
        return list(dict.fromkeys(url for url in found if url))

    @cached_property
    def json_ld(self) -> dict[str, Any]:
        """The JSON-LD node of this page's article; empty if the page has none that can be parsed.

        Of several, the one with the page's own URL, else one whose headline the page prints, else the first that does
        not name another page.
        """
        articles = [node for node in self._json_nodes if is_of_kind(node, _ARTICLES)] or [
            node for node in self._json_nodes if is_of_kind(node, _PAGES) and not _DATES.isdisjoint(node)
        ]
        if not articles:
            recordings = (node for node in self._json_nodes if is_of_kind(node, _RECORDINGS))
            articles = [node for node in recordings if self._certainty(node) > 1]
        best = max(articles, key=self._certainty, default={})
        return best if self._certainty(best) >= 0 else {}

    def _certainty(self, article: dict[str, Any]) -> int:
        """Return how certainly a JSON-LD article is this page's, from 3 down; less than 0 means another page's."""
        named = (article.get(key) for key in ("url", "mainEntityOfPage", "@id"))
        values = (value.get("@id") if isinstance(value, dict) else value for value in named)
        found = {join_url(self.base_url, value) for value in values if isinstance(value, str)}
        addresses = {bare_url(address) for address in found if address}
        own = {bare_url(address) for address in (self.url, self.canonical_url) if address}
        if addresses & own:
            return 3
        headline = article.get("headline") or article.get("name")
        if not isinstance(headline, str):
            return 0 if addresses else 1
        overlap = self._overlap_with_titles(readable(headline))
        if overlap >= SAME_HEADLINE:
            return 2
        return -1 if overlap < OTHER_HEADLINE and addresses - {bare_url(origin_of(self.url))} else 0

    def _overlap_with_titles(self, headline: str) -> float:
        titles = [*self.meta.get("og:title", []), self.title_text or ""]
        titles += [element_text(heading) for heading in self.headings[:_MAX_HEADINGS]]
        return max(word_overlap(headline, title) for title in titles)

    @cached_property
    def _json_nodes(self) -> list[dict[str, Any]]:
        """The nodes of the page's JSON-LD scripts, without those that cannot be parsed."""
        found: list[dict[str, Any]] = []
        for element in self._tagged["script"]:
            script = element.text or ""
            kind = element.get("type", "").partition(";")[0].strip().lower()
            if kind == "application/ld+json" and len(script) <= _MAX_SCRIPT:
                found += (node for data in read_json_ld(script) for node in _nodes_in(data))
        return found

    def json_text(self, *path: str) -> str | None:
        """Return the text at a path of the article's JSON-LD node; the first of several."""
        return next(iter(self.json_texts(*path)), None)

    def json_texts(self, *path: str) -> list[str]:
        """Return every text at a path of the article's JSON-LD node, each once."""
        values: list[Any] = [self.json_ld]
        for key in path:
            values = [self._node(value).get(key) for value in _flat(values) if isinstance(value, dict)]
        bare = (value.get("@value") if isinstance(value, dict) else value for value in _flat(values))
        scalars = (value for value in bare if isinstance(value, str | int) and not isinstance(value, bool))
        texts = (readable(str(value)) for value in scalars)
        return list(dict.fromkeys(text for text in texts if text))

    def json_nodes(self, name: str) -> list[Any]:
        """Return the values of a property of the article's JSON-LD node, following references to other nodes."""
        values = list(_flat([self.json_ld.get(name)]))
        return [self._node(value) if isinstance(value, dict) else value for value in values if value]

    def _node(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a node, or the node of the same page that it refers to: ``{"@id": …}``."""
        if value.keys() != {"@id"}:
            return value
        return next((node for node in self._json_nodes if node.get("@id") == value["@id"] and len(node) > 1), value)


def read_document(url: str, body: bytes, content_type: str | None = None) -> Document:
    """Return the document in a response body. Raises tree.EmptyDocument if there is nothing to read."""
    return Document(url, read_tree(body, content_type))


def readable(value: str) -> str:
    """Return a value decoded: CMSs escape entities once for the value and again for the attribute."""
    return clean(unescape(value) if "&" in value else value)


def _flat(values: list[Any]) -> Iterator[Any]:
    """Yield the values of a list and of the lists in it, ``{"@list": …}`` too."""
    waiting = deque(values)
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict) and "@list" in value:
            value = value["@list"]
        if isinstance(value, list):
            waiting.extendleft(reversed(value[:_MAX_VALUES]))
        else:
            yield value


def is_of_kind(node: dict[str, Any], kind: re.Pattern[str]) -> bool:
    """Whether the name of one of a JSON-LD node's types, as written or as an IRI, ends with a pattern."""
    kinds = node.get("@type")
    return any(isinstance(name, str) and kind.search(name) for name in (kinds if isinstance(kinds, list) else [kinds]))


def _nodes_in(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a JSON-LD document: one, several, or a graph of them."""
    waiting = [data]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MAX_VALUES]
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]


@lru_cache(maxsize=512)
def _alternatives(selector: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the alternatives of a CSS selector as XPath, each with tests that some element must pass for a match."""
    parts = [(HTMLTranslator().selector_to_xpath(part), part.parsed_tree) for part in parser.parse(selector)]
    return [(_ATTRIBUTE_TEST.sub(_from_attribute, xpath), [*_tests_of(tree)]) for xpath, tree in parts]


def _from_attribute(test: re.Match[str]) -> str:
    name, condition = test.groups()
    return f"/@{name}[{condition.replace(f'@{name}', '.')}]/.."


def _tests_of(tree: parser.Tree) -> Iterator[tuple[str, str]]:
    """Yield the tags of a parsed selector and parts of the values of ``class``; what ``:not()`` holds is no test."""
    match tree:
        case parser.Element(element=tag):
            if tag:
                yield "tag", tag.lower()
            return
        case parser.Class(class_name=name):
            yield "class", name
        case parser.Attrib(attrib="class", operator=operator, value=value) if operator != "!=":
            yield "class", value.value or "" if value else "\n"
        case parser.CombinedSelector(subselector=inner):
            yield from _tests_of(inner)
    yield from _tests_of(tree.selector)

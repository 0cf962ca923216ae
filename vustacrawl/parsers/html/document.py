"""A page, read once: its tree, and what it says of itself to machines (meta tags, JSON-LD, its own address)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from html import unescape
from itertools import islice
from typing import Any

from vustacrawl.parsers.html.dom import Element, names_of
from vustacrawl.parsers.html.region import Region
from vustacrawl.parsers.html.text import clean
from vustacrawl.parsers.html.tree import read_tree
from vustacrawl.parsers.html.vocabulary import words
from vustacrawl.urls import join_url

_ARTICLES = words(
    """
    Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle ReviewNewsArticle
    BackgroundNewsArticle AskPublicNewsArticle LiveBlogPosting TechArticle Report
    """
)
_MAX_HEADINGS = 20
_MAX_GATHERED = 50_000
_MAX_SCRIPT = 200_000
_MAX_VALUES = 200
_WRAPPING = re.compile(r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|/[/*]?\s*\]\]>\s*(?:\*/)?)\s*$")


_GATHERED = ("base", "h1", "link", "meta", "script", "title")


class Document(Region):
    """One page's tree, and its metadata as it reads: entities resolved, even where they were coded twice."""

    def __init__(self, url: str, root: Element) -> None:
        super().__init__(root)
        self.url = url

    @cached_property
    def link_relations(self) -> frozenset[str]:
        """Every ``rel`` of the page's ``link`` elements, in small letters."""
        return frozenset(name for link in self._tagged["link"] for name in link.get("rel", "").lower().split())

    @property
    def headings(self) -> list[Element]:
        """Every ``h1`` in page order."""
        return self._tagged["h1"]

    @cached_property
    def names_around_headings(self) -> frozenset[str]:
        """The classes and ids of all elements around the headings."""
        around = {box for heading in self.headings[:_MAX_HEADINGS] for box in heading.iterancestors()}
        return frozenset(name for box in around for name in names_of(box).split())

    def link(self, relation: str) -> str | None:
        """The address of the first ``link`` with this ``rel``, as written."""
        links = (link for link in self._tagged["link"] if relation in link.get("rel", "").lower().split())
        return next((href for link in links if (href := link.get("href"))), None)

    @cached_property
    def title_text(self) -> str | None:
        """What the page's head calls the page."""
        return next((text for title in self._tagged["title"] if (text := readable(title.text or ""))), None)

    @cached_property
    def _tagged(self) -> dict[str, list[Element]]:
        """The elements that machines are told by, and headings, from one walk over the page."""
        found: dict[str, list[Element]] = {tag: [] for tag in _GATHERED}
        for element in islice(self.root.iter(*_GATHERED), _MAX_GATHERED):
            found[element.tag].append(element)
        return found

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Every meta tag's contents by its name, in page order."""
        found: dict[str, list[str]] = {}
        for tag in self._tagged["meta"]:
            name = tag.get("property") or tag.get("name") or tag.get("itemprop")
            if name and (content := readable(tag.get("content", ""))):
                found.setdefault(name.lower(), []).append(content)
        return found

    def meta_text(self, *names: str) -> str | None:
        """The first content of the first of these meta tags that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    @cached_property
    def base_url(self) -> str:
        """What the page's relative addresses are relative to."""
        named = (join_url(self.url, base.get("href", "")) for base in self._tagged["base"])
        return next((url for url in named if url), self.url)

    @cached_property
    def canonical_url(self) -> str | None:
        """The address that the page names as its own, absolute; None where it names none."""
        named = [self.link("canonical") or "", *self.meta.get("og:url", [])]
        return next((url for href in named if (url := join_url(self.base_url, href))), None)

    @cached_property
    def json_ld(self) -> dict[str, Any]:
        """The JSON-LD node of the article, empty where the page has none that can be read."""
        return next((node for data in self._json_data if (node := _article_in(data))), {})

    @cached_property
    def _json_data(self) -> list[Any]:
        """What the page's JSON-LD scripts hold, those left out that cannot be read."""
        found: list[Any] = []
        for element in self._tagged["script"]:
            script = element.text or ""
            if element.get("type", "").strip().lower() != "application/ld+json" or len(script) > _MAX_SCRIPT:
                continue
            with suppress(ValueError, RecursionError):
                found.append(json.loads(_WRAPPING.sub("", script), strict=False))
        return found

    def json_text(self, *path: str) -> str | None:
        """The text at a path of the article's JSON-LD node; the first of several."""
        return next(iter(self.json_texts(*path)), None)

    def json_texts(self, *path: str) -> list[str]:
        """Every text at a path of the article's JSON-LD node, each once."""
        values: list[Any] = [self.json_ld]
        for key in path:
            values = [self._node(value).get(key) for value in _flat(values) if isinstance(value, dict)]
        texts = (readable(value) for value in _flat(values) if isinstance(value, str))
        return list(dict.fromkeys(text for text in texts if text))

    def _node(self, value: dict[str, Any]) -> dict[str, Any]:
        """A node, or the one of the same page that it only refers to: ``{"@id": …}``."""
        if value.keys() != {"@id"}:
            return value
        nodes = (node for data in self._json_data for node in _nodes_in(data))
        return next((node for node in nodes if node.get("@id") == value["@id"] and len(node) > 1), value)


def read_document(url: str, body: bytes, content_type: str | None = None) -> Document:
    """The document in an answer's bytes. Raises tree.EmptyDocument where there is nothing to read."""
    return Document(url, read_tree(body, content_type))


def readable(value: str) -> str:
    """A coded value as it reads: CMSs code entities once for the value and once more for the attribute."""
    return clean(unescape(value) if "&" in value else value)


def _flat(values: list[Any]) -> Iterator[Any]:
    """The values of a list and of the lists in it."""
    for value in values:
        yield from value[:_MAX_VALUES] if isinstance(value, list) else [value]


def _article_in(data: Any) -> dict[str, Any] | None:
    return next((node for node in _nodes_in(data) if _is_article(node)), None)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(isinstance(kind, str) and kind in _ARTICLES for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _nodes_in(data: Any) -> Iterator[dict[str, Any]]:
    """The nodes of a JSON-LD document: one, several, or a graph of them."""
    waiting = [data]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MAX_VALUES]
        elif isinstance(node, dict):
            yield node
            waiting += [node["@graph"]] if "@graph" in node else []

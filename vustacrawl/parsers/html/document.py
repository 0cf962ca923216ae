"""A page, read once: its tree, and what it says of itself to machines (meta tags, JSON-LD, its own address)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from typing import Any

from vustacrawl.parsers.html.dom import Element, element_text, names_of
from vustacrawl.parsers.html.json_data import read_json_ld
from vustacrawl.parsers.html.region import Region
from vustacrawl.parsers.html.text import clean, word_overlap, words
from vustacrawl.parsers.html.tree import Tree, read_tree
from vustacrawl.urls import join_url

_ARTICLES = words(
    """
    Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle ReviewNewsArticle
    BackgroundNewsArticle AskPublicNewsArticle LiveBlogPosting TechArticle Report
    """
)
_PAGES = frozenset(("WebPage", "ItemPage"))
"""What a page may call itself instead, with the date of publication."""
_MAX_HEADINGS = 20
_MAX_SCRIPT = 200_000
_MAX_VALUES = 200
_SAME_HEADLINE = 0.8
"""Share of common words from which a headline is that of the page; sites' names may stand behind it."""
_BEFORE_KIND = re.compile(r"^(?:.*[/#]|\w+:)")


class Document(Region):
    """One page's tree, and its metadata as it reads: entities resolved, even where they were coded twice."""

    def __init__(self, url: str, tree: Tree) -> None:
        super().__init__(tree.root)
        self.url = url
        self._tagged = tree.tagged

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

    def meta_texts(self, *names: str) -> list[str]:
        """All contents of these meta tags, in the order of the names."""
        return [text for name in names for text in self.meta.get(name, ())]

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
        """The JSON-LD node of this page's article, empty where the page has none that can be read.

        Of several, that with the page's own address, or else with a headline that the page prints, or else the first
        that does not name another page.
        """
        articles = [node for node in self._json_nodes if _is_article(node)] or [
            node for node in self._json_nodes if _is_article(node, _PAGES) and "datePublished" in node
        ]
        return max(articles, key=self._likeness) if len(articles) > 1 else next(iter(articles), {})

    def _likeness(self, article: dict[str, Any]) -> int:
        """How surely a JSON-LD article is that of this page, from 3 on; less than 1: it is another."""
        named = (article.get(key) for key in ("url", "mainEntityOfPage", "@id"))
        values = (value.get("@id") if isinstance(value, dict) else value for value in named)
        addresses = {join_url(self.base_url, value) for value in values if isinstance(value, str)} - {None}
        own = {self.url, self.canonical_url}
        if addresses & own:
            return 3
        headline = article.get("headline") or article.get("name")
        if isinstance(headline, str) and self._calls_itself(readable(headline)):
            return 2
        return 0 if addresses or isinstance(headline, str) else 1

    def _calls_itself(self, headline: str) -> bool:
        titles = [*self.meta.get("og:title", []), self.title_text or ""]
        titles += [element_text(heading) for heading in self.headings[:_MAX_HEADINGS]]
        return any(word_overlap(headline, title) >= _SAME_HEADLINE for title in titles)

    @cached_property
    def _json_nodes(self) -> list[dict[str, Any]]:
        """The nodes of the page's JSON-LD scripts, those left out that cannot be read."""
        found: list[dict[str, Any]] = []
        for element in self._tagged["script"]:
            script = element.text or ""
            kind = element.get("type", "").partition(";")[0].strip().lower()
            if kind == "application/ld+json" and len(script) <= _MAX_SCRIPT:
                found += (node for data in read_json_ld(script) for node in _nodes_in(data))
        return found

    def json_text(self, *path: str) -> str | None:
        """The text at a path of the article's JSON-LD node; the first of several."""
        return next(iter(self.json_texts(*path)), None)

    def json_texts(self, *path: str) -> list[str]:
        """Every text at a path of the article's JSON-LD node, each once."""
        values: list[Any] = [self.json_ld]
        for key in path:
            values = [self._node(value).get(key) for value in _flat(values) if isinstance(value, dict)]
        scalars = (value for value in _flat(values) if isinstance(value, str | int) and not isinstance(value, bool))
        texts = (readable(str(value)) for value in scalars)
        return list(dict.fromkeys(text for text in texts if text))

    def json_nodes(self, name: str) -> list[Any]:
        """The values of one property of the article's JSON-LD node, references to other nodes followed."""
        values = list(_flat([self.json_ld.get(name)]))
        return [self._node(value) if isinstance(value, dict) else value for value in values if value]

    def _node(self, value: dict[str, Any]) -> dict[str, Any]:
        """A node, or the one of the same page that it only refers to: ``{"@id": …}``."""
        if value.keys() != {"@id"}:
            return value
        return next((node for node in self._json_nodes if node.get("@id") == value["@id"] and len(node) > 1), value)


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


def _is_article(node: dict[str, Any], names: frozenset[str] = _ARTICLES) -> bool:
    kinds = node.get("@type")
    return any(_kind_of(kind) in names for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _kind_of(kind: Any) -> str:
    """The name of a type, of which an IRI or a prefix may be before: ``http://schema.org/NewsArticle``."""
    return _BEFORE_KIND.sub("", kind) if isinstance(kind, str) else ""


def _nodes_in(data: Any) -> Iterator[dict[str, Any]]:
    """The nodes of a JSON-LD document: one, several, or a graph of them."""
    waiting = [data]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MAX_VALUES]
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]

"""A page, read once: its tree, and what it says of itself to machines (meta tags, JSON-LD, its own address)."""

from __future__ import annotations

import json
import re
from functools import cached_property, lru_cache
from html import unescape
from typing import Any

from vustacrawl.parsers.dom import Element, css, strings
from vustacrawl.parsers.fields.text import clean
from vustacrawl.parsers.tree import read_tree
from vustacrawl.parsers.urls import absolute

_ARTICLES = frozenset(("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle"))
_NEED = re.compile(r"[.#=][\"']?([\w/+-]{3,})")
_PSEUDO = re.compile(r":[\w-]+\([^)]*\)")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_VALUES = strings("//@*")
_MAX_SCRIPT = 200_000
_WRAPPING = re.compile(r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|/[/*]?\s*\]\]>\s*(?:\*/)?)\s*$")


class Document:
    """One page's tree, and its metadata as it reads: entities resolved, even where they were coded twice."""

    def __init__(self, url: str, root: Element) -> None:
        self.url = url
        self.root = root

    def select(self, selector: str) -> list[Element]:
        """The elements that a CSS selector finds, in page order.

        An alternative that names a class, an id or a value which no element has is not searched for.
        """
        alternatives = _alternatives(selector)
        possible = [part for part, needs in alternatives if all(need in self._values for need in needs)]
        return css(",".join(possible))(self.root) if possible else []

    @cached_property
    def _values(self) -> str:
        return "\n".join(_VALUES(self.root))

    def first(self, *selectors: str) -> Element | None:
        """The first element that the first of these CSS selectors finds, or else the next one; or None."""
        return next((found[0] for selector in selectors if (found := self.select(selector))), None)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Every meta tag's contents by its name, in page order."""
        found: dict[str, list[str]] = {}
        for tag in self.root.iter("meta"):
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
        base = self.first("base[href]")
        return (absolute(base.get("href", ""), self.url) if base is not None else None) or self.url

    @cached_property
    def own_url(self) -> str | None:
        """The address that the page names as its own, absolute; None where it names none."""
        links = self.select("link[rel~=canonical]")
        named = [*(link.get("href", "") for link in links), *self.meta.get("og:url", [])]
        return next((url for href in named if (url := absolute(href, self.base_url))), None)

    @cached_property
    def json_ld(self) -> dict[str, Any]:
        """The JSON-LD node of the article, empty where the page has none that can be read."""
        for element in self.select("script[type='application/ld+json']"):
            script = element.text or ""
            if len(script) > _MAX_SCRIPT:
                continue
            try:
                data = json.loads(_WRAPPING.sub("", script), strict=False)
            except (ValueError, RecursionError):
                continue
            if node := _article_in(data):
                return node
        return {}

    def json_text(self, *path: str) -> str | None:
        """The text at a path of the article's JSON-LD node; the first of several."""
        value: Any = self.json_ld
        for key in path:
            value = value[0] if isinstance(value, list) and value else value
            value = value.get(key) if isinstance(value, dict) else None
        value = value[0] if isinstance(value, list) and value else value
        return (readable(value) or None) if isinstance(value, str) else None


def read_document(url: str, body: bytes, content_type: str | None = None) -> Document:
    """The document in an answer's bytes. Raises tree.EmptyDocument where there is nothing to read."""
    return Document(url, read_tree(body, content_type))


@lru_cache(maxsize=512)
def _alternatives(selector: str) -> list[tuple[str, list[str]]]:
    """The alternatives of a CSS selector, each with what the page's attributes must hold for it to find anything."""
    parts = _COMMA.split(selector)
    return [(part, _NEED.findall(_PSEUDO.sub("", part))) for part in parts]


def readable(value: str) -> str:
    """A coded value as it reads: CMSs code entities once for the value and once more for the attribute."""
    return clean(unescape(value) if "&" in value else value)


def _article_in(data: Any) -> dict[str, Any] | None:
    waiting = [data]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:200]
        elif isinstance(node, dict):
            kinds = node.get("@type")
            if any(
                isinstance(kind, str) and kind in _ARTICLES for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return node
            waiting += [node["@graph"]] if "@graph" in node else []
    return None

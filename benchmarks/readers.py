"""Vustacrawl and comparable readers, each as a function from a page's bytes to its fields.

Readers that are not installed are left out. None of them uses the network.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import html

from vustacrawl import __version__
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.sites import Profile


@dataclass
class ReaderResult:
    """A reader's result for a page. A field that it does not support is None; one that it found empty is empty."""

    title: str | None = None
    date: str | None = None
    """ISO 8601, as precise as the reader gives it."""
    authors: list[str] | None = None
    lead: str | None = None
    body: str | None = None
    captions: list[tuple[str, str]] | None = None
    """The last part of each captioned image's address, and its caption."""
    problem: str | None = None


Read = Callable[[str, bytes], ReaderResult]


@dataclass
class Reader:
    """A reader's name, its version, and its function."""

    name: str
    version: str
    read: Read
    fields: frozenset[str]
    """The fields of ReaderResult that it supports."""

    def result(self, url: str, page: bytes) -> ReaderResult:
        """Return its result for a page; on failure, empty fields and the reason."""
        try:
            return self.read(url, page)
        except Exception as error:  # whatever a reader raises, it has read nothing
            empty: dict[str, Any] = {name: [] if name in ("authors", "captions") else "" for name in self.fields}
            return ReaderResult(**empty, problem=f"{type(error).__name__}: {error}")


def ours(name: str, profile_of: Callable[[str], Profile]) -> Reader:
    """Vustacrawl with the profile for a page's address."""

    def read(url: str, page: bytes) -> ReaderResult:
        try:
            article = parse_article(url, page, profile_of(url))
        except NotAnArticle as nothing:
            raise ValueError(str(nothing)) from None
        names = [author.name or author.initials or "" for author in article.authors]
        captions = [(image.url.rpartition("/")[2], image.caption) for image in article.images if image.caption]
        return ReaderResult(
            article.title or "", article.published_at or "", names, article.lead or "", article.body, captions
        )

    return Reader(name, __version__, read, frozenset(("title", "date", "authors", "lead", "body", "captions")))


def peers() -> Iterator[Reader]:
    """Return the installed readers, in the order of the tables; name the missing ones on stderr."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    for name, module, load, fields in _PEERS:
        try:
            read = load(importlib.import_module(module))
            yield Reader(name, importlib.metadata.version(name), read, frozenset(fields))
        except ImportError as missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)


def _text(page: bytes) -> str:
    return to_utf8(page).decode("utf-8", "replace")


def _iso(moment: Any) -> str:
    return moment.isoformat() if isinstance(moment, datetime) else str(moment or "")


def _trafilatura(module: Any) -> Read:
    def read(url: str, page: bytes) -> ReaderResult:
        found = module.bare_extraction(page, url=url, include_comments=False, with_metadata=True)
        if found is None:
            return ReaderResult("", "", [], None, "")
        return ReaderResult(
            found.title or "", found.date or "", (found.author or "").split("; "), None, found.text or ""
        )

    return read


def _newspaper4k(module: Any) -> Read:
    def read(url: str, page: bytes) -> ReaderResult:
        article = module.Article(url, fetch_images=False)
        article.download(input_html=_text(page))
        article.parse()
        return ReaderResult(article.title or "", _iso(article.publish_date), article.authors, None, article.text)

    return read


def _news_please(module: Any) -> Read:
    def read(url: str, page: bytes) -> ReaderResult:
        found = module.NewsPlease.from_html(_text(page), url=url, fetch_images=False)
        return ReaderResult(
            found.title or "", _iso(found.date_publish), found.authors or [], None, found.maintext or ""
        )

    return read


def _fundus(module: Any) -> Read:
    """Its publishers' shared helpers: they read JSON-LD and meta tags; bodies need selectors a publisher."""
    data = importlib.import_module("fundus.parser.data")
    json = importlib.import_module("json")

    def read(url: str, page: bytes) -> ReaderResult:
        tree = html.document_fromstring(_text(page))
        nodes = []
        for script in tree.iterfind(".//script[@type='application/ld+json']"):
            try:
                nodes.append(json.loads(script.text or ""))
            except ValueError:
                continue
        linked = data.LinkedDataMapping(nodes)
        meta = {
            tag.get("property") or tag.get("name"): tag.get("content") for tag in tree.iterfind(".//meta[@content]")
        }
        date = linked.bf_search("datePublished") or meta.get("article:published_time")
        return ReaderResult(
            meta.get("og:title") or linked.bf_search("headline") or "",
            _iso(module.generic_date_parsing(date)),
            module.generic_author_parsing(linked.bf_search("author") or meta.get("author")),
        )

    return read


def _resiliparse(module: Any) -> Read:
    def read(url: str, page: bytes) -> ReaderResult:
        return ReaderResult(body=module.extract_plain_text(_text(page), main_content=True, alt_texts=False))

    return read


def _readability(module: Any) -> Read:
    def read(url: str, page: bytes) -> ReaderResult:
        document = module.Document(_text(page))
        blocks = map(str, html.fromstring(document.summary(html_partial=True)).itertext())
        return ReaderResult(title=document.short_title(), body="\n".join(blocks))

    return read


_ALL = ("title", "date", "authors", "body")
_PEERS: tuple[tuple[str, str, Callable[[Any], Read], tuple[str, ...]], ...] = (
    ("trafilatura", "trafilatura", _trafilatura, _ALL),
    ("newspaper4k", "newspaper", _newspaper4k, _ALL),
    ("news-please", "newsplease", _news_please, _ALL),
    ("fundus", "fundus.parser.utility", _fundus, ("title", "date", "authors")),
    ("resiliparse", "resiliparse.extract.html2text", _resiliparse, ("body",)),
    ("readability-lxml", "readability", _readability, ("title", "body")),
)

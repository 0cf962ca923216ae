"""Rows of the catalog → records of the dumps, site by site and in the order of the files.

Row ids depend on the order of a crawl and stay inside: what refers to another article does so by its URL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from sqlite_utils import Database

Record = dict[str, Any]
Row = tuple[Any, ...]

_WANTED = """
WHERE a.site = :site
AND (:since IS NULL OR a.updated_at >= :since)
"""

_COUNT = "SELECT count(*) FROM articles a"
_NEWEST = "SELECT max(last_seen_at) FROM articles WHERE site = :site"

# The second column is what orders the rows of one article.
_IN_ORDER = "ORDER BY a.published_at, a.url, 2"

# The names between `id` and the last two are a record's keys, in their order; NULL is filled in by `records`.
_ARTICLES = """
SELECT a.id,
  a.site, a.url, a.native_id, a.title, a.published_at, a.published_raw, a.author_initials, a.author_name,
  a.byline, a.source_credit, a.photo_credit, a.lead, NULL AS paragraphs, NULL AS images, NULL AS authors,
  NULL AS files, a.section, NULL AS tags, a.language,
  a.word_count, a.content_hash, NULL AS aliases, original.url AS duplicate_of,
  (SELECT count(*) FROM article_versions v WHERE v.article_id = a.id) + 1 AS versions,
  a.first_seen_at, a.last_seen_at, a.changed_at, a.gone_at, a.parser,
  d.kind, d.similarity
FROM articles a
LEFT JOIN duplicates d ON d.article_id = a.id
LEFT JOIN articles original ON original.id = d.of
"""

# CROSS JOIN keeps articles the outer loop, so that the index on site and date gives the order.
_PARAGRAPHS = """
SELECT a.id, x.position, x.kind, x.text, x.cells FROM articles a CROSS JOIN paragraphs x ON x.article_id = a.id
"""
_IMAGES = """
SELECT a.id, x.position, x.url, x.alt, x.caption, x.credit, x.after_paragraph, x.sha256, x.width, x.height
FROM articles a CROSS JOIN images x ON x.article_id = a.id
"""
_AUTHORS = """
SELECT a.id, x.position, x.name, x.initials, x.role, x.unit
FROM articles a CROSS JOIN article_authors x ON x.article_id = a.id
"""
_FILES = """
SELECT a.id, x.position, x.url, x.title, x.sha256, x.length
FROM articles a CROSS JOIN files x ON x.article_id = a.id
"""
_TAGS = "SELECT a.id, x.position, x.tag FROM articles a CROSS JOIN tags x ON x.article_id = a.id"
_ALIASES = """
SELECT a.id, x.url FROM articles a CROSS JOIN article_urls x ON x.article_id = a.id AND x.url <> a.url
"""
_IMAGE = ("url", "alt", "caption", "credit", "after_paragraph", "sha256", "width", "height")
_AUTHOR = ("name", "initials", "role", "unit")
_FILE = ("url", "title", "sha256", "length")


@dataclass(frozen=True)
class Selection:
    """What an export holds: some sites of a catalog, whole or since a date (UTC)."""

    db: Database
    sites: tuple[str, ...]
    since: str | None

    def count(self) -> int:
        """How many articles there are to export."""
        return sum(int(self._query(f"{_COUNT} {_WANTED}", site).fetchone()[0]) for site in self.sites)

    def newest_capture(self) -> str | None:
        """The newest ``last_seen_at`` (UTC) of these sites, whatever the date asked for."""
        newest = (self._query(_NEWEST, site).fetchone()[0] for site in self.sites)
        return max((time for time in newest if time), default=None)

    def records(self, site: str) -> Iterator[Record]:
        """The site's articles by date and URL, those without a date first, one in memory at a time."""
        return _records(lambda select: self._query(f"{select} {_WANTED} {_IN_ORDER}", site))

    def _query(self, sql: str, site: str) -> Any:
        return self.db.execute(sql, {"site": site, "since": self.since})


def record_of(db: Database, article_id: int) -> Record | None:
    """The record of one article; None where there is no such row."""
    return next(_records(lambda select: db.execute(f"{select} WHERE a.id = ? {_IN_ORDER}", (article_id,))), None)


def _records(in_order: Callable[[str], Any]) -> Iterator[Record]:
    """The records of the articles that ``in_order`` chooses and orders when it is given what to select."""
    articles = in_order(_ARTICLES)
    keys = [column[0] for column in articles.description[1:-2]]
    paragraphs = _beside(in_order(_PARAGRAPHS))
    images = _beside(in_order(_IMAGES))
    authors = _beside(in_order(_AUTHORS))
    files = _beside(in_order(_FILES))
    tags = _beside(in_order(_TAGS))
    aliases = _beside(in_order(_ALIASES))
    for article, *values, duplicate_kind, similarity in articles:
        record = dict(zip(keys, values, strict=True))
        record["paragraphs"] = [
            {"kind": kind, "text": text, "cells": orjson.loads(cells)} if cells else {"kind": kind, "text": text}
            for _, _, kind, text, cells in paragraphs(article)
        ]
        record["images"] = [dict(zip(_IMAGE, row[2:], strict=True)) for row in images(article)]
        record["authors"] = [dict(zip(_AUTHOR, row[2:], strict=True)) for row in authors(article)]
        record["files"] = [dict(zip(_FILE, row[2:], strict=True)) for row in files(article)]
        record["tags"] = [tag for _, _, tag in tags(article)]
        record["aliases"] = [url for _, url in aliases(article)]
        if duplicate_kind:
            record["duplicate_of"] = {
                "url": record["duplicate_of"],
                "kind": duplicate_kind,
                "similarity": similarity,
            }
        yield record


def _beside(rows: Iterable[Row]) -> Callable[[int], list[Row]]:
    """The rows of one article, when asked in the rows' own order: one query, walked beside the articles'."""
    groups = groupby(rows, key=itemgetter(0))
    waiting = next(groups, None)

    def rows_of(article: int) -> list[Row]:
        nonlocal waiting
        if waiting is None or waiting[0] != article:
            return []
        found = list(waiting[1])
        waiting = next(groups, None)
        return found

    return rows_of

"""Read the records of the dumps from the catalog, in the order of the files.

SQLite itself serializes a record to JSON: only a tenth of the rows pass through Python, and none becomes an object.
Row ids depend on the order of a crawl and are not exported: articles refer to each other by URL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import orjson
from sqlite_utils import Database

from vustacrawl.export.snapshot import Readers
from vustacrawl.items import Article

Record = dict[str, Any]

_AT_ONCE = 32
"""Articles that are read, and in memory, at a time."""

_OF_SITES = "site IN (SELECT value FROM json_each(:sites))"
_SINCE = "updated_at >= :since"
_IN_ORDER = "ORDER BY site, published_at, url"


def _list_of(table: str, item: str) -> str:
    """Return the SQL for the rows of one article as a JSON list, in the order of the table's key: by position."""
    return f"(SELECT json_group_array({item}) FROM {table} AS x WHERE x.article_id = a.id)"


def _object(*columns: str) -> str:
    return f"json_object({_pairs({name: f'x.{name}' for name in columns})})"


def _pairs(values: dict[str, str]) -> str:
    return ", ".join(f"'{name}', {value}" for name, value in values.items())


_BLOCK = f"""iif(x.cells IS NULL,
  {_object("kind", "text")}, json_object('kind', x.kind, 'text', x.text, 'cells', json(x.cells)))"""
_ALIASES = "SELECT url FROM article_urls AS x WHERE x.article_id = a.id AND x.url <> a.url ORDER BY url"
_DUPLICATE_OF = """(
  SELECT json_object('url', original.url, 'kind', kind, 'similarity', similarity)
  FROM duplicates JOIN articles AS original ON original.id = of WHERE article_id = a.id)"""

_LISTS = {
    "paragraphs": _list_of("paragraphs", _BLOCK),
    "images": _list_of(
        "images", _object("url", "alt", "caption", "credit", "after_paragraph", "sha256", "width", "height")
    ),
    "authors": _list_of("article_authors", _object("name", "initials", "role", "unit")),
    "files": _list_of("files", _object("url", "title", "sha256", "length")),
    "tags": _list_of("tags", "x.tag"),
}
# The keys of a record in order: what was parsed, then what the catalog knows. With the SQL of each value.
_RECORD = {
    **{item.name: _LISTS.get(item.name, f"a.{item.name}") for item in fields(Article) if item.name != "found_by"},
    **{name: f"a.{name}" for name in ("word_count", "content_hash")},
    "aliases": f"(SELECT json_group_array(url) FROM ({_ALIASES}))",
    "duplicate_of": _DUPLICATE_OF,
    "versions": "1 + (SELECT count(*) FROM article_versions AS x WHERE x.article_id = a.id)",
    **{name: f"a.{name}" for name in ("first_seen_at", "last_seen_at", "changed_at", "gone_at")},
    "found_in": "(SELECT found_in FROM captures WHERE captures.id = a.capture_id)",
    "parser": "a.parser",
}
READ_FIELDS = (
    *("published_at", "byline", "author_initials", "author_name", "source_credit"),
    *("lead", "body", "section", "captions"),
)
"""Fields that a page may lack; ``Exported.read`` says which were found."""
_READ = " | ".join(f"((ifnull(a.{name}, '') <> '') << {at})" for at, name in enumerate(READ_FIELDS))
# One row for all requested articles, in the order of their ids: while SQLite builds it, Python is free.
_ARTICLES = f"""
SELECT
  CAST(group_concat(json_object({_pairs(_RECORD)}), char(10)) AS BLOB),
  json_group_array(json_array(
    a.site, CAST(substr(a.published_at, 1, 4) AS INTEGER), substr(a.published_at, 1, 7),
    EXISTS (SELECT 1 FROM duplicates AS x WHERE x.article_id = a.id), {_READ}, a.last_seen_at, a.updated_at))
FROM json_each(?) AS wanted CROSS JOIN articles AS a ON a.id = wanted.value
"""


@dataclass
class Exported:
    """One article, as exported."""

    line: bytes
    """The record as JSON (UTF-8), without a line break."""
    site: str
    year: int | None
    """Year of publication; None without a date."""
    month: str | None
    """YYYY-MM."""
    is_duplicate: int
    read: int
    """Bit ``n`` is set if the ``n``-th of ``READ_FIELDS`` was found."""
    last_seen_at: str
    updated_at: str | None

    @property
    def paragraphs(self) -> int:
        """Number of paragraphs, counted in the JSON: in a text, quotation marks have backslashes."""
        return self.line.count(b'{"kind":')

    @property
    def images(self) -> int:
        """Number of images, counted by the key that only images have."""
        return self.line.count(b',"after_paragraph":')

    @cached_property
    def record(self) -> Record:
        """The record as Python objects."""
        record: Record = orjson.loads(self.line)
        return record


def record_of(db: Database, article_id: int) -> Record | None:
    """Return the record of the article with this row ID; None if there is none."""
    return next((article.record for article in _articles_of(db.conn, [article_id])), None)


def _articles_of(connection: sqlite3.Connection, ids: list[int]) -> list[Exported]:
    """Return the articles with these row IDs, in this order, without those that do not exist."""
    lines, about = connection.execute(_ARTICLES, (orjson.dumps(ids).decode(),)).fetchone()
    if lines is None:
        return []
    return [Exported(line, *values) for values, line in zip(orjson.loads(about), lines.split(b"\n"), strict=True)]


@dataclass(frozen=True)
class Selection:
    """The articles to export: those of some sites, all or since a day (UTC, ISO 8601)."""

    db: Database
    readers: Readers
    sites: tuple[str, ...]
    since: str | None

    def count(self) -> int:
        """Return the number of articles to export."""
        return int(self._select("count(*)").fetchone()[0])

    def newest_capture(self) -> str | None:
        """Return the newest ``last_seen_at`` (UTC) of these sites, regardless of ``since``."""
        newest: str | None = self.db.execute(
            f"SELECT max(last_seen_at) FROM articles WHERE {_OF_SITES}", self._values
        ).fetchone()[0]
        return newest

    def articles(self) -> Iterator[Exported]:
        """Yield the articles by site, date and URL, undated ones first; a few hundred are in memory at a time."""
        ids = self._select("id", _IN_ORDER)
        chunks = iter(lambda: [row[0] for row in ids.fetchmany(_AT_ONCE)], [])
        for articles in self.readers.in_order(_articles_of, chunks):
            yield from articles

    def _select(self, columns: str, order: str = "") -> Any:
        # The plus keeps SQLite from walking through whole sites where a few articles are new.
        where = _OF_SITES if self.since is None else f"+{_OF_SITES} AND {_SINCE}"
        return self.db.execute(f"SELECT {columns} FROM articles WHERE {where} {order}", self._values)

    @property
    def _values(self) -> dict[str, str | None]:
        return {"sites": orjson.dumps(self.sites).decode(), "since": self.since}

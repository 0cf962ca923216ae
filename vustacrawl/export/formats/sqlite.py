"""A copy of the catalog without the state of the crawl: articles, their versions, and their records in the archive.

Rows are renumbered in the order of the dumps, so that equal catalogs give equal files, in whatever order a crawl found
the articles. Everything is read in the caller's transaction; the new file is written beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
from sqlite_utils import Database

from vustacrawl.catalog import SCHEMA_VERSION
from vustacrawl.catalog.dictionary import data_dictionary
from vustacrawl.catalog.phrases import count_phrases, store_phrases
from vustacrawl.catalog.search.indexes import INDEXES, index_articles
from vustacrawl.export.formats.base import Dump, FileKind, Format, Progress
from vustacrawl.export.records import Selection

FILE = "sqlite/articles.sqlite"

_LISTS = ("article_urls", "paragraphs", "images", "article_authors", "files", "tags", "article_versions")
_OF_AN_ARTICLE = {"articles": "id"} | dict.fromkeys(_LISTS, "article_id")
"""Tables with rows for each article, and their column with the article's id."""
TABLES = ("members", "sites", "warc_files", "captures", *_OF_AN_ARTICLE, "duplicates", "author_names", "person_names")
"""The copied tables; the frontier, the crawls, their problems and the bands of near-duplicates are left out."""
COUNTED_TABLES = ("phrases", "phrase_sample")
"""Tables of counts, which are recomputed from the copied rows."""
CRAWL_COLUMNS = {"sites": ("quiet_until", "pushbacks"), "captures": ("crawl_id",), "warc_files": ("site", "crawl_id")}
"""Columns that are left out of those tables."""
DICTIONARY = "data_dictionary"
_OF_KEPT_COLUMNS = "NOT EXISTS (SELECT 1 FROM pragma_index_info(sqlite_master.name) AS part WHERE {})".format(
    " OR ".join(f"tbl_name = '{table}' AND part.name IN {(*columns, '')}" for table, columns in CRAWL_COLUMNS.items())
)

_AT_ONCE = 2_000
"""Articles that one statement copies: between two the export can be stopped."""

_NUMBER_ARTICLES = """
INSERT INTO temp.numbered_articles (old) SELECT id FROM main.articles
WHERE site IN (SELECT value FROM json_each(?)) ORDER BY site, published_at, url
"""
# The captures that articles and their versions were read from, and those that hold the payload of a revisit among them.
_NUMBER_CAPTURES = """
INSERT INTO temp.numbered_captures (old)
WITH wanted (id) AS (
  SELECT capture_id FROM temp.numbered_articles JOIN main.articles ON id = old
  UNION SELECT capture_id FROM temp.numbered_articles JOIN main.article_versions ON article_id = old
  UNION SELECT original_id FROM wanted JOIN main.captures USING (id))
SELECT id FROM wanted JOIN main.captures USING (id)
WHERE site IN (SELECT value FROM json_each(?)) ORDER BY site, fetched_at, url, digest, id
"""
_NEW_CAPTURE = "(SELECT new FROM temp.numbered_captures WHERE old = x.{column})"
_NEXT = "SELECT max(k), count(*) FROM (SELECT search_key AS k FROM articles WHERE search_key > ? ORDER BY k LIMIT ?)"

_Progress = Callable[[str, int], None]
"""Called with the step, and the number of articles done so far."""


def _copy(dump: Dump, progress: Progress) -> None:
    """Copy the rows of the dump's sites into a new SQLite file; ends the catalog's transaction.

    A repost whose original is of a site that is not in the dump has no row in ``duplicates``.
    """
    path = dump.folder.path / FILE
    path.parent.mkdir(parents=True)
    _copy_catalog(dump.selection, path, lambda what, done: progress(what, done, dump.total))
    dump.folder.adopt(FILE, dump.total)


def _copy_catalog(selection: Selection, path: Path, progress: _Progress) -> None:
    source = selection.db.conn
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        for table in (*TABLES, *COUNTED_TABLES):
            copy.execute(_definitions(source, f"name = '{table}'")[0])
            for column in CRAWL_COLUMNS.get(table, ()):
                copy.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    with _attached(source, path):
        _copy_rows(source, orjson.dumps(selection.sites).decode(), progress)
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("BEGIN")
        _finish(source, copy, progress)
        copy.execute("COMMIT")
        copy.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        copy.execute("VACUUM")


def _definitions(source: sqlite3.Connection, condition: str) -> list[str]:
    """Return the SQL statements that created parts of the catalog, tables before their triggers."""
    query = f"SELECT sql FROM main.sqlite_master WHERE {condition} AND sql IS NOT NULL ORDER BY type, name"
    return [sql for (sql,) in source.execute(query)]


@contextmanager
def _attached(source: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Attach the new file to the catalog as ``dump``, until the transaction is over."""
    source.execute("ATTACH ? AS dump", (str(path),))
    try:
        for name in ("articles", "captures"):
            source.execute(f"CREATE TEMP TABLE numbered_{name} (new INTEGER PRIMARY KEY, old INTEGER UNIQUE)")
        yield
        source.execute("DROP TABLE temp.numbered_articles")
        source.execute("DROP TABLE temp.numbered_captures")
        source.execute("COMMIT")
    finally:
        source.rollback()
        source.execute("DETACH dump")


def _copy_rows(source: sqlite3.Connection, sites: str, progress: _Progress) -> None:
    source.execute(_NUMBER_ARTICLES, (sites,))
    source.execute(_NUMBER_CAPTURES, (sites,))
    of_sites = "main.{table} AS x WHERE x.{column} IN (SELECT value FROM json_each(?)) ORDER BY 1"
    of_members = "SELECT member FROM main.sites WHERE name IN (SELECT value FROM json_each(?))"
    _insert(source, "members", f"main.members AS x WHERE name IN ({of_members}) ORDER BY 1", sites)
    _insert(source, "sites", of_sites.format(table="sites", column="name"), sites)
    _insert(source, "author_names", of_sites.format(table="author_names", column="site"), sites)
    of_captures = "SELECT warc_file FROM main.captures JOIN temp.numbered_captures ON id = old"
    _insert(source, "warc_files", f"main.warc_files AS x WHERE name IN ({of_captures}) ORDER BY name")
    _insert(
        source,
        "captures",
        "temp.numbered_captures AS n CROSS JOIN main.captures AS x ON x.id = n.old ORDER BY n.new",
        id="n.new",
        original_id=_NEW_CAPTURE.format(column="original_id"),
    )
    count = source.execute("SELECT count(*) FROM temp.numbered_articles").fetchone()[0]
    for first in range(1, count + 1, _AT_ONCE):
        last = min(first + _AT_ONCE - 1, count)
        for table, key in _OF_AN_ARTICLE.items():
            _insert(
                source,
                table,
                f"temp.numbered_articles AS n CROSS JOIN main.{table} AS x ON x.{key} = n.old"
                " WHERE n.new BETWEEN ? AND ? ORDER BY 1",
                *(first, last),
                capture_id=_NEW_CAPTURE.format(column="capture_id"),
                **{key: "n.new"},
            )
        progress("copied", last)
    of_people = "SELECT name FROM dump.article_authors UNION SELECT name FROM dump.author_names"
    _insert(source, "person_names", f"main.person_names AS x WHERE printed IN ({of_people}) ORDER BY 1, 2")
    _insert(
        source,
        "duplicates",
        "temp.numbered_articles AS n CROSS JOIN main.duplicates AS x ON x.article_id = n.old"
        " JOIN temp.numbered_articles AS o ON x.of = o.old ORDER BY n.new",
        article_id="n.new",
        of="o.new",
    )


def _insert(source: sqlite3.Connection, table: str, rows: str, *bound: object, **values: str) -> None:
    """Copy ``rows`` of a table, called ``x`` in them; ``values`` replaces the values of some columns."""
    columns = [row[1] for row in source.execute(f"PRAGMA dump.table_info({table})")]
    selected = ", ".join(values.get(column, f"x.{column}") for column in columns)
    source.execute(f"INSERT INTO dump.{table} ({', '.join(columns)}) SELECT {selected} FROM {rows}", bound)


def _finish(source: sqlite3.Connection, copy: sqlite3.Connection, progress: _Progress) -> None:
    """Create everything that needs filled tables: indexes, views, the search and its triggers, the data dictionary."""
    for condition in (f"type = 'index' AND tbl_name IN {TABLES} AND {_OF_KEPT_COLUMNS}", "sql LIKE 'CREATE VIRTUAL%'"):
        for sql in _definitions(source, condition):
            copy.execute(sql)
    for name, sql in source.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'view' ORDER BY name"):
        copy.execute(sql)
        if not _can_be_read(copy, name):
            copy.execute(f"DROP VIEW {name}")
    _fill_search(copy, progress)
    store_phrases(Database(copy), count_phrases(Database(copy)))
    for sql in _definitions(source, "sql LIKE '%unindexed_articles%'"):
        copy.execute(sql)
    _write_dictionary(copy)


def _can_be_read(copy: sqlite3.Connection, view: str) -> bool:
    """Return whether everything that a view refers to exists."""
    try:
        copy.execute(f"SELECT * FROM {view} LIMIT 0")
    except sqlite3.OperationalError:
        return False
    return True


def _fill_search(copy: sqlite3.Connection, progress: _Progress) -> None:
    db, before, done = Database(copy), -1, 0
    while count := (batch := copy.execute(_NEXT, (before, _AT_ONCE)).fetchone())[1]:
        index_articles(db, f"search_key > {before} AND search_key <= {batch[0]}")
        before, done = batch[0], done + count
        progress("indexed", done)
    for index in INDEXES:
        copy.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")


def _write_dictionary(copy: sqlite3.Connection) -> None:
    """Write the descriptions of all tables, views and columns into a table."""
    copy.execute(f"CREATE TABLE {DICTIONARY} (relation TEXT NOT NULL, field TEXT, description TEXT NOT NULL) STRICT")
    for relation in data_dictionary().values():
        fields = {row[1] for row in copy.execute(f"PRAGMA table_xinfo({relation.name})")}
        if fields:
            rows = [(column.name, column.description) for column in relation.columns if column.name in fields]
            copy.executemany(
                f"INSERT INTO {DICTIONARY} VALUES (?, ?, ?)",
                [(relation.name, *row) for row in ((None, relation.description), *rows)],
            )


FORMAT = Format(
    "sqlite",
    "a searchable copy of the catalog without the crawl's state.",
    files=(
        FileKind(
            FILE,
            "application/vnd.sqlite3",
            f"The catalog without the crawl's state; its table `{DICTIONARY}` describes every column.",
        ),
    ),
    copy=_copy,
    in_deltas=False,
)

"""Check the integrity of a catalog: SQLite's own checks, and the consistency of its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlite_utils import Database

from vustacrawl.catalog.articles import content_hash, load_record, record_hash


def catalog_faults(db: Database, quick: bool = False) -> Iterator[str]:
    """Yield one line per fault; ``quick`` skips checks that read every row."""
    yield from file_faults(db, quick)
    try:
        yield from _faults_of_addresses(db)
        if not quick:
            yield from _faults_of_articles(db)
    except sqlite3.DatabaseError as error:
        yield f"SQLite: {error}"


def file_faults(db: Database, quick: bool = False) -> Iterator[str]:
    """Yield the faults that SQLite finds in the file; ``quick`` skips the comparison of indexes with tables."""
    try:
        pragma = "quick_check" if quick else "integrity_check"
        messages = [row[0] for row in db.execute(f"PRAGMA {pragma}")]
        yield from (f"SQLite: {message}" for message in messages if message != "ok")
        for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
            yield f"row {rowid} of {table} refers to a row of {parent} that does not exist"
    except sqlite3.DatabaseError as error:
        yield f"SQLite: {error}"


def _faults_of_addresses(db: Database) -> Iterator[str]:
    query = "SELECT url FROM articles WHERE url NOT IN (SELECT url FROM article_urls)"
    yield from (f"{url}: its URL is missing from article_urls" for (url,) in db.execute(query))
    query = (
        "SELECT a.url, other.url FROM articles AS a JOIN article_urls AS alias USING (url)"
        " JOIN articles AS other ON other.id = alias.article_id WHERE other.id <> a.id ORDER BY a.id"
    )
    yield from (f"{url}: both an article's URL and an alias of {other}" for url, other in db.execute(query))


def _faults_of_articles(db: Database) -> Iterator[str]:
    rows = db.execute("SELECT id, url, lead, body, content_hash, record_hash FROM articles")
    for article_id, url, lead, body, content, record in rows:
        if content_hash(lead, body) != content:
            yield f"{url}: its text differs from what was stored (content_hash)"
        elif record_hash(load_record(db, article_id)) != record:
            yield f"{url}: its fields or lists differ from what was stored (record_hash)"

"""Upgrade a catalog of a development version before 0.1.0 by copying its rows into a new file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from vustacrawl.catalog.articles import load_record, record_hash
from vustacrawl.catalog.identity import new_public_id
from vustacrawl.catalog.people import printed_names, store_names
from vustacrawl.catalog.phrase_counts import choose_phrases
from vustacrawl.catalog.phrases import count_phrases, store_phrases
from vustacrawl.catalog.schema import MIGRATIONS, migrate
from vustacrawl.catalog.sql import transaction
from vustacrawl.disk import sync

KEPT_SUFFIX = ".before-0.1.0"
"""Appended to the name of the old file, which is kept beside the new one."""


class UpgradeError(Exception):
    """The rows could not be copied; the message says why, in one line. The old catalog is unchanged."""


def upgrade_rows(path: Path) -> dict[str, int]:
    """Replace the catalog at ``path`` with one of the released schema with the same rows; return the rows per table.

    The old file is kept beside the new one. The caller holds every site's lock, so that no other process writes to it.
    Raises UpgradeError if rows do not fit the schema, OSError or sqlite3.Error if a file cannot be read or written.
    """
    new = path.with_name(f"{path.name}.upgrading")
    _remove(new)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            db = Database(connection)
            migrate(db)
            counts = _copy(db, path)
            connection.execute("PRAGMA journal_mode = WAL")
        sync(new)
    except BaseException:
        _remove(new)
        raise
    path.rename(path.with_name(f"{path.name}{KEPT_SUFFIX}"))
    _remove_log(path)
    new.rename(path)
    return counts


def _copy(db: Database, old: Path) -> dict[str, int]:
    connection = db.conn
    connection.execute("ATTACH ? AS old", (f"{old.resolve()}",))
    try:
        with transaction(db):
            connection.execute("PRAGMA defer_foreign_keys = ON")
            counts = {table: _copy_table(connection, table) for table in _tables(connection)}
            _restore_own_urls(connection)
            _rehash(db)
            phrases = count_phrases(db)
            store_phrases(db, phrases)
            choose_phrases(db, phrases.frequent)
            store_names(db, printed_names(db))
            # Triggers have set these to the time of the copy.
            connection.execute(
                "UPDATE articles SET updated_at = (SELECT updated_at FROM old.articles AS o WHERE o.id = articles.id)"
            )
            if broken := connection.execute("PRAGMA main.foreign_key_check").fetchone():
                raise UpgradeError(f"row {broken[1]} of {broken[0]} refers to a row of {broken[2]} that does not exist")
    except sqlite3.IntegrityError as error:
        raise UpgradeError(f"a row does not fit the schema of 0.1.0 ({error})") from None
    finally:
        connection.execute("DETACH old")
    return counts


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables in both files that no trigger fills, in schema order: parents before children."""
    query = (
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name IN (SELECT name FROM old.sqlite_master)"
        " AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name NOT LIKE '%\\_counts' ESCAPE '\\'"
        " AND name NOT IN ('article_numbers', ?) ORDER BY rowid"
    )
    return [name for (name,) in connection.execute(query, (MIGRATIONS.migrations_table,))]


def _copy_table(connection: sqlite3.Connection, table: str) -> int:
    """Copy the columns that both tables have; others get their default, and articles an id until ``_rehash``."""
    columns_of_both = (
        "SELECT name FROM pragma_table_info(?1, 'main') INTERSECT SELECT name FROM pragma_table_info(?1, 'old')"
    )
    values = {name: name for (name,) in connection.execute(columns_of_both, (table,))}
    values |= {"public_id": "'/' || id"} if table == "articles" else {}
    cursor = connection.execute(
        f"INSERT INTO main.{table} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM old.{table}"
    )
    expected = connection.execute(f"SELECT count(*) FROM old.{table}").fetchone()[0]
    if cursor.rowcount != expected:
        raise UpgradeError(f"{cursor.rowcount} of {expected} rows of {table} were copied")
    return int(expected)


def _restore_own_urls(connection: sqlite3.Connection) -> None:
    """Restore the own URL of each article whose URL a redirect had made an alias of another article.

    The next crawl visits it to check whether the article is gone.
    """
    connection.execute(
        "INSERT INTO article_urls (url, article_id) SELECT url, id FROM articles WHERE true"
        " ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id WHERE article_id <> excluded.article_id"
    )
    connection.execute(
        "UPDATE frontier SET state = 'due', next_due = 0, attempts = 0, reason = NULL"
        " WHERE state = 'done' AND redirects_to IS NOT NULL AND url IN (SELECT url FROM articles)"
    )


def _rehash(db: Database) -> None:
    """Hash every record as 0.1.0 does, over non-empty values, and give each article its public id."""
    query = "SELECT id, site, native_id, url, first_seen_at FROM articles ORDER BY id"
    for article_id, *identity in db.execute(query).fetchall():
        hashed, public_id = record_hash(load_record(db, article_id)), new_public_id(db, *identity)
        db.execute("UPDATE articles SET record_hash = ?, public_id = ? WHERE id = ?", (hashed, public_id, article_id))


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_log(path)


def _remove_log(path: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)

"""Open the catalog: one SQLite file in WAL mode, migrated to today's schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from vustacrawl.catalog.migrations import MIGRATION_NAMES, MIGRATIONS, migrate
from vustacrawl.errors import UserError

BUSY_SECONDS = 60.0
"""How long to wait for another process's transaction; ours last well under a second."""

LARGEST_LOG = 64 * 1024 * 1024
"""Bytes that the write-ahead log is cut to once it is written back: it grows while a reader holds an old state."""

CACHE_KB = 65_536
"""Pages that a writer keeps, once it has met so many: the indexes of a million articles are written all over."""


class CatalogError(UserError):
    """The catalog cannot be opened or written; the text says why, in one line."""


def open_catalog(path: Path) -> Database:
    """The catalog at ``path``, made where there is none, migrated forward where it is older.

    Transactions are the caller's (``BEGIN`` … ``COMMIT``): nothing is committed behind its back.
    Raises CatalogError when the file cannot be made, is no catalog, or comes from a newer version.
    """
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        _refuse_newer(db, path)
        migrate(db)
    except sqlite3.Error as error:
        raise CatalogError(f"{path}: {error}") from None
    return db


def read_catalog(path: Path, is_of_today: bool = True) -> Database:
    """The catalog at ``path``, read-only: never made, never migrated, never blocking a crawl.

    Raises CatalogError when there is none, or, unless ``is_of_today`` is False, when it waits for a migration.
    """
    if not path.exists():
        raise CatalogError(f"{path}: no catalog here yet; `vustacrawl crawl SITE` makes one")
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        db = Database(connection)
        _refuse_newer(db, path)
        if is_of_today and MIGRATIONS.pending(db):
            raise CatalogError(f"{path}: made by an older version; any `vustacrawl crawl` brings it up to date")
    except sqlite3.Error as error:
        raise CatalogError(f"{path}: {error}") from None
    return db


def _refuse_newer(db: Database, path: Path) -> None:
    tables = db.table_names()
    if MIGRATIONS.migrations_table not in tables:
        if tables:
            raise CatalogError(f"{path}: a SQLite file, but not a vustacrawl catalog")
        return
    newer = sorted({migration.name for migration in MIGRATIONS.applied(db)} - set(MIGRATION_NAMES))
    if newer:
        raise CatalogError(f"{path}: made by a newer version of vustacrawl (has {newer[-1]}); upgrade first")

"""Open the catalog: a SQLite file in WAL mode with the current schema."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from vustacrawl.catalog.schema import CatalogState, migrate, state_of
from vustacrawl.errors import UserError
from vustacrawl.interrupts import was_interrupted

BUSY_SECONDS = 60.0
"""How long to wait for another process's transaction; each lasts well under a second."""

BUSY_SECONDS_INTERRUPTED = 2.0
"""How long to wait for it after the command is interrupted."""

_BUSY_SECONDS_PER_TRY = 0.2
"""How long SQLite itself waits, during which no Python signal handler runs."""

MAX_WAL_BYTES = 64 * 1024 * 1024
"""Bytes to which the write-ahead log is truncated at a checkpoint; it grows while a reader holds an old snapshot."""

CHECKPOINT_PAGES = 16_000
"""Pages of 4 KB in the write-ahead log at which a commit copies them into the file. SQLite's default, 1,000, copies the
busiest pages of the search indexes more often, which costs a fifth of each commit."""

_COPIES = 3
"""How often to copy: only if nobody has written since is the log begun anew."""

CACHE_KB = 65_536
"""A writer's page cache; writes are scattered over the indexes of a million articles."""


class CatalogError(UserError):
    """The catalog cannot be opened or written; the message says why, in one line."""


class _Cursor(sqlite3.Cursor):
    """Wait for other processes' transactions in steps, so that signals are handled."""

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        """As in the base class; raises sqlite3.OperationalError if the wait is too long."""
        began = time.monotonic()
        while True:
            try:
                return super().execute(sql, parameters)
            except sqlite3.OperationalError as error:
                longest = BUSY_SECONDS_INTERRUPTED if was_interrupted() else BUSY_SECONDS
                is_busy = error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)
                if not is_busy or time.monotonic() - began > longest:
                    raise


class _Connection(sqlite3.Connection):
    """A connection whose ``execute`` uses ``_Cursor``; the base class's ``execute`` ignores ``cursor``."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        """As in the base class."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """As in the base class."""
        return self.cursor().execute(sql, parameters)  # type: ignore[no-any-return]


def open_catalog(path: Path) -> Database:
    """Open the catalog at ``path``; create it if it does not exist, migrate it if it is from an older release.

    The caller begins and commits transactions. Raises CatalogError, without changing the file, if it cannot be
    created, is not a catalog, or comes from a newer or a development version.
    """
    try:
        connection = _connect(str(path))
        _require(Database(connection), path, CatalogState.EMPTY, CatalogState.CURRENT, CatalogState.OLDER)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {MAX_WAL_BYTES}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        migrate(db)
        # A page's savepoint copies what it changes: 50 small writes to a temporary file for each article.
        connection.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.Error as error:
        raise CatalogError(f"{path}: {_explained(error, path)}") from None
    return db


def copy_write_ahead_log(path: Path) -> None:
    """Copy the write-ahead log into the catalog while others write, so that their commits need not.

    Call this in any thread. Pages that a reader or another process prevents it from copying are left to the next call.
    Raises sqlite3.Error.
    """
    with closing(_connect(f"{path.resolve().as_uri()}?mode=rw", is_uri=True)) as connection:
        for _ in range(_COPIES):
            is_busy, pages, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if is_busy or pages == copied:
                return


def open_existing_catalog(path: Path) -> Database:
    """Open the catalog at ``path`` for writing. Raises CatalogError if it does not exist or needs a migration."""
    read_catalog(path).close()
    return open_catalog(path)


def read_catalog(path: Path, any_version: bool = False) -> Database:
    """Open the catalog at ``path`` read-only, without creating or migrating it or blocking a crawl.

    Raises CatalogError if it does not exist or, unless ``any_version``, needs a migration.
    """
    if not path.exists():
        raise CatalogError(f"{path}: {_REFUSALS[CatalogState.EMPTY]}")
    try:
        db = Database(_connect(uri_to_read(path), is_uri=True))
        older = (CatalogState.OLDER, CatalogState.BEFORE_0_1_0) if any_version else ()
        _require(db, path, CatalogState.CURRENT, *older)
    except sqlite3.Error as error:
        raise CatalogError(f"{path}: {_explained(error, path)}") from None
    return db


def uri_to_read(path: Path) -> str:
    """Return the URI for opening the catalog read-only.

    SQLite shares its write-ahead log through files beside the catalog. On a disk that is mounted read-only, it cannot
    create them, and nobody writes, so that it may do without unless there is a log to read.
    """
    path = path.resolve()
    log = path.with_name(f"{path.name}-wal")
    is_unchanging = os.statvfs(path).f_flag & os.ST_RDONLY and not (log.exists() and log.stat().st_size)
    return f"{path.as_uri()}?{'immutable=1' if is_unchanging else 'mode=ro'}"


def _explained(error: sqlite3.Error, path: Path) -> str:
    """Return why the catalog cannot be opened; SQLite's own message does not name its log."""
    if os.access(path, os.R_OK) and not os.access(path.resolve().parent, os.W_OK):
        return (
            "SQLite needs write access to its folder, even to read it; read a copy made by `vustacrawl backup` instead"
        )
    return str(error)


def _connect(path: str, is_uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(path, uri=is_uri, timeout=_BUSY_SECONDS_PER_TRY, isolation_level=None, factory=_Connection)


_REFUSALS = {
    CatalogState.EMPTY: "no catalog here yet; run `vustacrawl crawl SITE` to create one",
    CatalogState.OLDER: "created by an older version; run `vustacrawl migrate`",
    CatalogState.BEFORE_0_1_0: "created by a development version before 0.1.0; run `vustacrawl migrate`",
    CatalogState.NEWER: "created by a newer version of vustacrawl; upgrade vustacrawl first",
    CatalogState.FOREIGN: "a SQLite file, but not a vustacrawl catalog",
}


def _require(db: Database, path: Path, *states: CatalogState) -> None:
    state = state_of(db)
    if state not in states:
        db.close()
        raise CatalogError(f"{path}: {_REFUSALS[state]}")

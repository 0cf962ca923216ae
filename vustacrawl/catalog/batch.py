"""Several pages a commit: work on the catalog is collected in memory and done in one short transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from vustacrawl.catalog.connection import BUSY_SECONDS, BUSY_SECONDS_INTERRUPTED, CatalogError
from vustacrawl.interrupts import was_interrupted

PAGES_A_COMMIT = 10
"""So many pages hold the write lock for some 40 ms (4 ms a page, measured by ``benchmarks/concurrency.py``)."""

_FATAL = (sqlite3.OperationalError, sqlite3.InternalError)
"""What SQLite raises, whatever the page, where the file is corrupt or cannot be written; ``DatabaseError`` too."""


class CatalogBusyError(CatalogError):
    """Another process holds the write lock; what is pending is still there, and can be tried again."""


class Batch:
    """Work that waits for its transaction. Nothing holds the write lock between two transactions."""

    def __init__(self, db: Database) -> None:
        self.before_commit: Callable[[], None] = lambda: None
        """Puts on disk what the transaction will name, before it begins."""
        self.after_commit: Callable[[], None] = lambda: None
        self.patience = BUSY_SECONDS
        """Seconds to wait for another process's transaction."""
        self._db = db
        self._pending: list[tuple[Callable[[], None], Callable[[Exception], None]]] = []

    def __len__(self) -> int:
        """How many pieces of work wait."""
        return len(self._pending)

    @property
    def is_full(self) -> bool:
        """Whether as much waits as one transaction should hold."""
        return len(self._pending) >= PAGES_A_COMMIT

    def add(self, work: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        """Have a page stored by the next transaction: whole, or, where ``work`` raises, as ``refuse`` says."""
        self._pending.append((work, refuse))

    def forget(self) -> None:
        """Drop what waits."""
        self._pending.clear()

    def flush(self) -> None:
        """Store what waits. Raises as ``transaction`` does."""
        if self._pending:
            with self.transaction():
                pass

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Store what waits, then do what the block does, in one transaction.

        A page that cannot be stored costs that page. Where the catalog itself cannot be written, everything is rolled
        back: raises CatalogBusyError when another process holds the lock, CatalogError otherwise; OSError where
        the archive cannot be brought to disk. Does not nest.
        """
        self.before_commit()
        self._begin()
        pending, self._pending = self._pending, []
        try:
            for work, refuse in pending:
                self._store(work, refuse)
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.conn.in_transaction:  # a full disk may have rolled back already
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise CatalogError(f"the catalog cannot be written: {error}") from error
            raise
        self.after_commit()

    def _begin(self) -> None:
        began = time.monotonic()
        while True:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise CatalogError(f"the catalog cannot be written: {error}") from error
                # SQLite itself waits for moments only: between two tries signals are heard.
                longest = min(self.patience, BUSY_SECONDS_INTERRUPTED) if was_interrupted() else self.patience
                if time.monotonic() - began >= longest:
                    reason = f"the catalog cannot be written: another process has held it for {longest:.0f} seconds"
                    raise CatalogBusyError(reason) from error

    def _store(self, work: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        try:
            with self._savepoint():
                work()
        except Exception as error:
            if _is_fatal(error):
                raise
            self._refuse(refuse, error)

    def _refuse(self, refuse: Callable[[Exception], None], error: Exception) -> None:
        try:
            refuse(error)
        except Exception as again:
            if _is_fatal(again):
                raise
            raise CatalogError(f"a page can neither be stored ({error}) nor refused ({again})") from again

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._db.execute("SAVEPOINT page")
        try:
            yield
        except BaseException:
            if self._db.conn.in_transaction:
                self._db.execute("ROLLBACK TO page")
                self._db.execute("RELEASE page")
            raise
        self._db.execute("RELEASE page")


def _is_fatal(error: Exception) -> bool:
    return isinstance(error, (*_FATAL, OSError)) or type(error) is sqlite3.DatabaseError

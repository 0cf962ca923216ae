"""Store several pages per commit: collect work in memory, then do it in one short transaction."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from vustacrawl.catalog.connection import BUSY_SECONDS, BUSY_SECONDS_INTERRUPTED, CatalogError
from vustacrawl.catalog.search.indexes import index_at_end
from vustacrawl.interrupts import was_interrupted

PAGES_PER_COMMIT = 20
"""Each commit costs about as much as storing one page (``benchmarks/reparse.py``)."""
MAX_HOLD_CPU_S = 0.025
"""After this much CPU time, the rest goes into another transaction, so that other processes can write in between."""

_FATAL = (sqlite3.OperationalError, sqlite3.InternalError)
"""Raised by SQLite for any page if the file is corrupt or not writable; so is a plain ``DatabaseError``."""


class CatalogBusyError(CatalogError):
    """Another process holds the write lock; the pending work is kept and can be retried."""


_Work = tuple[Callable[[], None], Callable[[Exception], None]]


class Batch:
    """Work pending for the next transaction. The write lock is not held between transactions."""

    def __init__(self, db: Database) -> None:
        self.before_commit: Callable[[], None] = lambda: None
        """Called before the transaction, to sync to disk what it refers to."""
        self.on_seal: Callable[[], None] = lambda: None
        """Called when the work of the next transaction is sealed."""
        self.after_commit: Callable[[], None] = lambda: None
        self.busy_timeout_s = BUSY_SECONDS
        """Seconds to wait for another process's transaction."""
        self._db = db
        self._pending: list[_Work] = []
        self._sealed: deque[_Work] = deque()
        self._is_storing = False

    def __len__(self) -> int:
        """Return the number of pending pieces of work."""
        return len(self._sealed) + len(self._pending)

    @property
    def is_full(self) -> bool:
        """Whether enough unsealed work for a transaction is pending."""
        return len(self._pending) >= PAGES_PER_COMMIT and not self._is_storing

    def add(self, work: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        """Run ``work`` in the next transaction to store a page, or ``refuse`` if ``work`` raises.

        Work added by other work is done at once, as part of it.
        """
        if self._is_storing:
            self._store(work, refuse)
        else:
            self._pending.append((work, refuse))

    def forget(self) -> None:
        """Drop pending work."""
        self._pending.clear()
        self._sealed.clear()

    def flush(self) -> None:
        """Store pending work. Raises as ``transaction`` does."""
        if self:
            with self.transaction():
                pass

    def seal(self) -> None:
        """Close the group of pending work that ``flush_sealed`` will store; work added later is not part of it."""
        self._sealed += self._pending
        self._pending = []
        self.on_seal()

    def flush_sealed(self) -> None:
        """Store sealed work; what it refers to must be on disk. Raises as ``transaction`` does."""
        if self._sealed:
            with self._store_sealed():
                pass

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Store pending work and run the block, in one transaction unless that work takes longer than MAX_HOLD_CPU_S.

        A page that cannot be stored affects no other page. If the catalog itself cannot be written, the transaction is
        rolled back: raises CatalogBusyError if another process holds the lock, CatalogError otherwise; OSError if the
        archive cannot be synced to disk. Does not nest.
        """
        self.before_commit()
        self.seal()
        with self._store_sealed():
            yield

    @contextmanager
    def short_transaction(self) -> Iterator[None]:
        """Run the block in one transaction; pending work stays pending. Raises as ``transaction`` does."""
        self._begin()
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.conn.in_transaction:  # a full disk may have rolled back already
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise CatalogError(f"the catalog cannot be written: {error}") from error
            raise

    @contextmanager
    def _store_sealed(self) -> Iterator[None]:
        while True:
            with self.short_transaction():
                if self._store_some():
                    yield
                    break
        self.after_commit()

    def _store_some(self) -> bool:
        """Store sealed work for up to MAX_HOLD_CPU_S, at least one piece; return whether none is left."""
        if not self._sealed:
            return True
        ends = time.thread_time() + MAX_HOLD_CPU_S
        self._is_storing = True
        try:
            with index_at_end(self._db):
                while self._sealed:
                    self._store(*self._sealed.popleft())
                    if time.thread_time() >= ends:
                        break
        finally:
            self._is_storing = False
        return not self._sealed

    def _begin(self) -> None:
        began = time.monotonic()
        while True:
            try:
                # A plain cursor: the catalog's own cursor would wait for BUSY_SECONDS first.
                self._db.conn.cursor(sqlite3.Cursor).execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise CatalogError(f"the catalog cannot be written: {error}") from error
                # SQLite itself waits only briefly, so that signals are handled between two tries.
                longest = self.busy_timeout_s
                if was_interrupted():
                    longest = min(longest, BUSY_SECONDS_INTERRUPTED)
                if time.monotonic() - began >= longest:
                    reason = f"the catalog cannot be written: another process has locked it for {longest:.0f} seconds"
                    raise CatalogBusyError(reason) from error

    def _store(self, work: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        self._db.execute("SAVEPOINT page")
        try:
            work()
        except Exception as error:
            if _is_fatal(error):
                raise
            self._db.execute("ROLLBACK TO page")
            self._refuse(refuse, error)
        self._db.execute("RELEASE page")

    def _refuse(self, refuse: Callable[[Exception], None], error: Exception) -> None:
        try:
            refuse(error)
        except Exception as second_error:
            if _is_fatal(second_error):
                raise
            raise CatalogError(f"a page can neither be stored ({error}) nor refused ({second_error})") from second_error


def _is_fatal(error: Exception) -> bool:
    return isinstance(error, (*_FATAL, OSError)) or type(error) is sqlite3.DatabaseError

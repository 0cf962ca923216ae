"""Read one commit of the catalog by several connections in parallel: SQLite works while Python does."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from sqlite_utils import Database

from vustacrawl.catalog.connection import uri_to_read

_MOST_READERS = 4
_TRIES = 100
"""A crawl commits a few times a second, and beginning takes a thousandth of one."""

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Readers:
    """Connections that see the same commit of a catalog."""

    def __init__(self, connections: list[sqlite3.Connection]) -> None:
        self.count = len(connections)
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        for connection in connections:
            self._idle.put(connection)

    def in_order(
        self, read: Callable[[sqlite3.Connection, Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[Result]:
        """Yield ``read(connection, argument)`` for each argument, in order; only a few are read ahead."""
        waiting: deque[Future[Result]] = deque()
        with ThreadPoolExecutor(self.count) as pool:
            try:
                for argument in arguments:
                    waiting.append(pool.submit(self._run, read, argument))
                    if len(waiting) > self.count:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, read: Callable[[sqlite3.Connection, Argument], Result], argument: Argument) -> Result:
        connection = self._idle.get()
        try:
            return read(connection, argument)
        finally:
            self._idle.put(connection)


@contextmanager
def one_snapshot(db: Database) -> Iterator[Readers]:
    """Let ``db`` and the yielded readers see the same commit while the block runs.

    Raises sqlite3.OperationalError, leaving ``db`` unchanged, if it has an open transaction, the file cannot be read,
    or other processes commit too fast.
    """
    file = Path(next(path for _, name, path in db.execute("PRAGMA database_list") if name == "main"))
    with ExitStack() as opened:
        count = min(os.cpu_count() or 1, _MOST_READERS)
        watch, *readers = (opened.enter_context(closing(_reader(file))) for _ in range(1 + count))
        together = [db.conn, *readers]
        if db.conn.in_transaction:
            raise sqlite3.OperationalError("cannot start a transaction within a transaction")
        try:
            _begin(together, watch)
            yield Readers(readers)
        finally:
            _end(together)


def _reader(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(uri_to_read(file), uri=True, isolation_level=None, check_same_thread=False)


def _begin(together: list[sqlite3.Connection], watch: sqlite3.Connection) -> None:
    """Begin a transaction on each connection with no commit by others between the first and the last."""
    for _ in range(_TRIES):
        before = _commits_seen(watch)
        for connection in together:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if _commits_seen(watch) == before:
            return
        _end(together)
    raise sqlite3.OperationalError("other processes write it without a pause; try again later")


def _end(together: list[sqlite3.Connection]) -> None:
    for connection in together:
        connection.rollback()


def _commits_seen(watch: sqlite3.Connection) -> int:
    """Return a number that changes with every commit by another connection."""
    return int(watch.execute("PRAGMA data_version").fetchone()[0])

"""Bounds on what visitors' SQL may cost: time, memory, size of the result, and how many queries run at once.

Measured with ``python -m benchmarks.load --attack`` on a catalog of 300 articles and 2 cores.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results

from vustacrawl.catalog.connection import read_catalog, uri_to_read
from vustacrawl.web.responses import HttpError

Value = TypeVar("Value")

QUERY_THREADS = 2
"""Threads for SQL, so that vustacrawl's own pages never wait for a visitor's query."""
MAX_QUERIES = 2
"""Requests for tables and SQL served at a time: each keeps several copies of its result while it is rendered."""
MAX_CSV_STREAMS = 2
QUERY_WAIT_S = 5.0
"""How long a request waits for its turn before it is answered with 503."""
MAX_RESULT_BYTES = 8 * 1024 * 1024
"""Of one result in Python objects; as JSON it can take six times as much."""
MAX_VALUE_BYTES = 2 * 1024 * 1024
MAX_COLUMNS = 200
MAX_SQL_BYTES = 100_000
QUERY_CACHE_KIB = 8 * 1024
"""Page cache of a query's connection, and therefore the memory of one sort before it goes to disk."""
MAX_HEAP_BYTES = 256 * 1024 * 1024
"""Of all of SQLite in this process. A query that needs more fails, and nothing else does."""
PAGE_TIME_LIMIT_S = 10.0
_CHECK_EVERY = 1000
"""Instructions of SQLite's virtual machine between two checks of the clock, about 0.1 ms."""
_PRIVATE = frozenset({"database_list", "compile_options", "sqlite_stmt", "sqlite_version", "sqlite_source_id"})
"""Pragmas, tables and functions that reveal paths, versions and other visitors' queries."""
_FORBIDDEN = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_TRANSACTION})


def limit_sqlite_heap() -> None:
    """Bound the memory of every SQLite connection of this process together (``PRAGMA hard_heap_limit``)."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute(f"PRAGMA hard_heap_limit = {MAX_HEAP_BYTES}")
    connection.close()


class CatalogDatabase(Database):  # type: ignore[misc] # Datasette has no types
    """The catalog for Datasette. SQL of visitors and of Datasette's pages runs on threads and connections of its own,
    within the limits of this module; vustacrawl's pages use ``execute_fn``. If another file replaces the catalog, as a
    restored backup does, every thread opens that one."""

    def __init__(self, datasette: Datasette, path: str) -> None:
        super().__init__(datasette, path=path)
        self._threads = ThreadPoolExecutor(QUERY_THREADS, thread_name_prefix="sql")
        self._local = threading.local()

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        """Run a query; ``custom_time_limit`` is in milliseconds. Raises QueryInterrupted after the time limit, and
        sqlite3.OperationalError, which Datasette answers with 400, for a result or a need of memory that is too large.
        """
        limit_ms = min(self.ds.sql_time_limit_ms, custom_time_limit or self.ds.sql_time_limit_ms)
        max_rows = self.ds.max_returned_rows + (self.ds.max_returned_rows == (page_size or self.ds.page_size))

        def run() -> Results:
            connection = self._connection(is_limited=True)
            try:
                return within_time(
                    connection, limit_ms / 1000, lambda: _fetch(connection, sql, params or {}, max_rows, truncate)
                )
            except MemoryError:
                raise sqlite3.OperationalError("the query needs too much memory") from None
            except sqlite3.OperationalError as error:
                if error.args == ("interrupted",):
                    raise QueryInterrupted(error, sql, params) from None
                raise

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def attached_databases(self) -> list[Any]:
        """Return nothing: no database can be attached."""
        return []

    async def execute_fn(self, function: Callable[[sqlite3.Connection], Value]) -> Value:
        """Call a function with a connection, on a thread for vustacrawl's pages."""
        return await asyncio.get_running_loop().run_in_executor(
            self.ds.executor, lambda: function(self._connection(is_limited=False))
        )

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open the catalog read-only; Datasette misreads a path with ``%``, ``?`` or ``#``. Raises CatalogError."""
        path = Path(self.path)
        read_catalog(path).close()
        connection = sqlite3.connect(uri_to_read(path), uri=True, check_same_thread=False)
        self._all_file_connections.append(connection)
        return connection

    def _connection(self, *, is_limited: bool) -> sqlite3.Connection:
        """Return this thread's connection to the file that is the catalog now. Raises CatalogError."""
        file, connection = getattr(self._local, "opened", (None, None))
        current = _identity(self.path)
        if connection is None or current not in (file, None):
            opened = self._open(is_limited)
            if connection:
                connection.close()
            self._local.opened, connection = (current, opened), opened
        return cast(sqlite3.Connection, connection)

    def _open(self, is_limited: bool) -> sqlite3.Connection:
        connection = self.connect()
        self.ds._prepare_connection(connection, self.name)
        if is_limited:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
            connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MAX_COLUMNS)
            connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES)
            connection.execute(f"PRAGMA cache_size = -{QUERY_CACHE_KIB}")
            connection.set_authorizer(_authorize)
        return connection


def _identity(path: str) -> tuple[int, int] | None:
    """Return the device and inode of a file; None if there is none, as in the middle of a restore."""
    try:
        state = Path(path).stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def within_time(connection: sqlite3.Connection, seconds: float, run: Callable[[], Value]) -> Value:
    """Call a function and return its result; SQLite interrupts its queries after this many seconds."""
    deadline = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() >= deadline, _CHECK_EVERY)
    try:
        return run()
    finally:
        connection.set_progress_handler(None, 0)


def _fetch(connection: sqlite3.Connection, sql: str, params: Any, max_rows: int, truncate: bool) -> Results:
    cursor = connection.execute(sql, params)
    rows: list[sqlite3.Row] = []
    size = 0
    try:
        for row in cursor:
            if truncate and len(rows) == max_rows:
                return Results(rows, True, cursor.description)
            size += sum(map(sys.getsizeof, row))
            if size > MAX_RESULT_BYTES:
                too_large = f"the result is larger than {MAX_RESULT_BYTES >> 20} MB; ask for fewer rows"
                raise sqlite3.OperationalError(too_large)
            rows.append(row)
        return Results(rows, False, cursor.description)
    finally:
        cursor.close()


def _authorize(action: int, first: str | None, second: str | None, _database: str | None, _source: str | None) -> int:
    # The name is the first argument of a pragma or a table, and the second of a function.
    is_private = not _PRIVATE.isdisjoint({(first or "").lower(), (second or "").lower()})
    return sqlite3.SQLITE_DENY if action in _FORBIDDEN or is_private else sqlite3.SQLITE_OK


@asynccontextmanager
async def turn(free: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait for a turn. Raises HttpError after QUERY_WAIT_S."""
    try:
        async with asyncio.timeout(QUERY_WAIT_S):
            await free.acquire()
    except TimeoutError:
        raise HttpError(503, "too many queries at once; try again in a few seconds") from None
    try:
        yield
    finally:
        free.release()

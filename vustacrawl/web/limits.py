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
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results

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
    within the limits of this module; vustacrawl's pages use ``execute_fn``, which is Datasette's."""

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
            connection = self._connection()
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

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self.connect()
            self.ds._prepare_connection(connection, self.name)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
            connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MAX_COLUMNS)
            connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES)
            connection.execute(f"PRAGMA cache_size = -{QUERY_CACHE_KIB}")
            connection.set_authorizer(_authorize)
            self._local.connection = connection
        return connection


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

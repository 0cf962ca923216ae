"""A worker's connection to PostgreSQL, reopened after an outage."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from vustacrawl.frontier.cluster.connection import (
    CONNECT_TIMEOUT_S,
    ClusterUnreachableError,
    Connection,
    connect,
    errors_of,
    shown,
)

RECONNECT_S = 2.0
"""Minimum time between two attempts to connect."""
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def clock() -> float:
    """Return the seconds of a monotonic clock; on Linux it keeps running while the machine is suspended."""
    return time.clock_gettime(_CLOCK)


class Session:
    """Connects when a transaction needs it."""

    def __init__(self, url: str) -> None:
        self.unreachable_since: float | None = None
        """By ``clock``; None if PostgreSQL answered last time."""
        self._url = url
        self._connection: Connection | None = None
        self._connected_at = -RECONNECT_S
        self._longest_wait_s: float | None = None

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Cursor[Any]]:
        """Run the block in one transaction; rows are dicts. Raises ClusterError."""
        try:
            with errors_of(self._url):
                connection = self._connected()
                with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
                    yield cursor
        except ClusterUnreachableError:
            self.unreachable_since = self.unreachable_since or clock()
            self.close()
            raise
        self.unreachable_since = None

    def limit_waiting(self, seconds: float) -> None:
        """Limit how long this worker waits for a silent server, and the server for a worker frozen in a transaction."""
        self._longest_wait_s = seconds
        if self._connection:
            milliseconds = max(1, int(seconds * 1_000))
            self._connection.execute(
                "SELECT set_config('idle_in_transaction_session_timeout', %s, false)", (str(milliseconds),)
            )
            if self._connection.info.hostaddr and hasattr(socket, "TCP_USER_TIMEOUT"):  # not a Unix socket; Linux only
                with socket.socket(fileno=os.dup(self._connection.fileno())) as same:
                    same.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _connected(self) -> Connection:
        if self._connection is None:
            if clock() < self._connected_at + RECONNECT_S:
                raise ClusterUnreachableError(f"{shown(self._url)}: no connection")
            self._connected_at = clock()
            self._connection = connect(self._url, self._longest_wait_s or CONNECT_TIMEOUT_S)
            if self._longest_wait_s:
                self.limit_waiting(self._longest_wait_s)
        return self._connection

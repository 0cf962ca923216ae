"""Connections to a cluster's PostgreSQL, with the timeouts that free the hosts of a frozen worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import psycopg
from psycopg.conninfo import conninfo_to_dict

from vustacrawl.errors import UserError

Connection = psycopg.Connection[tuple[object, ...]]

CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 30
SILENCE_TIMEOUT_S = 15
"""How long sent data may stay unacknowledged before the connection counts as broken."""
MIN_VERSION = 140_000
_SETTINGS = {
    "search_path": "vustacrawl",
    "statement_timeout": STATEMENT_TIMEOUT_S * 1_000,
    "idle_in_transaction_session_timeout": SILENCE_TIMEOUT_S * 1_000,
    "tcp_user_timeout": SILENCE_TIMEOUT_S * 1_000,
    "tcp_keepalives_idle": SILENCE_TIMEOUT_S,
    "tcp_keepalives_interval": SILENCE_TIMEOUT_S // 3,
    "tcp_keepalives_count": 3,
}
"""Server-side settings of a session. Timeouts are in milliseconds, keepalives in seconds."""


class ClusterError(UserError):
    """The cluster cannot be used; the message says why, in one line."""


class ClusterUnreachableError(ClusterError):
    """The cluster's PostgreSQL does not answer now; it may do so later."""


def connect(url: str, within_s: float = CONNECT_TIMEOUT_S) -> Connection:
    """Connect to a cluster's PostgreSQL, in autocommit mode. Raises ClusterError."""
    with errors_of(url):
        connection = psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=min(CONNECT_TIMEOUT_S, max(2, int(within_s))),  # 2: libpq's minimum
            tcp_user_timeout=SILENCE_TIMEOUT_S * 1_000,
            keepalives_idle=SILENCE_TIMEOUT_S,
            keepalives_interval=SILENCE_TIMEOUT_S // 3,
            keepalives_count=3,
            application_name="vustacrawl",
            options=" ".join(f"-c {name}={value}" for name, value in _SETTINGS.items()),
        )
    if (version := connection.info.server_version) < MIN_VERSION:
        connection.close()
        raise ClusterError(f"{shown(url)}: PostgreSQL {version // 10_000}; 14 or later is needed")
    return connection


def create_tables(url: str) -> None:
    """Create the cluster's tables if they do not exist. Raises ClusterError."""
    sql = files("vustacrawl.frontier.cluster").joinpath("schema.sql").read_text("utf-8")
    with connect(url) as connection, errors_of(url), connection.transaction():
        connection.execute(sql)


@contextmanager
def errors_of(url: str) -> Iterator[None]:
    """Raise what psycopg raises in the block as a ClusterError, which names the server."""
    try:
        yield
    except psycopg.errors.UndefinedTable:
        raise ClusterError(f"{shown(url)} has no tables yet; run `vustacrawl cluster init` once") from None
    except (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError) as error:
        raise ClusterUnreachableError(f"{shown(url)}: {_one_line(error)}") from error
    except psycopg.Error as error:  # or not a connection string
        raise ClusterError(f"{shown(url)}: {_one_line(error)}") from None


def shown(url: str) -> str:
    """Return a URL without its user and password, for messages."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        return "the cluster's PostgreSQL"
    return f"PostgreSQL at {parts.get('host') or 'localhost'}:{parts.get('port') or 5432}"


def _one_line(error: Exception) -> str:
    """Return the first line of an error's message."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]

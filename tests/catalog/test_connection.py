"""Waiting for other processes' transactions."""

import sqlite3
import threading
from pathlib import Path

import pytest

from vustacrawl.catalog import connection, open_catalog


def test_statement_waits_longer_than_sqlite_busy_timeout(tmp_path: Path) -> None:
    db = open_catalog(tmp_path / "c.db")
    other = sqlite3.connect(tmp_path / "c.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(5 * connection._BUSY_SECONDS_PER_TRY, lambda: other.execute("COMMIT"))
    release.start()
    db.execute("BEGIN IMMEDIATE")
    db.execute("COMMIT")
    release.join()
    db.close()
    other.close()


def test_locked_statement_fails_after_busy_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = open_catalog(tmp_path / "c.db")
    other = sqlite3.connect(tmp_path / "c.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.3)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        db.execute("BEGIN IMMEDIATE")
    other.execute("COMMIT")
    other.close()
    db.close()

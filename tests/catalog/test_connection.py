"""Waiting for other processes' transactions, and the write-ahead log."""

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from vustacrawl.catalog import connection, open_catalog


@pytest.mark.slow
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


def test_log_is_copied_while_others_read_and_write(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    writer = open_catalog(path)
    reader = sqlite3.connect(path, isolation_level=None)

    writer.execute("INSERT INTO day_counts VALUES ('2026-01-01', 1)")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM day_counts").fetchall()
    writer.execute("INSERT INTO day_counts VALUES ('2026-01-02', 1)")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO day_counts VALUES ('2026-01-03', 1)")
    connection.copy_write_ahead_log(path)
    assert reader.execute("SELECT count(*) FROM day_counts").fetchone() == (1,)
    reader.execute("COMMIT")
    connection.copy_write_ahead_log(path)
    shutil.copy(path, tmp_path / "without-log.db")
    with closing(sqlite3.connect(tmp_path / "without-log.db")) as copied:
        assert copied.execute("SELECT count(*) FROM day_counts").fetchone() == (2,), "the third is not committed"
    writer.execute("COMMIT")
    writer.close()
    reader.close()

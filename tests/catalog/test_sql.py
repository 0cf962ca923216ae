"""Helpers that read and write the catalog."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from sqlite_utils import Database

from vustacrawl.catalog.sql import insert, one_column, one_value, transaction, update


@pytest.fixture
def db(tmp_path: Path) -> Database:
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    connection.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)")
    return Database(connection)


def test_rows_are_inserted_updated_and_read(db: Database) -> None:
    assert [insert(db, "words", {"word": word}) for word in ("hội", "tin")] == [1, 2]
    update(db, "words", {"word": "bài"}, "id = ?", 2)
    assert one_column(db, "SELECT word FROM words ORDER BY id") == ["hội", "bài"]
    assert one_value(db, "SELECT word FROM words WHERE id = ?", (2,)) == "bài"
    assert one_value(db, "SELECT word FROM words WHERE id = ?", (3,)) is None


def test_transaction_locks_at_start_and_rolls_back_on_error(db: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None, timeout=0)
    with transaction(db):
        one_column(db, "SELECT word FROM words")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO words (word) VALUES ('khác')")
        insert(db, "words", {"word": "hội"})
    with suppress(KeyError), transaction(db):
        insert(db, "words", {"word": "tin"})
        raise KeyError
    assert other.execute("SELECT word FROM words").fetchall() == [("hội",)]
    other.close()

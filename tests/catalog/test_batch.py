"""Pages wait in memory and are stored in one short transaction; a failing page does not affect the others."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from vustacrawl.catalog import CatalogError, open_catalog
from vustacrawl.catalog.batch import PAGES_PER_COMMIT, Batch, CatalogBusyError


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    catalog = open_catalog(tmp_path / "c.db")
    catalog.execute("CREATE TABLE entries (value TEXT UNIQUE) STRICT")
    yield catalog
    catalog.close()


def insert_value(db: Database, value: object) -> None:
    db.execute("INSERT INTO entries VALUES (?)", (value,))


def stored_values(db: Database) -> list[str]:
    return [value for (value,) in db.execute("SELECT value FROM entries ORDER BY rowid")]


def add(batch: Batch, db: Database, value: object) -> None:
    batch.add(lambda: insert_value(db, value), lambda error: insert_value(db, f"{value}: {type(error).__name__}"))


def test_nothing_is_written_or_locked_before_flush(db: Database, tmp_path: Path) -> None:
    batch = Batch(db)
    add(batch, db, "a")
    add(batch, db, "b")
    assert len(batch) == 2
    assert not db.conn.in_transaction
    with closing(sqlite3.connect(tmp_path / "c.db", timeout=0)) as other, other:
        other.execute("INSERT INTO entries VALUES ('other')")
    batch.flush()
    assert stored_values(db) == ["other", "a", "b"]
    assert len(batch) == 0
    assert not db.conn.in_transaction


def test_archive_is_synced_before_transaction_begins(db: Database) -> None:
    batch = Batch(db)
    order = []
    batch.before_commit = lambda: order.append(("sync", db.conn.in_transaction))
    batch.after_commit = lambda: order.append(("committed", db.conn.in_transaction))
    batch.add(lambda: order.append(("store", db.conn.in_transaction)), lambda _: None)
    batch.flush()
    assert order == [("sync", False), ("store", True), ("committed", False)]


def test_failed_archive_sync_commits_nothing_and_keeps_pages(db: Database) -> None:
    batch = Batch(db)
    add(batch, db, "a")

    def fail() -> None:
        raise OSError("no disk")

    batch.before_commit = fail
    with pytest.raises(OSError, match="no disk"):
        batch.flush()
    assert stored_values(db) == []
    assert len(batch) == 1


def test_page_that_cannot_be_stored_does_not_affect_others(db: Database) -> None:
    batch = Batch(db)

    def half() -> None:
        insert_value(db, "half")
        raise ValueError("and no further")

    add(batch, db, "a")
    batch.add(half, lambda error: insert_value(db, f"refused: {error}"))
    add(batch, db, "a")
    add(batch, db, "b")
    batch.flush()
    assert stored_values(db) == ["a", "refused: and no further", "a: IntegrityError", "b"]


@pytest.mark.parametrize(
    "error",
    [sqlite3.OperationalError("disk I/O error"), sqlite3.DatabaseError("database disk image is malformed")],
    ids=["disk", "corrupt"],
)
def test_unwritable_catalog_rolls_back_whole_batch(db: Database, error: sqlite3.Error) -> None:
    batch = Batch(db)

    def fail() -> None:
        raise error

    add(batch, db, "a")
    batch.add(fail, lambda _: insert_value(db, "refused"))
    with pytest.raises(CatalogError, match=f"cannot be written: {error}"):
        batch.flush()
    assert stored_values(db) == []
    assert not db.conn.in_transaction


def test_pages_stay_pending_while_catalog_is_locked(db: Database, tmp_path: Path) -> None:
    batch = Batch(db)
    batch.busy_timeout_s = 0.01
    add(batch, db, "a")
    with closing(sqlite3.connect(tmp_path / "c.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogBusyError):
            batch.flush()
        assert len(batch) == 1
        other.execute("ROLLBACK")
    batch.flush()
    assert stored_values(db) == ["a"]


def test_pending_pages_are_stored_before_transaction_block(db: Database) -> None:
    batch = Batch(db)
    add(batch, db, "a")
    with batch.transaction():
        assert stored_values(db) == ["a"]
        insert_value(db, "b")
    assert stored_values(db) == ["a", "b"]


def test_batch_is_full_at_page_limit(db: Database) -> None:
    batch = Batch(db)
    for at in range(PAGES_PER_COMMIT):
        assert not batch.is_full
        add(batch, db, str(at))
    assert batch.is_full


def test_error_while_recording_failed_page_is_raised(db: Database) -> None:
    batch = Batch(db)
    add(batch, db, "a")
    batch.add(lambda: insert_value(db, "a"), lambda _: insert_value(db, "a"))
    with pytest.raises(CatalogError, match="neither be stored"):
        batch.flush()
    assert stored_values(db) == []


def test_work_added_by_other_work_is_stored_with_it(db: Database) -> None:
    batch = Batch(db)

    def outer(name: str, fails: bool) -> None:
        insert_value(db, name)
        add(batch, db, f"{name} inner")
        add(batch, db, name)  # duplicate: rejected
        if fails:
            raise ValueError

    batch.add(lambda: outer("a", False), lambda _: None)
    batch.add(lambda: outer("b", True), lambda _: insert_value(db, "b refused"))
    batch.flush()
    assert stored_values(db) == ["a", "a inner", "a: IntegrityError", "b refused"]


def test_long_flush_is_split_into_several_commits(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vustacrawl.catalog.batch.MAX_HOLD_CPU_S", 0.0)
    batch, commits, done = Batch(db), [], []
    db.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    batch.after_commit = lambda: done.append(len(commits))
    for value in ("a", "b", "c"):
        add(batch, db, value)
    with batch.transaction():
        insert_value(db, "block")
    assert (stored_values(db), done) == (["a", "b", "c", "block"], [3])

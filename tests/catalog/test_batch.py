"""Pages wait in memory and are stored in one short transaction; a failing page does not affect the others."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from vustacrawl.catalog import CatalogError, open_catalog
from vustacrawl.catalog.batch import PAGES_A_COMMIT, Batch, CatalogBusyError


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    catalog = open_catalog(tmp_path / "c.db")
    catalog.execute("CREATE TABLE noted (what TEXT UNIQUE) STRICT")
    yield catalog
    catalog.close()


def note(db: Database, what: object) -> None:
    db.execute("INSERT INTO noted VALUES (?)", (what,))


def noted(db: Database) -> list[str]:
    return [what for (what,) in db.execute("SELECT what FROM noted ORDER BY rowid")]


def add(batch: Batch, db: Database, what: object) -> None:
    batch.add(lambda: note(db, what), lambda error: note(db, f"{what}: {type(error).__name__}"))


def test_nothing_is_written_or_locked_before_the_flush(db: Database, tmp_path: Path) -> None:
    batch = Batch(db)
    add(batch, db, "a")
    add(batch, db, "b")
    assert len(batch) == 2
    assert not db.conn.in_transaction
    with closing(sqlite3.connect(tmp_path / "c.db", timeout=0)) as other, other:
        other.execute("INSERT INTO noted VALUES ('other')")
    batch.flush()
    assert noted(db) == ["other", "a", "b"]
    assert len(batch) == 0
    assert not db.conn.in_transaction


def test_the_archive_is_on_disk_before_the_transaction_begins(db: Database) -> None:
    batch = Batch(db)
    order = []
    batch.before_commit = lambda: order.append(("sync", db.conn.in_transaction))
    batch.after_commit = lambda: order.append(("committed", db.conn.in_transaction))
    batch.add(lambda: order.append(("store", db.conn.in_transaction)), lambda _: None)
    batch.flush()
    assert order == [("sync", False), ("store", True), ("committed", False)]


def test_where_the_archive_cannot_be_synced_nothing_is_committed_and_nothing_forgotten(db: Database) -> None:
    batch = Batch(db)
    add(batch, db, "a")

    def fail() -> None:
        raise OSError("no disk")

    batch.before_commit = fail
    with pytest.raises(OSError, match="no disk"):
        batch.flush()
    assert noted(db) == []
    assert len(batch) == 1


def test_a_page_that_cannot_be_stored_costs_that_page(db: Database) -> None:
    batch = Batch(db)

    def half() -> None:
        note(db, "half")
        raise ValueError("and no further")

    add(batch, db, "a")
    batch.add(half, lambda error: note(db, f"refused: {error}"))
    add(batch, db, "a")
    add(batch, db, "b")
    batch.flush()
    assert noted(db) == ["a", "refused: and no further", "a: IntegrityError", "b"]


@pytest.mark.parametrize(
    "error",
    [sqlite3.OperationalError("disk I/O error"), sqlite3.DatabaseError("database disk image is malformed")],
    ids=["disk", "corrupt"],
)
def test_where_the_catalog_cannot_be_written_everything_is_rolled_back(db: Database, error: sqlite3.Error) -> None:
    batch = Batch(db)

    def fail() -> None:
        raise error

    add(batch, db, "a")
    batch.add(fail, lambda _: note(db, "refused"))
    with pytest.raises(CatalogError, match=f"cannot be written: {error}"):
        batch.flush()
    assert noted(db) == []
    assert not db.conn.in_transaction


def test_while_another_process_holds_the_catalog_pages_wait(db: Database, tmp_path: Path) -> None:
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
    assert noted(db) == ["a"]


def test_what_is_pending_is_stored_before_the_block(db: Database) -> None:
    batch = Batch(db)
    add(batch, db, "a")
    with batch.transaction():
        assert noted(db) == ["a"]
        note(db, "b")
    assert noted(db) == ["a", "b"]


def test_a_batch_is_full_before_it_holds_the_lock_for_long(db: Database) -> None:
    batch = Batch(db)
    for at in range(PAGES_A_COMMIT):
        assert not batch.is_full
        add(batch, db, str(at))
    assert batch.is_full


def test_a_page_that_can_be_neither_stored_nor_refused_is_said(db: Database) -> None:
    batch = Batch(db)
    add(batch, db, "a")
    batch.add(lambda: note(db, "a"), lambda _: note(db, "a"))
    with pytest.raises(CatalogError, match="neither be stored"):
        batch.flush()
    assert noted(db) == []


def test_work_that_other_work_adds_is_part_of_it(db: Database) -> None:
    batch = Batch(db)

    def outer(name: str, fails: bool) -> None:
        note(db, name)
        add(batch, db, f"{name} inner")
        add(batch, db, name)  # known already: refused
        if fails:
            raise ValueError

    batch.add(lambda: outer("a", False), lambda _: None)
    batch.add(lambda: outer("b", True), lambda _: note(db, "b refused"))
    batch.flush()
    assert noted(db) == ["a", "a inner", "a: IntegrityError", "b refused"]


def test_other_processes_may_write_while_much_is_stored(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vustacrawl.catalog.batch.MAX_HOLD_CPU_S", 0.0)
    batch, commits, done = Batch(db), [], []
    db.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    batch.after_commit = lambda: done.append(len(commits))
    for what in ("a", "b", "c"):
        add(batch, db, what)
    with batch.transaction():
        note(db, "block")
    assert (noted(db), done) == (["a", "b", "c", "block"], [3])

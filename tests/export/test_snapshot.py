"""Several connections read the same snapshot of the catalog."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from vustacrawl.export.snapshot import one_snapshot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "counted.db"
    db = Database(sqlite3.connect(path, isolation_level=None))
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE counted (n INTEGER)")
    db.execute("INSERT INTO counted VALUES (0)")
    db.close()
    return path


@pytest.fixture
def db(file: Path) -> Iterator[Database]:
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)
    yield Database(connection)
    connection.close()


def count(connection: sqlite3.Connection, _: object = None) -> int:
    return int(connection.execute("SELECT n FROM counted").fetchone()[0])


def test_all_readers_see_same_snapshot_while_others_commit(db: Database, file: Path) -> None:
    is_over = threading.Event()

    def commit_repeatedly() -> None:
        writer = sqlite3.connect(file, isolation_level=None)
        while not is_over.wait(0.0002):
            writer.execute("UPDATE counted SET n = n + 1")
        writer.close()

    writing = threading.Thread(target=commit_repeatedly)
    writing.start()
    seen: list[set[int]] = []
    try:
        while len(seen) < 60 or len(set.union(*seen)) <= 3:  # until the writer has committed meanwhile
            with one_snapshot(db) as readers:
                seen.append({count(db.conn), *readers.in_order(count, range(20))})
    finally:
        is_over.set()
        writing.join()
    assert all(len(counts) == 1 for counts in seen)


def test_snapshot_fails_if_catalog_changes_without_pause(
    db: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(10_000))
    monkeypatch.setattr("vustacrawl.export.snapshot._commits_seen", lambda watch: next(numbers))
    with pytest.raises(sqlite3.OperationalError, match="without a pause"), one_snapshot(db):
        pass
    assert not db.conn.in_transaction


def test_results_are_in_order_of_tasks(db: Database) -> None:
    def slowly(_: sqlite3.Connection, number: int) -> int:
        time.sleep(0.004 * (number % 3))
        return number

    with one_snapshot(db) as readers:
        assert list(readers.in_order(slowly, range(30))) == list(range(30))


def test_few_tasks_are_taken_in_advance(db: Database) -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    with one_snapshot(db) as readers:
        results = readers.in_order(count, tasks())
        next(results)
        assert taken <= readers.count + 1
        results.close()


def test_error_while_reading_is_raised(db: Database) -> None:
    with one_snapshot(db) as readers, pytest.raises(sqlite3.OperationalError, match="no such table"):
        list(readers.in_order(lambda connection, _: connection.execute("SELECT * FROM missing"), range(9)))

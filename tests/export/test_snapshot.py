"""Several connections, one moment of the catalog."""

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


def test_every_reader_sees_what_the_first_one_sees_while_others_commit(db: Database, file: Path) -> None:
    is_over = threading.Event()

    def commit_again_and_again() -> None:
        writer = sqlite3.connect(file, isolation_level=None)
        while not is_over.wait(0.0002):
            writer.execute("UPDATE counted SET n = n + 1")
        writer.close()

    writing = threading.Thread(target=commit_again_and_again)
    writing.start()
    seen: list[set[int]] = []
    try:
        while len(seen) < 60 or len(set.union(*seen)) <= 3:  # until the writer was seen to go on meanwhile
            with one_snapshot(db) as readers:
                seen.append({count(db.conn), *readers.in_order(count, range(20))})
    finally:
        is_over.set()
        writing.join()
    assert all(len(counts) == 1 for counts in seen)


def test_a_catalog_that_is_never_still_is_refused(db: Database, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(10_000))
    monkeypatch.setattr("vustacrawl.export.snapshot._commits_seen", lambda watch: next(numbers))
    with pytest.raises(sqlite3.OperationalError, match="without a pause"), one_snapshot(db):
        pass
    assert not db.conn.in_transaction


def test_answers_come_in_the_order_of_the_questions(db: Database) -> None:
    def slowly(_: sqlite3.Connection, number: int) -> int:
        time.sleep(0.004 * (number % 3))
        return number

    with one_snapshot(db) as readers:
        assert list(readers.in_order(slowly, range(30))) == list(range(30))


def test_few_questions_are_asked_ahead(db: Database) -> None:
    asked = 0

    def questions() -> Iterator[int]:
        nonlocal asked
        for number in range(1000):
            asked += 1
            yield number

    with one_snapshot(db) as readers:
        answers = readers.in_order(count, questions())
        next(answers)
        assert asked <= readers.count + 1
        answers.close()


def test_what_goes_wrong_while_reading_is_told(db: Database) -> None:
    with one_snapshot(db) as readers, pytest.raises(sqlite3.OperationalError, match="no such table"):
        list(readers.in_order(lambda connection, _: connection.execute("SELECT * FROM missing"), range(9)))

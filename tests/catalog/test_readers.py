"""Readers of the catalog never block a crawl nor wait for it; and the file opens in analysts' tools."""

import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import duckdb_extension_sqlite_scanner
import pandas
import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from tests.demo.conftest import COMMAND
from tests.waiting import HANG_S, wait_until
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.batch import Batch
from vustacrawl.catalog.connection import MAX_WAL_BYTES
from vustacrawl.catalog.dictionary import data_dictionary


@contextmanager
def reader(path: Path) -> Iterator[sqlite3.Connection]:
    """As the ``sqlite3`` shell opens the file; any lock that it meets is an error at once."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=0, isolation_level=None)
    yield connection
    connection.close()


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def is_ready(path: Path) -> bool:
    if not path.exists():
        return False
    with reader(path) as connection:
        try:
            return count(connection) > 0
        except sqlite3.OperationalError:  # it is being made
            return False


@pytest.mark.slow
def test_a_crawl_and_its_readers_do_not_wait_for_one_another(tmp_path: Path) -> None:
    crawl = subprocess.Popen([*COMMAND, "demo"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    catalog = tmp_path / "ws/vustacrawl.db"
    wait_until(lambda: is_ready(catalog), crawl)
    with reader(catalog) as patient:
        patient.execute("BEGIN")
        then = count(patient)
        titles = patient.execute("SELECT title FROM articles_latest")
        titles.fetchone()  # a result that is read half
        now = then
        while now < then + 30:
            assert crawl.poll() is None
            with reader(catalog) as passer_by:
                now = count(passer_by)
                passer_by.execute("SELECT * FROM field_completeness").fetchall()
        assert len(titles.fetchall()) == then - 1
        assert count(patient) == then
        crawl.send_signal(signal.SIGINT)
        assert "run it again" in crawl.communicate(timeout=HANG_S)[1]
        assert count(patient) == then
    with reader(catalog) as after:
        assert count(after) >= now
        assert after.execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_the_log_that_grew_under_a_reader_shrinks_when_he_leaves(db: Database, tmp_path: Path) -> None:
    log = tmp_path / "c.db-wal"
    store(db, an_article(1))
    with reader(tmp_path / "c.db") as patient:
        patient.execute("BEGIN")
        count(patient)
        for at in range(MAX_WAL_BYTES // 1_000_000 + 10):
            db.execute(
                "INSERT INTO problems (site, url, stage, reason, seen_at) VALUES ('a', ?, 'fetch', ?, ?)",
                (f"https://a.vn/{at}", "x" * 1_000_000, "2026-01-01T00:00:00.000Z"),
            )
        assert log.stat().st_size > MAX_WAL_BYTES
        assert count(patient) == 1
    for at in range(2, 5):
        store(db, an_article(at))
    assert log.stat().st_size <= MAX_WAL_BYTES


def test_two_writers_wait_for_each_other_and_lose_nothing(db: Database, tmp_path: Path) -> None:
    other = open_catalog(tmp_path / "c.db")
    batches = (Batch(db), Batch(other))
    for at in range(0, 20, 2):
        for offset, (connection, batch) in enumerate(zip((db, other), batches, strict=True)):
            with batch.transaction():
                store(connection, an_article(at + offset))
    other.close()
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (20,)


def test_the_file_opens_in_the_plain_shell(db: Database, tmp_path: Path) -> None:
    store(db, an_article(1, title="Đại hội"))
    query = "SELECT title FROM articles_latest; SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'dai hoi'"
    try:
        done = subprocess.run(["sqlite3", tmp_path / "c.db", query], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no sqlite3 shell here")
    assert (done.stdout, done.stderr) == ("Đại hội\n1\n", "")


def test_the_file_opens_in_pandas(db: Database, tmp_path: Path) -> None:
    store(db, an_article(1))
    with reader(tmp_path / "c.db") as connection:
        frame = pandas.read_sql_query("SELECT * FROM articles", connection, parse_dates=["first_seen_at"])
        days = pandas.read_sql_query("SELECT * FROM articles_per_day", connection)
    assert frame.loc[0, "first_seen_at"].year == 2026
    assert list(days["day"]) == ["2024-05-06"]


def test_the_file_opens_in_duckdb(db: Database, tmp_path: Path) -> None:
    store(db, an_article(1, title="Đại hội"))
    connection = duckdb.connect()
    [extension] = Path(*duckdb_extension_sqlite_scanner.__path__).rglob("*.duckdb_extension")
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH '{tmp_path / 'c.db'}' AS c (TYPE sqlite, READ_ONLY)")
    computed = {"search_key", "text_words"}
    for relation in data_dictionary().values():
        if relation.kind != "index":
            columns = {column[0] for column in connection.execute(f"SELECT * FROM c.{relation.name}").description}
            assert columns | computed == {column.name for column in relation.columns} | computed
    counted = "SELECT title, count(position) FROM c.articles JOIN c.paragraphs ON article_id = id GROUP BY title"
    assert connection.execute(counted).fetchall() == [("Đại hội", 1)]
    assert connection.execute("SELECT day, articles FROM c.articles_per_day").fetchall() == [("2024-05-06", 1)]

"""Readers and crawls never block each other, and the catalog opens in analysts' tools."""

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
    """Open the catalog as the ``sqlite3`` shell does; a lock raises an error immediately."""
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
        except sqlite3.OperationalError:  # still being created
            return False


@pytest.mark.slow
def test_crawl_and_readers_do_not_block_each_other(tmp_path: Path) -> None:
    crawl = subprocess.Popen([*COMMAND, "demo"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    catalog = tmp_path / "ws/vustacrawl.db"
    wait_until(lambda: is_ready(catalog), crawl)
    with reader(catalog) as long_reader:
        long_reader.execute("BEGIN")
        count_at_start = count(long_reader)
        titles = long_reader.execute("SELECT title FROM articles_latest")
        titles.fetchone()  # leave the result half read
        current_count = count_at_start
        while current_count < count_at_start + 30:
            assert crawl.poll() is None
            with reader(catalog) as short_reader:
                current_count = count(short_reader)
                short_reader.execute("SELECT * FROM field_completeness").fetchall()
        assert len(titles.fetchall()) == count_at_start - 1
        assert count(long_reader) == count_at_start
        crawl.send_signal(signal.SIGINT)
        assert "run it again" in crawl.communicate(timeout=HANG_S)[1]
        assert count(long_reader) == count_at_start
    with reader(catalog) as after:
        assert count(after) >= current_count
        assert after.execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_wal_shrinks_after_long_reader_closes(db: Database, tmp_path: Path) -> None:
    log = tmp_path / "c.db-wal"
    store(db, an_article(1))
    with reader(tmp_path / "c.db") as long_reader:
        long_reader.execute("BEGIN")
        count(long_reader)
        for at in range(MAX_WAL_BYTES // 1_000_000 + 10):
            db.execute(
                "INSERT INTO problems (site, url, stage, reason, seen_at) VALUES ('a', ?, 'fetch', ?, ?)",
                (f"https://a.vn/{at}", "x" * 1_000_000, "2026-01-01T00:00:00.000Z"),
            )
        assert log.stat().st_size > MAX_WAL_BYTES
        assert count(long_reader) == 1
    for at in range(2, 5):
        store(db, an_article(at))
    assert log.stat().st_size <= MAX_WAL_BYTES


def test_two_writers_store_all_articles(db: Database, tmp_path: Path) -> None:
    other = open_catalog(tmp_path / "c.db")
    batches = (Batch(db), Batch(other))
    for at in range(0, 20, 2):
        for offset, (connection, batch) in enumerate(zip((db, other), batches, strict=True)):
            with batch.transaction():
                store(connection, an_article(at + offset))
    other.close()
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (20,)


def test_catalog_opens_in_sqlite3_shell(db: Database, tmp_path: Path) -> None:
    store(db, an_article(1, title="Đại hội"))
    query = "SELECT title FROM articles_latest; SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'dai hoi'"
    try:
        done = subprocess.run(["sqlite3", tmp_path / "c.db", query], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("the sqlite3 shell is not installed")
    assert (done.stdout, done.stderr) == ("Đại hội\n1\n", "")


def test_catalog_opens_in_pandas(db: Database, tmp_path: Path) -> None:
    store(db, an_article(1))
    with reader(tmp_path / "c.db") as connection:
        frame = pandas.read_sql_query("SELECT * FROM articles", connection, parse_dates=["first_seen_at"])
        days = pandas.read_sql_query("SELECT * FROM articles_per_day", connection)
    assert frame.loc[0, "first_seen_at"].year == 2026
    assert list(days["day"]) == ["2024-05-06"]


def test_catalog_opens_in_duckdb(db: Database, tmp_path: Path) -> None:
    store(db, an_article(1, title="Đại hội"))
    connection = duckdb.connect()
    [extension] = Path(*duckdb_extension_sqlite_scanner.__path__).rglob("*.duckdb_extension")
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH '{tmp_path / 'c.db'}' AS c (TYPE sqlite, READ_ONLY)")
    computed = {"number", "search_key", "text_words"}
    for relation in data_dictionary().values():
        if relation.kind != "index":
            columns = {column[0] for column in connection.execute(f"SELECT * FROM c.{relation.name}").description}
            assert columns | computed == {column.name for column in relation.columns} | computed
    counted = "SELECT title, count(position) FROM c.articles JOIN c.paragraphs ON article_id = id GROUP BY title"
    assert connection.execute(counted).fetchall() == [("Đại hội", 1)]
    assert connection.execute("SELECT day, articles FROM c.articles_per_day").fetchall() == [("2024-05-06", 1)]

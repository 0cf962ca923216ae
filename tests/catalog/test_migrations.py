"""Catalogs of every released schema come forward with all that they hold, wholly or not at all."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.catalog.released.make import AGAIN, GONE, HERE, REPOST, SEEN, URL
from vustacrawl.catalog import CatalogError, open_catalog, read_catalog
from vustacrawl.catalog.changes import changes
from vustacrawl.catalog.checks import catalog_faults
from vustacrawl.catalog.migrations import migrate
from vustacrawl.catalog.search import search

RELEASED = sorted(HERE.glob("*.sql"))
Rows = list[tuple[Any, ...]]


def restored(file: Path, at: Path) -> Path:
    """The stored catalog as a file again, in the mode that a catalog is in."""
    connection = sqlite3.connect(at)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(f"BEGIN; {file.read_text('utf-8')} COMMIT;")
    connection.close()
    return at


def contents(path: Path) -> dict[str, tuple[list[str], Rows]]:
    """Every row that was stored, by table: its columns' names, and the values."""
    db = sqlite3.connect(path)
    tables = [name for _, name, kind, *_ in db.execute("PRAGMA table_list") if kind == "table"]
    held = {}
    for table in tables:
        columns = [row[1] for row in db.execute(f"PRAGMA table_xinfo({table})") if row[6] == 0]
        if columns and not table.startswith(("sqlite_", "_sqlite")):
            held[table] = (columns, db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall())
    db.close()
    return held


def shape(db: Database) -> tuple[dict[str, set[Any]], set[tuple[str, str]]]:
    """The columns of every table and view, and what else there is; the order of columns is left out."""
    made = db.execute("SELECT type, name FROM sqlite_master").fetchall()
    relations = [name for kind, name in made if kind in ("table", "view")]
    return {name: {row[1:] for row in db.execute(f"PRAGMA table_xinfo({name})").fetchall()} for name in relations}, set(
        made
    )


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_a_released_catalog_comes_forward_with_all_that_it_holds(file: Path, tmp_path: Path) -> None:
    path = restored(file, tmp_path / "c.db")
    before = contents(path)
    assert {table for table, (_, rows) in before.items() if not rows} <= {"duplicates"}  # where none were looked for
    db = open_catalog(path)
    for table, (columns, rows) in before.items():
        kept = db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        # A migration completes records with what was not read then (see below), and finds reposts.
        at = [number for number, column in enumerate(columns) if column not in ("record", "record_hash", "updated_at")]
        kept, rows = ([tuple(row[number] for number in at) for row in those] for those in (kept, rows))
        assert set(rows) <= set(kept), table
        assert len(rows) == len(kept) or table == "duplicates"
    fresh = open_catalog(tmp_path / "fresh.db")
    assert shape(db) == shape(fresh)
    faults = list(catalog_faults(db))
    assert faults == []
    for index in ("articles_fts", "articles_fts_exact", "titles_fts"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    assert {hit.url for hit in search(db, "da lat").hits} == {URL, REPOST}
    assert {hit.url for hit in search(db, "hong co", field="title").hits} == {URL, REPOST}
    assert [hit.url for hit in search(db, "vườn ươm", field="captions").hits] == [URL]
    repost = "SELECT repost.url, original.url FROM duplicates JOIN articles AS repost ON repost.id = article_id"
    assert db.execute(f"{repost} JOIN articles AS original ON original.id = of").fetchall() == [(REPOST, URL)]
    [change] = changes(db, 1)
    assert "".join(text for kind, text in change.fields["title"] if kind != "added") == "Giữ giống hồng cổ"
    assert db.execute("SELECT gone_at IS NULL FROM articles_latest WHERE url = ?", (GONE,)).fetchone() == (0,)
    db.close()
    fresh.close()
    read_catalog(path).close()


def test_an_own_address_that_became_another_s_alias_is_the_article_s_again(tmp_path: Path) -> None:
    path = restored(HERE / "0031.sql", tmp_path / "c.db")
    old = sqlite3.connect(path)
    old.execute("UPDATE article_urls SET article_id = 7 WHERE url = ?", (URL,))
    old.execute(
        "INSERT OR REPLACE INTO frontier (url, site, kind, state, redirects_to, visited_at, last_status,"
        " discovered_at) VALUES (?, 'a', 'article', 'done', ?, ?, 301, ?)",
        (URL, REPOST, AGAIN, SEEN),
    )
    old.commit()
    old.close()
    db = open_catalog(path)
    assert db.execute("SELECT article_id FROM article_urls WHERE url = ?", (URL,)).fetchone() == (1,)
    assert db.execute("SELECT state FROM frontier WHERE url = ?", (URL,)).fetchone() == ("due",), "is it gone?"
    assert list(catalog_faults(db)) == []
    db.execute("UPDATE article_urls SET article_id = 7 WHERE url = ?", (URL,))
    assert list(catalog_faults(db)) == [f"{URL}: an article's own address, and an alias of {REPOST}"]
    db.close()


def test_a_reader_says_that_a_catalog_is_older(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="older version"):
        read_catalog(restored(RELEASED[0], tmp_path / "c.db"))


@pytest.mark.parametrize("file", RELEASED[::3], ids=lambda file: file.stem)
def test_an_interrupted_migration_leaves_the_catalog_as_it_was(file: Path, tmp_path: Path) -> None:
    path = restored(file, tmp_path / "c.db")
    before = contents(path)
    steps = 0
    while True:
        db = Database(sqlite3.connect(path, isolation_level=None))
        steps = steps * 2 + 50
        left = iter(range(steps))
        db.conn.set_progress_handler(lambda left=left: next(left, None) is None, 10)
        try:
            migrate(db)
        except sqlite3.OperationalError as error:
            assert "interrupted" in str(error)
        else:
            break
        finally:
            db.close()
        assert contents(path) == before
    db = open_catalog(path)
    assert list(catalog_faults(db)) == []
    db.close()


def test_those_who_open_an_old_or_a_new_catalog_at_once_wait_for_one_another(tmp_path: Path) -> None:
    old, new = restored(HERE / "0004.sql", tmp_path / "old.db"), tmp_path / "new.db"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda path: open_catalog(path).close(), [old, new] * 4))
    for path in (old, new):
        db = read_catalog(path)
        assert list(catalog_faults(db)) == []
        db.close()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("articles", "published_at = '14/03/2024'"),
        ("articles", "first_seen_at = 'hôm qua'"),
        ("articles", "gone_at = '2026-01-01'"),
        ("articles", "content_hash = 'sha256:' || content_hash"),
        ("articles", "found_by = 'h1'"),
        ("articles", "word_count = -1"),
        ("articles", "site = 'no such site'"),
        ("articles", "word_count = 'many'"),
        ("article_versions", "record = '{'"),
        ("article_versions", "cause = 'chance'"),
        ("paragraphs", "kind = 'advertisement'"),
        ("paragraphs", "position = 0"),
        ("images", "sha256 = 'A'"),
        ("images", "width = 0"),
        ("duplicates", "similarity = 1.5"),
        ("duplicates", "of = article_id"),
        ("captures", "status = 7"),
        ("captures", "digest = 'md5:0'"),
        ("problems", "stage = 'elsewhere'"),
        ("problems", "seen_at = ''"),
        ("frontier", "state = 'lost'"),
        ("warc_files", "sha256 = 'none'"),
    ],
)
def test_a_value_without_its_form_is_refused(tmp_path: Path, table: str, change: str) -> None:
    path = restored(RELEASED[-1], tmp_path / "c.db")
    db = open_catalog(path)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(f"UPDATE {table} SET {change}")
    db.close()


def test_every_table_is_strict(db: Database) -> None:
    lax = [name for _, name, kind, _, _, strict in db.execute("PRAGMA table_list") if kind == "table" and not strict]
    assert [name for name in lax if not name.startswith(("sqlite_", "_sqlite"))] == []


@pytest.mark.parametrize(
    "question",
    [
        "SELECT title FROM articles WHERE site = 'a' ORDER BY published_at DESC LIMIT 20",
        "SELECT title FROM articles WHERE published_at BETWEEN '2024-01-01' AND '2024-02'",
        "SELECT count(*) FROM articles WHERE site = 'a' AND published_at >= '2024'",
        "SELECT title FROM articles WHERE author_initials = 'HT' AND site = 'a'",
        "SELECT title FROM articles WHERE author_name = 'Hoàng Tùng' ORDER BY published_at",
        "SELECT title FROM articles WHERE section = 'Tin tức'",
        "SELECT title FROM articles WHERE section = 'Tin tức' AND site = 'a' ORDER BY published_at",
        "SELECT title FROM articles JOIN article_authors ON article_id = id WHERE name = 'Hoàng Tùng'",
        "SELECT title FROM articles JOIN tags ON article_id = id WHERE tag = 'hồng cổ'",
        "SELECT * FROM articles_latest LIMIT 20",
        "SELECT * FROM articles_latest WHERE site = 'a' LIMIT 20",
        "SELECT articles FROM articles_per_day WHERE site = 'a'",
    ],
)
def test_what_people_ask_is_answered_by_an_index(db: Database, question: str) -> None:
    plan = [detail for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert not [step for step in plan if step.split()[:2] == ["SCAN", "articles"] and "USING" not in step], plan
    assert not [step for step in plan if "ORDER BY" in step], plan

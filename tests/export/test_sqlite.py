"""The SQLite export is a copy of the catalog without the crawl state."""

from __future__ import annotations

import random
import sqlite3
import subprocess

import pytest
from sqlite_utils import Database

from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.search import search
from vustacrawl.export import ExportError, export
from vustacrawl.export.formats import sqlite

CAPTURED = "2024-01-02T03:04:05Z"


@pytest.fixture
def crawled(catalog):
    """Add the state of a crawl to the catalog."""
    db = catalog
    db.execute("INSERT INTO crawls (id, site, started_at, software) VALUES (7, 'vusta', ?, 'vustacrawl')", [CAPTURED])
    db.execute("INSERT INTO warc_files (name, site, crawl_id, length) VALUES ('a.warc.gz', 'vusta', 7, 900)")
    db.execute("INSERT INTO warc_files (name, site, crawl_id, length) VALUES ('lists.warc.gz', 'vusta', 7, 900)")
    for number, url, file in ((11, "https://vusta.example/a-a102.html", "a.warc.gz"), (12, "/list", "lists.warc.gz")):
        db.execute(
            "INSERT INTO captures (id, site, crawl_id, url, fetched_at, status, length, digest, warc_file, warc_offset,"
            " warc_length) VALUES (?, 'vusta', 7, ?, ?, 200, 5, 'sha256:00', ?, 10, 20)",
            (number, url, CAPTURED, file),
        )
    db.execute("UPDATE articles SET capture_id = 11 WHERE url = 'https://vusta.example/a-a102.html'")
    db.execute("INSERT INTO article_bands SELECT 5, id FROM articles")
    db.execute(
        "INSERT INTO problems (site, crawl_id, url, stage, reason, seen_at)"
        " VALUES ('vusta', 7, 'x', 'fetch', 'HTTP 410', ?)",
        [CAPTURED],
    )
    db.execute(
        "INSERT INTO frontier (url, site, kind, state, discovered_at) VALUES ('https://vusta.example/', 'vusta',"
        " 'listing', 'due', ?)",
        [CAPTURED],
    )
    db.execute("UPDATE sites SET pushbacks = 3, quiet_until = 5.0 WHERE name = 'vusta'")
    return db


def open_copy(out) -> sqlite3.Connection:
    return sqlite3.connect(f"{(out / sqlite.FILE).as_uri()}?mode=ro", uri=True)


def export_and_open(catalog, out, **options) -> sqlite3.Connection:
    export(catalog, out, formats=["sqlite"], **options)
    return open_copy(out)


def test_sqlite_copy_has_articles_with_lists_and_versions(crawled, out):
    copy = export_and_open(crawled, out)
    for table in ("articles", "paragraphs", "images", "article_authors", "files", "tags", "article_urls", "duplicates"):
        count = f"SELECT count(*) FROM {table}"
        assert copy.execute(count).fetchone() == crawled.execute(count).fetchone()
    joined = "SELECT url, position, kind, text FROM articles JOIN paragraphs ON article_id = id ORDER BY url, position"
    assert copy.execute(joined).fetchall() == crawled.execute(joined).fetchall()
    repost = "SELECT a.url, b.url FROM duplicates JOIN articles a ON a.id = article_id JOIN articles b ON b.id = of"
    assert copy.execute(repost).fetchall() == crawled.execute(repost).fetchall()
    versions = "SELECT url, version, record FROM article_versions JOIN articles ON id = article_id"
    assert copy.execute(versions).fetchall() == crawled.execute(versions).fetchall()


def test_crawl_state_is_not_copied(crawled, out):
    copy = export_and_open(crawled, out)
    tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not tables & {"frontier", "crawls", "problems", "field_sources", "article_bands", "_sqlite_migrations"}
    assert {name for _, name, *_ in copy.execute("PRAGMA table_info(sites)")} == {
        *("name", "title", "url", "member", "family", "language", "timezone", "former_hosts")
    }
    assert "crawl_id" not in {name for _, name, *_ in copy.execute("PRAGMA table_info(captures)")}
    assert b"https://vusta.example/list" not in (out / sqlite.FILE).read_bytes()


def test_article_keeps_its_capture_and_warc_location(crawled, out):
    copy = export_and_open(crawled, out)
    location = (
        "SELECT articles.url, captures.fetched_at, warc_file, warc_offset"
        " FROM captures JOIN articles ON capture_id = captures.id"
    )
    assert copy.execute(location).fetchall() == [("https://vusta.example/a-a102.html", CAPTURED, "a.warc.gz", 10)]
    assert copy.execute("SELECT name FROM warc_files").fetchall() == [("a.warc.gz",)]


def test_sqlite_copy_is_intact_and_compact(crawled, out):
    copy = export_and_open(crawled, out)
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
    assert copy.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_sqlite_copy_opens_in_sqlite3_shell(crawled, out):
    export_and_open(crawled, out)
    query = "SELECT title FROM articles_latest WHERE site = 'hoi-dien-luc'"
    run = subprocess.run(["sqlite3", out / sqlite.FILE, query], capture_output=True, text=True, check=True)
    assert run.stdout == "Đăng lại: Đại hội đại biểu\n"


@pytest.mark.parametrize("view", ["articles_latest", "authors", "captions", "fold_articles"])
def test_views_of_articles_are_copied(crawled, out, view):
    copy = export_and_open(crawled, out)
    assert (
        copy.execute(f"SELECT count(*) FROM {view}").fetchone()
        == crawled.execute(f"SELECT count(*) FROM {view}").fetchone()
    )


def test_own_view_of_what_the_copy_lacks_is_left_out(crawled, out):
    crawled.execute("CREATE VIEW my_titles AS SELECT title FROM articles")
    crawled.execute("CREATE VIEW my_queue AS SELECT url FROM frontier")
    copy = export_and_open(crawled, out)
    own = copy.execute("SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE 'my_%'").fetchall()
    assert own == [("my_titles",)]


def test_every_view_of_sqlite_copy_can_be_read(crawled, out):
    copy = export_and_open(crawled, out)
    for (view,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        copy.execute(f"SELECT * FROM {view}").fetchall()


@pytest.mark.parametrize(("query", "exact"), [("dai hoi", False), ("ĐẠI HỘI", False), ("đại hội", True)])
def test_search_works_in_sqlite_copy(crawled, out, query, exact):
    copy = export_and_open(crawled, out)
    found = search(Database(copy), query, exact_marks=exact).hits
    assert {hit.url for hit in found} == {hit.url for hit in search(crawled, query, exact_marks=exact).hits}
    assert len(found) == 2


def test_search_index_of_sqlite_copy_follows_updates(crawled, out):
    export_and_open(crawled, out)
    with sqlite3.connect(out / sqlite.FILE) as copy:
        copy.execute("UPDATE articles SET title = 'Một nhan đề khác hẳn' WHERE site = 'hoi-dien-luc'")
        assert len(search(Database(copy), "khac han").hits) == 1
        assert len(search(Database(copy), "khac han", field="title").hits) == 1
        for index in ("articles_fts", "articles_fts_exact", "titles_fts"):
            copy.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")


def test_data_dictionary_of_sqlite_copy_describes_every_column(crawled, out):
    copy = export_and_open(crawled, out)
    described = set(copy.execute("SELECT relation, field FROM data_dictionary WHERE description <> ''"))
    for table in sqlite.TABLES:
        assert (table, None) in described
        assert {(table, row[1]) for row in copy.execute(f"PRAGMA table_xinfo({table})")} <= described
    assert not [relation for relation, _ in described if relation == "frontier"]


def test_rows_are_numbered_in_dump_order(make_catalog, tmp_path):
    for seed in (0, 1, 2):
        copy = export_and_open(make_catalog(seed=seed), tmp_path / str(seed))
        urls = [url for (url,) in copy.execute("SELECT url FROM articles ORDER BY id")]
        assert urls[:2] == ["https://dienluc.example/dang-lai-dai-hoi/", "https://vusta.example/khong-ngay-a7.html"]


def test_sqlite_copy_of_one_site_has_no_rows_of_others(crawled, out):
    copy = export_and_open(crawled, out, sites=["hoi-dien-luc"])
    assert copy.execute("SELECT name FROM sites").fetchall() == [("hoi-dien-luc",)]
    assert copy.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    assert copy.execute("SELECT count(*) FROM duplicates").fetchone() == (0,)
    assert copy.execute("PRAGMA foreign_key_check").fetchall() == []


def test_sqlite_copy_is_snapshot_from_start_of_export(crawled, out, tmp_path):
    crawl = open_catalog(tmp_path / "catalog-0.db")

    def write(what: str, done: int, total: int) -> None:
        crawl.execute("UPDATE articles SET title = 'sau đó'")

    copy = export_and_open(crawled, out, progress=write)
    assert copy.execute("SELECT count(*) FROM articles WHERE title = 'sau đó'").fetchone() == (0,)
    assert crawled.execute("SELECT count(*) FROM articles WHERE title = 'sau đó'").fetchone() == (5,)


def test_export_restores_catalog_connection(crawled, out):
    export_and_open(crawled, out)
    assert [name for _, name, _ in crawled.execute("PRAGMA database_list")] in (["main"], ["main", "temp"])
    assert crawled.execute("SELECT count(*) FROM temp.sqlite_master").fetchone() == (0,)
    assert not crawled.conn.in_transaction
    export_and_open(crawled, out)


def test_connection_is_usable_after_interrupted_copy(crawled, out):
    def interrupt(what: str, done: int, total: int) -> None:
        if what == "copied":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(crawled, out, formats=["sqlite"], progress=interrupt)
    assert not out.exists()
    assert export_and_open(crawled, out).execute("SELECT count(*) FROM articles").fetchone() == (5,)


def test_delta_in_sqlite_format_is_rejected(crawled, out):
    with pytest.raises(ExportError, match="whole catalog"):
        export(crawled, out, since="2024-01-01", formats=["sqlite"])


def test_articles_are_copied_completely_in_batches(make_catalog, out, monkeypatch):
    monkeypatch.setattr(sqlite, "_AT_ONCE", 3)
    number = random.Random(1)
    articles = [
        {
            "url": f"https://vusta.example/bai-{at}.html",
            "title": f"Bài thứ {at}",
            "published_at": f"20{number.randint(10, 25)}-05-{number.randint(1, 28):02}",
            "paragraphs": [("paragraph", f"Nội dung của bài thứ {at}.")],
        }
        for at in range(20)
    ]
    copy = export_and_open(make_catalog(articles), out)
    rows = copy.execute("SELECT title, text FROM articles JOIN paragraphs ON article_id = id").fetchall()
    assert sorted(rows) == sorted((article["title"], article["paragraphs"][0][1]) for article in articles)
    assert {len(search(Database(copy), f"bài thứ {at}").hits) for at in (0, 7, 19)} <= set(range(1, 21))
    assert len(search(Database(copy), "noi dung", limit=50).hits) == 20

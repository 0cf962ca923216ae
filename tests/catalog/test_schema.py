"""The schema is created, migrated and upgraded atomically; foreign files are rejected unchanged."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog import CatalogError, articles, open_catalog, read_catalog, schema, upgrade, versions
from vustacrawl.catalog.changes import changes
from vustacrawl.catalog.checks import catalog_faults
from vustacrawl.catalog.schema import CatalogState, state_of
from vustacrawl.catalog.search import search
from vustacrawl.catalog.upgrade import KEPT_SUFFIX, UpgradeError, upgrade_rows
from vustacrawl.catalog.versions import changed_fields
from vustacrawl.cli import cli
from vustacrawl.items import PARSED_FIELDS
from vustacrawl.workspace import Workspace

STORED = Path(__file__).with_name("before-0.1.0.sql")
URL, REPOST, GONE = "https://a.vn/hong-co-p1.html", "https://b.vn/hong-co-p7.html", "https://a.vn/tin-cu-p2.html"
Rows = list[tuple[Any, ...]]


def restore_development_catalog(at: Path) -> Path:
    """Restore a catalog of the last development version, in WAL mode."""
    with closing(sqlite3.connect(at)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN; {STORED.read_text('utf-8')} COMMIT;")
    return at


def upgraded_catalog(folder: Path) -> Path:
    path = restore_development_catalog(folder / "vustacrawl.db")
    upgrade_rows(path)
    return path


def contents(path: Path) -> dict[str, tuple[list[str], Rows]]:
    """Return the column names and the values of all rows, by table."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for _, name, kind, *_ in db.execute("PRAGMA table_list") if kind == "table"]
        rows_by_table = {}
        for table in tables:
            columns = [row[1] for row in db.execute(f"PRAGMA table_xinfo({table})") if row[6] == 0]
            if columns and not table.startswith(("sqlite_", "_sqlite")):
                rows_by_table[table] = (columns, db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall())
    return rows_by_table


def test_upgrade_of_development_catalog_keeps_all_rows(tmp_path: Path) -> None:
    path = restore_development_catalog(tmp_path / "vustacrawl.db")
    before = contents(path)
    counts = upgrade_rows(path)
    assert counts["articles"] == 3
    with closing(sqlite3.connect(path)) as db:
        for table, (columns, rows) in before.items():
            upgraded = db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
            at = [number for number, column in enumerate(columns) if column != "record_hash"]
            upgraded, rows = ([tuple(row[number] for number in at) for row in those] for those in (upgraded, rows))
            assert sorted(map(repr, upgraded)) == sorted(map(repr, rows)), table
    assert contents(path.with_name(f"{path.name}{KEPT_SUFFIX}")) == before
    db = open_catalog(path)
    assert [row[0] for row in db.execute("SELECT public_id FROM articles WHERE public_id NOT LIKE site || '/%'")] == []
    assert list(catalog_faults(db)) == []
    for index in ("articles_fts", "articles_fts_exact", "titles_fts"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    assert {hit.url for hit in search(db, "da lat").hits} == {URL, REPOST}
    [change] = changes(db, 1)
    assert "".join(text for kind, text in change.fields["title"] if kind != "added") == "Giữ giống hồng cổ"
    assert db.execute("SELECT gone_at IS NULL FROM articles_latest WHERE url = ?", (GONE,)).fetchone() == (0,)
    db.close()


def test_catalog_without_tables_added_before_release_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "vustacrawl.db"
    with closing(open_catalog(path)) as db:
        add_sites(db, "a")
        store(db, an_article())
        articles = db.execute("SELECT * FROM articles").fetchall()
        db.execute("DROP TABLE phrase_counts")
        db.execute("DROP TABLE outlinks")
    with pytest.raises(CatalogError, match="run `vustacrawl migrate`"):
        open_catalog(path)
    upgrade_rows(path)
    with closing(open_catalog(path)) as db:
        assert db.execute("SELECT * FROM articles").fetchall() == articles
        assert list(catalog_faults(db)) == []


def test_upgrade_restores_own_urls_that_became_aliases(tmp_path: Path) -> None:
    path = restore_development_catalog(tmp_path / "vustacrawl.db")
    with closing(sqlite3.connect(path)) as old:
        old.execute("UPDATE article_urls SET article_id = 7 WHERE url = ?", (URL,))
        old.execute(
            "INSERT OR REPLACE INTO frontier (url, site, kind, state, redirects_to, visited_at, last_status,"
            " discovered_at) VALUES (?1, 'a', 'article', 'done', ?2, ?3, 301, ?3)",
            (URL, REPOST, "2026-02-01T00:00:00.000Z"),
        )
        old.commit()
    upgrade_rows(path)
    db = open_catalog(path)
    assert db.execute("SELECT article_id FROM article_urls WHERE url = ?", (URL,)).fetchone() == (1,)
    assert db.execute("SELECT state FROM frontier WHERE url = ?", (URL,)).fetchone() == ("due",), (
        "queued to check whether it is gone"
    )
    assert list(catalog_faults(db)) == []
    db.execute("UPDATE article_urls SET article_id = 7 WHERE url = ?", (URL,))
    assert list(catalog_faults(db)) == [f"{URL}: both an article's URL and an alias of {REPOST}"]
    db.close()


def test_failed_upgrade_leaves_catalog_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = restore_development_catalog(tmp_path / "vustacrawl.db")
    before = contents(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("UPDATE articles SET word_count = -1 WHERE id = 7")
        db.commit()
    with pytest.raises(UpgradeError, match="does not fit"):
        upgrade_rows(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE articles SET word_count = (SELECT word_count FROM articles WHERE id = 1) WHERE id = 7")
        db.commit()

    def interrupt(db: Database) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(upgrade, "_rehash", interrupt)
    with pytest.raises(KeyboardInterrupt):
        upgrade_rows(path)
    assert {table: len(rows) for table, (_, rows) in contents(path).items()} == {
        table: len(rows) for table, (_, rows) in before.items()
    }
    assert [file.name for file in tmp_path.iterdir()] == ["vustacrawl.db"]


def test_migrate_reports_upgrade(tmp_path: Path) -> None:
    restore_development_catalog(tmp_path / "vustacrawl.db")
    with pytest.raises(CatalogError, match="run `vustacrawl migrate`"):
        read_catalog(tmp_path / "vustacrawl.db")
    with pytest.raises(CatalogError, match="run `vustacrawl migrate`"):
        open_catalog(tmp_path / "vustacrawl.db")
    done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "migrate"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "upgraded (2 sites, " in done.stderr and KEPT_SUFFIX in done.stderr
    again = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "migrate"])
    assert (again.exit_code, "already up to date" in again.stderr) == (0, True)


def test_migrate_fails_while_site_is_locked(tmp_path: Path) -> None:
    restore_development_catalog(tmp_path / "vustacrawl.db")
    workspace = Workspace(tmp_path)
    workspace.prepare()
    with workspace.lock_site("b"):
        done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "migrate"])
    assert done.exit_code != 0
    db = Database(sqlite3.connect(tmp_path / "vustacrawl.db"))
    assert state_of(db) is CatalogState.BEFORE_0_1_0
    db.close()


def test_foreign_and_newer_files_are_rejected_unchanged(tmp_path: Path) -> None:
    foreign, newer, text = (tmp_path / name for name in ("foreign.db", "newer.db", "text.db"))
    with closing(sqlite3.connect(foreign)) as db:
        db.execute("CREATE TABLE notes (text)")
    open_catalog(newer).close()
    with closing(sqlite3.connect(newer)) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('vustacrawl', '9999_later')")
        db.commit()
    text.write_text("Đây không phải là tệp SQLite. " * 200, "utf-8")
    for path, message in ((foreign, "not a vustacrawl catalog"), (newer, "newer version"), (text, "not a database")):
        before = path.read_bytes()
        for open_it in (open_catalog, read_catalog):
            with pytest.raises(CatalogError, match=message):
                open_it(path)
        assert path.read_bytes() == before
    with pytest.raises(CatalogError, match="no catalog here"):
        read_catalog(tmp_path / "none.db")


def test_catalog_can_be_created_concurrently(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda path: open_catalog(path).close(), [path] * 8))
    db = read_catalog(path)
    assert list(catalog_faults(db)) == []
    db.close()


def test_migration_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.db"
    open_catalog(path).close()
    step = tmp_path / "0001_step.sql"
    step.write_text("ALTER TABLE sites ADD COLUMN motto TEXT; -- its motto\nINSERT INTO nowhere VALUES (1);")
    later = schema.Migrations("vustacrawl")
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    monkeypatch.setattr(schema, "_STEPS", schema._STEPS | {"0001_step": step})
    for name, file in schema._STEPS.items():
        schema._register(name, file)
    with pytest.raises(CatalogError, match="nowhere"):
        open_catalog(path)
    with pytest.raises(CatalogError, match="run `vustacrawl migrate`"):
        read_catalog(path)
    step.write_text("ALTER TABLE sites ADD COLUMN motto TEXT; -- its motto\n")
    db = open_catalog(path)
    assert "motto" in db["sites"].columns_dict
    db.close()


def test_new_field_does_not_change_stored_articles(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes cover only the values that are set, and older versions get defaults."""
    stored = store(db, an_article(text="Bản đầu."))
    store(db, an_article(text="Bản sau."), seen_at="2026-02-01T00:00:00.000Z")
    load = articles.load_record
    for module in (articles, versions):
        monkeypatch.setattr(module, "PARSED_FIELDS", (*PARSED_FIELDS, "place"))
    monkeypatch.setattr(articles, "load_record", lambda db, article_id: load(db, article_id) | {"place": None})
    hashed = articles.record_hash(articles.load_record(db, stored.id))
    assert db.execute("SELECT record_hash FROM articles").fetchone() == (hashed,)
    old = {"title": "Tin", "images": [{"url": "x", "caption": None}]}
    assert changed_fields(old, old | {"place": None, "tags": []}) == []
    assert changed_fields(old, old | {"place": "Huế"}) == ["place"]


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
def test_invalid_column_values_are_rejected(tmp_path: Path, table: str, change: str) -> None:
    db = open_catalog(upgraded_catalog(tmp_path))
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
def test_common_queries_use_index(db: Database, question: str) -> None:
    plan = [detail for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert not [step for step in plan if step.split()[:2] == ["SCAN", "articles"] and "USING" not in step], plan
    assert not [step for step in plan if "ORDER BY" in step], plan

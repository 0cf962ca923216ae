"""Articles in the catalog: identity, versions, duplicates."""

from itertools import permutations
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlite_utils import Database

from vustacrawl.catalog import CatalogError, open_catalog, read_catalog
from vustacrawl.catalog.articles import load_record, store_article, update_from_reparse
from vustacrawl.catalog.duplicates import link_duplicates
from vustacrawl.catalog.identity import add_aliases
from vustacrawl.items import Article, Block, Image

TEXT = "Hội thảo bàn về vai trò của trí thức khoa học và công nghệ trong phát triển kinh tế tri thức. " * 3


def an_article(site: str = "a", number: str = "1", **more: Any) -> Article:
    fields = {
        "title": "Hội thảo khoa học",
        "published_at": "2024-05-06T07:08:00+07:00",
        "paragraphs": [Block("paragraph", TEXT.strip())],
        "images": [Image("https://x/1.jpg", 1, caption="Toàn cảnh hội thảo")],
        "tags": ["khoa học"],
    }
    return Article(site, f"https://{site}.vn/x-p{number}.html", number, **(fields | more))


def store(db: Database, article: Article, known_id: int | None = None, seen_at: str = "2026-01-01T00:00:00.000Z"):  # type: ignore[no-untyped-def]
    stored = store_article(db, article, known_id=known_id, capture_id=None, seen_at=seen_at, parser="vnmedia/1")
    add_aliases(db, stored.id, [article.url])
    link_duplicates(db, stored)
    return stored


def test_load_record_returns_stored_article(db: Database) -> None:
    article = an_article()
    record = load_record(db, store(db, article).id)
    assert record["title"] == article.title
    assert record["paragraphs"] == [{"kind": "paragraph", "text": TEXT.strip()}]
    assert record["images"][0]["caption"] == "Toàn cảnh hội thảo"
    assert record["tags"] == ["khoa học"]


def test_unchanged_article_creates_no_version(db: Database) -> None:
    first = store(db, an_article())
    again = store(db, an_article(), first.id, "2026-02-01T00:00:00.000Z")
    assert again.outcome == "unchanged"
    assert db.execute("SELECT last_seen_at, changed_at FROM articles").fetchone() == ("2026-02-01T00:00:00.000Z", None)


def test_changed_article_keeps_old_version(db: Database) -> None:
    first = store(db, an_article())
    store(db, an_article(title="Hội thảo khoa học năm 2024", tags=[]), first.id, "2026-02-01T00:00:00.000Z")
    version = next(db.query("SELECT * FROM article_versions"))
    assert orjson.loads(version["changed"]) == ["title", "tags"]
    assert orjson.loads(version["record"])["title"] == "Hội thảo khoa học"
    assert load_record(db, first.id)["title"] == "Hội thảo khoa học năm 2024"


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_earliest_published_article_is_original(db: Database, order: tuple[str, str]) -> None:
    dates = {"a": "2024-05-06T07:08:00+07:00", "b": "2024-05-07"}
    for site in order:
        store(db, an_article(site, title=f"Tin của {site}", published_at=dates[site]))
    assert db.execute(
        "SELECT repost.site, original.site, kind FROM duplicates"
        " JOIN articles AS repost ON repost.id = article_id JOIN articles AS original ON original.id = of"
    ).fetchall() == [("b", "a", "exact")]


def test_short_texts_are_not_duplicates(db: Database) -> None:
    for site in ("a", "b"):
        store(db, an_article(site, paragraphs=[Block("paragraph", "Xem tệp đính kèm.")]))
    assert db.execute("SELECT count(*) FROM duplicates").fetchone() == (0,)


def test_foreign_or_missing_database_is_rejected(tmp_path: Path) -> None:
    other = Database(tmp_path / "other.db")
    other.table("t").insert({"x": 1})
    other.close()
    with pytest.raises(CatalogError, match="not a vustacrawl catalog"):
        open_catalog(tmp_path / "other.db")
    (tmp_path / "noise.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(CatalogError, match="not a database"):
        open_catalog(tmp_path / "noise.db")
    with pytest.raises(CatalogError, match="no catalog here"):
        read_catalog(tmp_path / "none.db")


def test_catalog_from_newer_version_is_rejected(tmp_path: Path) -> None:
    db = open_catalog(tmp_path / "c.db")
    db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('vustacrawl', '9999_x', 'x')")
    db.close()
    with pytest.raises(CatalogError, match="newer version"):
        open_catalog(tmp_path / "c.db")


@pytest.mark.parametrize("order", list(permutations(range(5))), ids=lambda order: "".join(map(str, order)))
def test_versions_are_ordered_by_capture_time(db: Database, order: tuple[int, ...]) -> None:
    titles_by_day = ["Bản đầu", "Bản đầu", "Bản hai", "Bản đầu", "Bản ba"]
    article_id = None
    for at in order:
        stored = store(db, an_article(title=titles_by_day[at]), article_id, f"2020-01-0{at + 1}T00:00:00.000Z")
        article_id = stored.id
    versions = db.execute("SELECT substr(seen_at, 10, 1), record ->> 'title' FROM article_versions ORDER BY version")
    newest = db.execute("SELECT substr(coalesce(changed_at, first_seen_at), 10, 1), title FROM articles")
    titles = [title for _, title in [*versions.fetchall(), *newest.fetchall()]]
    assert titles in (
        ["Bản đầu", "Bản hai", "Bản đầu", "Bản ba"],
        # If day 4 is stored before day 3, the return to the first title goes undetected.
        ["Bản đầu", "Bản hai", "Bản ba"],
    )
    first, last = db.execute("SELECT first_seen_at, last_seen_at FROM articles").fetchone()
    assert (first[:10], last[:10]) == ("2020-01-01", "2020-01-05")


def test_reparse_stores_version_with_parser_as_cause(db: Database) -> None:
    first = store(db, an_article())
    assert update_from_reparse(db, first.id, an_article(), "vnmedia/2").outcome == "unchanged"
    assert db.execute("SELECT parser, changed_at FROM articles").fetchone() == ("vnmedia/2", None)
    assert update_from_reparse(db, first.id, an_article(title="Hội thảo"), "vnmedia/3").outcome == "changed"
    assert db.execute("SELECT parser, cause FROM article_versions").fetchone() == ("vnmedia/2", "parser")
    assert db.execute("SELECT title, parser, changed_at FROM articles").fetchone() == ("Hội thảo", "vnmedia/3", None)

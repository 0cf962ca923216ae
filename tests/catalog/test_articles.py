"""Articles in the catalog: their values and their versions."""

from itertools import permutations

import orjson
import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog.articles import load_record, update_from_reparse
from vustacrawl.items import Image

LATER = "2026-02-01T00:00:00.000Z"


def test_load_record_returns_stored_article(db: Database) -> None:
    images = [Image("https://x/1.jpg", 1, caption="Toàn cảnh hội thảo")]
    record = load_record(db, store(db, an_article(title="Hội thảo", images=images, tags=["khoa học"])).id)
    assert record["title"] == "Hội thảo"
    assert record["paragraphs"] == [{"kind": "paragraph", "text": "Hội thảo khoa học."}]
    assert record["images"][0]["caption"] == "Toàn cảnh hội thảo"
    assert record["tags"] == ["khoa học"]


def test_unchanged_article_creates_no_version(db: Database) -> None:
    store(db, an_article())
    assert store(db, an_article(), LATER).outcome == "unchanged"
    assert db.execute("SELECT last_seen_at, changed_at FROM articles").fetchone() == (LATER, None)


def test_changed_article_keeps_old_version(db: Database) -> None:
    first = store(db, an_article(tags=["khoa học"]))
    store(db, an_article(title="Hội thảo khoa học năm 2024"), LATER)
    version = next(db.query("SELECT * FROM article_versions"))
    assert orjson.loads(version["changed"]) == ["title", "tags"]
    assert orjson.loads(version["record"])["title"] == "Tin hoạt động"
    assert load_record(db, first.id)["title"] == "Hội thảo khoa học năm 2024"


@pytest.mark.parametrize("order", list(permutations(range(5))), ids=lambda order: "".join(map(str, order)))
def test_versions_are_ordered_by_capture_time(db: Database, order: tuple[int, ...]) -> None:
    titles_by_day = ["Bản đầu", "Bản đầu", "Bản hai", "Bản đầu", "Bản ba"]
    for at in order:
        store(db, an_article(title=titles_by_day[at]), f"2020-01-0{at + 1}T00:00:00.000Z")
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

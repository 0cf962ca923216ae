"""Applying the deltas to a dump gives the later dump."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import store
from vustacrawl.catalog.articles import mark_gone, mark_seen
from vustacrawl.catalog.identity import add_aliases
from vustacrawl.catalog.media import describe_media
from vustacrawl.clock import utc_text
from vustacrawl.export import export
from vustacrawl.items import Article, Block

NOT_IN_DELTAS = ("last_seen_at", "parser")
"""Fields that a visit without changes updates in the catalog but not in a delta."""


def dump(db: Database, out, **options) -> dict[str, dict]:
    export(db, out, **options)
    return {record["url"]: record for record in json.loads((out / "articles.json").read_bytes())}


def apply_delta(dump: dict[str, dict], delta: dict[str, dict]) -> dict[str, dict]:
    """Update a dump as its README describes."""
    for record in delta.values():
        for url in (record["url"], *record["aliases"]):
            dump.pop(url, None)
        dump[record["url"]] = record
    return dump


def key(db: Database, url: str) -> int:
    return db.execute("SELECT id FROM articles WHERE url = ?", [url]).fetchone()[0]


DAI_HOI = "https://vusta.example/dai-hoi-a101.html"
REPOST = "https://dienluc.example/dang-lai-dai-hoi/"


def new_article(db: Database) -> None:
    article = Article("vusta", "https://vusta.example/moi.html", title="Mới", paragraphs=[Block("paragraph", "Tin.")])
    store(db, article, now())


def changed_article(db: Database) -> None:
    article = Article("vusta", DAI_HOI, "101", title="Nhan đề đã sửa", paragraphs=[Block("paragraph", "Chữ mới.")])
    store(db, article, now())


def moved_article(db: Database) -> None:
    url = "https://vusta.example/dai-hoi-dia-chi-moi-a101.html"
    article = Article("vusta", url, "101", title="Đại hội", paragraphs=[Block("paragraph", "Chữ.")])
    add_aliases(db, key(db, DAI_HOI), [url])
    store(db, article, now())


def gone_article(db: Database) -> None:
    mark_gone(db, DAI_HOI, now())


def restored_article(db: Database) -> None:
    mark_seen(db, "https://vusta.example/b-a103.html", now())


def fetched_image(db: Database) -> None:
    describe_media(db, "image", "https://vusta.example/anh/1.jpg", "sha256:" + "a" * 64, 5678, (640, 480))


def fetched_file(db: Database) -> None:
    describe_media(db, "file", "https://vusta.example/nghi-quyet.pdf", "sha256:" + "b" * 64, 1234, None)


def new_alias(db: Database) -> None:
    add_aliases(db, key(db, DAI_HOI), ["https://vusta.example/mobile/101"])


def alias_of_another_article(db: Database) -> None:
    other = key(db, "https://vusta.example/a-a102.html")
    db.execute("UPDATE article_urls SET article_id = ? WHERE url = 'https://vusta.example/in/101'", [other])


def unlinked_repost(db: Database) -> None:
    db.execute("DELETE FROM duplicates WHERE article_id = ?", [key(db, REPOST)])


def now() -> str:
    return utc_text(time.time())


@pytest.mark.parametrize(
    "change",
    [
        *(new_article, changed_article, moved_article, gone_article, restored_article),
        *(fetched_image, fetched_file, new_alias, alias_of_another_article, unlinked_repost),
    ],
)
def test_dump_updated_with_delta_equals_later_dump(catalog, tmp_path, change: Callable[[Database], None]):
    before = dump(catalog, tmp_path / "before")
    day = now()[:10]
    change(catalog)
    after = dump(catalog, tmp_path / "after")
    assert after != before
    delta = dump(catalog, tmp_path / "delta", since=day)
    assert 0 < len(delta) < len(after)
    updated = apply_delta(before, delta)
    assert {url: comparable(record) for url, record in updated.items()} == {
        url: comparable(record) for url, record in after.items()
    }


def comparable(record: dict) -> dict:
    return {name: value for name, value in record.items() if name not in NOT_IN_DELTAS}


def test_manifest_gives_start_day_of_next_delta(catalog, tmp_path):
    day = export(catalog, tmp_path / "before").catalog_changed_at
    assert dump(catalog, tmp_path / "delta", since=day[:10]).keys() == {"https://vusta.example/b-a103.html"}


def test_visit_without_changes_is_not_in_delta(catalog, tmp_path):
    mark_seen(catalog, DAI_HOI, now())
    assert dump(catalog, tmp_path / "delta", since=now()[:10]) == {}


@pytest.mark.parametrize("name", ["csv", "parquet", "jsonld"])
def test_delta_is_written_in_every_format_except_sqlite(catalog, tmp_path, name):
    manifest = export(catalog, tmp_path / "delta", since="2024-03-01", formats=[name])
    counts = {entry.path.partition("/")[0]: 0 for entry in manifest.files}
    for entry in manifest.files:
        counts[entry.path.partition("/")[0]] += entry.articles
    assert counts["articles"] == counts[name] == 3

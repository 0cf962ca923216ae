"""Phrases are counted over a bounded sample and recounted after the catalog has grown."""

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog import phrases
from vustacrawl.catalog.phrases import count_phrases, phrases_are_due, store_phrases

TEXTS = (
    "Hội thảo về chuyển đổi số. Bà con nói nhiều, các đại biểu ghi lại.",
    "Các đơn vị bàn chuyện chuyển đổi số của làng; chuyện cũ nhắc lại.",
    "Nhóm nghiên cứu chuyển đổi số cho bà con trồng rau, hội ra về.",
    "Buổi hội thảo: bà con học chuyển đổi số; số liệu được gửi lại.",
)


def update_phrases(db: Database) -> None:
    store_phrases(db, count_phrases(db))


def fill(db: Database, count: int, after: int = 0) -> None:
    for number in range(after + 1, after + count + 1):
        store(db, an_article(number, TEXTS[number % len(TEXTS)], title=f"Tin {number}"))


def counted(db: Database) -> dict[str, tuple[str, int]]:
    return {phrase: (spelling, articles) for phrase, spelling, articles in db.execute("SELECT * FROM phrases")}


def test_phrases_are_counted_ignoring_accents(db: Database) -> None:
    fill(db, 8)
    update_phrases(db)
    found = counted(db)
    assert found["chuyen doi so"] == ("chuyển đổi số", 8)
    assert found["ba con"] == ("bà con", 6)
    assert found["hoi thao"] == ("hội thảo", 4)
    assert not any(phrase.startswith(("lai ", "so hoi", "so ba")) for phrase in found), "across punctuation"
    assert db.execute("SELECT articles, sampled FROM phrase_sample").fetchall() == [(8, 8)]


def test_phrase_in_few_articles_is_not_stored(db: Database) -> None:
    fill(db, 2)
    update_phrases(db)
    assert counted(db) == {}


def test_phrases_are_recounted_after_catalog_grows(db: Database) -> None:
    assert not phrases_are_due(db), "no articles yet"
    fill(db, 8)
    assert phrases_are_due(db)
    update_phrases(db)
    assert not phrases_are_due(db)
    fill(db, 7, after=8)
    assert not phrases_are_due(db)
    fill(db, 1, after=15)
    assert phrases_are_due(db)
    before = counted(db)
    update_phrases(db)
    assert counted(db) != before
    again = counted(db)
    update_phrases(db)
    assert counted(db) == again


def test_phrase_sample_is_bounded(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "MAX_SAMPLE", 5)
    monkeypatch.setattr(phrases, "_MAX_COUNTED", 10)
    fill(db, 12)
    update_phrases(db)
    assert db.execute("SELECT articles, sampled FROM phrase_sample").fetchall() == [(12, 4)]


def test_reposts_are_not_counted(db: Database) -> None:
    fill(db, 4)
    db.execute("INSERT INTO duplicates (article_id, of, kind, similarity) VALUES (4, 1, 'exact', 1)")
    update_phrases(db)
    assert counted(db)["chuyen doi so"][1] == 3

"""Counts of frequent phrases by month: trends are the same with and without them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog import phrases
from vustacrawl.catalog.phrase_counts import choose_phrases, count_by_month, stored_counts
from vustacrawl.catalog.phrases import count_phrases
from vustacrawl.catalog.search.trends import UNITS, Trend, Unit, trends
from vustacrawl.catalog.sql import transaction

PHRASE = "chuyen doi so"
TEXT = "Hội thảo bàn về chuyển đổi số."
OTHER_TEXT = "Chuyển đổi cây trồng, số liệu còn ít."
DAYS = ("2019-12-31", "2021-01-05", "2021-01-20", "2021-02-30", "2021-03-04", None)


@pytest.fixture
def news(db: Database) -> Database:
    for number, day in enumerate(DAYS, 1):
        store(db, an_article(number, TEXT if number != 3 else OTHER_TEXT, published_at=day))
    choose_phrases(db, {"hoi": 6, PHRASE: 5})
    count(db)
    return db


def count(db: Database, seconds: float = 60) -> None:
    count_by_month(db, lambda: transaction(db), seconds)


def stored(db: Database, phrase: str) -> dict[str, int]:
    return stored_counts(db, phrase, ["2019-12", "2021-01", "2021-02", "2021-03"])


def test_each_month_with_articles_is_counted(news: Database) -> None:
    assert stored(news, PHRASE) == {"2019-12": 1, "2021-01": 1, "2021-02": 1, "2021-03": 1}
    assert stored(news, "hoi")["2021-01"] == 1
    assert stored(news, "so lieu") == {}, "not chosen"


CHANGES: dict[str, Callable[[Database], object]] = {
    "a new article": lambda db: store(db, an_article(9, TEXT, published_at="2021-01-31")),
    "a new text": lambda db: store(db, an_article(3, TEXT, published_at="2021-01-20")),
    "a text without the phrase": lambda db: store(db, an_article(2, OTHER_TEXT, published_at="2021-01-05")),
    "another day": lambda db: store(db, an_article(2, TEXT, published_at="2021-03-01")),
    "no date any more": lambda db: store(db, an_article(2, TEXT, published_at=None)),
    "a first date": lambda db: store(db, an_article(6, TEXT, published_at="2021-01-09")),
    "a deleted article": lambda db: db.execute("DELETE FROM articles WHERE published_at = '2021-01-05'"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("unit", UNITS)
def test_trends_follow_changes_of_articles(news: Database, change: Callable[[Database], object], unit: Unit) -> None:
    news.execute("PRAGMA foreign_keys = OFF")  # an article is deleted without all that belongs to it
    change(news)
    news.execute("PRAGMA foreign_keys = ON")
    assert "2021-01" not in stored(news, PHRASE), "forgotten"
    assert "2019-12" in stored(news, PHRASE)
    with_missing_month = points(news, unit)
    count(news)
    assert "2021-01" in stored(news, PHRASE)
    assert points(news, unit) == with_missing_month
    news.execute("DELETE FROM phrase_counts")
    assert points(news, unit) == with_missing_month, "counted in the search index alone"


def points(db: Database, unit: Unit) -> list[Trend]:
    return trends(db, ["chuyển đổi số", "hội"], unit=unit)


@pytest.mark.parametrize("phrase", ["chuyển đổi số", '"Chuyển đổi số"'])
def test_stored_counts_are_used(news: Database, phrase: str) -> None:
    news.execute("UPDATE phrase_counts SET articles = 70 WHERE month = '2019-12'")
    assert matches(news, phrase) == {"2019": 70, "2020": 0, "2021": 3}


@pytest.mark.parametrize(
    "query",
    [
        "title:hội",
        "chuyển đổi số*",
        "chuyển đổi số -cây",
        "chuyển đổi số after:2019",
        "chuyển đổi số site:a",
        "chuyển đổi số OR hội",
        "chuyển đổi số hội thảo",
    ],
)
def test_stored_counts_are_only_for_phrases_alone(news: Database, query: str) -> None:
    expected = matches(news, query)
    news.execute("UPDATE phrase_counts SET articles = 70")
    assert matches(news, query) == expected
    assert trends(news, ["hội"], site="a")[0].matches == 4


def matches(db: Database, phrase: str) -> dict[str, int]:
    [trend] = trends(db, [phrase])
    return {point.period: point.matches for point in trend.points}


def test_counting_can_stop_and_go_on(news: Database) -> None:
    choose_phrases(news, {"hoi": 6, "thao": 5})
    count(news, seconds=0)
    assert stored(news, "thao") == {}
    assert stored(news, "hoi"), "kept"
    count(news)
    assert len(stored(news, "thao")) == 4


def test_counting_stops_at_interrupt(news: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    choose_phrases(news, {"thao": 5})
    monkeypatch.setattr("vustacrawl.catalog.phrase_counts.was_interrupted", lambda: True)
    count(news)
    assert stored(news, "thao") == {}


def test_months_that_another_crawl_counts_meanwhile_are_skipped(news: Database) -> None:
    counted = stored(news, PHRASE)
    news.execute("DELETE FROM phrase_counts WHERE month > '2020'")

    @contextmanager
    def after_other_crawl() -> Iterator[None]:
        count(news)
        with transaction(news):
            yield

    count_by_month(news, after_other_crawl, 60)
    assert stored(news, PHRASE) == counted


def test_words_and_phrases_of_frequent_words_are_chosen(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "MIN_OCCURRING", 5)
    for number in range(6):
        store(db, an_article(number + 1, f"{TEXT} {'Nhiều đại biểu đến dự.' if number % 2 else ''}"))
    counts = count_phrases(db)
    assert {"hoi", "thao", "hoi thao", "chuyen", "chuyen doi"} <= set(counts.frequent)
    assert "dai bieu" in counts.phrases
    assert not {"dai", "dai bieu", ""} & set(counts.frequent), "in three of six articles"


def test_nothing_is_chosen_in_small_catalog(db: Database) -> None:
    for number in range(6):
        store(db, an_article(number + 1, TEXT))
    assert count_phrases(db).frequent == {}

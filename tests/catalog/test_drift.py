"""Field coverage is compared between complete crawls of a site; small crawls are combined."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article
from vustacrawl.catalog.crawls import Ending, begin_crawl, end_crawl
from vustacrawl.catalog.drift import FieldSources, coverage_drops, store_field_sources

WITH_SECTION = an_article(found_by={"title": "og", "section": "breadcrumb"})
WITHOUT = an_article(found_by={"title": "og"})


def crawl(db: Database, outcome: Ending, with_section: int, without: int) -> list[str]:
    """Store a crawl with these page counts; return the fields reported as dropped."""
    crawl_id = begin_crawl(db, "a", "crawl", "2026-03-02T00:00:00.000Z")
    sources = FieldSources()
    for article, pages in ((WITH_SECTION, with_section), (WITHOUT, without)):
        for _ in range(pages):
            sources.add(article.url, article)
    store_field_sources(db, crawl_id, sources)
    drops = coverage_drops(db, "a", crawl_id, sources)
    end_crawl(db, crawl_id, "2026-03-02T01:00:00.000Z", outcome, None, {})
    return [reason.split()[0] for reason, _ in drops]


def test_field_no_longer_found_is_reported(db: Database) -> None:
    assert crawl(db, "finished", 60, 0) == []
    assert crawl(db, "finished", 0, 60) == ["section"]


def test_interrupted_crawl_is_not_compared_with_its_continuation(db: Database) -> None:
    assert crawl(db, "interrupted", 60, 0) == []
    assert crawl(db, "limit", 10, 30) == []
    assert crawl(db, "finished", 0, 60) == []


def test_interrupted_crawls_are_combined_and_compared_with_previous_one(db: Database) -> None:
    crawl(db, "finished", 60, 60)
    assert crawl(db, "interrupted", 40, 0) == []
    assert crawl(db, "finished", 0, 50) == []
    assert crawl(db, "interrupted", 0, 20) == ["section"]
    assert crawl(db, "finished", 2, 60) == ["section"]


@pytest.mark.parametrize("pages", [1, 2, 5, 40])
def test_small_crawls_are_combined(db: Database, pages: int) -> None:
    for _ in range(max(10, 40 // pages)):
        assert crawl(db, "finished", pages, 0) == []
    assert ["section"] in [crawl(db, "finished", 0, pages) for _ in range(max(2, 20 // pages))]


def test_drop_is_still_reported_after_crawl_without_pages(db: Database) -> None:
    for _ in range(12):
        crawl(db, "finished", 4, 0)
    assert crawl(db, "finished", 0, 12) == ["section"]
    assert crawl(db, "finished", 0, 0) == ["section"]


@pytest.mark.parametrize("without", [(3, 4, 3, 4, 3, 4), (5, 2, 4, 3, 4, 2), (1, 3, 1, 2, 0, 5)])
def test_small_fluctuations_of_coverage_are_not_reported(db: Database, without: tuple[int, ...]) -> None:
    for _ in range(10):
        crawl(db, "finished", 8, 2)
    assert [crawl(db, "finished", 10 - count, count) for count in without] == [[]] * 6


def test_field_missing_on_few_pages_is_not_reported(db: Database) -> None:
    for _ in range(10):
        crawl(db, "finished", 3, 0)
    assert crawl(db, "finished", 7, 3) == []


def test_nothing_is_reported_without_enough_history(db: Database) -> None:
    assert [crawl(db, "finished", 15, 0), crawl(db, "finished", 0, 15)] == [[], []]

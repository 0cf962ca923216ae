"""Shares of pages with a field are compared between whole passes over a site."""

from __future__ import annotations

from sqlite_utils import Database

from tests.catalog.conftest import an_article
from vustacrawl.catalog.crawls import Ending, begin_crawl, end_crawl
from vustacrawl.catalog.drift import FieldSources, coverage_drops, store_field_sources

WITH_SECTION = an_article(found_by={"title": "og", "section": "breadcrumb"})
WITHOUT = an_article(found_by={"title": "og"})


def crawl(db: Database, outcome: Ending, with_section: int, without: int) -> list[str]:
    """Store a crawl that read so many pages; return the fields reported."""
    crawl_id = begin_crawl(db, "a", "crawl", "2026-03-02T00:00:00.000Z")
    sources = FieldSources()
    for article, pages in ((WITH_SECTION, with_section), (WITHOUT, without)):
        for _ in range(pages):
            sources.add(article.url, article)
    store_field_sources(db, crawl_id, sources)
    drops = coverage_drops(db, "a", crawl_id, sources)
    end_crawl(db, crawl_id, "2026-03-02T01:00:00.000Z", outcome, None, {})
    return [reason.split()[0] for reason, _ in drops]


def test_a_field_that_is_no_longer_found_is_reported(db: Database) -> None:
    assert crawl(db, "finished", 60, 0) == []
    assert crawl(db, "finished", 0, 60) == ["section"]


def test_the_rest_of_a_stopped_crawl_is_not_compared_with_its_beginning(db: Database) -> None:
    assert crawl(db, "interrupted", 60, 0) == []
    assert crawl(db, "limit", 10, 30) == []
    assert crawl(db, "finished", 0, 60) == []


def test_crawls_that_were_stopped_are_compared_together_with_the_pass_before(db: Database) -> None:
    crawl(db, "finished", 60, 60)
    assert crawl(db, "interrupted", 40, 0) == []
    assert crawl(db, "finished", 0, 50) == []
    assert crawl(db, "interrupted", 0, 20) == ["section"]
    assert crawl(db, "finished", 2, 60) == ["section"]

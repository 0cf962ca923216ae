"""Each article that a site published is counted in one place, for one year."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.frontier.coverage import YearCoverage, coverage_by_year
from vustacrawl.frontier.missing import number_runs

NOW = "2026-01-01T00:00:00.000Z"


def add_url(db: Database, url: str, **more: Any) -> None:
    row = {"url": url, "site": "a", "kind": "article", "state": "done", "discovered_at": NOW} | more
    db.table("frontier").insert(row)


def add_found_capture(db: Database, url: str, captured_at: str, **more: Any) -> None:
    row = {"site": "a", "source": "wayback", "url": url, "original_url": url, "captured_at": captured_at} | more
    db.table("found_captures").insert({"place": f"https://luu.example/{url}", "status": 200} | row)


def add_article(db: Database, number: int, year: int, **more: Any) -> int:
    article = an_article(url=f"https://a.vn/p{number}.html", native_id=str(number), published_at=f"{year}-05-01")
    stored_id = store(db, article).id
    if more:
        db.table("articles").update(stored_id, more)
    return stored_id


def add_recovered_article(db: Database, number: int, year: int) -> None:
    capture = {"site": "a", "url": f"https://a.vn/p{number}.html", "fetched_at": NOW, "status": 200, "length": 1}
    capture_id = db.table("captures").insert(capture | {"digest": "sha256:x", "found_in": "luu.example"}).last_pk
    add_article(db, number, year, capture_id=capture_id)


def test_article_is_counted_once(db: Database) -> None:
    add_article(db, 1, 2010)
    add_article(db, 2, 2010, gone_at=NOW)
    add_recovered_article(db, 3, 2011)
    add_found_capture(db, "https://a.vn/p4.html", "2012-01-01T00:00:00.000Z")
    add_found_capture(db, "https://a.vn/p4.html", "2014-01-01T00:00:00.000Z")
    add_found_capture(db, "https://a.vn/p1.html", "2012-01-01T00:00:00.000Z")
    add_found_capture(db, "https://a.vn/p5.html", "2012-01-01T00:00:00.000Z", status=404)
    add_found_capture(db, "https://a.vn/p6.html", "2012-01-01T00:00:00.000Z", state="refused")
    add_url(db, "https://a.vn/p4.html", state="failed", reason="HTTP 404")
    add_url(db, "https://a.vn/p7.html", state="failed", reason="HTTP 404", via="https://a.vn/p1.html")
    add_url(db, "http://cu.vn/bai-8", kind="listing", state="skipped", reason="off-site", via="https://a.vn/tin")
    add_url(db, "http://cu.vn/", kind="listing", state="skipped", reason="off-site")
    add_url(db, "http://cu.vn.evil.example/bai-9", kind="listing", state="skipped", reason="off-site")

    assert coverage_by_year(db, "a", number_runs(db, "a")) == [
        YearCoverage("2010", live=1, kept=1, elsewhere=0, known=1),
        YearCoverage("2011", live=0, kept=1, elsewhere=0, known=0),
        YearCoverage("2012", live=0, kept=0, elsewhere=1, known=1),
        YearCoverage("", live=0, kept=0, elsewhere=0, known=1),
    ]
    assert coverage_by_year(db, "b", number_runs(db, "b")) == []


def test_missing_number_counts_for_year_of_preceding_article(db: Database) -> None:
    for number in range(1, 41):
        if number not in (10, 11, 30, 31):
            add_article(db, number, 2010 if number < 20 else 2015)
    add_found_capture(db, "https://a.vn/p31.html", "2016-01-01T00:00:00.000Z")

    assert [(year.year, year.elsewhere, year.known) for year in coverage_by_year(db, "a", number_runs(db, "a"))] == [
        ("2010", 0, 2),
        ("2015", 0, 1),
        ("2016", 1, 0),
    ]

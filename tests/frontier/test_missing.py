"""What is missing from a site is counted by reason, each item once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog import open_catalog
from vustacrawl.frontier.missing import Missing, missing

NOW = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_catalog(tmp_path / "c.db")
    add_sites(db, "a")
    yield db
    db.close()


def known(db: Database, url: str, **more: Any) -> None:
    """An address of site ``a`` in the frontier."""
    row = {"url": f"https://a.vn/{url}", "site": "a", "kind": "article", "state": "done", "discovered_at": NOW} | more
    db.table("frontier").insert({"via": "https://a.vn/tin"} | row)


def a_crawl(db: Database, added: int, started_at: str = NOW) -> int:
    row = {"site": "a", "started_at": started_at, "finished_at": "2026-01-02T00:00:00.000Z", "software": "vustacrawl 0"}
    db.table("crawls").insert(row | {"added": added, "outcome": "finished"})
    return int(db.execute("SELECT max(id) FROM crawls").fetchone()[0])


def only(db: Database) -> Missing:
    [found] = missing(db, "a")
    return found


def test_nothing_is_missing_at_first(db: Database) -> None:
    known(db, "1", state="due", next_due=0.0)
    known(db, "2", reason="pattern", state="skipped")
    known(db, "3", reason="robots.txt", state="skipped")
    assert missing(db, "a") == []


def test_what_waits_for_a_retry_says_until_when(db: Database) -> None:
    for number in (1, 2):
        known(db, str(number), state="due", attempts=1, next_due=1_700_000_000.0 + number, reason="HTTP 503")
    assert only(db).text == "2 addresses to be retried (HTTP 503), next at 2023-11-14 22:13 UTC"
    assert only(db).articles == 2


def test_a_stored_article_that_waits_for_a_revisit_is_not_missing(db: Database) -> None:
    article = an_article()
    store(db, article)
    known(db, article.url.removeprefix("https://a.vn/"), state="due", attempts=1, next_due=0.0, reason="HTTP 500")
    assert (only(db).count, only(db).articles) == (1, 0)


@pytest.mark.parametrize(
    ("row", "kind", "articles"),
    [
        ({"state": "failed", "reason": "redirects to itself"}, "failed", 1),
        ({"state": "failed", "reason": "cookie wall"}, "failed", 1),
        ({"state": "failed", "reason": "HTTP 404"}, "failed", 0),
        ({"state": "failed", "reason": "redirects off the site"}, "failed", 0),
        ({"state": "failed", "reason": "HTTP 500", "kind": "image"}, "failed", 0),
        ({"state": "skipped", "reason": "too large"}, "refused", 1),
        ({"state": "due", "next_due": 0.0, "last_status": 304}, "not_modified", 1),
        ({"state": "failed", "reason": "HTTP 500", "kind": "sitemap", "via": None}, "starting_point", 1),
    ],
    ids=["self", "cookie", "404", "off-site", "image", "too-large", "304", "sitemap"],
)
def test_each_kind_is_told_by_its_name(db: Database, row: dict[str, Any], kind: str, articles: int) -> None:
    known(db, "x", **row)
    found = only(db)
    assert (found.kind, found.count, found.articles, found.example) == (kind, 1, articles, "https://a.vn/x")
    assert (found.reason or "") in found.text


def test_a_304_after_a_whole_answer_is_no_fault(db: Database) -> None:
    known(db, "x", state="due", next_due=0.0, last_status=304, digest="sha256:" + "0" * 64)
    assert missing(db, "a") == []


def test_a_starting_point_that_was_not_understood(db: Database) -> None:
    crawl_id = a_crawl(db, 0)
    known(db, "feed", kind="feed", via=None, crawl_id=crawl_id)
    problem = {"site": "a", "url": "https://a.vn/feed", "stage": "parse", "reason": "no feed", "seen_at": NOW}
    db.table("problems").insert(problem | {"crawl_id": crawl_id})
    assert only(db).text == "1 starting point gave nothing: no feed"


def test_redirects_in_a_loop_and_what_leads_into_it(db: Database) -> None:
    for url, target in (("a", "b"), ("b", "a"), ("c", "a"), ("d", "e")):
        known(db, url, redirects_to=f"https://a.vn/{target}")
    assert (only(db).kind, only(db).count) == ("redirect_loop", 3)


def test_an_empty_field_is_told_with_what_its_selector_did(db: Database) -> None:
    a_crawl(db, 4)
    why = "none: selector `.published` matched, but held no date"
    for number in range(4):
        date = {} if number else {"published_at": "2025-05-06"}
        found_by = {"published_at": "selector" if not number else why, "section": "none: no section named"}
        store(db, an_article(number, f"Bài {number}.", **({"published_at": None} | date), found_by=found_by), NOW)
    assert "(3 of 4; selector `.published` matched, but held no date" in only(db).text
    assert only(db).articles == 3


def test_a_field_empty_in_half_of_the_articles_is_left_to_its_site(db: Database) -> None:
    a_crawl(db, 4)
    for number in range(4):
        found_by = {"published_at": "none: no date line" if number % 2 else "label"}
        store(db, an_article(number, f"Bài {number}.", found_by=found_by), NOW)
    assert missing(db, "a") == []


def test_gaps_in_article_numbers(db: Database) -> None:
    for number in [*range(1001, 1031), *range(1035, 1041), 99_992]:
        store(db, an_article(number, f"Bài {number}."))
    known(db, "tin-1033.html", state="failed", reason="HTTP 404")
    gap = next(found for found in missing(db, "a") if found.kind == "number_gap")
    assert (gap.count, gap.articles) == (3, 0)
    assert "of 40 from 1001 to 1040: 1031–1032, 1034" in gap.text


def test_numbers_that_pages_and_images_share_have_no_gaps(db: Database) -> None:
    for number in range(1, 400, 7):
        store(db, an_article(number, f"Bài {number}."))
    assert missing(db, "a") == []


def test_a_record_is_plain_json(db: Database) -> None:
    known(db, "x", state="failed", reason="HTTP 500")
    assert json.loads(json.dumps(only(db).record()))["text"] == "1 address failed: HTTP 500"

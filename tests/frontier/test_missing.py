"""Items missing from a site are counted by reason, each once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.frontier.coverage import coverage_by_year
from vustacrawl.frontier.missing import (
    MAX_JUMP,
    MIN_DENSITY,
    MIN_NUMBERS,
    Missing,
    NumberRun,
    missing,
    number_runs,
)

NOW = "2026-01-01T00:00:00.000Z"


def add_url(db: Database, url: str, **more: Any) -> None:
    """Add a URL of site ``a`` to the frontier."""
    row = {"url": f"https://a.vn/{url}", "site": "a", "kind": "article", "state": "done", "discovered_at": NOW} | more
    db.table("frontier").insert({"via": "https://a.vn/tin"} | row)


def a_crawl(db: Database, added: int, started_at: str = NOW) -> int:
    row = {"site": "a", "started_at": started_at, "finished_at": "2026-01-02T00:00:00.000Z", "software": "vustacrawl 0"}
    db.table("crawls").insert(row | {"added": added, "outcome": "finished"})
    return int(db.execute("SELECT max(id) FROM crawls").fetchone()[0])


def only(db: Database) -> Missing:
    [found] = missing(db, "a", number_runs(db, "a"))
    return found


def test_due_and_skipped_urls_are_not_missing(db: Database) -> None:
    add_url(db, "1", state="due", next_due=0.0)
    add_url(db, "2", reason="pattern", state="skipped")
    add_url(db, "3", reason="robots.txt", state="skipped")
    assert missing(db, "a", number_runs(db, "a")) == []


def test_urls_to_be_retried_show_next_time(db: Database) -> None:
    for number in (1, 2):
        add_url(db, str(number), state="due", attempts=1, next_due=1_700_000_000.0 + number, reason="HTTP 503")
    assert only(db).text == "2 addresses to be retried (HTTP 503), next at 2023-11-14 22:13 UTC"
    assert only(db).articles == 2


def test_stored_article_to_be_retried_is_not_a_missing_article(db: Database) -> None:
    article = an_article()
    store(db, article)
    add_url(db, article.url.removeprefix("https://a.vn/"), state="due", attempts=1, next_due=0.0, reason="HTTP 500")
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
        ({"state": "skipped", "reason": "robots.txt", "kind": "listing", "via": None}, "starting_point", 1),
        ({"state": "skipped", "reason": "too large", "kind": "feed", "via": None}, "starting_point", 1),
    ],
    ids=["to-self", "cookie-wall", "404", "off-site", "image", "too-large", "304", "sitemap", "robots", "large"],
)
def test_missing_urls_are_classified_by_kind(db: Database, row: dict[str, Any], kind: str, articles: int) -> None:
    add_url(db, "x", **row)
    found = only(db)
    assert (found.kind, found.count, found.articles, found.example) == (kind, 1, articles, "https://a.vn/x")
    assert (found.reason or "") in found.text


def test_status_304_after_complete_response_is_not_missing(db: Database) -> None:
    add_url(db, "x", state="due", next_due=0.0, last_status=304, digest="sha256:" + "0" * 64)
    assert missing(db, "a", number_runs(db, "a")) == []


def test_unparsable_starting_point_is_missing(db: Database) -> None:
    crawl_id = a_crawl(db, 0)
    add_url(db, "feed", kind="feed", via=None, crawl_id=crawl_id)
    problem = {"site": "a", "url": "https://a.vn/feed", "stage": "parse", "reason": "no feed", "seen_at": NOW}
    db.table("problems").insert(problem | {"crawl_id": crawl_id})
    assert only(db).text == "1 starting point gave nothing: no feed"


def test_article_page_that_was_not_read_is_missing_until_it_is_stored(db: Database) -> None:
    crawl_id = a_crawl(db, 0)
    article = an_article()
    number = article.url.rpartition("/")[2]
    add_url(db, number, state="due", next_due=0.0)
    problem = {"site": "a", "url": article.url, "stage": "parse", "reason": "no article in the page", "seen_at": NOW}
    db.table("problems").insert(problem | {"crawl_id": crawl_id})
    found = only(db)
    assert found.text == "1 article page visited, but not read: no article in the page"
    assert found.articles == 1
    store(db, article, NOW)
    assert missing(db, "a", number_runs(db, "a")) == []


def test_redirect_loop_includes_urls_leading_into_it(db: Database) -> None:
    for url, target in (("a", "b"), ("b", "a"), ("c", "a"), ("d", "e")):
        add_url(db, url, redirects_to=f"https://a.vn/{target}")
    assert (only(db).kind, only(db).count) == ("redirect_loop", 3)


def test_empty_field_is_reported_with_result_of_its_selector(db: Database) -> None:
    a_crawl(db, 4)
    why = "none: selector `.published` matched, but held no date"
    for number in range(4):
        date = {} if number else {"published_at": "2025-05-06"}
        found_by = {"published_at": "selector" if not number else why, "section": "none: no section named"}
        store(db, an_article(number, f"Bài {number}.", **({"published_at": None} | date), found_by=found_by), NOW)
    assert "(3 of 4; selector `.published` matched, but held no date" in only(db).text
    assert only(db).articles == 3


def test_field_empty_in_half_of_articles_is_not_reported(db: Database) -> None:
    a_crawl(db, 4)
    for number in range(4):
        found_by = {"published_at": "none: no date line" if number % 2 else "label"}
        store(db, an_article(number, f"Bài {number}.", found_by=found_by), NOW)
    assert missing(db, "a", number_runs(db, "a")) == []


def test_gaps_in_article_numbers_are_reported(db: Database) -> None:
    for number in [*range(1001, 1031), *range(1035, 1041), 99_992]:
        store(db, an_article(number, f"Bài {number}."))
    add_url(db, "tin-1033.html", state="failed", reason="HTTP 404")
    gap = next(found for found in missing(db, "a", number_runs(db, "a")) if found.kind == "number_gap")
    assert (gap.count, gap.articles) == (3, 0)
    assert "of 40 from 1001 to 1040: 1031–1032, 1034" in gap.text


def test_sparse_article_numbers_have_no_gaps(db: Database) -> None:
    for number in range(1, 400, 7):
        store(db, an_article(number, f"Bài {number}."))
    assert missing(db, "a", number_runs(db, "a")) == []


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(1, 150), st.integers(1, 4)), max_size=6))
def test_number_runs_are_those_of_all_numbers(steps: list[tuple[int, int, int]]) -> None:
    numbers = sorted({start + at for start, length, step in steps for at in range(0, length, step)})
    db = Database(memory=True)
    db.execute("CREATE TABLE article_numbers (site, sixty, numbers, PRIMARY KEY (site, sixty))")
    db.execute("CREATE TABLE frontier (site, kind, url)")
    db.execute("CREATE TABLE article_urls (url)")
    for number in numbers:
        db.execute(
            "INSERT INTO article_numbers VALUES ('a', ?1 / 60, 1 << (59 - ?1 % 60))"
            " ON CONFLICT DO UPDATE SET numbers = numbers | excluded.numbers",
            (number,),
        )
    assert number_runs(db, "a") == [*runs_of(numbers)]
    db.close()


def runs_of(numbers: list[int]) -> Iterator[NumberRun]:
    """Yield the runs by their definition."""
    starts = [at for at, number in enumerate(numbers) if not at or number - numbers[at - 1] > MAX_JUMP]
    for start, end in pairwise([*starts, len(numbers)]):
        run = numbers[start:end]
        unused = sorted({*range(run[0], run[-1])}.difference(run))
        if len(run) >= MIN_NUMBERS and unused and len(run) >= MIN_DENSITY * (run[-1] - run[0] + 1):
            yield NumberRun(run[0], run[-1], unused, unused)


def steps_to_find_nothing(db: Database) -> int:
    """Return the SQLite steps needed to find that nothing is missing, and to count by year."""
    steps: list[None] = []
    db.conn.set_progress_handler(lambda: steps.append(None), 1)
    assert missing(db, "a", number_runs(db, "a")) == []
    coverage_by_year(db, "a", number_runs(db, "a"))
    db.conn.set_progress_handler(None, 0)
    return len(steps)


def test_addresses_that_lack_nothing_are_not_read(db: Database) -> None:
    costs = []
    for numbers in (range(10), range(10, 300)):
        for number in numbers:
            add_url(db, str(number), state=["due", "done"][number % 2], next_due=0.0)
        costs.append(steps_to_find_nothing(db))
    assert costs[0] == costs[1]


def test_articles_of_earlier_crawls_are_not_read(db: Database) -> None:
    a_crawl(db, 1)
    costs = []
    for numbers in (range(10), range(10, 60)):
        for number in numbers:
            article = an_article(number, f"Bài {number}.", native_id=None)
            store(db, article, "2025-01-01T00:00:00.000Z")
        costs.append(steps_to_find_nothing(db))
    assert costs[0] == costs[1]


def test_record_is_json_serializable(db: Database) -> None:
    add_url(db, "x", state="failed", reason="HTTP 500")
    assert json.loads(json.dumps(only(db).record()))["text"] == "1 address failed: HTTP 500"

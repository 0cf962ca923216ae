"""The frontier on SQLite: leases, discovery, verdicts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import vustacrawl
from vustacrawl.catalog import open_catalog
from vustacrawl.frontier.policy import REPEATED
from vustacrawl.frontier.queue import VisitOutcome
from vustacrawl.frontier.sqlite import SqliteQueue
from vustacrawl.items import Link


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[SqliteQueue]:
    db = open_catalog(tmp_path / "c.db")
    db.execute(
        "INSERT INTO sites (name, title, url, family, language, timezone)"
        " VALUES ('s', 'S', 'https://s.vn/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh')"
    )
    db.execute("INSERT INTO crawls (id, site, started_at, software) VALUES (1, 's', '2026-01-01T00:00:00.000Z', 'x')")
    db.execute("INSERT INTO crawls (id, site, started_at, software) VALUES (2, 's', '2026-02-01T00:00:00.000Z', 'x')")
    yield SqliteQueue(db, {"s": 1})
    db.close()


def next_crawl(queue: SqliteQueue) -> SqliteQueue:
    return SqliteQueue(queue._db, {"s": 2})


def article(number: int, modified_at: str | None = None) -> Link:
    return Link(f"https://s.vn/a-p{number}.html", "article", modified_at)


def test_a_visit_is_handed_out_once(queue: SqliteQueue) -> None:
    assert queue.enqueue("s", [article(1), article(2), article(1)], "https://s.vn/l", 100.0) == 2
    assert [visit.url for visit in queue.lease("s", 10, 100.0)] == [article(1).url, article(2).url]
    assert queue.lease("s", 10, 100.0) == []


def test_leases_of_a_dead_crawl_come_back(queue: SqliteQueue) -> None:
    queue.enqueue("s", [article(1)], "", 100.0)
    queue.lease("s", 10, 100.0)
    assert queue.release_leases("s") == 1
    assert len(queue.lease("s", 10, 100.0)) == 1


def test_known_urls_are_not_new_but_changed_ones_are_due(queue: SqliteQueue) -> None:
    queue.enqueue("s", [article(1, "2026-01-01"), article(2, "2026-01-01")], "", 100.0)
    for visit in queue.lease("s", 10, 100.0):
        queue.record_outcome(visit.url, VisitOutcome("due", 1e12))
    queue.enqueue("s", [article(2, "2026-01-02")], "", 100.0)
    assert queue.lease("s", 10, 100.0) == [], "a feed that disagrees with the sitemap is no news within a crawl"
    queue = next_crawl(queue)
    assert queue.enqueue("s", [article(1, "2026-01-01"), article(2, "2026-02-02")], "", 200.0) == 0
    assert [visit.url for visit in queue.lease("s", 10, 200.0)] == [article(2).url]


def test_a_page_met_without_a_date_is_due_when_its_date_changes(queue: SqliteQueue) -> None:
    queue.enqueue("s", [article(1)], "", 100.0)
    for visit in queue.lease("s", 10, 100.0):
        queue.record_outcome(visit.url, VisitOutcome("due", 1e12))
    queue = next_crawl(queue)
    for date, visits in (("2026-01-01", 0), ("2026-02-02", 1)):
        queue.enqueue("s", [article(1, date)], "", 200.0)
        assert len(queue.lease("s", 10, 200.0)) == visits


def test_since_leaves_what_is_dated_before(queue: SqliteQueue) -> None:
    queue._since = "2026-01-15"
    queue.enqueue("s", [article(1, "2026-01-01"), article(2, "2026-02-01"), article(3)], "", 100.0)
    assert [visit.url for visit in queue.lease("s", 10, 100.0)] == [article(2).url, article(3).url]
    assert queue.next_due("s") is None


def test_a_new_crawl_begins_with_lists_feeds_and_sitemaps_only(queue: SqliteQueue) -> None:
    front = [Link("https://s.vn/l", "listing"), Link("https://s.vn/sitemap.xml", "sitemap")]
    queue.seed("s", front, 100.0)
    queue.enqueue_next_page("s", "https://s.vn/l?page=2", "https://s.vn/l", 100.0)
    for visit in queue.lease("s", 10, 100.0):
        queue.record_outcome(visit.url, VisitOutcome("done"))
    queue.seed("s", front, 200.0)
    assert {visit.url for visit in queue.lease("s", 10, 200.0)} == {link.url for link in front}


def test_what_was_skipped_for_its_pattern_is_visited_once_a_pager_or_profile_wants_it(queue: SqliteQueue) -> None:
    queue.mark_skipped(
        "s", [("https://s.vn/l?page=2", "pattern"), (article(1).url, "robots.txt")], "https://s.vn/l", 100.0
    )
    assert queue.lease("s", 10, 100.0) == []
    assert queue.enqueue_next_page("s", "https://s.vn/l?page=2", "https://s.vn/l", 100.0)
    assert queue.enqueue("s", [article(1)], "https://s.vn/l", 100.0) == 0
    assert [visit.kind for visit in queue.lease("s", 10, 100.0)] == ["listing"]


def test_a_url_is_visited_before_another_once_a_crawl(queue: SqliteQueue) -> None:
    old, new = article(1).url, article(2).url
    queue.enqueue("s", [article(1)], "", 100.0)
    queue.lease("s", 10, 100.0)
    queue.record_outcome(old, VisitOutcome("due", 1e12))
    queue.enqueue("s", [article(2)], "", 200.0)
    queue.lease("s", 10, 200.0)
    assert not queue.visit_first(old, new, 200.0), "this crawl has visited it"

    queue = next_crawl(queue)
    queue.record_outcome(new, VisitOutcome("due", 200.0))
    queue.lease("s", 1, 200.0)
    assert queue.visit_first(old, new, 300.0)
    queue.record_outcome(new, VisitOutcome("due", 305.0, 1, REPEATED))
    assert [visit.url for visit in queue.lease("s", 10, 305.0)] == [old, new]
    queue.record_outcome(old, VisitOutcome("due", 1e12))
    assert not queue.visit_first(old, new, 306.0), "it has waited once"


def test_nothing_waits_for_a_url_that_is_not_wanted(queue: SqliteQueue) -> None:
    queue.enqueue("s", [article(1, "2025-12-31")], "", 100.0)
    queue.mark_skipped("s", [(article(3).url, "robots.txt")], "", 100.0)
    queue = SqliteQueue(queue._db, {"s": 2}, since="2026-01-01")
    queue.enqueue("s", [article(2, "2026-02-01")], "", 200.0)
    queue.lease("s", 10, 200.0)
    for url in (article(1).url, article(3).url, "https://s.vn/nothing"):
        assert not queue.visit_first(url, article(2).url, 200.0)


def test_sql_on_the_frontier_stands_in_its_package() -> None:
    package = Path(vustacrawl.__file__).parent
    upgrade = package / "catalog" / "upgrade.py"  # of catalogs before 0.1.0, without a crawl
    sql = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE) frontier\b")
    elsewhere = (path for path in package.rglob("*.py") if path.parent.name != "frontier" and path != upgrade)
    assert [path.name for path in elsewhere if sql.search(path.read_text("utf-8"))] == []

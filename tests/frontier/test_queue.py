"""Both queues: leases, discovery, outcomes. Each test runs on SQLite and on PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

import vustacrawl
from tests.catalog.conftest import add_sites
from tests.profiles import a_profile
from vustacrawl.catalog import open_catalog
from vustacrawl.frontier.cluster.membership import Cluster
from vustacrawl.frontier.cluster.queue import ClusterQueue
from vustacrawl.frontier.queue import Queue
from vustacrawl.frontier.visit import VisitOutcome
from vustacrawl.items import Capture, Link
from vustacrawl.reasons import RELATED, REPEATED

CRAWL = "INSERT INTO crawls (id, site, started_at, software) VALUES (?, 's', '2026-01-01T00:00:00.000Z', 'x')"


def new_catalog(folder: Path) -> Database:
    db = open_catalog(folder / f"{len(list(folder.iterdir()))}.db")
    add_sites(db, "s")
    for number in (1, 2):
        db.execute(CRAWL, (number,))
    return db


class LocalCrawls:
    """The queue in the catalog."""

    def __init__(self, folder: Path) -> None:
        self._db = new_catalog(folder)

    def begin(self, number: int, since: str | None = None) -> Queue:
        """Begin crawl ``number``."""
        return Queue(self._db, {"s": number}, since)

    def close(self) -> None:
        self._db.close()


class ClusterCrawls:
    """The queue in PostgreSQL: each crawl runs on another machine, with an empty catalog."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder, self._url = folder, url
        self._held: tuple[Cluster, ClusterQueue, Database] | None = None

    def begin(self, number: int, since: str | None = None) -> ClusterQueue:
        """Begin crawl ``number`` after the previous one has settled and released the site."""
        self.close()
        db, cluster = new_catalog(self._folder), Cluster(self._url, {"s": ["s.vn"]})
        lease = cluster.acquire("s")
        assert lease
        queue = ClusterQueue(db, {"s": number}, since, frozenset())
        queue.rounds["s"] = number
        queue.adopt("s", cluster.rows("s"))
        self._held = cluster, queue, db
        return queue

    def close(self) -> None:
        if self._held:
            cluster, queue, db = self._held
            mark, sites = queue.unsent_changes()
            assert cluster.store_changes(sites, queue.changed_rows(mark), {}) == set()
            cluster.release("s", 0, False, None)
            cluster.leave()
            db.close()


Crawls = LocalCrawls | ClusterCrawls


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.slow)])
def crawls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crawls]:
    is_local = request.param == "SQLite"
    crawls = LocalCrawls(tmp_path) if is_local else ClusterCrawls(tmp_path, request.getfixturevalue("cluster_url"))
    yield crawls
    crawls.close()


@pytest.fixture
def queue(crawls: Crawls) -> Queue:
    return crawls.begin(1)


def article(number: int, modified_at: str | None = None) -> Link:
    return Link(f"https://s.vn/a-p{number}.html", "article", modified_at)


def test_visit_is_leased_once(queue: Queue) -> None:
    assert queue.enqueue("s", [article(1), article(2), article(1)], "https://s.vn/l", 100.0) == 2
    assert [visit.url for visit in queue.lease("s", 10, 100.0)] == [article(1).url, article(2).url]
    assert queue.lease("s", 10, 100.0) == []


def test_leases_of_crashed_crawl_are_released(queue: Queue) -> None:
    queue.enqueue("s", [article(1)], "", 100.0)
    queue.lease("s", 10, 100.0)
    queue.release_leases("s")
    assert len(queue.lease("s", 10, 100.0)) == 1


def test_urls_found_while_clock_was_ahead_are_due(crawls: Crawls, queue: Queue) -> None:
    queue.enqueue("s", [article(1), article(2), article(3)], "", 9e9)
    [retried, visited] = queue.lease("s", 2, 9e9)
    queue.record_outcome(retried.url, VisitOutcome("due", 9e9, attempts=1))
    queue.record_response(visited.url, Capture(visited.url, "2026-01-01T00:00:00.000Z", 200, "sha256:0", 0), None)
    queue.record_outcome(visited.url, VisitOutcome("due", 9e9))
    queue = crawls.begin(2)
    profile = a_profile("https://s.vn/", name="s")
    queue.enqueue_first(profile, None, 100.0)
    assert [visit.url for visit in queue.lease("s", 10, 100.0)] == [article(3).url, profile.url]


def test_known_urls_are_due_only_if_their_date_changed(crawls: Crawls, queue: Queue) -> None:
    queue.enqueue("s", [article(1, "2026-01-01"), article(2, "2026-01-01")], "", 100.0)
    for visit in queue.lease("s", 10, 100.0):
        queue.record_outcome(visit.url, VisitOutcome("due", 1e12))
    queue.enqueue("s", [article(2, "2026-01-02")], "", 100.0)
    assert queue.lease("s", 10, 100.0) == [], "a different date within the same crawl does not count as a change"
    queue = crawls.begin(2)
    assert queue.enqueue("s", [article(1, "2026-01-01"), article(2, "2026-02-02")], "", 200.0) == 0
    assert [visit.url for visit in queue.lease("s", 10, 200.0)] == [article(2).url]


def test_page_first_seen_without_date_is_due_when_date_changes(crawls: Crawls, queue: Queue) -> None:
    queue.enqueue("s", [article(1)], "", 100.0)
    for visit in queue.lease("s", 10, 100.0):
        queue.record_outcome(visit.url, VisitOutcome("due", 1e12))
    queue = crawls.begin(2)
    for date, visits in (("2026-01-01", 0), ("2026-02-02", 1)):
        queue.enqueue("s", [article(1, date)], "", 200.0)
        assert len(queue.lease("s", 10, 200.0)) == visits


def test_since_skips_urls_with_earlier_date(crawls: Crawls, queue: Queue) -> None:
    queue = crawls.begin(1, since="2026-01-15")
    queue.enqueue("s", [article(1, "2026-01-01"), article(2, "2026-02-01"), article(3)], "", 100.0)
    assert [visit.url for visit in queue.lease("s", 10, 100.0)] == [article(2).url, article(3).url]
    assert queue.next_due("s") is None
    queue.defer_too_old(article(3).url, "2026-01-02", 100.0)
    assert queue.count_dated_too_old("s") == 1, "the other was fetched by this crawl"
    assert crawls.begin(2, since="2026-01-15").count_dated_too_old("s") == 2


def test_new_crawl_starts_with_seeds_only(queue: Queue) -> None:
    front = [Link("https://s.vn/l", "listing"), Link("https://s.vn/sitemap.xml", "sitemap")]
    queue.seed("s", front, 100.0)
    queue.enqueue_next_page("s", "https://s.vn/l?page=2", "https://s.vn/l", 100.0)
    for visit in queue.lease("s", 10, 100.0):
        queue.record_outcome(visit.url, VisitOutcome("done"))
    queue.seed("s", front, 200.0)
    assert {visit.url for visit in queue.lease("s", 10, 200.0)} == {link.url for link in front}


def test_replayed_crawl_does_not_reseed_urls_visited_later(queue: Queue) -> None:
    front = [Link(f"https://s.vn/{name}", "listing") for name in ("a", "b")]
    queue.seed("s", front, 100.0)
    queue.lease("s", 10, 100.0)
    for link, day in zip(front, ("2026-01-01", "2026-03-03"), strict=True):
        queue.record_response(link.url, Capture(link.url, f"{day}T00:00:00.000Z", 200, "sha256:0", 1), None)
        queue.record_outcome(link.url, VisitOutcome("due", 1e12))
    queue.seed("s", front, 200.0, unless_visited_after="2026-02-02T00:00:00.000Z")
    assert [visit.url for visit in queue.lease("s", 10, 200.0)] == [front[0].url]


def test_url_skipped_by_pattern_is_visited_once_pager_links_it(queue: Queue) -> None:
    queue.mark_skipped(
        "s", [("https://s.vn/l?page=2", "pattern"), (article(1).url, "robots.txt")], "https://s.vn/l", 100.0
    )
    assert queue.lease("s", 10, 100.0) == []
    assert queue.enqueue_next_page("s", "https://s.vn/l?page=2", "https://s.vn/l", 100.0)
    assert queue.enqueue("s", [article(1)], "https://s.vn/l", 100.0) == 0
    assert [visit.kind for visit in queue.lease("s", 10, 100.0)] == ["listing"]


def test_article_that_only_articles_link_to_is_visited_by_next_crawl_without_since(crawls: Crawls) -> None:
    queue = crawls.begin(1, since="2026-01-01")
    queue.mark_skipped("s", [(article(1).url, RELATED), (article(2).url, RELATED)], "https://s.vn/bai-p9.html", 100.0)
    queue.enqueue("s", [article(1)], "https://s.vn/l", 100.0)
    queue.seed("s", [], 100.0)
    assert [visit.url for visit in queue.lease("s", 10, 100.0)] == [article(1).url], "a listing links to it, too"

    queue = crawls.begin(2)
    queue.seed("s", [], 200.0)
    assert [(visit.url, visit.kind) for visit in queue.lease("s", 10, 200.0)] == [(article(2).url, "article")]


def test_visit_first_applies_once_per_crawl(crawls: Crawls, queue: Queue) -> None:
    old, new = article(1).url, article(2).url
    queue.enqueue("s", [article(1)], "", 100.0)
    queue.lease("s", 10, 100.0)
    queue.record_outcome(old, VisitOutcome("due", 1e12))
    queue.enqueue("s", [article(2)], "", 200.0)
    queue.lease("s", 10, 200.0)
    assert not queue.visit_first(old, new, 200.0), "this crawl has already visited it"

    queue = crawls.begin(2)
    queue.record_outcome(new, VisitOutcome("due", 200.0))
    queue.lease("s", 1, 200.0)
    assert queue.visit_first(old, new, 300.0)
    queue.record_outcome(new, VisitOutcome("due", 305.0, 1, REPEATED))
    assert [visit.url for visit in queue.lease("s", 10, 305.0)] == [old, new]
    queue.record_outcome(old, VisitOutcome("due", 1e12))
    assert not queue.visit_first(old, new, 306.0), "a visit is postponed only once"


def test_visit_first_ignores_unwanted_urls(crawls: Crawls, queue: Queue) -> None:
    queue.enqueue("s", [article(1, "2025-12-31")], "", 100.0)
    queue.mark_skipped("s", [(article(3).url, "robots.txt")], "", 100.0)
    queue = crawls.begin(2, since="2026-01-01")
    queue.enqueue("s", [article(2, "2026-02-01")], "", 200.0)
    queue.lease("s", 10, 200.0)
    for url in (article(1).url, article(3).url, "https://s.vn/nothing"):
        assert not queue.visit_first(url, article(2).url, 200.0)


def test_frontier_sql_is_only_in_frontier_package() -> None:
    package = Path(vustacrawl.__file__).parent
    upgrade = package / "catalog" / "upgrade.py"  # converts catalogs before 0.1.0, without a crawl
    sql = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE) frontier\b")
    elsewhere = (path for path in package.rglob("*.py") if "frontier" not in path.parts and path != upgrade)
    assert [path.name for path in elsewhere if sql.search(path.read_text("utf-8"))] == []

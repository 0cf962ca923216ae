"""Pages awaiting their commit, and failures of the catalog or the archive."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.catalog.conftest import an_article, store
from tests.profiles import a_profile
from vustacrawl.archive.exchange import Exchange
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.visit import Visit
from vustacrawl.items import Link, Problem
from vustacrawl.pipelines.recovery import recover
from vustacrawl.workspace import Workspace

PROFILE = a_profile(
    "https://union.vn/", name="union", article_url=r"-p(?P<id>\d+)\.html$", listings=["https://union.vn/tin"]
)


def open_crawl(folder: Path) -> Crawl:
    return Crawl(Workspace(folder / "ws"), [PROFILE], limit=2)


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Crawl]:
    opened = open_crawl(tmp_path)
    yield opened
    opened.close(interrupted=True)


def discover(crawl: Crawl, count: int) -> None:
    links = [Link(f"https://union.vn/a-p{at}.html", "article") for at in range(count)]
    crawl.add(lambda: crawl.queue.enqueue("union", links, "https://union.vn/tin", 0.0) and None, lambda _: None)


def lease_and_begin(crawl: Crawl, most: int) -> list[Visit]:
    visits = crawl.lease("union", most)
    for visit in visits:
        crawl.in_flight.begin(visit)
    return visits


def states(crawl: Crawl) -> dict[str, int]:
    return dict(crawl.db.execute("SELECT state, count(*) FROM frontier GROUP BY state").fetchall())


def test_lease_first_stores_pending_pages_of_site(crawl: Crawl) -> None:
    [front] = lease_and_begin(crawl, 10)
    assert crawl.lease("union", 10) == []
    discover(crawl, 3)
    crawl.in_flight.end(front.url)
    assert len(crawl.lease("union", 10)) == 3
    assert not crawl.db.conn.in_transaction


def test_failed_visit_is_settled_once_and_every_problem_recorded(crawl: Crawl) -> None:
    [front] = lease_and_begin(crawl, 10)
    crawl.fail_visit(front, Problem(front.url, "parse", "the spider failed"))
    crawl.fail_visit(front, Problem(front.url, "validate", "a pipeline failed"))
    crawl.flush()
    assert crawl.db.execute("SELECT state, attempts, reason FROM frontier").fetchall() == [
        ("failed", 1, "the spider failed")
    ]
    assert [reason for (reason,) in crawl.db.execute("SELECT reason FROM problems")] == [
        "the spider failed",
        "a pipeline failed",
    ]
    stats = crawl.stats["union"]
    assert (stats.in_flight, stats.pending, stats.waiting, stats.problems) == (0, 0, 0, 2)


def test_uncommitted_articles_count_against_limit(crawl: Crawl) -> None:
    discover(crawl, 3)
    crawl.flush()
    visits = [visit for visit in lease_and_begin(crawl, 10) if visit.kind == "article"]
    for visit in visits[2:]:
        crawl.in_flight.end(visit.url)
    crawl.flush()
    crawl.in_flight.end(visits[0].url)
    assert not crawl.limits.allow_article(crawl.stats["union"])
    crawl.in_flight.seal()
    crawl.in_flight.commit()
    assert crawl.limits.allow_article(crawl.stats["union"])


def test_crawl_continues_while_catalog_is_locked(crawl: Crawl, tmp_path: Path) -> None:
    crawl.batch.busy_timeout_s = 0.01
    discover(crawl, 3)
    with closing(sqlite3.connect(tmp_path / "ws/vustacrawl.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        crawl.flush()
        assert crawl.lease("union", 10) == []
        assert crawl.error is None
        other.execute("ROLLBACK")
    crawl.flush()
    assert len(crawl.lease("union", 10)) == 4


def test_failed_archive_sync_ends_crawl(crawl: Crawl) -> None:
    def fail() -> None:
        raise OSError("no disk")

    crawl.batch.before_commit = fail
    discover(crawl, 3)
    crawl.flush()
    assert crawl.error == "the archive cannot be written: no disk"
    assert states(crawl) == {"due": 1}


def test_leases_are_released_when_crawl_closes(tmp_path: Path) -> None:
    crawl = open_crawl(tmp_path)
    discover(crawl, 3)
    crawl.flush()
    lease_and_begin(crawl, 2)
    crawl.close(interrupted=True)
    with closing(sqlite3.connect(tmp_path / "ws/vustacrawl.db")) as db:
        assert db.execute("SELECT state, count(*) FROM frontier GROUP BY state").fetchall() == [("due", 4)]
        assert db.execute("SELECT outcome FROM crawls").fetchall() == [("interrupted",)]


def test_invalid_authors_file_is_named_at_end(tmp_path: Path) -> None:
    crawl = open_crawl(tmp_path)
    (tmp_path / "ws/authors.csv").write_text("tên,trang\n", "utf-8")
    crawl.close(interrupted=False)
    assert "authors.csv: no column" in str(crawl.error)
    with closing(sqlite3.connect(tmp_path / "ws/vustacrawl.db")) as db:
        assert db.execute("SELECT outcome FROM crawls").fetchall() == [("finished",)]


def test_archived_but_unprocessed_page_is_recovered_by_next_crawl(tmp_path: Path) -> None:
    first = open_crawl(tmp_path)
    [visit] = lease_and_begin(first, 1)
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Tin</p>"
    exchange = Exchange(visit.url, datetime.now(UTC), 0.1, b"GET /tin HTTP/1.1\r\n\r\n", response)
    first.archive_exchange("union", exchange)
    first.in_flight.set_exchange(visit.url, exchange)
    first.close(interrupted=True)  # the reactor was stopped before the page was processed

    with closing(sqlite3.connect(tmp_path / "ws/vustacrawl.db")) as db:
        second = open_crawl(tmp_path)
        assert recover(second, second.profiles) == 1
        second.close(interrupted=False)
        assert db.execute("SELECT url, status FROM captures").fetchall() == [(visit.url, 200)]
        listed = {name for (name,) in db.execute("SELECT name FROM warc_files WHERE sha256 IS NOT NULL")}
        assert listed == {path.name for path in (tmp_path / "ws/warc").glob("*.warc.gz")}


@pytest.mark.parametrize("interrupted", [False, True])
def test_frequent_phrases_are_counted_at_end_of_crawl(
    crawl: Crawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interrupted: bool
) -> None:
    monkeypatch.setattr("vustacrawl.catalog.phrases.MIN_OCCURRING", 3)
    monkeypatch.setattr("vustacrawl.frontier.crawl.COUNTING_SHARE", 1_000)
    for number in range(3):
        store(crawl.db, an_article(number, site="union"))
    crawl.close(interrupted)
    with closing(sqlite3.connect(tmp_path / "ws/vustacrawl.db")) as db:
        counted = db.execute("SELECT month, articles FROM phrase_counts WHERE phrase = 'khoa hoc'").fetchall()
    assert counted == ([] if interrupted else [("2024-05", 3)])

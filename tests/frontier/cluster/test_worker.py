"""A worker whose sites were taken over reports it, and exits with 1."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.postgres import Postgres
from tests.profiles import a_profile
from vustacrawl.catalog.batch import CatalogBusyError
from vustacrawl.cli.summary import finish
from vustacrawl.frontier.cluster.connection import ClusterUnreachableError
from vustacrawl.frontier.cluster.crawl import ClusterCrawl
from vustacrawl.frontier.cluster.membership import Cluster
from vustacrawl.items import Link
from vustacrawl.workspace import Workspace

pytestmark = pytest.mark.slow

HOSTS = {"union": ["union.vn"], "hoi": ["hoi.vn"]}


@pytest.fixture
def crawl(tmp_path: Path, cluster_url: str) -> Iterator[ClusterCrawl]:
    """A crawl that holds both sites."""
    profiles = [a_profile(f"https://{name}.vn/", name=name) for name in HOSTS]
    crawl = ClusterCrawl(Workspace(tmp_path / "ws"), profiles, Cluster(cluster_url, HOSTS))
    crawl.worker.tick()
    assert set(crawl.profiles) == set(HOSTS)
    yield crawl
    crawl.close(interrupted=True)


def end(crawl: ClusterCrawl, tmp_path: Path) -> int:
    crawl.close(interrupted=False)
    return finish(Workspace(tmp_path / "ws"), crawl, None, None, as_json=False)


def take_over(cluster_url: str, site: str) -> None:
    """Let another worker take a site, as if its holder had been silent for the whole lease."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute("UPDATE vustacrawl.hosts SET leased_until = now() - interval '1 s' WHERE site = %s", (site,))
    other = Cluster(cluster_url, HOSTS)
    assert other.acquire(site)
    other.close()


@pytest.mark.parametrize("is_closed", [False, True], ids=["during crawl", "after close"])
def test_site_taken_over_is_reported_with_exit_code_1(
    crawl: ClusterCrawl, cluster_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], is_closed: bool
) -> None:
    if is_closed:
        crawl.worker._close("union")
    take_over(cluster_url, "union")
    assert end(crawl, tmp_path) == 1
    err = capsys.readouterr().err
    assert "union: another worker took it over, because this one was silent for too long" in err
    assert err.count("took it over") == 1, "only one was lost"


def test_worker_that_kept_its_sites_exits_with_0(
    crawl: ClusterCrawl, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert end(crawl, tmp_path) == 0
    assert "took it over" not in capsys.readouterr().err


def test_site_stays_open_while_catalog_is_locked(crawl: ClusterCrawl, tmp_path: Path) -> None:
    crawl.batch.busy_timeout_s = 0.01
    ended = "SELECT count(*) FROM crawls WHERE site = 'union' AND outcome = 'finished'"
    with closing(sqlite3.connect(tmp_path / "ws/vustacrawl.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        crawl.worker._close("union")
        assert set(crawl.profiles) == set(HOSTS)
        other.execute("ROLLBACK")
        crawl.worker._close("union")
        assert set(crawl.profiles) == {"hoi"}
        assert other.execute(ended).fetchone() == (1,)


def test_site_is_not_opened_while_catalog_is_locked(crawl: ClusterCrawl, tmp_path: Path) -> None:
    crawl.worker._close("union")
    crawl.worker._release_closed()
    crawl.batch.busy_timeout_s = 0.01
    with closing(sqlite3.connect(tmp_path / "ws/vustacrawl.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        crawl.worker._acquire("union")
        other.execute("ROLLBACK")
    assert (set(crawl.profiles), crawl.error) == ({"hoi"}, None)
    assert crawl.cluster.candidates([], "") == ["union"]


def test_site_is_released_if_catalog_is_locked_while_its_archive_is_recovered(crawl: ClusterCrawl) -> None:
    def fail(_: str) -> None:
        raise CatalogBusyError("another process has locked it")

    crawl.worker._close("union")
    crawl.worker._release_closed()
    crawl.worker.after_open = fail
    crawl.worker._acquire("union")
    assert not crawl.may_visit("union"), "what was left is recovered before the first request"
    crawl.worker.tick()
    assert (set(crawl.profiles), crawl.error) == ({"hoi"}, None)
    crawl.worker.after_open = lambda _: None
    crawl.worker._acquire("union")
    assert crawl.may_visit("union")


@pytest.mark.parametrize("is_over", [False, True], ids=["answers again", "crawl ends"])
def test_site_is_opened_again_after_outage_while_its_queue_is_read(
    crawl: ClusterCrawl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_over: bool
) -> None:
    def fail(_: str) -> None:
        raise ClusterUnreachableError("no answer")

    crawl.worker._close("union")
    crawl.worker._release_closed()
    with monkeypatch.context() as outage:
        outage.setattr(crawl.cluster, "rows", fail)
        with pytest.raises(ClusterUnreachableError):
            crawl.worker._acquire("union")
    assert set(crawl.profiles) == {"hoi"}
    if is_over:
        assert end(crawl, tmp_path) == 0
    else:
        assert crawl.cluster.candidates([], "") == ["union"]
        crawl.worker._acquire("union")
        assert set(crawl.profiles) == {"hoi", "union"}


def test_failed_query_ends_crawl(
    crawl: ClusterCrawl, cluster_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise the crawl would wait for ever, without a lease that is renewed."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute("DROP TABLE vustacrawl.frontier")
    with crawl.batch.transaction():
        crawl.queue.enqueue("union", [Link("https://union.vn/hop-p1.html", "article")], "", 0.0)
    crawl.worker.tick()
    assert end(crawl, tmp_path) == 1
    assert "has no tables yet; run `vustacrawl cluster init` once" in capsys.readouterr().err


def test_worker_without_database_reports_when_leases_end(
    crawl: ClusterCrawl, server: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.stop()
    try:
        code = end(crawl, tmp_path)
    finally:
        server.start()
    assert code == 1
    assert "; the leases end after 180 seconds" in capsys.readouterr().err

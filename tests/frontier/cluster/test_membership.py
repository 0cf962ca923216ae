"""Leases of hosts: one holder at a time, even if a worker is frozen, disconnected or late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.postgres import Postgres
from tests.waiting import wait_until
from vustacrawl.catalog import open_catalog
from vustacrawl.frontier.cluster import membership
from vustacrawl.frontier.cluster.connection import ClusterError, ClusterUnreachableError, connect
from vustacrawl.frontier.cluster.membership import Backoff, Cluster
from vustacrawl.frontier.cluster.queue import COLUMNS
from vustacrawl.frontier.cluster.session import clock
from vustacrawl.frontier.cluster.status import read_state

pytestmark = pytest.mark.slow

HOSTS = {"a": ["a.vn", "www.a.vn"], "b": ["b.vn", "images.vn"], "c": ["c.vn", "images.vn"]}
EXPIRE = "UPDATE hosts SET leased_until = now() - interval '1 s'"


@pytest.fixture
def workers(cluster_url: str) -> Iterator[tuple[Cluster, Cluster]]:
    one, other = Cluster(cluster_url, HOSTS), Cluster(cluster_url, HOSTS)
    yield one, other
    one.close()
    other.close()


def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True, options="-c search_path=vustacrawl") as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def row(number: int, **more: Any) -> dict[str, Any]:
    known = dict.fromkeys(COLUMNS) | {"url": f"https://a.vn/{number}", "site": "a", "kind": "article", "state": "due"}
    times = {"next_due": 0.0, "attempts": 0, "discovered_at": "2026-01-01T00:00:00.000Z"}
    return known | times | {"key": f"{number:032x}", "round": 1} | more


def test_sites_sharing_a_host_have_one_holder(workers: tuple[Cluster, Cluster]) -> None:
    one, other = workers
    assert one.candidates([], "") == ["a", "b", "c"]
    assert one.acquire("a") and one.acquire("b")
    assert (other.acquire("a"), other.acquire("c")) == (None, None), "c shares a host with b"
    assert other.candidates([], "") == []
    assert one.acquire("c"), "the holder of the host may have both"
    one.release("b", 0, False, None)
    assert other.acquire("b") is None, "its host is still held for c"
    one.release("c", 0, False, None)
    assert other.acquire("c")


def test_worker_cannot_write_to_site_taken_over_by_another(workers: tuple[Cluster, Cluster], cluster_url: str) -> None:
    one, other = workers
    one.acquire("a")
    assert one.store_changes({"a"}, [[row(1), row(2)]], {}) == set()
    one.begin_rounds({"a"})
    execute(cluster_url, EXPIRE)
    assert one.store_changes({"a"}, [[row(1, state="leased")]], {}) == set(), "late, but nobody has taken the site"
    taken = other.acquire("a")
    assert taken and not taken.is_to_seed, "the round continues"
    assert sorted(each["url"] for each in other.rows("a")) == [row(1)["url"], row(2)["url"]]
    assert one.store_changes({"a"}, [[row(1, state="done"), row(3)]], {"a": Backoff(4, 60)}) == {"a"}
    assert one.renew(0, 0, 0) == {"a"}
    one.release("a", 0, True, "broken")
    assert execute(cluster_url, "SELECT state FROM frontier ORDER BY url") == [("leased",), ("due",)]
    assert other.store_changes({"a"}, [[row(1, state="done")]], {}) == set()
    assert other.renew(0, 0, 0) == set()


def test_url_that_another_site_only_links_to_belongs_to_its_own_site(workers: tuple[Cluster, Cluster]) -> None:
    one, other = workers
    one.acquire("b")
    linked = row(1, site="b", state="skipped", reason="off-site")
    one.store_changes({"b"}, [[linked]], {})
    other.acquire("a")
    other.store_changes({"a"}, [[row(1)]], {})
    one.store_changes({"b"}, [[linked]], {})
    assert [(each["site"], each["state"]) for each in other.rows("a")] == [("a", "due")]


def test_urls_and_unsettled_seeds_of_dead_worker_are_due_again(
    workers: tuple[Cluster, Cluster], cluster_url: str
) -> None:
    one, other = workers
    first = one.acquire("a")
    assert first and first.is_to_seed
    execute(cluster_url, EXPIRE)
    second = other.acquire("a")
    assert second and second.is_to_seed, "the first worker died before it had queued the seeds"
    other.store_changes({"a"}, [[row(1, state="leased")]], {})
    other.begin_rounds({"a"})
    execute(cluster_url, EXPIRE)
    one.forget("a")
    assert one.candidates([], "") == ["a", "b", "c"], "a comes first: its articles are on this machine"
    assert one.candidates(["article"], "") == ["b", "c"], "nothing of the wanted kind is due"


def test_next_holder_respects_delay_and_backoff(workers: tuple[Cluster, Cluster], cluster_url: str) -> None:
    one, other = workers
    one.acquire("a")
    one.store_changes((), (), {"a": Backoff(2, 40)})
    one.release("a", 20, False, None)
    lease = other.acquire("a")
    assert lease and lease.pushbacks == 2 and 20 < lease.quiet_s <= 40
    assert [wait.site for wait in read_state(cluster_url).waiting] == ["a"]
    other.store_changes((), (), {"a": Backoff(0, 0)})
    other.release("a", 20, False, None)
    again = one.acquire("a")
    assert again and 0 < again.quiet_s <= 20


def test_worker_stops_sending_requests_before_lease_ends(
    workers: tuple[Cluster, Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = workers
    now = clock()
    monkeypatch.setattr(membership, "clock", lambda: now)
    one.acquire("a")
    assert one.may_request("a") and not one.may_request("b")
    monkeypatch.setattr(membership, "clock", lambda: now + one.lease_s * 0.7)
    assert not one.may_request("a")
    one.renew(0, 0, 0)
    assert one.may_request("a")


def test_worker_frozen_in_transaction_loses_its_host(cluster_url: str) -> None:
    execute(cluster_url, "UPDATE settings SET lease_s = 2.4")
    frozen, other = Cluster(cluster_url, HOSTS), Cluster(cluster_url, HOSTS)
    frozen.acquire("a")
    with pytest.raises(ClusterUnreachableError), frozen.session.transaction() as cursor:
        frozen._check(cursor, {"a"})
        wait_until(lambda: other.acquire("a") is not None)
        cursor.execute("SELECT 1")
    other.close()


def test_worker_reconnects_to_restarted_server(server: Postgres, workers: tuple[Cluster, Cluster]) -> None:
    one, _ = workers
    one.acquire("a")
    server.stop()
    with pytest.raises(ClusterUnreachableError):
        one.store_changes({"a"}, [[row(1)]], {})
    assert one.session.unreachable_since is not None
    assert one.may_request("a"), "until the lease ends"
    server.start()
    one.session._connected_at = float("-inf")
    assert one.store_changes({"a"}, [[row(1)]], {}) == set()
    assert [each["url"] for each in one.rows("a")] == [row(1)["url"]]


def test_long_urls_and_odd_headers_can_be_settled(workers: tuple[Cluster, Cluster]) -> None:
    one, _ = workers
    one.acquire("a")
    long = row(1, url="https://a.vn/" + "x" * 100_000, etag='"\u1ea5', reason="\\ \x1f 'quoted'")
    assert one.store_changes({"a"}, [[long]], {}) == set()
    [stored] = one.rows("a")
    assert {name: stored[name] for name in COLUMNS} == {name: long[name] for name in COLUMNS}


def test_sites_are_shared_among_workers(workers: tuple[Cluster, Cluster], cluster_url: str) -> None:
    one, other = workers
    assert one.share(3) == (2, 0, 0), "3 sites for two workers"
    one.acquire("a")
    one.acquire("b")
    assert other.share(0) == (1, 0, 2)
    state = read_state(cluster_url)
    assert [worker.sites for worker in state.workers] == [["a", "b"], []]
    assert not state.needs_attention
    execute(cluster_url, "UPDATE workers SET seen_at = now() - interval '1 h'")
    assert read_state(cluster_url).needs_attention, "a worker with sites is silent"


def test_cluster_queue_has_columns_of_catalog(tmp_path: Path) -> None:
    db = open_catalog(tmp_path / "c.db")
    in_catalog = {name for (_, name, *_) in db.execute("PRAGMA table_info(frontier)").fetchall()}
    assert in_catalog - {"crawl_id"} == set(COLUMNS)
    db.close()


def test_missing_tables_and_wrong_addresses_are_reported(server: Postgres) -> None:
    execute(server.url, "DROP SCHEMA IF EXISTS vustacrawl CASCADE")
    with pytest.raises(ClusterError, match="run `vustacrawl cluster init` once"):
        Cluster(server.url, HOSTS)
    with pytest.raises(ClusterError, match=r"^PostgreSQL at 127\.0\.0\.1:1: "):
        connect("postgresql://user:secret@127.0.0.1:1/x")
    with pytest.raises(ClusterError, match="the cluster's PostgreSQL: "):
        connect("mysql://user:secret@127.0.0.1/x")

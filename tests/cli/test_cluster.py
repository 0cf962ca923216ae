"""The demo federation crawled by many workers: nothing lost, nothing duplicated, no host crawled by two at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count, groupby, pairwise
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import psycopg
import pytest

from tests.cable import Cable, cable
from tests.cli.conftest import rows
from tests.in_process import vustacrawl
from tests.postgres import Postgres, postgres
from tests.waiting import HANG_S, wait_until
from vustacrawl.cli import import_
from vustacrawl.cli.cluster import open_cluster_crawl
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.responses import Response
from vustacrawl.items import MediaKind
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace

pytestmark = pytest.mark.slow

DELAY_S = 0.04
LEASE_S = 3.0
EXPECTED = 300
"""Articles of the demo."""


@dataclass(frozen=True)
class Request:
    """A request as the site's server saw it; times are those of the server's process."""

    host: str
    url: str
    worker: str
    began: float
    ended: float


@dataclass
class Cluster:
    """Workers on the federation's sites, each with a separate server, which identifies the worker."""

    folder: Path
    postgres: Postgres
    federation: Federation = field(default_factory=Federation)
    log: list[Request] = field(default_factory=list)
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    on_request: Callable[[str], object] = lambda _: None
    """Called with the name of the worker that sent a request, before the response."""
    open: ExitStack = field(default_factory=ExitStack)

    def start(
        self, name: str, *injected: str, cable: Cable | None = None, together: bool = True
    ) -> subprocess.Popen[str]:
        """Start a worker, or a crawl outside the cluster.

        ``injected`` are the first arguments of ``tests.killed_at``. A worker behind a ``cable`` reaches the sites
        directly, and only the database through the cable.
        """
        workspace = self.folder / name
        self._write_profiles(workspace)
        serving = serve(self.federation, self.folder / f"has-failed-{together}")
        server = cable.within(serving.__enter__) if cable else serving.__enter__()
        self.open.push(serving)
        respond, lock = server.respond, threading.Lock()

        def recorded(url: str) -> Response:
            began = time.monotonic()
            self.on_request(name)
            response = respond(url)
            with lock:
                self.log.append(Request(host_of(url), url, name, began, time.monotonic()))
            return response

        server.respond = recorded  # type: ignore[method-assign]
        (workspace / "vustacrawl.toml").write_text(f'[crawl]\nproxy = "{server.proxy_url}"\n', "utf-8")
        module = ["tests.killed_at", *injected] if injected else ["vustacrawl"]
        names = [site.name for site in self.federation.sites]
        arguments = ["--workspace", str(workspace), "crawl", *names]
        if together:
            arguments += ["--cluster", self.postgres.url_at(cable.here) if cable else self.postgres.url]
        output = (self.folder / f"{name}.log").open("w")
        command = [*(cable.command if cable else ()), sys.executable, "-m", *module, *arguments]
        self.running[name] = subprocess.Popen(command, stdout=output, stderr=output)
        return self.running[name]

    def _write_profiles(self, workspace: Path) -> None:
        self.federation.write_profiles(workspace / "sites")
        for path in (workspace / "sites").glob("*.toml"):
            path.write_text(path.read_text("utf-8").replace("delay = 0 ", f"delay = {DELAY_S} "), "utf-8")

    def wait_for_requests(self, count: int) -> None:
        """Wait until the servers have seen ``count`` requests."""
        wait_until(lambda: len(self.log) >= count or not any(each.poll() is None for each in self.running.values()))

    def log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8")

    def end(self, *names: str) -> None:
        """Wait for these workers to end cleanly. The demo has four problems, so exit code 1 is expected."""
        for name in names:
            assert self.running[name].wait(HANG_S) in (0, 1), self.log_of(name)
            assert "Traceback" not in self.log_of(name)

    def collect(self, *names: str) -> subprocess.CompletedProcess[str]:
        """Import the workers' archives into the workspace `all` while they run."""
        self._write_profiles(self.folder / "all")
        folders = [self.folder / name / "warc" for name in names]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        rounds_left = count(2, -1)

        def next_round(_: float) -> None:
            if all(self.running[name].poll() is not None for name in names) and not next(rounds_left):
                raise KeyboardInterrupt
            time.sleep(0.1)

        clock = SimpleNamespace(time=time.time, sleep=next_round)
        with patch.object(import_, "SETTLED_S", 0.0), patch.object(import_, "time", clock):
            follow = ["--workspace", "all", "import", "--follow", *map(str, folders), "--processes", "1"]
            return vustacrawl(*follow, folder=self.folder)

    def collected(self) -> set[str]:
        """Import all workers' archives into one catalog, and return its articles' URLs."""
        self._write_profiles(self.folder / "all")
        files = [str(path) for path in sorted(self.folder.glob("*/warc/*.warc.gz")) if path.parts[-3] != "all"]
        done = vustacrawl("--workspace", "all", "import", *files, folder=self.folder)
        assert "Error" not in done.stderr, done.stderr
        urls = [url for (url,) in rows(self.folder / "all", "SELECT url FROM articles")]
        assert len(urls) == len(set(urls))
        return set(urls)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def shorten_leases(self, lease_s: float = LEASE_S) -> None:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute("UPDATE vustacrawl.settings SET lease_s = %s", (lease_s,))

    def check_politeness(self) -> None:
        """Check that a host gets requests from one worker at a time, after its delay, and in one run per lease."""
        epochs = dict(self.rows("SELECT host, epoch FROM vustacrawl.hosts"))
        by_host = sorted(self.log, key=lambda request: (request.host, request.began))
        for host, requests in groupby(by_host, key=lambda request: request.host):
            seen = list(requests)
            handovers = [(one, other) for one, other in pairwise(seen) if one.worker != other.worker]
            assert len(handovers) < int(str(epochs[host])), host
            for one, other in handovers:
                assert other.began - one.ended > DELAY_S / 2, (one, other)


@contextmanager
def cluster_in(folder: Path, cable: Cable | None = None) -> Iterator[Cluster]:
    with postgres(cable) as server:
        cluster = Cluster(folder, server)
        assert vustacrawl("cluster", "init", server.url, folder=folder).returncode == 0
        with cluster.open:
            yield cluster
            for process in cluster.running.values():
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with cluster_in(tmp_path) as cluster:
        yield cluster


def catalog_of(workspace: Path) -> dict[str, set[tuple[object, ...]]]:
    """Return the articles, queue and captures of a catalog, without times and row ids."""
    queries = {
        "articles": "SELECT url, site, title, byline, body, record_hash FROM articles",
        "frontier": "SELECT url, site, kind, state, last_status, redirects_to, reason,"
        " next_due > unixepoch(visited_at) FROM frontier",
        "captures": "SELECT url, status FROM captures",
    }
    return {name: set(rows(workspace, query)) for name, query in queries.items()}


def test_three_workers_collect_same_catalog_as_one_process(cluster: Cluster) -> None:
    is_shown = threading.Event()
    cluster.on_request = lambda _: None if len(cluster.log) < 30 else is_shown.wait(HANG_S)
    for name in ("one", "two", "three"):
        cluster.start(name)
    cluster.wait_for_requests(30)
    status = vustacrawl("cluster", "status", cluster.postgres.url, folder=cluster.folder)
    is_shown.set()
    assert "pages/min" in status.stdout and " leased" in status.stdout
    collector = cluster.collect("one", "two", "three")
    assert "Error" not in collector.stderr, collector.stderr
    cluster.end("one", "two", "three")
    pages = [request.url for request in cluster.log if not request.url.endswith("/robots.txt")]
    assert {url for url in pages if pages.count(url) > 1} == {cluster.federation.flaky_url}
    cluster.check_politeness()
    assert len({request.worker for request in cluster.log}) >= 2, "the sites were shared"
    assert cluster.rows("SELECT state FROM vustacrawl.frontier WHERE state = 'leased'") == []
    names = [path.name for path in cluster.folder.glob("*/warc/*.warc.gz") if path.parts[-3] != "all"]
    assert len(names) == len(set(names))
    cluster.start("alone", together=False)
    cluster.end("alone")
    alone, together = catalog_of(cluster.folder / "alone"), catalog_of(cluster.folder / "all")
    assert len(alone["articles"]) == EXPECTED
    assert together == alone


def test_crawl_options_apply_to_cluster_crawl(cluster: Cluster) -> None:
    workspace = Workspace(cluster.folder / "one")
    profiles = cluster.federation.write_profiles(workspace.sites)
    media: frozenset[MediaKind] = frozenset({"image"})
    options = {"since": "2020-01-01", "media": media, "ends_at": 5.0, "backfill": True}
    crawl, _ = open_cluster_crawl(workspace, profiles, cluster.postgres.url, **options)
    with crawl:
        assert (crawl.since, crawl.media, crawl.limits.ends_at, crawl._backfill) == ("2020-01-01", media, 5.0, True)


def test_no_article_is_lost_when_workers_or_postgresql_fail(cluster: Cluster) -> None:
    cluster.shorten_leases()
    inside = cluster.start("inside", "vustacrawl.frontier.cluster.membership:Cluster._check", "4", "after:STOP")
    killed = cluster.start("killed", "vustacrawl.frontier.cluster.worker:ClusterWorker._send_changes", "12", "before")
    between = cluster.start("between")
    cluster.start("last")
    wait_until(lambda: all(" joins " in cluster.log_of(name) for name in cluster.running))
    cluster.wait_for_requests(60)
    wait_until(lambda: is_frozen(inside))
    between.send_signal(signal.SIGSTOP)
    cluster.postgres.stop()
    cluster.postgres.start()
    assert killed.wait(HANG_S) == -signal.SIGKILL
    cluster.end("last")
    assert len(cluster.rows("SELECT url FROM vustacrawl.frontier WHERE state IN ('leased')")) == 0
    awake = time.monotonic()
    for process in (between, inside):
        process.send_signal(signal.SIGCONT)
    cluster.end("between", "inside")
    assert inside.returncode == 1
    assert "another worker took it over, because this one was silent" in cluster.log_of("inside")
    cluster.start("killed")  # again: its archive is recovered, although other workers have its sites now
    cluster.end("killed")
    assert len(cluster.collected()) == EXPECTED
    for frozen in ("between", "inside"):
        # A request that was being sent when its process froze is sent late and cannot be withdrawn.
        late = [request for request in cluster.log if request.worker == frozen and request.began > awake]
        for request in late[:1]:
            cluster.log.remove(request)
    cluster.check_politeness()


def test_worker_cut_off_from_database_stops_sending_requests(tmp_path: Path) -> None:
    with cable() as to_far, cluster_in(tmp_path, to_far) as cluster:
        cluster.shorten_leases(4 * LEASE_S)  # a connection attempt takes two seconds, and must be over in a third
        requests, midway, is_cut = count(1), threading.Event(), threading.Event()

        def wait_midway(worker: str) -> None:
            if worker == "far" and next(requests) == 20:
                midway.set()
                is_cut.wait(HANG_S)

        cluster.on_request = wait_midway
        far = cluster.start("far", cable=to_far)
        cluster.start("near")
        wait_until(midway.is_set, far)
        to_far.cut()
        is_cut.set()
        cluster.end("near")  # once it has all sites and nothing is due
        assert far.poll() is None
        to_far.plug_in()
        cluster.end("far")
        assert far.returncode == 1
        assert "another worker took it over, because this one was silent" in cluster.log_of("far")
        assert len(cluster.collected()) == EXPECTED
        cluster.check_politeness()


def is_frozen(process: subprocess.Popen[str]) -> bool:
    """Return whether the process has been stopped by the SIGSTOP that it sends itself."""
    found, status = os.waitpid(process.pid, os.WNOHANG | os.WUNTRACED)
    assert not found or os.WIFSTOPPED(status), "it ended before it stopped itself"
    return bool(found)

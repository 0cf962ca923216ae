"""The queue of a cluster in PostgreSQL: URLs leased and visited per second, CPU per URL, time to take over a host.

``python -m benchmarks.cluster [--urls N]`` starts its own PostgreSQL, with fsync. A worker leases 64 URLs of its
site, sends the leases, gives each URL an outcome and sends them: a crawl without pages.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks.catalog import add_sites
from tests.postgres import postgres
from vustacrawl.catalog import open_catalog
from vustacrawl.frontier.cluster.connection import create_tables
from vustacrawl.frontier.cluster.membership import Cluster
from vustacrawl.frontier.cluster.queue import ClusterQueue
from vustacrawl.frontier.visit import VisitOutcome
from vustacrawl.items import Link

LEASE_SIZE = 64
CRAWL = "INSERT INTO crawls (id, site, started_at, software) VALUES (1, ?, '2026-01-01T00:00:00.000Z', 'x')"


class Worker:
    """A worker that holds one site, with a catalog of its own."""

    def __init__(self, url: str, site: str, folder: Path) -> None:
        self.site, self.db = site, open_catalog(folder / f"{site}.db")
        add_sites(self.db, [site])
        self.db.execute(CRAWL, (site,))
        self.cluster = Cluster(url, {site: [f"{site}.vn"]})
        began = time.perf_counter()
        lease = self.cluster.acquire(site)
        assert lease
        self.queue = ClusterQueue(self.db, {site: 1}, None, frozenset())
        self.queue.rounds[site] = lease.round
        with self.transaction():
            self.queue.adopt(site, self.cluster.rows(site))
            self.queue.release_leases(site)
        self.took_s = time.perf_counter() - began

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        yield
        self.db.execute("COMMIT")

    def send_changes(self) -> None:
        mark, sites = self.queue.unsent_changes()
        assert not self.cluster.store_changes(sites, self.queue.changed_rows(mark), {})
        self.queue.forget_sent(mark)

    def fill(self, urls: int) -> None:
        with self.transaction():
            links = [Link(f"https://{self.site}.vn/bai-viet-so-{number}.html", "article") for number in range(urls)]
            self.queue.enqueue(self.site, links, f"https://{self.site}.vn/", 0.0)
        self.send_changes()

    def work(self) -> int:
        """Lease every URL and send its outcome; return how many."""
        done = 0
        while True:
            with self.transaction():
                visits = self.queue.lease(self.site, LEASE_SIZE, 1.0)
            if not visits:
                return done
            self.send_changes()
            with self.transaction():
                for visit in visits:
                    self.queue.record_outcome(visit.url, VisitOutcome("due", 4e9))
            self.send_changes()
            done += len(visits)


def run(url: str, site: str, folder: Path, urls: int, start: object, results: object) -> None:
    worker = Worker(url, site, folder)
    worker.fill(urls)
    start.wait()  # type: ignore[attr-defined]
    began, cpu = time.perf_counter(), time.process_time()
    done = worker.work()
    results.put((done, time.perf_counter() - began, time.process_time() - cpu))  # type: ignore[attr-defined]


def measure(url: str, workers: int, urls: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS vustacrawl CASCADE")
    create_tables(url)
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as folder:
        start, results = context.Barrier(workers), context.Queue()
        processes = [
            context.Process(target=run, args=(url, f"s{number}", Path(folder), urls, start, results))
            for number in range(workers)
        ]
        for process in processes:
            process.start()
        found = [results.get() for _ in processes]
        for process in processes:
            process.join()
    done, seconds = sum(result[0] for result in found), max(result[1] for result in found)
    cpu = 1_000 * sum(result[2] for result in found) / done
    print(f"{workers} workers: {done / seconds:,.0f} URLs/s leased and visited, {cpu:.2f} ms CPU a URL in the worker")


def measure_take_over(url: str, urls: int) -> None:
    with TemporaryDirectory() as folder:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("UPDATE vustacrawl.hosts SET leased_until = now()")
        taken = Worker(url, "s0", Path(folder))
        print(f"a dead worker's host is free after {taken.cluster.lease_s:.0f} s (its lease); to take it and copy its")
        print(f"queue takes {taken.took_s:.2f} s ({urls:,} URLs, {urls / taken.took_s:,.0f}/s)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, default=20_000, help="URLs of each worker")
    urls = parser.parse_args().urls
    with postgres() as server:
        for workers in (1, 2, 4):
            measure(server.url, workers, urls)
        measure_take_over(server.url, urls)
        with psycopg.connect(server.url) as connection:
            table, index = connection.execute(
                "SELECT pg_table_size('vustacrawl.frontier'), pg_indexes_size('vustacrawl.frontier')"
            ).fetchall()[0]
        print(f"{table / urls / 4:,.0f} bytes a URL in the table, {index / urls / 4:,.0f} in its indexes")


if __name__ == "__main__":
    main()

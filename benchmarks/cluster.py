"""The queue of a cluster in PostgreSQL: URLs leased and visited per second, CPU per URL, time to take over a host.

``python -m benchmarks.cluster [--urls N] [--rows N]`` starts its own PostgreSQL, with fsync. A worker leases 64 URLs of
its site, sends the leases, gives each URL an outcome and sends them: a crawl without pages. ``--rows`` puts URLs of 150
other sites into the queue first.
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


OTHER_SITES = """
INSERT INTO vustacrawl.sites (name) SELECT 'other-' || number FROM generate_series(0, 149) AS number
"""
OTHER_URLS = """
INSERT INTO vustacrawl.frontier (key, url, site, kind, state, next_due, round, via, etag, digest, last_status,
  discovered_at, visited_at)
SELECT encode(substring(digest FOR 16), 'hex')::uuid, url, site, 'article', 'due', 4e9 + number, 1,
  'https://' || site || '.vn/', md5(url), encode(digest, 'hex'), 200,
  '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'
FROM generate_series(1, %s) AS number,
  LATERAL (SELECT 'other-' || mod(number, 150) AS site) AS of_site,
  LATERAL (SELECT 'https://' || site || '.vn/bai-viet-so-' || number || '.html' AS url) AS of_url,
  LATERAL (SELECT sha256(convert_to(url, 'UTF8')) AS digest) AS of_digest
"""


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


def fill_queue(url: str, rows: int) -> None:
    create_tables(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(OTHER_SITES)
        began = time.perf_counter()
        connection.execute(OTHER_URLS, (rows,))
        print(f"{rows:,} URLs of other sites put into the queue in {time.perf_counter() - began:.0f} s", flush=True)


def measure(url: str, workers: int, urls: int) -> None:
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as folder:
        start, results = context.Barrier(workers), context.Queue()
        processes = [
            context.Process(target=run, args=(url, f"s{workers}-{number}", Path(folder), urls, start, results))
            for number in range(workers)
        ]
        for process in processes:
            process.start()
        found = [results.get() for _ in processes]
        for process in processes:
            process.join()
    done, seconds = sum(result[0] for result in found), max(result[1] for result in found)
    cpu = 1_000 * sum(result[2] for result in found) / done
    print(
        f"{workers} workers: {done / seconds:,.0f} URLs/s leased and visited, {cpu:.2f} ms CPU a URL in the worker",
        flush=True,
    )


def measure_take_over(url: str, urls: int) -> None:
    with TemporaryDirectory() as folder:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("UPDATE vustacrawl.hosts SET leased_until = now()")
        taken = Worker(url, "s4-0", Path(folder))
        print(f"a dead worker's host is free after {taken.cluster.lease_s:.0f} s (its lease); to take it and copy its")
        print(f"queue takes {taken.took_s:.2f} s ({urls:,} URLs, {urls / taken.took_s:,.0f}/s)")


def measure_size(url: str) -> None:
    query = "SELECT count(*), pg_table_size(%(t)s), pg_indexes_size(%(t)s) FROM vustacrawl.frontier"
    with psycopg.connect(url, autocommit=True) as connection:
        began = time.perf_counter()
        connection.execute("VACUUM vustacrawl.frontier")
        took_s = time.perf_counter() - began
        [[rows, table, index]] = connection.execute(query, {"t": "vustacrawl.frontier"}).fetchall()
    print(f"VACUUM takes {took_s:.1f} s; {rows:,} URLs, {table / rows:,.0f} bytes each, {index / rows:,.0f} in indexes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, default=20_000, help="URLs of each worker")
    parser.add_argument("--rows", type=int, default=0, help="URLs of other sites in the queue")
    options = parser.parse_args()
    with postgres() as server:
        fill_queue(server.url, options.rows)
        for workers in (1, 2, 4):
            measure(server.url, workers, options.urls)
        measure_take_over(server.url, options.urls)
        measure_size(server.url)


if __name__ == "__main__":
    main()

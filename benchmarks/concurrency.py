"""Several polite crawls on one catalog: how long does each hold the write lock, and how much do they wait?

``python -m benchmarks.concurrency``: crawls of 30 articles at a page a second, 1, 4 and 12 processes in one workspace.
On a busy machine, the CPU time under the lock is more reliable than the wall-clock time.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.site import many_sites, profile

PAGE_BYTES = 20_000


@dataclass(frozen=True)
class Run:
    """Results of one crawl: seconds from its first response to its last, articles, and its transactions."""

    seconds: float
    articles: int
    held: list[float]
    """How long each transaction held the write lock, in seconds."""
    cpu: list[float]
    """The CPU time of each transaction, in seconds."""
    waited: float
    """How long it waited for the lock in all, in seconds."""
    error: str


def crawl_at_once(count: int, articles: int, delay: float) -> list[Run]:
    """Crawl ``count`` sites in one workspace, one process per site."""
    with tempfile.TemporaryDirectory() as temporary:
        workspace = Path(temporary) / "ws"
        (workspace / "sites").mkdir(parents=True)
        with many_sites(Path(temporary), count, articles, PAGE_BYTES) as urls:
            for name, url in urls.items():
                (workspace / "sites" / f"{name}.toml").write_text(profile(url, delay, concurrency=1), "utf-8")
            children = [
                subprocess.Popen(
                    [sys.executable, "-m", "benchmarks.concurrency", "--crawl", name, str(workspace)],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                for name in urls
            ]
            outputs = [child.communicate(timeout=60 + 30 * articles * delay) for child in children]
        with closing(sqlite3.connect(workspace / "vustacrawl.db")) as db:
            return [_run(db, name, *output) for name, output in zip(urls, outputs, strict=True)]


def _run(db: sqlite3.Connection, name: str, stdout: str, stderr: str) -> Run:
    seconds = db.execute(
        "SELECT 86400 * (julianday(max(fetched_at)) - julianday(min(fetched_at))) FROM captures WHERE site = ?", (name,)
    ).fetchone()[0]
    articles = db.execute("SELECT count(*) FROM articles WHERE site = ?", (name,)).fetchone()[0]
    none: dict[str, Any] = {"held": [], "cpu": [], "waited": 0.0}
    measured = json.loads(stdout.splitlines()[-1]) if stdout.strip() else none
    error = next((line for line in stderr.splitlines() if "rror" in line), "")
    return Run(seconds, articles, measured["held"], measured["cpu"], measured["waited"], error)


def crawl_and_time(name: str, workspace: str) -> None:
    """Crawl one site in this process, and print how long each transaction held the write lock."""
    held: list[float] = []
    cpu: list[float] = []
    waited = 0.0

    from vustacrawl.catalog import connection as catalog

    class TimedBegin(sqlite3.Cursor):
        """The statement with which ``Batch`` begins its transactions."""

        def execute(self, sql: str, parameters: Any = (), /) -> TimedBegin:
            nonlocal waited
            before = time.perf_counter()
            try:
                super().execute(sql, parameters)
            finally:
                waited += time.perf_counter() - before
            self.connection.began = time.perf_counter(), time.thread_time()  # type: ignore[attr-defined]
            return self

    class TimedConnection(catalog._Connection):
        began: tuple[float, float] | None = None

        def cursor(self, factory: Any = catalog._Cursor) -> Any:
            return super().cursor(TimedBegin if factory is sqlite3.Cursor else factory)

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            cursor = super().execute(sql, parameters)
            if self.began and not self.in_transaction:
                held.append(time.perf_counter() - self.began[0])
                cpu.append(time.thread_time() - self.began[1])
                self.began = None
            return cursor

    catalog._Connection = TimedConnection  # type: ignore[misc]
    from vustacrawl.cli import cli

    try:
        cli(["--workspace", workspace, "crawl", name], standalone_mode=False)
    except SystemExit:
        pass
    finally:
        print(json.dumps({"held": held, "cpu": cpu, "waited": waited}))


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=30)
    options.add_argument("--delay", type=float, default=1.0, help="seconds between two requests to a site")
    options.add_argument("--at-once", type=int, nargs="+", default=[1, 4, 12], help="how many crawls")
    options.add_argument("--crawl", nargs=2, metavar=("SITE", "WORKSPACE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.crawl:
        crawl_and_time(*chosen.crawl)
        return
    print(f"{chosen.articles} articles a site, {chosen.delay} s between two requests, a process a site, one catalog")
    print("crawls   last done   against one   lock held by one (CPU)   longest hold (CPU)   waits in all   articles")
    alone = 0.0
    for count in chosen.at_once:
        runs = crawl_at_once(count, chosen.articles, chosen.delay)
        last = max(run.seconds for run in runs)
        alone = alone or last
        share = max(sum(run.held) / run.seconds for run in runs)
        cpu_share = max(sum(run.cpu) / run.seconds for run in runs)
        longest = max(max(run.held, default=0.0) for run in runs)
        longest_cpu = max(max(run.cpu, default=0.0) for run in runs)
        waits = max(run.waited for run in runs)
        print(
            f"{count:6}   {last:7.1f} s   {last / alone:9.2f} x   {share:13.2%} ({cpu_share:.2%})"
            f"   {1000 * longest:9.0f} ({1000 * longest_cpu:.0f}) ms   {1000 * waits:9.0f} ms"
            f"   {min(run.articles for run in runs):8}"
        )
        for error in {run.error for run in runs if run.error}:
            print(f"         {error}")


if __name__ == "__main__":
    main()

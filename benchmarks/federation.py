"""Crawl 150 polite sites at once: does each get as many requests as its delay allows, and with how much memory?

``python -m benchmarks.federation``: nginx on loopback, one address per site; pages per second while
all sites have something left, the longest wait of a site beyond its delay, CPU, and the memory of all processes.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import cpu_seconds
from benchmarks.site import many_sites, profile


class Run(NamedTuple):
    """Results of one crawl of all sites."""

    seconds: float
    cpu: float
    peak_mb: float
    captures: int
    pages_per_second: float
    """While every site had something left."""
    longest_wait: float
    """Seconds between two responses of one site, beyond its delay."""
    median_wait: float
    """The median over the sites of their longest."""
    articles: int


def processes_of(pid: int) -> Iterator[tuple[int, float, float]]:
    """Yield a process and its descendants: pid, CPU seconds so far, and MB; shared memory pages count once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        cpu = cpu_seconds(pid)
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    shared_out = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    yield pid, cpu, shared_out / 1024
    for child in children:
        yield from processes_of(int(child))


def crawl(workspace: Path, options: list[str], delay: float) -> Run:
    """Crawl every site of a workspace with the real command."""
    began, peak = time.perf_counter(), 0.0
    cpu: dict[int, float] = {}
    command = [sys.executable, "-m", "vustacrawl", "--workspace", str(workspace), "crawl", *options]
    with (workspace / "stderr").open("w") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr)
        while process.poll() is None:
            measured = [*processes_of(process.pid)]
            cpu |= {pid: seconds for pid, seconds, _ in measured}
            peak = max(peak, sum(mb for *_, mb in measured))
            time.sleep(0.5)
    seconds = time.perf_counter() - began
    if process.returncode not in (0, 1):
        print((workspace / "stderr").read_text()[-2000:])
    with closing(sqlite3.connect(workspace / "vustacrawl.db")) as db:
        moments: dict[str, list[float]] = {}
        for site, moment in db.execute(
            "SELECT site, 86400 * (julianday(fetched_at) - 2460000) FROM captures"
            " WHERE url NOT LIKE '%/robots.txt' ORDER BY fetched_at"
        ):
            moments.setdefault(site, []).append(moment)
        articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    first, last = max(times[0] for times in moments.values()), min(times[-1] for times in moments.values())
    inside = sum(first <= moment <= last for times in moments.values() for moment in times)
    waits = sorted(max((b - a for a, b in pairwise(times)), default=0.0) - delay for times in moments.values())
    captures = sum(map(len, moments.values()))
    rate = inside / (last - first) if last > first else 0.0
    return Run(seconds, sum(cpu.values()), peak, captures, rate, waits[-1], waits[len(waits) // 2], articles)


def main() -> None:
    """Measure, and print a line a number of processes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sites", type=int, default=150)
    options.add_argument("--articles", type=int, default=200, help="per site")
    options.add_argument("--delay", type=float, default=1.0, help="seconds between two requests to a site")
    options.add_argument("--concurrency", type=int, default=1, help="requests to a site at once")
    options.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    options.add_argument("--page-bytes", type=int, default=20_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        print(
            f"{chosen.sites} sites of {chosen.articles} articles, {chosen.page_bytes / 1000:.0f} KB a page,"
            f" {chosen.delay} s between two requests to a site"
        )
        with many_sites(root, chosen.sites, chosen.articles, chosen.page_bytes) as urls:
            for count in chosen.processes:
                workspace = root / f"ws{count}"
                (workspace / "sites").mkdir(parents=True)
                for name, url in urls.items():
                    text = profile(url, chosen.delay, chosen.concurrency)
                    (workspace / "sites" / f"{name}.toml").write_text(text, "utf-8")
                run = crawl(workspace, [*urls, "--processes", str(count)], chosen.delay)
                print(
                    f"{count} processes: {run.pages_per_second:6.1f} pages/s while all sites have some left"
                    f" ({run.captures / run.seconds:.1f} over all {run.seconds:.0f} s), longest wait"
                    f" {run.longest_wait:.1f} s (median of sites {run.median_wait:.1f} s), {run.cpu:.0f} CPU s"
                    f" ({1000 * run.cpu / run.captures:.1f} ms a page), {run.peak_mb:.0f} MB, {run.articles} articles",
                    flush=True,
                )


if __name__ == "__main__":
    main()

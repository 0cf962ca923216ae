"""Reparse and import an archive of 5,000 pages with one process and with two, compared with lxml on the same pages.

Two cores of one processor are less than twice as fast as one: lxml in two processes shows how much faster.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import NamedTuple

import lxml.html

from benchmarks.processes import VUSTACRAWL, run
from benchmarks.site import nginx, profile, write_site
from vustacrawl.archive.scan import CorruptRange, scan_records

ROUNDS = 4


class Run(NamedTuple):
    """Results of one command."""

    pages: int
    seconds: float
    cpu: float
    """Of the process that stores; a single one also reads."""


def reparse(workspace: Path, processes: int) -> Run:
    """Run ``vustacrawl reparse`` over the whole archive; the seconds are by its own clock."""
    with sqlite3.connect(workspace / "vustacrawl.db") as db:
        db.execute("UPDATE articles SET parser = 'another'")
    took = run([VUSTACRAWL, "--workspace", str(workspace), "reparse", "--processes", str(processes)])
    pages, seconds = re.findall(r"[\d.]+", took.stderr)[:2]
    return Run(int(pages), float(seconds), took.cpu)


def import_archive(workspace: Path, processes: int, option: str) -> Run:
    """Run ``vustacrawl import`` of the archive into a fresh workspace."""
    fresh = workspace.with_name(f"import-{processes}{option}")
    shutil.copytree(workspace / "sites", fresh / "sites")
    chosen = [str(workspace / "warc"), option, "--processes", str(processes), "--json"]
    took = run([VUSTACRAWL, "--workspace", str(fresh), "import", *chosen])
    return Run(sum(file["imported"] for file in json.loads(took.stdout)), took.seconds, took.cpu)


def some_pages(workspace: Path, at_most: int = 1000) -> list[bytes]:
    """Archived pages."""
    [warc] = (workspace / "warc").glob("*.warc.gz")
    pages = []
    for part in scan_records(warc):
        if not isinstance(part, CorruptRange) and part.type == "response" and "/bai-p" in part.url:
            pages.append(part.http.payload)
        if len(pages) == at_most:
            break
    return pages


def lxml_alone(pages: list[bytes], processes: int) -> float:
    """Return pages per second that lxml parses in this many independent processes: the limit of the machine's cores."""
    forked = get_context("fork")
    ready = forked.Barrier(processes + 1)
    workers = [forked.Process(target=_parse, args=(pages, ready)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    return processes * ROUNDS * len(pages) / (time.perf_counter() - began)


def _parse(pages: list[bytes], ready: Barrier) -> None:
    ready.wait()
    for page in pages * ROUNDS:
        lxml.html.document_fromstring(page)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=5000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        www, workspace = root / "www", root / "ws"
        www.mkdir()
        write_site(www, chosen.articles)
        with nginx(www) as url:
            (root / "bench.toml").write_text(profile(url), "utf-8")
            run([VUSTACRAWL, "--workspace", str(workspace), "crawl", str(root / "bench.toml")])
        (workspace / "sites").mkdir()
        (root / "bench.toml").rename(workspace / "sites" / "bench.toml")
        print(f"{chosen.articles} archived pages of about 60 KB, {os.cpu_count()} cores")
        pages = some_pages(workspace)
        one, two = (lxml_alone(pages, processes) for processes in (1, 2))
        print(f"  lxml alone: {one:.0f} pages/s, in two processes {two:.0f}: {two / one:.2f} x")
        runs: dict[str, Callable[[int], Run]] = {
            "reparse": lambda processes: reparse(workspace, processes),
            "import": lambda processes: import_archive(workspace, processes, "--no-as-crawled"),
            "import as crawled": lambda processes: import_archive(workspace, processes, "--as-crawled"),
        }
        for name, run_with in runs.items():
            single, pair = run_with(1), run_with(2)
            for count, timing, what in ((1, single, "reading and storing"), (2, pair, "storing")):
                rate, cpu = timing.pages / timing.seconds, 1000 * timing.cpu / timing.pages
                print(f"  {name + ',':18} {count} to read  {rate:5.0f} pages/s, {cpu:.2f} ms CPU a page {what}")
            fastest = single.cpu / max(pair.cpu, single.cpu / 2)
            ratio = single.seconds / pair.seconds
            print(
                f"  {name}: two are {ratio:.2f} x one; by their CPU time at most {fastest:.2f} x on two cores",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""Reparse and import an archive of 5,000 pages with one process and with two, beside lxml alone on the same pages."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html

from benchmarks.site import PROFILE, nginx, write_site
from vustacrawl.archive.scan import CorruptRange, scan_records

COMMAND = str(Path(sys.executable).parent / "vustacrawl")


def reparse(workspace: Path, processes: int) -> tuple[float, int]:
    """Pages a second of one ``vustacrawl reparse`` of the whole archive, by its own clock, and how many pages."""
    with sqlite3.connect(workspace / "vustacrawl.db") as db:
        db.execute("UPDATE articles SET parser = 'another'")
    done = subprocess.run(
        [COMMAND, "--workspace", str(workspace), "reparse", "--processes", str(processes)],
        capture_output=True,
        text=True,
        check=True,
    )
    pages, seconds = re.findall(r"[\d.]+", done.stderr)[:2]
    return int(pages) / float(seconds), int(pages)


def import_archive(workspace: Path, processes: int, option: str) -> tuple[float, int]:
    """Pages a second of one ``vustacrawl import`` of the archive into a fresh workspace, and the pages."""
    fresh = workspace.with_name(f"import-{processes}{option}")
    shutil.copytree(workspace / "sites", fresh / "sites")
    began = time.perf_counter()
    archive, chosen = str(workspace / "warc"), [option, "--processes", str(processes), "--json"]
    done = subprocess.run(
        [COMMAND, "--workspace", str(fresh), "import", archive, *chosen],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    pages = sum(report["imported"] for report in json.loads(done.stdout))
    return pages / seconds, pages


def lxml_alone(workspace: Path, at_most: int = 1000) -> float:
    """Pages a second that lxml parses, the records read already."""
    [warc] = (workspace / "warc").glob("*.warc.gz")
    pages = []
    for part in scan_records(warc):
        if not isinstance(part, CorruptRange) and part.type == "response" and "/bai-p" in part.url:
            pages.append(part.http.payload)
        if len(pages) == at_most:
            break
    began = time.perf_counter()
    for page in pages:
        lxml.html.document_fromstring(page)
    return len(pages) / (time.perf_counter() - began)


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
            (root / "bench.toml").write_text(PROFILE.format(url=url), "utf-8")
            crawl = [COMMAND, "--workspace", str(workspace), "crawl", str(root / "bench.toml")]
            subprocess.run(crawl, check=True, capture_output=True)
        (workspace / "sites").mkdir()
        (root / "bench.toml").rename(workspace / "sites" / "bench.toml")
        print(f"{chosen.articles} archived pages of about 60 KB, {os.cpu_count()} cores")
        print(f"  lxml alone, one process  {lxml_alone(workspace):7.0f} pages/s")
        runs: dict[str, Callable[[int], tuple[float, int]]] = {
            "reparse": lambda processes: reparse(workspace, processes),
            "import": lambda processes: import_archive(workspace, processes, "--no-as-crawled"),
            "import as crawled": lambda processes: import_archive(workspace, processes, "--as-crawled"),
        }
        for name, run in runs.items():
            rates = {}
            for processes in (1, 2):
                rates[processes], pages = run(processes)
                noun = "process  " if processes == 1 else "processes"
                print(
                    f"  {name + ',':18} {processes} {noun}  {rates[processes]:7.0f} pages/s ({pages} pages)", flush=True
                )
            print(f"  {name}: two processes are {rates[2] / rates[1]:.2f} x one")


if __name__ == "__main__":
    main()

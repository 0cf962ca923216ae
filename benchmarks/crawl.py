"""Crawl one site of 2,000 articles, read, archive and store; compare with a bare CrawlSpider and wget, which fetch."""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.site import PROFILE, nginx, write_site

PARTS = {
    "wire and archive": ["frontier.crawl:Crawl.archive_exchange", "frontier.archiver:CrawlArchiver.write_metadata"],
    "reading": ["spiders.news:read_page"],
    "near-duplicates, hashes": [
        "pipelines.dedupe:compute_values",
        "pipelines.store:link_duplicates",
        "pipelines.store:find_repeated",
    ],
    "storing, without SQL": ["catalog.batch:Batch._store_some"],
    "SQL": ["catalog.connection:_Cursor.execute", "catalog.connection:_Connection.executemany"],
}
"""Where a page's time goes: parts with their functions in vustacrawl; the rest is Scrapy's engine."""


def account(workspace: str, profile: str) -> None:
    """Crawl in this process, and print the CPU milliseconds per page of each part, from the first response on."""
    spent: Counter[str] = Counter()
    inner = [0.0]
    began: list[float] = []

    def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            if part == "reading" and not began:
                spent.clear()
                began.append(time.process_time())
            started = time.thread_time()
            inner.append(0.0)
            try:
                return function(*arguments, **named)
            finally:
                took = time.thread_time() - started
                spent[part] += took - inner.pop()  # type: ignore[assignment]
                inner[-1] += took

        return run

    for part, places in PARTS.items():
        for place in places:
            module, _, path = place.partition(":")
            owner: Any = importlib.import_module(f"vustacrawl.{module}")
            for name in path.split(".")[:-1]:
                owner = getattr(owner, name)
            name = path.rpartition(".")[2]
            setattr(owner, name, timed(part, getattr(owner, name)))
    from vustacrawl.cli import cli

    with suppress(SystemExit):
        cli(["--workspace", workspace, "crawl", profile], standalone_mode=False)
    with sqlite3.connect(f"{workspace}/vustacrawl.db") as db:
        [pages] = db.execute("SELECT count(*) FROM captures").fetchone()
    spent["Scrapy's engine, downloader and the rest"] = time.process_time() - began[0] - spent.total()  # type: ignore[assignment]
    for part, seconds in spent.most_common():
        print(f"  {part:42} {1000 * seconds / pages:5.2f} ms CPU a page", flush=True)


def measured(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Run a command: seconds on the clock, seconds of CPU, peak MB."""
    began = time.perf_counter()
    child = os.posix_spawn(
        command[0],
        command,
        os.environ | {"PWD": str(folder)},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 8):  # wget exits with 8 if a page was missing
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--account", nargs=2, metavar=("WORKSPACE", "PROFILE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.account:
        account(*chosen.account)
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        www = root / "www"
        www.mkdir()
        write_site(www, chosen.articles)
        pages = len(list(www.glob("*.html")))
        size = sum(file.stat().st_size for file in www.glob("bai-*")) / chosen.articles
        print(f"{chosen.articles} articles of {size / 1000:.0f} KB, {pages} pages, 16 at once, nginx on loopback")
        with nginx(www) as url:
            profile = root / "bench.toml"
            profile.write_text(PROFILE.format(url=url), "utf-8")
            for at in range(chosen.rounds):
                workspace, wget = root / f"ws{at}", root / f"wget{at}"
                wget.mkdir()
                bare = measured([sys.executable, str(Path(__file__).with_name("bare_crawlspider.py")), url], root)
                ours = measured(
                    [
                        str(Path(sys.executable).parent / "vustacrawl"),
                        "--workspace",
                        str(workspace),
                        "crawl",
                        str(profile),
                    ],
                    root,
                )
                with sqlite3.connect(workspace / "vustacrawl.db") as db:
                    articles, paragraphs, captures = db.execute(
                        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM paragraphs),"
                        " (SELECT count(*) FROM captures)"
                    ).fetchone()
                print(f"round {at + 1}")
                print_row("CrawlSpider, stores nothing", pages, bare)
                print_row("vustacrawl, everything", pages, ours)
                if program := shutil.which("wget"):
                    flags = ["--quiet", "--recursive", "--level=inf", "--reject-regex=/muc/", "--delete-after"]
                    print_row(
                        "wget --warc-file",
                        pages,
                        measured([program, *flags, f"--warc-file={wget}/w", f"-P{wget}", f"{url}/list-1.html"], root),
                    )
                kept = size_of(workspace / "warc"), size_of(workspace / "vustacrawl.db")
                print(
                    f"  {bare[0] / ours[0]:.2f} x the CrawlSpider ({bare[1] / ours[1]:.2f} x by CPU time); kept:"
                    f" {captures} captures in {kept[0]:.0f} MB of WARC, {articles} articles and {paragraphs} paragraphs"
                    f" in {kept[1]:.0f} MB of SQLite"
                )
                shutil.rmtree(workspace)
                shutil.rmtree(wget)
            print("where the time of a page goes; reading clocks makes it a little longer", flush=True)
            command = [sys.executable, "-m", "benchmarks.crawl", "--account", str(root / "ws"), str(profile)]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def print_row(name: str, pages: int, run: tuple[float, float, float]) -> None:
    """One line of the table."""
    seconds, cpu, peak = run
    print(f"  {name:28} {pages / seconds:7.1f} pages/s  {cpu:6.1f} CPU s  {peak:5.0f} MB peak")


def size_of(path: Path) -> float:
    """Megabytes of a file, or of a folder's files."""
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    main()

"""Crawl one site of 2,000 articles, read, archive and store; compare with a bare CrawlSpider and wget, which fetch."""

from __future__ import annotations

import argparse
import importlib
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

from benchmarks.processes import VUSTACRAWL, Usage, run
from benchmarks.site import nginx, profile, write_site

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
            file = root / "bench.toml"
            file.write_text(profile(url), "utf-8")
            for at in range(chosen.rounds):
                workspace, wget = root / f"ws{at}", root / f"wget{at}"
                wget.mkdir()
                bare = run([sys.executable, str(Path(__file__).with_name("bare_crawlspider.py")), url])
                ours = run([VUSTACRAWL, "--workspace", str(workspace), "crawl", str(file)], (0, 1))
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
                    command = [program, *flags, f"--warc-file={wget}/w", f"-P{wget}", f"{url}/list-1.html"]
                    print_row("wget --warc-file", pages, run(command, (0, 8)))  # 8 if a page was missing
                kept = size_of(workspace / "warc"), size_of(workspace / "vustacrawl.db")
                print(
                    f"  {bare.seconds / ours.seconds:.2f} x the CrawlSpider ({bare.cpu / ours.cpu:.2f} x by CPU time);"
                    f" kept: {captures} captures in {kept[0]:.0f} MB of WARC, {articles} articles and {paragraphs}"
                    f" paragraphs in {kept[1]:.0f} MB of SQLite"
                )
                shutil.rmtree(workspace)
                shutil.rmtree(wget)
            print("where the time of a page goes; reading clocks makes it a little longer", flush=True)
            command = [sys.executable, "-m", "benchmarks.crawl", "--account", str(root / "ws"), str(file)]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def print_row(name: str, pages: int, took: Usage) -> None:
    """One line of the table."""
    print(f"  {name:28} {pages / took.seconds:7.1f} pages/s  {took.cpu:6.1f} CPU s  {took.peak_mb:5.0f} MB peak")


def size_of(path: Path) -> float:
    """Megabytes of a file, or of a folder's files."""
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    main()

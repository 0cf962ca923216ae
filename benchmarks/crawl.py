"""Crawl one site of 2,000 articles with everything stored, beside a bare CrawlSpider that stores nothing."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.site import PROFILE, nginx, write_site


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
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
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
                workspace = root / f"ws{at}"
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
                    stored, paragraphs = db.execute(
                        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM paragraphs)"
                    ).fetchone()
                shutil.rmtree(workspace)
                for name, (seconds, cpu, peak) in (("CrawlSpider, stores nothing", bare), ("vustacrawl", ours)):
                    print(f"{name:28} {pages / seconds:7.1f} pages/s  {cpu:6.1f} CPU s  {peak:5.0f} MB peak")
                print(f"{'':28} {bare[0] / ours[0]:7.2f} x; {stored} articles, {paragraphs} paragraphs stored")


if __name__ == "__main__":
    main()

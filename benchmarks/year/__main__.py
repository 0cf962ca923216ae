"""Run the year, and print its table."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.year import __doc__ as about
from benchmarks.year.clock import InlineExecutor, JumpingLoop, JumpingReactor, install

if TYPE_CHECKING:
    from benchmarks.year.checks import Month
    from benchmarks.year.run import Year
    from benchmarks.year.sites import Event

HEADING = """\
       crawls                    articles                catalog   process   events notified       backups
from    due  made skip twice  ms publ. stored lost wrong   MB calc   MB open  begun once more none made equal"""
"""``ms``: CPU milliseconds of this process for each crawl of a site, the simulated sites included."""


def main() -> None:
    """Run the command line; return exit code 1 if a check fails."""
    parser = argparse.ArgumentParser("benchmarks.year", description=about)
    parser.add_argument("--sites", type=int, default=150)
    parser.add_argument("--days", type=int, default=366)
    parser.add_argument("--folder", type=Path, help="an empty folder to work in, kept afterwards")
    given = parser.parse_args()
    loop, reactor = install()
    with tempfile.TemporaryDirectory(prefix="vustacrawl-year-") as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(filename=folder / "year.log", level=logging.WARNING)
        sys.exit(run(folder, given.sites, given.days, loop, reactor))


def run(folder: Path, sites: int, days: int, loop: JumpingLoop, reactor: JumpingReactor) -> int:
    """Run the year in ``folder``; return the exit code."""
    from benchmarks.year.checks import faults_of
    from benchmarks.year.run import Year
    from vustacrawl.frontier import group_commit

    vars(group_commit)["ThreadPoolExecutor"] = InlineExecutor
    began, cpu_began = time.monotonic(), time.process_time()
    year = Year(folder, sites, days, loop.time)
    months: list[Month] = []
    failed: list[BaseException] = []

    async def live() -> None:
        try:
            with year.notices.webhook() as address:
                year.prepare(address)
                async for month in year.months():
                    months.append(month)
                    print(row(month, year), flush=True)
        except BaseException as error:
            failed.append(error)
        finally:
            reactor.stop()  # type: ignore[no-untyped-call]  # Twisted has no types for it

    print(HEADING, flush=True)
    task: list[asyncio.Task[None]] = []
    reactor.callWhenRunning(lambda: task.append(loop.create_task(live())))
    reactor.run(installSignalHandlers=False)  # type: ignore[no-untyped-call]
    if failed:
        raise failed[0]
    faults = [*year.broken, *faults_of(months, year.sites.events, year.notices.other)]
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu_began
    print(f"\n{sites} sites, {days} days in {seconds:.0f} s ({cpu:.0f} s of CPU)")
    print_events(year.sites.events)
    print("\n".join(["", *faults] if faults else ["all checks passed"]))
    return 1 if faults else 0


def row(month: Month, year: Year) -> str:
    """Return the line of a month."""
    due, made, skipped, doubled = month.runs
    articles, size = month.articles, month.size
    begun = [event for event in year.sites.events if event.begins < year.now()]
    notified = Counter(min(len(event.notified_at), 2) for event in begun)
    return (
        f"{month.began:%m-%d} {due:5} {made:5} {skipped:4} {doubled:5} {1_000 * month.cpu_s / max(1, made):3.0f}"
        f" {articles.published:5} {articles.stored:6} {len(articles.lost):4} {len(articles.wrong):5}"
        f" {size.catalog_mb:4.0f} {size.computed_mb:4.0f} {size.rss_mb:4.0f} {size.open_files:4}"
        f"  {len(begun):5} {notified[1]:4} {notified[2]:4} {notified[0]:4} {month.backups[0]:4} {month.backups[1]:5}"
    )


def print_events(events: Sequence[Event]) -> None:
    """Print how often events of each kind were notified."""
    for kind in dict.fromkeys(event.kind for event in events):
        notified = sorted(len(event.notified_at) for event in events if event.kind == kind)
        print(f"{kind:14} {len(notified):3} planted, notified {', '.join(map(str, notified))} times")


if __name__ == "__main__":
    main()

"""Progress of a crawl: a live table on a terminal, one line per minute elsewhere."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.table import Table

from vustacrawl.cli.output import echo
from vustacrawl.cli.progress import LINE_INTERVAL_S
from vustacrawl.cli.tables import table
from vustacrawl.clock import duration
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.text import plural

logger = logging.getLogger(__name__)

RATE_WINDOW_S = 1.5 * LINE_INTERVAL_S
"""Period over which pages per minute are measured: longer than the interval between lines, which come a bit late."""
MIN_WINDOW_S = 5.0
"""Minimum measuring period, so that a first page does not count as hundreds per minute."""
MAX_ROWS = 10
"""Maximum number of sites shown; the busiest come first."""


@dataclass(frozen=True)
class Row:
    """Progress of one site, or of all sites together."""

    site: str
    due: int
    done: int
    articles: int
    problems: int
    rate: float
    """Pages per minute over the last ``RATE_WINDOW_S``."""
    seconds_left: float | None = None
    """Estimated time left at this rate; None if unknown."""
    note: str = ""
    """Why no requests are sent to the site right now, if so."""

    @property
    def left(self) -> str:
        """The estimated time left as text, or the note."""
        if self.note or not self.due:
            return self.note or "-"
        return "?" if self.seconds_left is None else duration(self.seconds_left)


@dataclass
class RateMeter:
    """Measures how fast a crawl's counts grow."""

    stats: Mapping[str, SiteStats]
    now: Callable[[], float] = time.time
    """Unix time."""
    seen: deque[tuple[float, dict[str, int]]] = field(default_factory=deque)

    def measure(self) -> list[Row]:
        """Return one row per site, busiest first."""
        now = self.now()
        current = dict(self.stats)  # sites may come and go meanwhile
        self.seen.append((now, {site: stats.pages for site, stats in current.items()}))
        while now - self.seen[0][0] > RATE_WINDOW_S:
            self.seen.popleft()
        then, pages = self.seen[0]
        minutes = max(now - then, MIN_WINDOW_S) / 60
        rows = []
        for site, stats in current.items():
            rate, due = max(0, stats.pages - pages.get(site, 0)) / minutes, max(0, stats.waiting)
            pause = f"paused {duration(stats.quiet_until - now)}" if stats.quiet_until > now else ""
            note = "given up" if stats.given_up else pause
            left = 60 * due / rate if rate and not note else None
            rows.append(Row(site, due, stats.pages, stats.articles, stats.problems, rate, left, note))
        return sorted(rows, key=lambda row: (bool(row.note), -row.rate, -row.due, row.site))


def total(rows: list[Row]) -> Row:
    """Sum up all sites. They are crawled in parallel, so the time left is the slowest site's."""
    summed = {name: sum(getattr(row, name) for row in rows) for name in ("due", "done", "articles", "problems", "rate")}
    slowest = max((row.seconds_left for row in rows if row.seconds_left is not None), default=None)
    return Row(f"all {len(rows)} sites", **summed, seconds_left=slowest)


def progress_table(rows: list[Row]) -> Table:
    """Return a table of the busiest sites, the number of others, and the total."""
    columns = ("due", "done", "articles", "problems", "pages/min", "time left")
    shown = table("site", *columns, right=slice(1, None), wraps=True)
    for row in rows[:MAX_ROWS]:
        shown.add_row(*_cells(row))
    if len(rows) > MAX_ROWS:
        shown.add_row(f"… {len(rows) - MAX_ROWS} more", style="dim")
    if len(rows) > 1:
        shown.add_row(*_cells(total(rows)), style="bold")
    return shown


def _cells(row: Row) -> list[str]:
    counts = (row.due, row.done, row.articles, row.problems)
    return [row.site, *map(str, counts), f"{row.rate:.0f}", row.left]


def line(row: Row) -> str:
    """Return a row as one line of text."""
    left = f"{row.left} left" if row.due and not row.note else row.note
    parts = [f"{row.done} done", f"{row.due} due", plural(row.articles, "article"), plural(row.problems, "problem")]
    return f"{row.site}: {', '.join([*parts, f'{row.rate:.0f} pages/min', *([left] if left else [])])}"


@contextmanager
def crawl_progress(stats: Mapping[str, SiteStats], is_live: bool = True, as_json: bool = False) -> Iterator[None]:
    """Show the progress of a crawl with these counters, by site, while the block runs.

    ``is_live``: draw a live table if stderr is a terminal.
    """
    meter = RateMeter(stats)
    if is_live and not as_json and sys.stderr.isatty():
        live = Live(
            console=Console(stderr=True),
            get_renderable=lambda: progress_table(meter.measure()),
            refresh_per_second=2,
            transient=True,
        )
        with live:
            yield
        return
    with run_every(LINE_INTERVAL_S, lambda: print_progress(meter.measure(), as_json)):
        meter.measure()
        yield


def print_progress(rows: list[Row], as_json: bool) -> None:
    """Print one line on stderr: about the only site, or about all of them."""
    row = rows[0] if len(rows) == 1 else total(rows)
    if as_json:
        counts = {"due": row.due, "done": row.done, "articles": row.articles, "problems": row.problems}
        fields = {"event": "progress", **counts, "pages_a_minute": round(row.rate, 1)}
        logger.info(line(row), extra={"fields": fields})
    else:
        echo(line(row), err=True)


@contextmanager
def run_every(seconds: float, act: Callable[[], None]) -> Iterator[None]:
    """Call ``act`` at these intervals, in a thread, while the block runs."""
    done = threading.Event()

    def act_repeatedly() -> None:
        while not done.wait(seconds):
            act()

    thread = threading.Thread(target=act_repeatedly, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()

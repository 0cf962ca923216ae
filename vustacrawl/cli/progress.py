"""How far a crawl is: a live table on a terminal, a line a minute anywhere else."""

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
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.stats import SiteStats

logger = logging.getLogger(__name__)

LINE_SECONDS = 60.0
WINDOW = 1.5 * LINE_SECONDS
"""Seconds over which the pages of a minute are counted: longer than from one line to the next, which comes a bit late,
or else there is nothing to count from."""
SHORTEST = 5.0
"""Seconds that are counted at least, so that a first page makes no hundreds a minute."""
BUSIEST = 10
"""Sites with a row of their own, at most."""


@dataclass(frozen=True)
class Row:
    """How far one site is, or all of them."""

    site: str
    due: int
    done: int
    articles: int
    problems: int
    rate: float
    """Pages a minute, of late."""
    seconds_left: float | None = None
    """How long it takes yet, going on like this; None where nothing tells."""
    note: str = ""
    """Why nothing is asked of the site now, where nothing is."""

    @property
    def left(self) -> str:
        """How long it takes yet, in words."""
        if self.note or not self.due:
            return self.note or "-"
        return "?" if self.seconds_left is None else duration(self.seconds_left)


@dataclass
class Pulse:
    """Samples the stats of a crawl and says how fast it goes."""

    stats: Mapping[str, SiteStats]
    now: Callable[[], float] = time.time
    """Unix time."""
    seen: deque[tuple[float, dict[str, int]]] = field(default_factory=deque)

    def look(self) -> list[Row]:
        """A row a site, the busiest first."""
        now = self.now()
        self.seen.append((now, {site: stats.pages for site, stats in self.stats.items()}))
        while now - self.seen[0][0] > WINDOW:
            self.seen.popleft()
        then, pages = self.seen[0]
        minutes = max(now - then, SHORTEST) / 60
        rows = [self._row(site, stats, pages[site], minutes, now) for site, stats in self.stats.items()]
        return sorted(rows, key=lambda row: (bool(row.note), -row.rate, -row.due, row.site))

    def _row(self, site: str, stats: SiteStats, pages_then: int, minutes: float, now: float) -> Row:
        rate = (stats.pages - pages_then) / minutes
        note = "left alone" if stats.given_up else ""
        if not note and stats.quiet_until > now:
            note = f"paused {duration(stats.quiet_until - now)}"
        due = max(0, stats.waiting)
        return Row(
            site=site,
            due=due,
            done=stats.pages,
            articles=stats.articles,
            problems=stats.problems,
            rate=rate,
            seconds_left=60 * due / rate if rate and not note else None,
            note=note,
        )


def total(rows: list[Row]) -> Row:
    """All sites in one; they are crawled side by side, so the slowest says how long it takes."""
    summed = {name: sum(getattr(row, name) for row in rows) for name in ("due", "done", "articles", "problems", "rate")}
    slowest = max((row.seconds_left for row in rows if row.seconds_left is not None), default=None)
    return Row(f"all {len(rows)} sites", **summed, seconds_left=slowest)


def duration(seconds: float) -> str:
    """``40 s``, ``3 min``, ``1 h 25 min``, ``2 d 3 h``."""
    minutes, hours = int(seconds // 60), int(seconds // 3_600)
    if not minutes:
        return f"{int(seconds)} s"
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes % 60} min" if hours < 24 else f"{hours // 24} d {hours % 24} h"


def table(rows: list[Row]) -> Table:
    """The busiest sites, how many more there are, and the sum of all."""
    shown = Table("site", box=None, pad_edge=False, header_style="bold")
    for column in ("due", "done", "articles", "problems", "pages/min", "time left"):
        shown.add_column(column, justify="right")
    for row in rows[:BUSIEST]:
        shown.add_row(*_cells(row))
    if len(rows) > BUSIEST:
        shown.add_row(f"… {len(rows) - BUSIEST} more", style="dim")
    if len(rows) > 1:
        shown.add_row(*_cells(total(rows)), style="bold")
    return shown


def _cells(row: Row) -> list[str]:
    counts = (row.due, row.done, row.articles, row.problems)
    return [row.site, *map(str, counts), f"{row.rate:.0f}", row.left]


def line(row: Row) -> str:
    """One line about one row."""
    left = f"{row.left} left" if row.due and not row.note else row.note
    told = [f"{row.done} done", f"{row.due} due", f"{row.articles} articles", f"{row.problems} problems"]
    return f"{row.site}: {', '.join([*told, f'{row.rate:.0f} pages/min', *([left] if left else [])])}"


@contextmanager
def crawl_progress(crawl: Crawl, is_live: bool = True, as_json: bool = False) -> Iterator[None]:
    """Show how far ``crawl`` is while the block runs.

    ``is_live``: whether a table may be drawn, where stderr is a terminal.
    """
    pulse = Pulse(crawl.stats)
    if is_live and not as_json and sys.stderr.isatty():
        live = Live(
            console=Console(stderr=True),
            get_renderable=lambda: table(pulse.look()),
            refresh_per_second=2,
            transient=True,
        )
        with live:
            yield
        return
    with every(LINE_SECONDS, lambda: say(pulse.look(), as_json)):
        pulse.look()
        yield


def say(rows: list[Row], as_json: bool) -> None:
    """One line on stderr: about the site, or about all of them."""
    row = rows[0] if len(rows) == 1 else total(rows)
    if as_json:
        counts = {"due": row.due, "done": row.done, "articles": row.articles, "problems": row.problems}
        fields = {"event": "progress", **counts, "pages_a_minute": round(row.rate, 1)}
        logger.info(line(row), extra={"fields": fields})
    else:
        echo(line(row), err=True)


@contextmanager
def every(seconds: float, act: Callable[[], None]) -> Iterator[None]:
    """Act at these intervals, in a thread, while the block runs."""
    done = threading.Event()

    def keep_acting() -> None:
        while not done.wait(seconds):
            act()

    thread = threading.Thread(target=keep_acting, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()

"""Progress on stderr: bars on a terminal; elsewhere nothing, or one line per minute."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, track

from vustacrawl.cli.output import echo

T = TypeVar("T")
LINE_INTERVAL_S = 60.0


def with_progress_bar(work: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Iterate over ``work`` with a progress bar on stderr; ``total`` is its length if it has no ``len``."""
    if not sys.stderr.isatty():
        return work
    return track(work, description=what, total=total, console=Console(stderr=True), transient=True)


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that shows a progress bar for each task: how much of its total is done."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        tasks = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)

        yield show


@contextmanager
def counted_progress(what: str, total: int, line: Callable[[int, float], str]) -> Iterator[Callable[[], None]]:
    """Yield a function to call for each piece of work: it shows a bar on a terminal, one line per minute elsewhere.

    ``line`` returns that line, given the number of finished pieces and the seconds since the start.
    """
    done, began = 0, time.monotonic()
    printed_at = began

    def step() -> None:
        nonlocal done, printed_at
        done += 1
        show(what, done, total)
        now = time.monotonic()
        if not sys.stderr.isatty() and now - printed_at >= LINE_INTERVAL_S:
            printed_at = now
            echo(line(done, now - began), err=True)

    with progress_bars() as show:
        yield step

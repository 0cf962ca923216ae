"""Progress bars on stderr, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, track

T = TypeVar("T")


def with_progress_bar(work: Sequence[T] | Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Iterate over ``work`` with a progress bar on stderr; ``total`` is its length where it has none itself."""
    if not sys.stderr.isatty():
        return work
    return track(work, description=what, total=total, console=Console(stderr=True), transient=True)


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that shows, in a bar for each task, how much of how much is done."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        tasks = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)

        yield show

"""A progress bar for loops, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def with_progress_bar(work: Sequence[T] | Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Iterate over ``work`` with a progress bar on stderr; ``total`` is its length where it has none itself."""
    if not sys.stderr.isatty():
        return work
    return track(work, description=what, total=total, console=Console(stderr=True), transient=True)

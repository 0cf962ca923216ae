"""A progress bar over a list of work, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def counted(work: Sequence[T] | Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """The pieces of work, with a bar on stderr that says how many are done; ``total`` where they have no length."""
    if not sys.stderr.isatty():
        return work
    return track(work, description=what, total=total, console=Console(stderr=True), transient=True)

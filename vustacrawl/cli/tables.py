"""Tables of text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table

_PIPE_COLUMNS = 10_000
"""Wide enough for any table."""


def table(*columns: str, title: str | None = None, right: int | slice = slice(0, 0), wraps: bool = False) -> Table:
    """Return a table without borders, and without a heading if no column has a name.

    ``right``: which columns are aligned to the right.
    """
    plain = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=any(columns)
    )
    for column in columns:
        plain.add_column(column, no_wrap=not wraps)
    for column_to_align in [plain.columns[right]] if isinstance(right, int) else plain.columns[right]:
        column_to_align.justify = "right"
    return plain


def print_tables(*tables: Table | str) -> None:
    """Print tables, and lines between them. Only a terminal's width cuts or wraps cells; in a pipe they are whole."""
    width = None if sys.stdout.isatty() else _PIPE_COLUMNS
    Console(width=width, highlight=False, markup=False, emoji=False).print(*tables)


def year_table(columns: Sequence[str], rows: Iterable[tuple[str, Sequence[int]]]) -> Iterator[str]:
    """Yield the lines of a table of counts by year; an unknown year is empty and is shown as ``?``."""
    yield "  ".join(["year", *columns])
    for year, counts in rows:
        cells = (f"{count:{len(column)}}" for column, count in zip(columns, counts, strict=True))
        yield "  ".join([f"{year or '?':4}", *cells])

"""A live line of a crawl, on a terminal only."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from vustacrawl.frontier.crawl import Crawl

REFRESH_SECONDS = 0.25


@contextmanager
def crawl_progress(crawl: Crawl) -> Iterator[None]:
    """Show how far ``crawl`` is while the block runs; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages · {task.fields[articles]} articles · {task.fields[problems]} problems"),
        TimeElapsedColumn(),
    )
    done = threading.Event()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(", ".join(crawl.profiles)[:40], articles=0, problems=0)

        def refresh() -> None:
            counts = crawl.counts.values()
            pages = sum(count.pages for count in counts)
            progress.update(
                task,
                completed=pages,
                total=pages + max(0, sum(count.waiting for count in counts)),
                articles=crawl.articles,
                problems=sum(count.problems for count in counts),
            )

        def keep_refreshing() -> None:
            while not done.wait(REFRESH_SECONDS):
                refresh()

        thread = threading.Thread(target=keep_refreshing, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            refresh()

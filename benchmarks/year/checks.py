"""The figures of a month, and their checks."""

from __future__ import annotations

import ctypes
import gc
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.year.sites import Event, Sites

KB_PER_ARTICLE, KB_PER_CAPTURE, KB_PER_CRAWL = 14.0, 0.8, 0.5
"""Growth of the catalog (docs/6-years-of-running.md); an article's first capture is among the captures."""
MAX_GROWTH = 1.25
"""How much the catalog's growth may differ from the computed one."""
MAX_RSS_GROWTH_MB = 60.0
"""How much larger this process may be at the end than after the second month: an allocator cannot return everything."""
SEEN_WITHIN_S = 11 * 86_400.0
"""Deadline for an article to be in the catalog: a week between two crawls, days on which the machine is off."""


REVISITED_WITHIN_S = 45 * 86_400.0


@dataclass(frozen=True)
class Articles:
    """The articles of a catalog, compared with the published ones."""

    published: int
    stored: int
    lost: list[str]
    """URLs that should be in the catalog and are not."""
    wrong: list[str]
    """URLs that are in the catalog and were never published, twice, or under another title or date."""


@dataclass(frozen=True)
class Size:
    """The sizes of the catalog and of this process."""

    catalog_mb: float
    computed_mb: float
    rss_mb: float
    open_files: int


@dataclass(frozen=True)
class Month:
    """A month at its end: figures since the start of the year, except ``runs`` and ``cpu_s``."""

    began: date
    runs: tuple[int, int, int, int]
    """Due, made, skipped, doubled."""
    articles: Articles
    size: Size
    cpu_s: float
    """CPU time of this process in the month."""
    backups: tuple[int, int]
    """Made, and equal to the catalog when restored."""


def check_articles(catalog: Path, sites: Sites, now: float) -> Articles:
    """Compare the articles of a catalog with those that the sites published until ``now``."""
    with closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT url, title, substr(published_at, 1, 10) FROM articles").fetchall()
    stored = {url: (title, day) for url, title, day in rows}
    events = {event.site: event for event in sites.events}
    published, lost, wrong = 0, [], []
    wrong += [url for url, *_ in rows if url not in stored]
    known = set()
    query = "SELECT url, site, title, day, published FROM pages WHERE published <= ?"
    for url, site, title, day, at in sites.truth.execute(query, (now,)):
        published += 1
        known.add(url)
        event = events.get(site)
        if url not in stored:
            is_hidden = event and event.kind not in ("silent", "redesign") and at + SEEN_WITHIN_S > event.begins
            if at + SEEN_WITHIN_S < now and not is_hidden:
                lost.append(url)
        elif stored[url] != (title, day) and not (event and event.kind == "redesign"):
            # If it is fetched right after publication, its date looks like the server's clock until the next visit.
            is_undated_yet = stored[url][1] is None and at + REVISITED_WITHIN_S >= now
            wrong += [] if is_undated_yet else [url]
    return Articles(published, len(rows), lost, [*wrong, *(stored.keys() - known)])


def measure(catalog: Path) -> Size:
    """Measure the catalog, which no process has open, and this process."""
    with closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as db:
        query = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM captures), (SELECT count(*) FROM crawls)"
        articles, captures, crawls = db.execute(query).fetchone()
    computed = articles * KB_PER_ARTICLE + captures * KB_PER_CAPTURE + crawls * KB_PER_CRAWL
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # memory freed by the largest crawl is not growth: really, each crawl is a process
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return Size(
        catalog.stat().st_size / 1e6,
        computed / 1e3,
        pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        sum(1 for _ in Path("/proc/self/fd").iterdir()),
    )


def databases_differ(one: Path, other: Path) -> str | None:
    """Return the first table whose rows differ; None if all are equal."""
    paths = [sqlite3.connect(f"file:{path}?mode=ro", uri=True) for path in (one, other)]
    with closing(paths[0]) as first, closing(paths[1]) as second:
        schema = "SELECT name, sql FROM sqlite_schema ORDER BY name"
        tables = first.execute(schema).fetchall()
        if tables != second.execute(schema).fetchall():
            return "sqlite_schema"
        for name, sql in tables:
            if sql and sql.startswith("CREATE TABLE"):
                rows = [db.execute(f'SELECT * FROM "{name}"') for db in (first, second)]
                if any(left != right for left, right in _pairs(*rows)):
                    return str(name)
    return None


def _pairs(one: sqlite3.Cursor, other: sqlite3.Cursor) -> Iterator[tuple[object, object]]:
    while True:
        pair = one.fetchmany(1_000), other.fetchmany(1_000)
        yield pair
        if not any(pair):
            return


def faults_of(months: Sequence[Month], events: Sequence[Event], others: Sequence[str]) -> Iterator[str]:
    """Yield each failed check, in one line."""
    for month in months:
        due, made, skipped, doubled = month.runs
        if skipped or doubled or due != made:
            yield f"{month.began}: {due} crawls due, {made} made, {skipped} skipped, {doubled} doubled"
    last = months[-1]
    for what, urls in (("not in the catalog", last.articles.lost), ("wrong in the catalog", last.articles.wrong)):
        if urls:
            yield f"{len(urls)} articles {what}: {' '.join(urls[:3])}"
    if not 1 / MAX_GROWTH < last.size.catalog_mb / last.size.computed_mb < MAX_GROWTH:
        yield f"the catalog has {last.size.catalog_mb:.0f} MB instead of the computed {last.size.computed_mb:.0f} MB"
    early = months[min(1, len(months) - 1)].size
    if last.size.rss_mb > early.rss_mb + MAX_RSS_GROWTH_MB:
        yield f"the process grew from {early.rss_mb:.0f} to {last.size.rss_mb:.0f} MB"
    if last.size.open_files > early.open_files:
        yield f"the process has {last.size.open_files} open files, {early.open_files} after the second month"
    if last.backups[0] != last.backups[1]:
        yield f"{last.backups[0]} backups made, {last.backups[1]} equal to the catalog"
    for event in events:
        if len(event.notified_at) != 1:
            yield f"{event.site}: {event.kind}: notified {len(event.notified_at)} times"
    yield from others[:20]

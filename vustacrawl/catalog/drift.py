"""Detect drift: a redesigned site shows first in fields that are no longer found."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import comb
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column
from vustacrawl.items import Article

WATCHED = ("title", "published_at", "byline", "lead", "section", "tags")
"""Fields whose sources are counted, besides ``paragraphs`` and ``captions``."""
MIN_DROP = 0.20
"""A field is reported when the share of pages that have it drops by at least this much."""
MAX_CHANCE = 1e-5
"""And only if the probability of such a drop by chance is below this. Measured over a year of 150 sites
(docs/6-years-of-running.md): with 1e-3, an unchanged site is reported every other week.
"""
MIN_PAGES_NOW = 10
MIN_PAGES_BEFORE = 20
"""Minimum number of pages to compare shares. Most crawls of a small site read one or two, so several are combined."""
PASSES_BEFORE = 10
MAX_CRAWLS = 400
"""Maximum number of crawls examined, newest first."""
EXAMPLES = 3
NONE = "none"
FOUND_LESS = "found on far fewer pages"
MISSING_ON = "; missing on"
"""Precedes the example URLs in the detail."""


@dataclass
class FieldSources:
    """The source of each field on a crawl's article pages, with examples of pages without one."""

    pages: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing_examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, url: str, article: Article | None) -> None:
        """Count a page; ``article`` is None if it has none."""
        for name, source in _sources_of(article).items():
            self.pages[name, source] += 1
            if source == NONE and len(self.missing_examples[name]) < EXAMPLES:
                self.missing_examples[name].append(url)


def _sources_of(article: Article | None) -> dict[str, str]:
    if article is None:
        return dict.fromkeys((*WATCHED, "paragraphs"), NONE)
    sources = {name: article.found_by.get(name, NONE).partition(":")[0] for name in WATCHED}
    sources["paragraphs"] = "body" if article.paragraphs else NONE
    if article.images:
        sources["captions"] = "images" if any(image.caption for image in article.images) else NONE
    return sources


def store_field_sources(db: Database, crawl_id: int, sources: FieldSources) -> None:
    """Add ``sources`` to a crawl's counts, for comparison with later crawls."""
    db.conn.executemany(
        "INSERT INTO field_sources (crawl_id, field, source, pages) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET pages = pages + excluded.pages",
        [(crawl_id, name, source, pages) for (name, source), pages in sorted(sources.pages.items())],
    )


def coverage_drops(db: Database, site: str, crawl_id: int, sources: FieldSources) -> list[tuple[str, str]]:
    """Return, for each field found on far fewer pages than before or on none, a reason and its detail.

    A crawl that continues stopped ones forms one pass with them: each alone sees part of the site, and layouts are not
    spread evenly over it. The pass, combined with those right before it if need be, is compared with earlier ones.
    ``sources``, which must be stored already, gives the examples.
    """
    drops = []
    for name, passes in sorted(_newest_passes(db, site, crawl_id).items()):
        now, rest = _combine(passes, 1, MIN_PAGES_NOW)
        then, _ = _combine(rest, PASSES_BEFORE, MIN_PAGES_BEFORE)
        if now.total() < MIN_PAGES_NOW or then.total() < MIN_PAGES_BEFORE:
            continue
        found_now = now.total() - now[NONE]
        share_now, share_then = found_now / now.total(), 1 - then[NONE] / then.total()
        if share_then - share_now >= MIN_DROP and _chance(found_now, now, then) < MAX_CHANCE:
            examples = f"{MISSING_ON} {' '.join(seen)}" if (seen := sources.missing_examples[name]) else ""
            drops.append(
                (
                    f"{name} {FOUND_LESS} than before",
                    f"{share_now:.0%} of {now.total()} pages, {share_then:.0%} before,"
                    f" mostly by {max(then, key=lambda source: (source != NONE, then[source]))}{examples}",
                )
            )
    return drops


def reported_drift(db: Database, crawl: dict[str, Any]) -> list[str]:
    """Return what a crawl, a row of ``crawls``, reported about the layout or the silence of its site: a line each."""
    query = """
    SELECT reason || coalesce(': ' || detail, '') FROM problems
    WHERE site = :site AND seen_at >= :started_at AND crawl_id = :id AND stage = 'drift' ORDER BY id
    """
    return one_column(db, query, crawl)


def _newest_passes(db: Database, site: str, crawl_id: int) -> dict[str, list[Counter[str]]]:
    """Return, by field, the pages of each source in a crawl's pass and in earlier ones, newest first."""
    rows = db.execute(
        "SELECT crawl.id, outcome, field, source, pages FROM"
        " (SELECT id, outcome FROM crawls WHERE site = ? AND kind = 'crawl' AND id <= ? ORDER BY id DESC LIMIT ?)"
        " AS crawl LEFT JOIN field_sources ON crawl_id = crawl.id ORDER BY crawl.id DESC",
        (site, crawl_id, MAX_CRAWLS),
    )
    passes: defaultdict[str, dict[int, Counter[str]]] = defaultdict(dict)
    at = crawl_id  # the last crawl of the pass
    for crawl, outcome, name, source, pages in rows:
        if outcome == "finished" and crawl < crawl_id:
            at = crawl
        if name:
            passes[name].setdefault(at, Counter())[source] += pages
    return {name: list(found.values()) for name, found in passes.items()}


def _combine(passes: list[Counter[str]], at_least: int, pages: int) -> tuple[Counter[str], list[Counter[str]]]:
    """Add up ``at_least`` passes, and more until they have ``pages`` pages; return the sum and the remaining passes."""
    total: Counter[str] = Counter()
    for taken, counts in enumerate(passes):
        if taken >= at_least and total.total() >= pages:
            return total, passes[taken:]
        total += counts
    return total, []


def _chance(found: int, now: Counter[str], then: Counter[str]) -> float:
    """Return the probability that at most ``found`` pages have a field now if it is as frequent as before."""
    pages = now.total()
    share = (then.total() - then[NONE] + 1) / (then.total() + 2)  # "always so far" is not certainty (Laplace)
    return sum(comb(pages, count) * share**count * (1 - share) ** (pages - count) for count in range(found + 1))

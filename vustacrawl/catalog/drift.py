"""Detect drift: a redesigned site shows first in fields that are no longer found."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlite_utils import Database

from vustacrawl.items import Article

WATCHED = ("title", "published_at", "byline", "lead", "section", "tags")
"""Fields whose sources are counted, besides ``paragraphs`` and ``captions``."""
MIN_DROP = 0.20
"""A field is reported when the share of pages that have it drops by at least this much."""
MIN_PAGES_NOW = 10
MIN_PAGES_BEFORE = 20
"""Minimum number of pages of a crawl, and of those before it, for shares to be compared."""
COMPARED_CRAWLS = 10
EXAMPLES = 3
NONE = "none"
MISSING_ON = "; missing on"
"""Precedes the example URLs in the detail."""


@dataclass
class FieldSources:
    """The source of each field on a crawl's article pages, with examples of pages without one."""

    pages: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing_examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, url: str, article: Article | None) -> None:
        """Count a page; ``article`` is None where it has none."""
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
    """Add to a crawl's counts, for comparison with later ones."""
    db.conn.executemany(
        "INSERT INTO field_sources (crawl_id, field, source, pages) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET pages = pages + excluded.pages",
        [(crawl_id, name, source, pages) for (name, source), pages in sorted(sources.pages.items())],
    )


def coverage_drops(db: Database, site: str, crawl_id: int, sources: FieldSources) -> list[tuple[str, str]]:
    """Return each field found on far fewer of a crawl's pages than before, or on none: a reason, and its detail.

    A crawl that goes on where others were stopped counts as one with them: each alone sees a part of the site, and
    layouts are not spread evenly over it. ``sources``, stored already, give the examples.
    """
    finished = db.execute(
        "SELECT max(id) FROM crawls WHERE site = ? AND kind = 'crawl' AND outcome = 'finished' AND id < ?",
        (site, crawl_id),
    ).fetchone()[0]
    if finished is None:
        return []
    before = _pages_by_source(db, site, after=0, until=finished)
    drops = []
    for name, now in sorted(_pages_by_source(db, site, after=finished, until=crawl_id).items()):
        then = before.get(name, {})
        total_now, total_then = sum(now.values()), sum(then.values())
        if total_now < MIN_PAGES_NOW or total_then < MIN_PAGES_BEFORE:
            continue
        share_now = 1 - now.get(NONE, 0) / total_now
        share_then = 1 - then.get(NONE, 0) / total_then
        if share_then - share_now >= MIN_DROP or (share_then > 0 and share_now == 0):
            drops.append(
                (
                    f"{name} found on far fewer pages than before",
                    f"{share_now:.0%} of {total_now} pages, {share_then:.0%} before,"
                    f" mostly by {max(then, key=lambda source: (source != NONE, then[source]))}"
                    f"{MISSING_ON} {' '.join(sources.missing_examples[name])}",
                )
            )
    return drops


def _pages_by_source(db: Database, site: str, *, after: int, until: int) -> dict[str, dict[str, int]]:
    """Count the pages of the last crawls among those numbered so, by field and source."""
    rows = db.execute(
        "SELECT field, source, sum(pages) FROM field_sources WHERE crawl_id IN ("
        " SELECT id FROM crawls WHERE site = ? AND id > ? AND id <= ? AND id IN (SELECT crawl_id FROM field_sources)"
        " ORDER BY id DESC LIMIT ?) GROUP BY field, source",
        (site, after, until, COMPARED_CRAWLS),
    )
    pages: dict[str, dict[str, int]] = {}
    for name, source, count in rows:
        pages.setdefault(name, {})[source] = count
    return pages

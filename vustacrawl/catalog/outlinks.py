"""Links in articles to other sites, and what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column
from vustacrawl.items import RecordPlace
from vustacrawl.text import escape_controls

LinkOutcome = Literal[
    "works", "moved", "home page", "not found", "error", "no response", "no such host", "refused", "not asked"
]
UNANSWERED: tuple[LinkOutcome, ...] = ("no response", "no such host")
"""Outcomes that may be temporary or a network fault; checked again sooner than the others."""
OUTCOMES: tuple[LinkOutcome, ...] = get_args(LinkOutcome)
UNCHECKED = "not checked"
"""The outcome in ``count_outlinks`` of links not checked yet."""


class ArticlePlace(NamedTuple):
    """An article's newest page, its capture time (UTC), and where its payload is in the archive."""

    article_id: int
    url: str
    captured_at: str
    record: RecordPlace


class LinkCheck(NamedTuple):
    """What became of a link."""

    outcome: LinkOutcome
    reason: str | None = None
    redirects_to: str | None = None


def article_places(db: Database, site: str) -> list[ArticlePlace]:
    """Return the newest archived page of each article of a site."""
    rows = db.execute(
        "SELECT articles.id, c.url, c.fetched_at, o.warc_file, o.warc_offset, o.warc_length"
        " FROM articles JOIN captures AS c ON c.id = articles.capture_id"
        " JOIN captures AS o ON o.id = coalesce(c.original_id, c.id)"
        " WHERE articles.site = ? AND o.warc_file IS NOT NULL ORDER BY articles.id",
        (site,),
    )
    return [ArticlePlace(row[0], row[1], row[2], RecordPlace(*row[3:])) for row in rows.fetchall()]


def store_outlinks(db: Database, article_id: int, urls: Iterable[str]) -> None:
    """Replace the links of an article with these, in the open transaction."""
    db.execute("DELETE FROM outlinks WHERE article_id = ?", (article_id,))
    db.conn.executemany("INSERT OR IGNORE INTO outlinks VALUES (?, ?)", [(article_id, url) for url in urls])


def unchecked_outlinks(db: Database, site: str, checked_before: str, unanswered_before: str) -> list[str]:
    """Return the links of a site's articles never checked, or last checked before a moment (UTC), in the order of
    articles; links without a response at that check use ``unanswered_before``.
    """
    query = (
        "SELECT outlinks.url FROM outlinks JOIN articles ON articles.id = article_id"
        " LEFT JOIN outlink_checks ON outlink_checks.url = outlinks.url"
        f" WHERE site = ? AND (checked_at < iif(outcome IN {UNANSWERED}, ?, ?)) IS NOT FALSE"
        " GROUP BY 1 ORDER BY min(article_id), 1"
    )
    return one_column(db, query, (site, unanswered_before, checked_before))


def store_check(db: Database, url: str, checked_at: str, check: LinkCheck) -> None:
    """Record what became of a link, in the open transaction."""
    reason = escape_controls(check.reason)[:1000] if check.reason else None
    values = (url, checked_at, check.outcome, reason, check.redirects_to)
    db.execute("INSERT OR REPLACE INTO outlink_checks VALUES (?, ?, ?, ?, ?)", values)


def count_outlinks(db: Database, site: str) -> dict[str, Counter[str]]:
    """Return the links by outcome for each year of articles, oldest first; the year is empty for undated articles.

    A link in several articles of a year counts once.
    """
    rows = db.execute(
        "SELECT coalesce(substr(published_at, 1, 4), ''),"
        f" coalesce(outcome, '{UNCHECKED}'), count(DISTINCT outlinks.url)"
        " FROM outlinks JOIN articles ON articles.id = article_id"
        " LEFT JOIN outlink_checks ON outlink_checks.url = outlinks.url"
        " WHERE site = ? GROUP BY 1, 2 ORDER BY 1 = '', 1",
        (site,),
    )
    years: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for year, outcome, count in rows:
        years[year][outcome] = count
    return dict(years)

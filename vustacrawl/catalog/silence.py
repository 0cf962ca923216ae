"""Notice a site that has published nothing for far longer than it used to."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column, one_value
from vustacrawl.text import plural

MIN_DAYS = 14
"""No shorter silence is reported: Tết alone takes ten days."""
TIMES_THE_USUAL = 3
"""A silence is reported if it is this many times as long as the 95th percentile of earlier ones."""
DAYS_LOOKED_AT = 200
"""Number of latest days with publications to examine."""
MIN_PAUSES = 20
SILENT = "silent: nothing new for far longer than before"
"""The reason of the problem."""


def describe_silence(db: Database, site: str, today: date) -> str | None:
    """Return since when a silent site has published nothing and how long its pauses used to be: a problem's detail.

    None for a site that publishes as usual, has too few articles, or was already silent when it was first crawled.
    """
    query = (
        "SELECT DISTINCT substr(published_at, 1, 10) FROM articles WHERE site = ? AND published_at IS NOT NULL"
        " AND published_at < ? ORDER BY 1 DESC LIMIT ?"
    )
    days = [*map(date.fromisoformat, one_column(db, query, (site, f"{today.isoformat()}Z", DAYS_LOOKED_AT)))]
    pauses = sorted((later - earlier).days for later, earlier in pairwise(days))
    if len(pauses) < MIN_PAUSES:
        return None
    usual = pauses[len(pauses) * 19 // 20]
    limit = days[0] + timedelta(days=max(MIN_DAYS, TIMES_THE_USUAL * usual))
    first_crawl = "SELECT min(substr(started_at, 1, 10)) FROM crawls WHERE site = ? AND kind = 'crawl'"
    watched_since = one_value(db, first_crawl, (site,))
    if today < limit or watched_since is None or date.fromisoformat(watched_since) >= limit:
        return None
    return f"the newest article is from {days[0]}; 95 % of the pauses before it lasted {plural(usual, 'day')} at most"

"""What the frontier of a catalog holds, for commands that only read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column, one_value
from vustacrawl.clock import utc_text
from vustacrawl.reasons import NOT_THERE, OFF_SITE

_URL = """
SELECT f.url, f.site, f.kind, f.state, f.reason, f.via, f.next_due, f.redirects_to, f.last_status, f.visited_at,
  articles.id AS article, articles.title, articles.gone_at,
  (SELECT detail FROM problems WHERE problems.url = f.url AND problems.reason = f.reason ORDER BY id DESC) AS detail
FROM frontier AS f LEFT JOIN article_urls USING (url) LEFT JOIN articles ON articles.id = article_urls.article_id
WHERE f.url IN (SELECT value FROM json_each(?)) ORDER BY f.state = 'skipped' LIMIT 1
"""


def queue_state(db: Database, site: str, now: float) -> dict[str, Any]:
    """Return the state of a site's queue at ``now`` (Unix time): how many visits are due, failed and skipped.

    ``next_due`` is when the next visit is due (UTC), if any; ``skipped_for`` counts by reason, most frequent first.
    """
    due, next_due = db.execute(
        "SELECT coalesce(sum(next_due <= ?), 0), min(next_due) FROM frontier WHERE site = ? AND state = 'due'",
        (now, site),
    ).fetchone()
    failed = one_value(db, "SELECT count(*) FROM frontier WHERE site = ? AND state = 'failed'", (site,))
    by_reason = "SELECT reason, count(*) FROM frontier WHERE site = ? AND state = 'skipped' GROUP BY 1 ORDER BY 2 DESC"
    skipped = dict(db.execute(by_reason, (site,)).fetchall())
    return {
        "due": due,
        "next_due": utc_text(next_due) if next_due else None,
        "failed": failed,
        "skipped": sum(skipped.values()),
        "skipped_for": skipped,
    }


def count_states(db: Database) -> dict[tuple[str, str], int]:
    """Return the number of URLs by site and state, ``leased`` included."""
    rows = db.execute("SELECT site, state, count(*) FROM frontier GROUP BY site, state").fetchall()
    return {(site, state): count for site, state, count in rows}


def find_url(db: Database, spellings: Iterable[str]) -> dict[str, Any] | None:
    """Return what is known about a URL, with its article and problem, by the first of its spellings in the queue."""
    return next(db.query(_URL, [json.dumps(list(spellings))]), None)


_WITHOUT_CAPTURE = f"""
SELECT url FROM frontier WHERE site = ?
  AND (kind = 'article' AND state = 'failed' OR state = 'skipped' AND reason = '{OFF_SITE}'
    OR state = 'done' AND redirects_to IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM article_urls WHERE article_urls.url = frontier.url)
  AND NOT EXISTS (SELECT 1 FROM captures WHERE captures.url = frontier.url AND status IN (200, 203))
ORDER BY url
"""


def urls_without_capture(db: Database, site: str) -> list[str]:
    """Return linked URLs without a page in the archive; not all of them belong to the site."""
    return one_column(db, _WITHOUT_CAPTURE, (site,))


def found_missing(db: Database, url: str) -> bool:
    """Return whether the latest visit of a URL found that the site has no such article."""
    query = f"SELECT 1 FROM frontier WHERE url = ? AND state = 'failed' AND reason IN {NOT_THERE}"
    return one_value(db, query, (url,)) is not None

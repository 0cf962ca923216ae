"""Rows of ``crawls``: what was crawled when, and how it ended. Times are UTC, as ``clock.utc_text`` writes them."""

from __future__ import annotations

from typing import Literal

from sqlite_utils import Database

from vustacrawl import __version__
from vustacrawl.text import escape_controls

CrawlKind = Literal["crawl", "import", "reparse"]
Ending = Literal["finished", "limit", "interrupted", "failed"]


def begin_crawl(db: Database, site: str, kind: CrawlKind, started_at: str, since: str | None = None) -> int:
    """Note that a crawl of the site begins, for articles published ``since`` a day (ISO 8601); return its row."""
    cursor = db.execute(
        "INSERT INTO crawls (site, kind, started_at, software, since) VALUES (?, ?, ?, ?, ?)",
        (site, kind, started_at, f"vustacrawl {__version__}", since),
    )
    return cursor.lastrowid or 0


def end_crawl(
    db: Database, crawl_id: int, finished_at: str, outcome: Ending, reason: str | None, counts: dict[str, int]
) -> None:
    """Note how a crawl ended; ``counts`` has the columns of what it did."""
    told = escape_controls(reason) if reason else None
    row = {"finished_at": finished_at, "outcome": outcome, "reason": told, **counts}
    db.execute(
        f"UPDATE crawls SET {', '.join(f'{column} = ?' for column in row)} WHERE id = ?", (*row.values(), crawl_id)
    )


def has_full_crawl(db: Database, site: str) -> bool:
    """Whether a crawl of the site for articles of any date ever finished: then its listings were read to their ends."""
    query = """
    SELECT 1 FROM crawls
    WHERE site = ? AND kind = 'crawl' AND outcome = 'finished' AND pages > 0 AND since IS NULL
    """
    return db.execute(query, (site,)).fetchone() is not None


def last_starts(db: Database) -> dict[str, str]:
    """When the newest crawl of each site began, whether a schedule or a person started it."""
    newest = "SELECT started_at FROM crawls WHERE site = name AND kind = 'crawl' ORDER BY started_at DESC LIMIT 1"
    return {site: moment for site, moment in db.execute(f"SELECT name, ({newest}) FROM sites") if moment}

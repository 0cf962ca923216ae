"""The frontier in the catalog's own file: what is due survives whatever happens to the process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from vustacrawl.clock import utc_text
from vustacrawl.frontier.policy import REPEATED
from vustacrawl.frontier.queue import Verdict, Visit
from vustacrawl.frontier.scope import BUDGET, OFF_SITE, PATTERN, TRAP, likely_kind
from vustacrawl.items import Capture, Link, MediaKind, PageKind
from vustacrawl.text import escape_controls

TOO_OLD = "published before --since"
"""Why a visited article is not in the catalog yet."""
_OUT_OF_SCOPE = ", ".join(f"'{reason}'" for reason in (OFF_SITE, PATTERN, TRAP, BUDGET))
"""Reasons that a pager, or a profile that was edited since, overrules."""


class SqliteQueue:
    """A ``Queue`` on the catalog's connection; its writes are part of whatever transaction is open."""

    def __init__(
        self,
        db: Database,
        crawl_ids: dict[str, int],
        since: str | None = None,
        media: frozenset[MediaKind] = frozenset(),
    ) -> None:
        """``since`` (ISO date): links that a listing or sitemap dates before it are left for another crawl.

        ``media``: whether images and files are handed out too.
        """
        self._left_out = ", ".join(f"'{kind}'" for kind in sorted({"image", "file"} - media)) or "''"
        self._db = db
        self._crawl_ids = crawl_ids
        self._since = since or ""

    def seed(self, site: str, links: Iterable[Link], now: float) -> None:
        """Make the starting points due, and every sitemap and feed met before."""
        self._insert(site, links, None, now)
        self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ? WHERE site = ? AND state <> 'leased'"
            " AND (via IS NULL AND kind = 'listing' OR kind IN ('feed', 'sitemap'))",
            (now, site),
        )

    def reclaim(self, site: str) -> int:
        """Take back the leases of crawls that are no more; how many there were. The site must be locked."""
        return int(
            self._db.execute("UPDATE frontier SET state = 'due' WHERE site = ? AND state = 'leased'", (site,)).rowcount
        )

    def lease(self, site: str, count: int, now: float) -> list[Visit]:
        """Hand out up to ``count`` due visits, the longest due first."""
        rows: list[tuple[Any, ...]] = self._db.execute(
            "UPDATE frontier SET state = 'leased', crawl_id = ? WHERE rowid IN ("
            "  SELECT rowid FROM frontier WHERE site = ? AND state = 'due' AND next_due <= ?"
            f"  AND kind NOT IN ({self._left_out}) AND (hinted_at IS NULL OR hinted_at >= ?)"
            "  ORDER BY next_due, rowid LIMIT ?)"
            " RETURNING next_due, rowid, url, site, kind, attempts, etag, last_modified",
            (self._crawl_ids[site], site, now, self._since, count),
        ).fetchall()
        return [Visit(*row[2:]) for row in sorted(rows, key=lambda row: row[:2])]

    def next_due(self, site: str) -> float | None:
        """When the next planned visit of the site is due (Unix time)."""
        row = self._db.execute(
            "SELECT min(next_due) FROM frontier WHERE site = ? AND state = 'due'"
            f" AND kind NOT IN ({self._left_out}) AND (hinted_at IS NULL OR hinted_at >= ?)",
            (site, self._since),
        ).fetchone()
        return row[0] if row else None

    def count_due(self, site: str, now: float) -> int:
        """How many visits of the site are due now."""
        row = self._db.execute(
            "SELECT count(*) FROM frontier WHERE site = ? AND state = 'due' AND next_due <= ?"
            f" AND kind NOT IN ({self._left_out}) AND (hinted_at IS NULL OR hinted_at >= ?)",
            (site, now, self._since),
        ).fetchone()
        return int(row[0])

    def discover(self, site: str, links: Iterable[Link], via: str, now: float) -> int:
        """Add URLs not known yet, make known ones due that say they changed; how many were new."""
        links = list(links)
        new = self._insert(site, links, via, now)
        dated = [(link.modified_at, link.url) for link in links if link.modified_at]
        # What this crawl has visited is as new as can be: a feed and a sitemap that disagree are no news.
        self._db.conn.executemany(
            f"UPDATE frontier SET state = 'due', next_due = {now!r} WHERE url = ?2 AND hinted_at < ?1"
            f" AND state IN ('due', 'done', 'failed') AND crawl_id IS NOT {self._crawl_ids[site]}",
            dated,
        )
        self._db.conn.executemany(
            "UPDATE frontier SET hinted_at = ?1 WHERE url = ?2 AND (hinted_at IS NULL OR hinted_at < ?1)", dated
        )
        return new

    def skip(self, site: str, urls: Iterable[tuple[str, str]], via: str, now: float) -> None:
        """Note URLs that will not be visited, each with its reason, where they are not known yet."""
        discovered_at = utc_text(now)
        self._db.conn.executemany(
            "INSERT INTO frontier (url, site, kind, state, reason, via, discovered_at)"
            " VALUES (?, ?, ?, 'skipped', ?, ?, ?) ON CONFLICT DO NOTHING",
            [(url, site, likely_kind(url), reason, via, discovered_at) for url, reason in urls],
        )

    def count_known(self, site: str) -> int:
        """How many of the site's URLs were taken up."""
        query = "SELECT count(*) FROM frontier WHERE site = ? AND state <> 'skipped'"
        return int(self._db.execute(query, (site,)).fetchone()[0])

    def turn_page(self, site: str, url: str, via: str, now: float) -> bool:
        """Make the next page of a listing due, known or not, once a crawl; whether it was not before."""
        if self._insert(site, [Link(url, "listing")], via, now):
            return True
        cursor = self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ? WHERE url = ? AND state IN ('done', 'failed')"
            " AND crawl_id IS NOT ?",
            (now, url, self._crawl_ids[site]),
        )
        return int(cursor.rowcount) > 0

    def is_starting_point(self, url: str) -> bool:
        """Whether a crawl begins at this URL, or at one that redirects to it."""
        row = self._db.execute(
            "SELECT met.via IS NULL OR start.url IS NOT NULL FROM frontier AS met LEFT JOIN frontier AS start"
            " ON start.url = met.via AND start.via IS NULL AND start.redirects_to = met.url WHERE met.url = ?",
            (url,),
        ).fetchone()
        return bool(row and row[0])

    def forget_validators(self, url: str) -> None:
        """Have the URL fetched again whole, whether it changed or not."""
        self._db.execute("UPDATE frontier SET etag = NULL, last_modified = NULL WHERE url = ?", (url,))

    def settle(self, url: str, verdict: Verdict) -> None:
        """End the lease of a visit."""
        reason = escape_controls(verdict.reason) if verdict.reason else None
        self._db.execute(
            "UPDATE frontier SET state = ?, next_due = ?, attempts = ?, reason = ?, missing_since = ? WHERE url = ?",
            (verdict.state, verdict.next_due, verdict.attempts, reason, verdict.missing_since, url),
        )

    def forget_attempts_of_dead_crawls(self, site: str) -> None:
        """Count no failed visit of a crawl that never ended: its retries may not use up those of later crawls."""
        self._db.execute(
            "UPDATE frontier SET attempts = 0 WHERE site = ?1 AND state = 'due' AND attempts > 0 AND crawl_id IN"
            " (SELECT id FROM crawls WHERE site = ?1 AND kind = 'crawl' AND finished_at IS NULL AND id <> ?2)",
            (site, self._crawl_ids[site]),
        )

    def visit_first(self, url: str, before: str, now: float) -> bool:
        """Make the URL of an article due ``before`` another is visited again; return whether it will be visited.

        It is not if this crawl has visited it already, or the other has waited for it once.
        """
        cursor = self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ? WHERE url = ? AND kind = 'article'"
            " AND state IN ('due', 'done', 'failed') AND crawl_id IS NOT (SELECT crawl_id FROM frontier WHERE url = ?)"
            " AND (hinted_at IS NULL OR hinted_at >= ?)"
            " AND NOT EXISTS (SELECT 1 FROM frontier WHERE url = ? AND reason = ?)",
            (now, url, before, self._since, before, REPEATED),
        )
        return int(cursor.rowcount) > 0

    def leave_out(self, url: str, published_at: str, now: float) -> None:
        """Leave a visited article, published then, to a crawl that wants older ones: due, without validators."""
        self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ?, hinted_at = ?, etag = NULL, last_modified = NULL,"
            f" reason = '{TOO_OLD}' WHERE url = ?",
            (now, published_at, url),
        )

    def note_redirect(self, url: str, target: str) -> None:
        """Keep where an address led once, unless it was visited since."""
        self._db.execute("UPDATE frontier SET redirects_to = ? WHERE url = ? AND visited_at IS NULL", (target, url))

    def kind_of(self, url: str) -> PageKind | None:
        """What a URL was discovered as; None for one that is not known."""
        row = self._db.execute("SELECT kind FROM frontier WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def note_answer(self, url: str, capture: Capture, redirects_to: str | None) -> None:
        """Keep what a later visit needs of this answer: validators, digest, where it sent us on to."""
        fresh = capture.status != 304
        self._db.execute(
            "UPDATE frontier SET visited_at = ?, last_status = ?, redirects_to = ?"
            + (", etag = ?, last_modified = ?, digest = ?" if fresh else "")
            + " WHERE url = ?",
            (
                capture.fetched_at,
                capture.status,
                redirects_to,
                *((capture.etag, capture.last_modified, capture.digest) if fresh else ()),
                url,
            ),
        )

    def _insert(self, site: str, links: Iterable[Link], via: str | None, now: float) -> int:
        discovered_at = utc_text(now)
        cursor = self._db.conn.executemany(
            "INSERT INTO frontier (url, site, kind, state, next_due, via, hinted_at, discovered_at)"
            " VALUES (?, ?, ?, 'due', ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET kind = excluded.kind, state = 'due',"
            " next_due = excluded.next_due, via = excluded.via, reason = NULL"
            f" WHERE frontier.state = 'skipped' AND frontier.reason IN ({_OUT_OF_SCOPE})",
            [(link.url, site, link.kind, now, via, link.modified_at, discovered_at) for link in links],
        )
        return int(cursor.rowcount)

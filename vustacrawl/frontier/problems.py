"""The problems of a crawl, in the table ``problems``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_value
from vustacrawl.clock import utc_text
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.items import Problem
from vustacrawl.text import escape_controls

_MAX_CHARS = 1_000
"""Maximum length of a reason or a detail."""


class Problems:
    """Records problems in the open transaction and counts them by site; ``now`` returns Unix time."""

    def __init__(
        self, db: Database, stats: Mapping[str, SiteStats], crawl_ids: Mapping[str, int], now: Callable[[], float]
    ) -> None:
        self._db = db
        self._stats = stats
        self._crawl_ids = crawl_ids
        self._now = now

    def add(self, site: str, problem: Problem) -> None:
        """Record a problem."""
        self._stats[site].problems += 1
        if problem.stage not in ("fetch", "drift"):
            self._stats[site].faults[f"{problem.stage}: {problem.reason}"] += 1
        self._db.execute(
            "INSERT INTO problems (site, crawl_id, url, stage, reason, detail, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (site, self._crawl_ids[site], *_stored(problem), utc_text(self._now())),
        )

    def add_once(self, site: str, problem: Problem) -> bool:
        """Record a problem unless the catalog already has the same one for the site; return whether it is new."""
        query = "SELECT 1 FROM problems WHERE site = ? AND url = ? AND stage = ? AND reason = ? AND detail IS ? LIMIT 1"
        is_new = one_value(self._db, query, (site, *_stored(problem))) is None
        if is_new:
            self.add(site, problem)
        return is_new


def _stored(problem: Problem) -> tuple[str, str, str, str | None]:
    """Return URL, stage, reason and detail of a problem as the catalog stores them."""
    reason, detail = escape_controls(problem.reason)[:_MAX_CHARS], problem.detail
    return escape_controls(problem.url), problem.stage, reason, escape_controls(detail)[:_MAX_CHARS] if detail else None

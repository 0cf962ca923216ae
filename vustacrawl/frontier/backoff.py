"""Per-site backoff after throttling and missing responses, remembered between crawls."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from vustacrawl.catalog.sql import update
from vustacrawl.clock import utc_text
from vustacrawl.frontier.policy import DAY_S, SITE_BACKOFFS_S, site_backoff
from vustacrawl.frontier.stats import SiteStats

MAX_BACKOFF_WAIT_S = 900.0
"""The longest pause of a site that a crawl waits for; longer ones are left to the next crawl."""
_LONGER_THAN_ANY_PAUSE_S = 8 * DAY_S
"""A pause that ends later was saved while the machine's clock was ahead; Retry-After is honoured for a week."""
MAX_UNANSWERED_AT_FIRST = 2
"""Requests in a row without a response after which a crawl skips a site that has not responded in it."""
MAX_UNANSWERED = 8
"""As above, for a site that has responded in this crawl."""


class SiteBackoff:
    """Records in ``stats`` how long a site must be left alone, or that the rest of the crawl skips it.

    Changes take effect at once; ``save`` writes them to the catalog. Times are Unix times.
    """

    def __init__(self, db: Database, stats: Mapping[str, SiteStats]) -> None:
        self._db = db
        self._stats = stats
        self._unsaved: set[str] = set()

    def load(self, site: str, now: float) -> None:
        """Load the backoff that earlier crawls saved."""
        stats = self._stats[site]
        stats.throttled_in_a_row, quiet_until = self._db.execute(
            "SELECT pushbacks, quiet_until FROM sites WHERE name = ?", (site,)
        ).fetchone()
        if quiet_until and now < quiet_until < now + _LONGER_THAN_ANY_PAUSE_S:
            stats.quiet_until = quiet_until
            if quiet_until > now + MAX_BACKOFF_WAIT_S:
                stats.given_up = f"site asked for a pause until {utc_text(quiet_until)} (Retry-After)"

    def on_throttled(self, site: str, now: float, retry_after: float | None, reason: str | None) -> None:
        """Back off from a site that throttles, longer each time; skip it for the rest of the crawl if it keeps on."""
        stats = self._stats[site]
        stats.throttled += 1
        if now < stats.quiet_until:
            return  # the response to a request that was sent before the pause
        stats.throttled_in_a_row += 1
        stats.quiet_until = now + site_backoff(stats.throttled_in_a_row, retry_after)
        if stats.throttled_in_a_row > len(SITE_BACKOFFS_S):
            stats.given_up = f"throttled (403/429/503) {stats.throttled_in_a_row} times in a row, last: {reason}"
        self._unsaved.add(site)

    def on_timeout(self, site: str, reason: str | None) -> None:
        """Skip a site for the rest of the crawl after too many requests in a row without a response."""
        stats = self._stats[site]
        stats.unanswered += 1
        if stats.unanswered >= (MAX_UNANSWERED if stats.pages else MAX_UNANSWERED_AT_FIRST):
            stats.given_up = f"no response {stats.unanswered} times in a row, last: {reason}"

    def on_success(self, site: str) -> None:
        """Reset the backoff of a site that responds again."""
        stats = self._stats[site]
        stats.unanswered = 0
        if stats.throttled_in_a_row:
            stats.throttled_in_a_row = 0
            self._unsaved.add(site)

    def save(self) -> None:
        """Write the changes since the last ``save`` to the catalog, for later crawls."""
        for site in self._unsaved:
            stats = self._stats[site]
            changes = {"pushbacks": stats.throttled_in_a_row, "quiet_until": stats.quiet_until}
            update(self._db, "sites", changes, "name = ?", site)
        self._unsaved.clear()

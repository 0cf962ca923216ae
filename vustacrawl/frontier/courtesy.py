"""Leaving a site alone that asks for it, or that does not answer; remembered from crawl to crawl."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from vustacrawl.clock import utc_text
from vustacrawl.frontier.counts import SiteCount
from vustacrawl.frontier.policy import SITE_PAUSES, site_pause

LONGEST_WAIT = 900.0
"""Seconds that a crawl waits for a site that asked for a pause; a longer one is left to the next crawl."""
UNANSWERED_AT_FIRST = 2
UNANSWERED_AT_MOST = 8
"""Requests in a row without an answer after which a crawl gives a site up: sooner where it never answered."""


class Courtesy:
    """Says in ``counts`` until when a site is left alone, or that it is for the rest of the crawl. Times are Unix.

    It does so at once; ``save`` brings it into the catalog.
    """

    def __init__(self, db: Database, counts: Mapping[str, SiteCount]) -> None:
        self._db = db
        self._counts = counts
        self._unsaved: set[str] = set()

    def remember(self, site: str, now: float) -> None:
        """Take up what earlier crawls were asked for."""
        count = self._counts[site]
        count.pushbacks, quiet_until = self._db.execute(
            "SELECT pushbacks, quiet_until FROM sites WHERE name = ?", (site,)
        ).fetchone()
        if quiet_until and quiet_until > now:
            count.quiet_until = quiet_until
            if quiet_until > now + LONGEST_WAIT:
                count.given_up = f"asked to be left alone until {utc_text(quiet_until)}"

    def push_back(self, site: str, now: float, retry_after: float | None, reason: str | None) -> None:
        """Leave a site alone that asks for it, longer each time, and for the rest of this crawl when it goes on so."""
        count = self._counts[site]
        count.pushed_back += 1
        if now < count.quiet_until:
            return  # the answer to a request that was under way already
        count.pushbacks += 1
        count.quiet_until = now + site_pause(count.pushbacks, retry_after)
        if count.pushbacks > len(SITE_PAUSES):
            count.given_up = f"pushed back {count.pushbacks} times in a row, last with {reason}"
        self._unsaved.add(site)

    def miss(self, site: str, reason: str | None) -> None:
        """Leave a site to the next crawl when one request after the other brings no answer at all."""
        count = self._counts[site]
        count.unanswered += 1
        if count.unanswered >= (UNANSWERED_AT_MOST if count.pages else UNANSWERED_AT_FIRST):
            count.given_up = f"no answer {count.unanswered} times in a row, last: {reason}"

    def welcome(self, site: str) -> None:
        """Forget what a site pushed back or left unanswered before: it answers again."""
        count = self._counts[site]
        count.unanswered = 0
        if count.pushbacks:
            count.pushbacks = 0
            self._unsaved.add(site)

    def save(self) -> None:
        """Write down what later crawls are to remember."""
        for site in self._unsaved:
            count = self._counts[site]
            self._db.execute(
                "UPDATE sites SET pushbacks = ?, quiet_until = ? WHERE name = ?",
                (count.pushbacks, count.quiet_until, site),
            )
        self._unsaved.clear()

"""The visits that a crawl has handed out and whose outcome is not in the catalog yet."""

from __future__ import annotations

from collections.abc import Mapping

from vustacrawl.archive.exchange import Exchange
from vustacrawl.frontier.counts import SiteCount
from vustacrawl.frontier.queue import Visit


class VisitsInFlight:
    """Knows which visits are on their way, and counts them by site in ``counts``.

    A visit is in flight until its page has come, and pending until the next commit.
    """

    def __init__(self, counts: Mapping[str, SiteCount]) -> None:
        self._counts = counts
        self._in_flight: dict[str, Visit] = {}
        self._exchanges: dict[str, Exchange] = {}

    def begin(self, visit: Visit) -> None:
        """Take a place of its site for a visit."""
        self._in_flight[visit.url] = visit
        count = self._counts[visit.site]
        count.in_flight += 1
        count.articles_in_flight += visit.kind == "article"

    def end(self, url: str) -> Visit | None:
        """Free the place of the visit to this URL; None where there is none, or it has ended already."""
        visit = self._in_flight.pop(url, None)
        self._exchanges.pop(url, None)
        if visit:
            count = self._counts[visit.site]
            count.in_flight -= 1
            count.articles_in_flight -= visit.kind == "article"
            count.pending += 1
            count.articles_pending += visit.kind == "article"
        return visit

    def note_exchange(self, url: str, exchange: Exchange) -> None:
        """Keep what was archived of a visit until it ends."""
        if url in self._in_flight:
            self._exchanges[url] = exchange

    def all(self) -> list[tuple[Visit, Exchange | None]]:
        """Return the visits that have not ended, oldest first, each with what was archived of it."""
        return [(visit, self._exchanges.get(url)) for url, visit in self._in_flight.items()]

    def commit(self) -> None:
        """Take note that the outcomes of all visits that have ended are in the catalog."""
        for count in self._counts.values():
            count.waiting -= count.pending
            count.pending = count.articles_pending = 0

"""The visits of a crawl without an outcome in the catalog."""

from __future__ import annotations

from collections.abc import Mapping

from vustacrawl.archive.exchange import Exchange
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.frontier.visit import Visit


class VisitsInFlight:
    """Tracks visits and counts them by site in ``stats``.

    A visit is in flight until its page has been read, then pending until the commit of its group.
    """

    def __init__(self, stats: Mapping[str, SiteStats]) -> None:
        self._stats = stats
        self._in_flight: dict[str, Visit] = {}
        self._exchanges: dict[str, Exchange] = {}
        self._pending: list[Visit] = []
        self._sealed: list[Visit] = []

    def begin(self, visit: Visit) -> None:
        """Add a visit that is about to be fetched."""
        self._in_flight[visit.url] = visit
        stats = self._stats[visit.site]
        stats.in_flight += 1
        stats.articles_in_flight += visit.kind == "article"

    def end(self, url: str) -> Visit | None:
        """End the visit of this URL and return it; None if there is none, or it has already ended."""
        visit = self._in_flight.pop(url, None)
        self._exchanges.pop(url, None)
        if visit:
            stats = self._stats[visit.site]
            stats.in_flight -= 1
            stats.articles_in_flight -= visit.kind == "article"
            stats.pending += 1
            stats.articles_pending += visit.kind == "article"
            self._pending.append(visit)
        return visit

    def set_exchange(self, url: str, exchange: Exchange) -> None:
        """Keep the archived exchange of a visit until it ends."""
        if url in self._in_flight:
            self._exchanges[url] = exchange

    def all(self) -> list[tuple[Visit, Exchange | None]]:
        """Return the visits that have not ended, oldest first, each with its archived exchange, if any."""
        return [(visit, self._exchanges.get(url)) for url, visit in self._in_flight.items()]

    def sites_with_unread_responses(self) -> set[str]:
        """Return the sites of visits with an archived response that has not been turned into a page yet."""
        return {self._in_flight[url].site for url in self._exchanges}

    def seal(self) -> None:
        """Close the group of pending visits that is committed next."""
        self._sealed += self._pending
        self._pending = []

    def commit(self) -> set[str]:
        """Count the visits of the sealed group as no longer pending, and return their sites."""
        sealed, self._sealed = self._sealed, []
        for visit in sealed:
            stats = self._stats[visit.site]
            stats.waiting -= 1
            stats.pending -= 1
            stats.articles_pending -= visit.kind == "article"
        return {visit.site for visit in sealed}

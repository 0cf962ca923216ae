"""The Scrapy scheduler: turns what is due into requests, a few at a time for each host."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, cast

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler

from vustacrawl.frontier.courtesy import LONGEST_WAIT
from vustacrawl.frontier.queue import Visit
from vustacrawl.sites import Profile

if TYPE_CHECKING:
    from vustacrawl.spiders.federation import FederationSpider

LEASE_SIZE = 64
"""Visits taken from the queue at once; so many are asked for again after a power cut, at most."""
PATIENCE = 30.0
"""Seconds that a crawl with nothing else to do waits for a visit that is due soon, such as a first retry."""


class FrontierScheduler(BaseScheduler):
    """Hands out visits round-robin, so that one slow host never fills the places of the others."""

    def open(self, spider: Spider) -> None:
        """Begin with the sites of the spider's crawl."""
        self.spider = cast("FederationSpider", spider)
        self.crawl = self.spider.crawl
        self.leased: dict[str, deque[Visit]] = {site: deque() for site in self.crawl.profiles}
        self.turns = deque(self.crawl.profiles)

    def has_pending_requests(self) -> bool:
        """Whether something is due, or will be within seconds."""
        # Scrapy asks when nothing is being downloaded or read any more: what has not come by now never comes.
        self.crawl.fail_lost_visits()
        self.crawl.flush()
        if self.crawl.error:
            return False
        if self.crawl.batch:
            return True  # another process holds the catalog: what is pending may make something due
        with self.crawl.failures_end_the_crawl():
            return any(self._will_have_work(site) for site in self.turns)
        return False

    def _will_have_work(self, site: str) -> bool:
        count = self.crawl.counts[site]
        now = time.time()
        if count.given_up or count.quiet_until > now + LONGEST_WAIT or self.crawl.limit_reached(site):
            return False
        if self.leased[site]:
            return True
        due = self.crawl.queue.next_due(site)
        return due is not None and due <= max(now, count.quiet_until) + PATIENCE

    def enqueue_request(self, request: Request) -> bool:
        """Refuse: nothing reaches the network but what the queue hands out."""
        return False

    def next_request(self) -> Request | None:
        """The next visit of the site whose turn it is."""
        if self.crawl.error:
            return None
        for _ in range(len(self.turns)):
            site = self.turns[0]
            self.turns.rotate(-1)
            if visit := self._next_visit(site):
                self.crawl.in_flight.begin(visit)
                return self.spider.request(visit)
        return None

    def _next_visit(self, site: str) -> Visit | None:
        count = self.crawl.counts[site]
        if count.in_flight >= places(self.crawl.profiles[site]):
            return None
        if count.given_up or count.quiet_until > time.time() or self.crawl.limit_reached(site):
            return None
        leased = self.leased[site]
        if not leased:
            leased.extend(self.crawl.lease(site, LEASE_SIZE))
        if not leased:
            return None
        if leased[0].kind == "article" and not self.crawl.may_fetch_article(site):
            self.crawl.flush()  # what is pending may leave room under the limit
            if not self.crawl.may_fetch_article(site):
                return None
        return leased.popleft()


def places(profile: Profile) -> int:
    """How many visits of a site may be under way: those on the wire, and as many that wait for their delay."""
    return 2 * profile.politeness.concurrency

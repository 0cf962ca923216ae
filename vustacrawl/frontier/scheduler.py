"""The Scrapy scheduler: turns due visits into requests, a few at a time for each site."""

from __future__ import annotations

from collections import deque
from typing import Protocol, cast

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.visit import Visit

LEASE_SIZE = 64
"""Visits leased at once."""


class VisitSpider(Protocol):
    """A spider that turns visits into requests."""

    crawl: Crawl
    crawler: Crawler

    def request(self, visit: Visit) -> Request:
        """Return the request of a visit."""


class FrontierScheduler(BaseScheduler):
    """Takes visits from the sites in turn, so that a slow site does not hold up the others."""

    def open(self, spider: Spider) -> None:
        """Get the crawl from the spider."""
        self.spider = cast(VisitSpider, spider)
        self.crawl = self.spider.crawl
        self.turns = deque(self.crawl.profiles)
        self.crawl.commit_in_background(self._wake)

    def _wake(self) -> None:
        """Make Scrapy look for requests now: committed pages may have made visits due."""
        # Scrapy itself only looks every five seconds and after each response.
        engine = self.spider.crawler.engine
        if engine and (slot := engine._slot):
            slot.nextcall.schedule()

    def has_pending_requests(self) -> bool:
        """Return whether a visit is due, or will be within IDLE_WAIT_S."""
        # Scrapy calls this when no download or callback is running: a visit still in flight now is lost.
        self.crawl.fail_lost_visits()
        self.crawl.flush()
        self.crawl.hand_over_idle()
        if self.crawl.error:
            return False
        if self.crawl.batch:
            return True  # another process holds the catalog, and pending pages may make more visits due
        with self.crawl.abort_on_storage_failure():
            return self.crawl.will_go_on
        return False

    def enqueue_request(self, request: Request) -> bool:
        """Refuse every request: only visits from the queue reach the network."""
        return False

    def next_request(self) -> Request | None:
        """Return the request of the next visit, taking sites in turn; None if there is none now."""
        if self.crawl.error or self.crawl.limits.is_out_of_time:
            return None
        if self.crawl.profiles.keys() != set(self.turns):  # sites have joined or left the crawl
            self.turns = deque(self.crawl.profiles)
        for _ in range(len(self.turns)):
            site = self.turns[0]
            self.turns.rotate(-1)
            if visit := self._next_visit(site):
                self.crawl.in_flight.begin(visit)
                return self.spider.request(visit)
        return None

    def _next_visit(self, site: str) -> Visit | None:
        stats = self.crawl.stats[site]
        if not self.crawl.may_visit(site) or stats.in_flight >= self.crawl.profiles[site].politeness.max_in_flight:
            return None
        if stats.given_up or stats.quiet_until > self.crawl.now() or self.crawl.limit_reached(site):
            return None
        leased = self.crawl.leased[site]
        if not leased:
            leased.extend(self.crawl.lease(site, LEASE_SIZE))
        if not leased or not self.crawl.may_visit(site):
            return None
        if leased[0].kind == "article" and not self.crawl.limits.allow_article(stats):
            self.crawl.flush()  # pending pages may turn out not to count towards the limit
            if not self.crawl.limits.allow_article(stats):
                return None
        return leased.popleft()

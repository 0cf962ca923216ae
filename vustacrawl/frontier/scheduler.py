"""The Scrapy scheduler: turns due visits into requests, a few at a time for each site."""

from __future__ import annotations

import time
from collections import deque
from typing import Protocol, cast

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from vustacrawl.frontier.backoff import MAX_BACKOFF_WAIT_S
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.queue import Visit

LEASE_SIZE = 64
"""Visits leased at once."""
IDLE_WAIT_S = 30.0
"""How long a crawl with nothing else to do waits for a visit that is due soon, such as a first retry."""


class VisitSpider(Protocol):
    """A spider that makes the requests of visits."""

    crawl: Crawl
    crawler: Crawler

    def request(self, visit: Visit) -> Request:
        """Return the request of a visit."""


class FrontierScheduler(BaseScheduler):
    """Hands out visits site by site in turn, so that a slow site does not hold up the others."""

    def open(self, spider: Spider) -> None:
        """Take the crawl of the spider."""
        self.spider = cast(VisitSpider, spider)
        self.crawl = self.spider.crawl
        self.leased: dict[str, deque[Visit]] = {site: deque() for site in self.crawl.profiles}
        self.turns = deque(self.crawl.profiles)
        self.crawl.commit_in_background(self._wake)

    def _wake(self) -> None:
        """Have Scrapy look for requests now: pages that were committed may have made visits due."""
        # Scrapy itself looks every five seconds, and after each response.
        engine = self.spider.crawler.engine
        if engine and (slot := engine._slot):
            slot.nextcall.schedule()

    def has_pending_requests(self) -> bool:
        """Return whether a visit is due, or will be within IDLE_WAIT_S."""
        # Scrapy calls this when no download or callback is running: a visit still in flight now is lost.
        self.crawl.fail_lost_visits()
        self.crawl.flush()
        self.crawl.hand_over_idle()
        self._drop_leaving()
        if self.crawl.error:
            return False
        if self.crawl.batch:
            return True  # another process holds the catalog, and pending pages may make more visits due
        with self.crawl.abort_on_storage_failure():
            return any(self._will_have_work(site) for site in self.turns)
        return False

    def _will_have_work(self, site: str) -> bool:
        stats = self.crawl.stats[site]
        now = time.time()
        if stats.given_up or stats.quiet_until > now + MAX_BACKOFF_WAIT_S or self.crawl.limit_reached(site):
            return False
        due = now if self.leased[site] else self.crawl.queue.next_due(site)
        if due is None or due > max(now, stats.quiet_until) + IDLE_WAIT_S:
            return False
        stats.ran_out_of_time = self.crawl.is_out_of_time
        return not stats.ran_out_of_time

    def enqueue_request(self, request: Request) -> bool:
        """Refuse every request: only visits from the queue reach the network."""
        return False

    def next_request(self) -> Request | None:
        """Return the request of the next visit, taking sites in turn; None if there is none now."""
        if self.crawl.error or self.crawl.is_out_of_time:
            return None
        self._drop_leaving()
        for _ in range(len(self.turns)):
            site = self.turns[0]
            self.turns.rotate(-1)
            if visit := self._next_visit(site):
                self.crawl.in_flight.begin(visit)
                return self.spider.request(visit)
        return None

    def _drop_leaving(self) -> None:
        """Forget the sites that are being handed over, or that another process has now."""
        for site in self.leased.keys() - (self.crawl.profiles.keys() - self.crawl.leaving):
            del self.leased[site]
            self.turns.remove(site)

    def _next_visit(self, site: str) -> Visit | None:
        stats = self.crawl.stats[site]
        if stats.in_flight >= self.crawl.profiles[site].politeness.max_in_flight:
            return None
        if stats.given_up or stats.quiet_until > time.time() or self.crawl.limit_reached(site):
            return None
        leased = self.leased[site]
        if not leased:
            leased.extend(self.crawl.lease(site, LEASE_SIZE))
        if not leased:
            return None
        if leased[0].kind == "article" and not self.crawl.may_fetch_article(site):
            self.crawl.flush()  # pending pages may turn out not to count towards the limit
            if not self.crawl.may_fetch_article(site):
                return None
        return leased.popleft()

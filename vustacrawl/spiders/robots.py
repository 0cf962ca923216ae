"""robots.txt according to RFC 9309, which is stricter than Scrapy: an unreachable file closes its host for now."""

from __future__ import annotations

import time
from typing import cast

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from vustacrawl.readers.retry_after import seconds_to_wait
from vustacrawl.spiders.decoding import CUT_INSIDE
from vustacrawl.spiders.failures import CLOSED, LeaseEndedError, PrivateAddress, RobotsUnreachable, failure_reason
from vustacrawl.spiders.politeness import limits_of
from vustacrawl.spiders.robots_rules import OUR_PRODUCT, SUCCESSFUL, rules_text, sitemaps_in
from vustacrawl.urls import host_of, join_url

MAX_CRAWL_DELAY_S = 60.0
"""Maximum Crawl-delay that is honoured."""

_LED_NOWHERE = (PrivateAddress, ValueError)
"""Errors of a redirect to a private address or to no URL. As after too many redirects (IgnoreRequest itself, in
Scrapy), it is as if there were no file (section 2.3.1.2). A redirect to an unusual port of another site, which is not
requested, may lead to rules: the file is unreachable."""


class RobotsGate(RobotsTxtMiddleware):
    """4xx allows everything (section 2.3.1.3); 429, 5xx and no response allow nothing; Crawl-delay is honoured."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: dict[str, RobotsUnreachable | LeaseEndedError] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the host of a request, None if everything is allowed. Raises RobotsUnreachable."""
        netloc = urlparse_cached(request).netloc
        await super().robot_parser(request)
        if unreachable := self._closed.get(netloc):
            # The next request, after a pause, fetches it again.
            self._parsers.pop(netloc, None)
            raise unreachable
        # If several requests wait for the same file, Scrapy 2.19 gives its rules only to the first one; for the
        # others everything is allowed (the result of a Deferred that became a future is None).
        return cast("RobotParser | None", self._parsers[netloc])

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self._closed.pop(netloc, None)
        if response.status >= 500 or response.status == 429:
            retry_after = b",".join(response.headers.getlist("Retry-After")).decode("latin-1")
            wait = seconds_to_wait(retry_after, time.time())
            self._closed[netloc] = RobotsUnreachable(f"{CLOSED} {response.status}", response.status, wait)
        elif CUT_INSIDE in response.flags:  # the last rule may be half of one: `/` of `/admin`
            self._closed[netloc] = RobotsUnreachable("robots.txt unreachable (its compressed body ends early)")
        elif response.status in SUCCESSFUL:
            text = rules_text(response.body)
            rules = Protego.parse(text)
            self._apply_crawl_delay(rules, urlparse_cached(request).hostname)
            self._collect_sitemaps(rules, request)
            await super()._parse_robots(response.replace(body=text.encode()), netloc, request)
            return
        waiting = cast("Deferred[None]", self._parsers[netloc])
        self._parsers[netloc] = None
        waiting.callback(None)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, LeaseEndedError):
            self._closed[netloc] = exc
        elif type(exc) is not IgnoreRequest and not isinstance(exc, _LED_NOWHERE):
            self._closed[netloc] = RobotsUnreachable(f"robots.txt unreachable ({failure_reason(exc)})")
        super()._robots_error(exc, netloc)

    def _apply_crawl_delay(self, rules: Protego, host: str | None) -> None:
        """From now on, use the Crawl-delay as the minimum delay of the host."""
        delay = rules.crawl_delay(OUR_PRODUCT)
        if not delay or not host or not self.crawler.engine:
            return
        floors = limits_of(self.crawler.spider).shortest_delays
        floors[host] = max(floors.get(host, 0.0), min(float(delay), MAX_CRAWL_DELAY_S))
        if slot := self.crawler.engine.downloader.slots.get(host):
            slot.delay = max(slot.delay, floors[host])

    def _collect_sitemaps(self, rules: Protego, request: Request) -> None:
        """Pass the file's sitemaps to the crawl if the profile of the site follows them."""
        file = join_url(request.url, "/robots.txt")
        crawl = limits_of(self.crawler.spider)
        host = host_of(request.url)
        profile = next((profile for profile in crawl.profiles.values() if host in profile.all_hosts), None)
        if file is None or profile is None or not profile.follow_robots_sitemaps:
            return
        if sitemaps := sitemaps_in(file, rules):
            crawl.robots_sitemaps.setdefault(profile.name, {})[file] = sitemaps

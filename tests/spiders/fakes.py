"""Fakes of the crawler that Scrapy's middlewares and extensions need; nothing is requested over the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from tests.profiles import a_profile

AGENT = "vustacrawl/0 (+test)"


class FakeEngine:
    """Takes responses from a mapping; ``slots`` are those of Scrapy's downloader."""

    def __init__(self, responses: Mapping[str, Response | Exception]) -> None:
        self.responses = responses
        self.requests: Counter[str] = Counter()
        self.slots: dict[str, SimpleNamespace] = {}
        self.downloader = SimpleNamespace(slots=self.slots)

    async def download_async(self, request: Request) -> Response:
        self.requests[request.url] += 1
        response = self.responses[request.url]
        if isinstance(response, Exception):
            raise response
        return response


class FakeSignals(SignalManager):
    async def send_catch_log_async(self, *args: Any, **more: Any) -> list[Any]:
        return []


def a_crawler(responses: Mapping[str, Response | Exception] | None = None, **settings: Any) -> Crawler:
    """A crawler with settings, an engine that takes responses from ``responses``, and a spider of a site."""
    profile = a_profile("https://union.example/", name="union")
    crawl = SimpleNamespace(profiles={profile.name: profile}, shortest_delays={profile.host: 1.0})
    stats: Counter[str] = Counter()
    crawler = SimpleNamespace(
        settings=Settings({"ROBOTSTXT_OBEY": True, "AUTOTHROTTLE_ENABLED": True, "USER_AGENT": AGENT, **settings}),
        stats=SimpleNamespace(inc_value=lambda name: stats.update([name])),
        signals=FakeSignals(),
        engine=FakeEngine(responses or {}),
        spider=SimpleNamespace(crawl=crawl, profiles=[profile]),
    )
    return cast(Crawler, crawler)

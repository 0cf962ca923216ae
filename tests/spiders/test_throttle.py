"""The throttle increases a site's delay, and never decreases it below that of its profile."""

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from tests.spiders.fakes import FakeEngine, a_crawler
from vustacrawl.spiders.throttle import ProfileThrottle

HOST = "union.example"


def delay_after(latency: float, minimum: float, delay: float = 2.0, status: int = 200) -> float:
    """Return a host's delay after ``delay`` and a response that took ``latency`` seconds."""
    crawler = a_crawler(AUTOTHROTTLE_TARGET_CONCURRENCY=1.0, AUTOTHROTTLE_MAX_DELAY=60.0, DOWNLOAD_DELAY=1.0)
    assert isinstance(crawler.engine, FakeEngine)
    crawler.spider.crawl.shortest_delays[HOST] = minimum  # type: ignore[union-attr]
    slot = crawler.engine.slots[HOST] = SimpleNamespace(delay=delay, transferring=())
    throttle = ProfileThrottle(crawler)
    throttle._spider_opened(crawler.spider)  # type: ignore[arg-type]
    request = Request(f"https://{HOST}/", meta={"download_slot": HOST, "download_latency": latency})
    throttle._response_downloaded(Response(request.url, status), request, crawler.spider)  # type: ignore[arg-type]
    return float(slot.delay)


def test_slow_response_increases_delay() -> None:
    assert delay_after(latency=8.0, minimum=1.0) == 8.0


def test_fast_response_decreases_delay_stepwise_down_to_minimum() -> None:
    assert delay_after(latency=0.0, minimum=0.5) == 1.0
    assert delay_after(latency=0.0, minimum=1.5) == 1.5


def test_fast_error_response_does_not_decrease_delay() -> None:
    assert delay_after(latency=0.0, minimum=0.5, status=503) == 2.0


@pytest.mark.parametrize("latency", [0.0, 8.0])
def test_site_without_delay_is_not_throttled(latency: float) -> None:
    assert delay_after(latency, minimum=0.0, delay=0.0) == 0.0


def test_host_without_profile_has_default_minimum_delay() -> None:
    crawler = a_crawler(AUTOTHROTTLE_TARGET_CONCURRENCY=1.0, DOWNLOAD_DELAY=1.0)
    assert isinstance(crawler.engine, FakeEngine)
    slot = crawler.engine.slots["images.example"] = SimpleNamespace(delay=1.2, transferring=())
    throttle = ProfileThrottle(crawler)
    throttle._spider_opened(crawler.spider)  # type: ignore[arg-type]
    request = Request("https://images.example/", meta={"download_slot": "images.example", "download_latency": 0.0})
    throttle._response_downloaded(Response(request.url), request, crawler.spider)  # type: ignore[arg-type]
    assert slot.delay == 1.0

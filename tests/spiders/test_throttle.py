"""The throttle lengthens a site's delay and never goes below the site's own."""

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from tests.spiders.fakes import FakeEngine, a_crawler
from vustacrawl.spiders.throttle import ProfileThrottle

HOST = "union.example"


def delay_after(latency: float, floor: float, delay: float = 2.0, status: int = 200) -> float:
    """The delay of a host that had ``delay``, after a response that took ``latency`` seconds."""
    crawler = a_crawler(AUTOTHROTTLE_TARGET_CONCURRENCY=1.0, AUTOTHROTTLE_MAX_DELAY=60.0, DOWNLOAD_DELAY=1.0)
    assert isinstance(crawler.engine, FakeEngine)
    crawler.spider.crawl.shortest_delays[HOST] = floor  # type: ignore[union-attr]
    slot = crawler.engine.slots[HOST] = SimpleNamespace(delay=delay, transferring=())
    throttle = ProfileThrottle(crawler)
    throttle._spider_opened(crawler.spider)  # type: ignore[arg-type]
    request = Request(f"https://{HOST}/", meta={"download_slot": HOST, "download_latency": latency})
    throttle._response_downloaded(Response(request.url, status), request, crawler.spider)  # type: ignore[arg-type]
    return float(slot.delay)


def test_a_slow_answer_lengthens_the_delay() -> None:
    assert delay_after(latency=8.0, floor=1.0) == 8.0


def test_a_quick_answer_shortens_it_step_by_step_down_to_the_floor() -> None:
    assert delay_after(latency=0.0, floor=0.5) == 1.0
    assert delay_after(latency=0.0, floor=1.5) == 1.5


def test_a_quick_error_does_not_shorten_it() -> None:
    assert delay_after(latency=0.0, floor=0.5, status=503) == 2.0


@pytest.mark.parametrize("latency", [0.0, 8.0])
def test_a_site_without_delay_is_not_throttled(latency: float) -> None:
    assert delay_after(latency, floor=0.0, delay=0.0) == 0.0


def test_a_host_that_no_profile_names_has_the_crawl_s_floor() -> None:
    crawler = a_crawler(AUTOTHROTTLE_TARGET_CONCURRENCY=1.0, DOWNLOAD_DELAY=1.0)
    assert isinstance(crawler.engine, FakeEngine)
    slot = crawler.engine.slots["images.example"] = SimpleNamespace(delay=1.2, transferring=())
    throttle = ProfileThrottle(crawler)
    throttle._spider_opened(crawler.spider)  # type: ignore[arg-type]
    request = Request("https://images.example/", meta={"download_slot": "images.example", "download_latency": 0.0})
    throttle._response_downloaded(Response(request.url), request, crawler.spider)  # type: ignore[arg-type]
    assert slot.delay == 1.0

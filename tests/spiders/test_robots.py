"""Which requests robots.txt allows (RFC 9309), and how it sets the delay."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from tests.spiders.fakes import FakeEngine, a_crawler
from vustacrawl.spiders.decoding import CUT_INSIDE
from vustacrawl.spiders.failures import OffSite, PrivateAddress, RobotsUnreachable
from vustacrawl.spiders.robots import MAX_CRAWL_DELAY_S, RobotsGate

ROBOTS = "https://union.example/robots.txt"
PAGE = Request("https://union.example/tin/bai-p1.html")


def gate_for(body: str = "", status: int = 200, **headers: str) -> RobotsGate:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RobotsGate(a_crawler({ROBOTS: Response(ROBOTS, status, named, body.encode())}))


def process(gate: RobotsGate, request: Request = PAGE) -> None:
    asyncio.run(gate.process_request(request))


def robots_txt_requests(gate: RobotsGate) -> int:
    assert isinstance(gate.crawler.engine, FakeEngine)
    return gate.crawler.engine.requests[ROBOTS]


def test_disallowed_urls_are_not_requested() -> None:
    gate = gate_for("User-agent: *\nDisallow: /tin/\nAllow: /tin/hay/")
    with pytest.raises(IgnoreRequest, match=r"robots\.txt"):
        process(gate)
    process(gate, Request("https://union.example/tin/hay/bai-p2.html"))
    assert robots_txt_requests(gate) == 1


@pytest.mark.parametrize("status", [203, 206])
def test_rules_of_any_successful_response_apply(status: int) -> None:
    with pytest.raises(IgnoreRequest, match=r"robots\.txt"):
        process(gate_for("User-agent: *\nDisallow: /", status))


def test_only_group_with_our_name_applies() -> None:
    process(gate_for("User-agent: vustacrawl\nDisallow: /cam/\n\nUser-agent: *\nDisallow: /"))


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 451])
def test_redirect_or_client_error_allows_everything(status: int) -> None:
    gate = gate_for("User-agent: *\nDisallow: /", status)
    process(gate)
    process(gate)
    assert robots_txt_requests(gate) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_server_error_blocks_site_until_robots_txt_is_available(status: int) -> None:
    gate = gate_for("", status, Retry_After="120")
    for _ in range(2):
        with pytest.raises(RobotsUnreachable, match=f"HTTP {status}") as refused:
            process(gate)
        assert (refused.value.status, refused.value.retry_after) == (status, 120.0)
    assert robots_txt_requests(gate) == 2, "each request fetches robots.txt again"
    assert isinstance(gate.crawler.engine, FakeEngine)
    gate.crawler.engine.responses = {ROBOTS: Response(ROBOTS, 404)}
    process(gate)


def test_file_whose_compressed_body_is_cut_blocks_site() -> None:
    response = Response(ROBOTS, body=b"User-agent: *\nDisallow: /", flags=[CUT_INSIDE])
    with pytest.raises(RobotsUnreachable, match="ends early"):
        process(RobotsGate(a_crawler({ROBOTS: response})))


def test_timeout_blocks_site() -> None:
    gate = RobotsGate(a_crawler({ROBOTS: DownloadTimeoutError()}))
    with pytest.raises(RobotsUnreachable, match="no response in time") as refused:
        process(gate)
    assert refused.value.status is None


def test_redirect_to_unusual_port_closes_site() -> None:
    with pytest.raises(RobotsUnreachable, match="off-site"):
        process(RobotsGate(a_crawler({ROBOTS: OffSite()})))


@pytest.mark.parametrize(
    "error",
    [IgnoreRequest("max redirections reached"), PrivateAddress(), ValueError("Invalid IPv6 URL")],
    ids=lambda error: type(error).__name__,
)
def test_redirects_that_lead_nowhere_allow_everything(error: Exception) -> None:
    gate = RobotsGate(a_crawler({ROBOTS: error}))
    process(gate)
    process(gate)
    assert robots_txt_requests(gate) == 1


@pytest.mark.parametrize(
    ("value", "minimum"), [("5", 5.0), ("0.2", 1.0), ("3600", MAX_CRAWL_DELAY_S), ("none", 1.0)], ids=str
)
def test_crawl_delay_raises_minimum_delay_within_bounds(value: str, minimum: float) -> None:
    gate = gate_for(f"User-agent: *\nCrawl-delay: {value}")
    assert isinstance(gate.crawler.engine, FakeEngine)
    slot = gate.crawler.engine.slots["union.example"] = SimpleNamespace(delay=0.5)
    process(gate)
    minimums = gate.crawler.spider.crawl.shortest_delays  # type: ignore[union-attr]
    assert minimums == {"union.example": minimum}
    assert slot.delay == (0.5 if value == "none" else minimum)


def test_binary_robots_txt_allows_everything() -> None:
    gate = RobotsGate(a_crawler({ROBOTS: Response(ROBOTS, body=bytes(range(256)) * 40)}))
    process(gate)

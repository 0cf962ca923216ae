"""Which requests robots.txt lets through (RFC 9309), and how it sets the pace."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from tests.spiders.fakes import FakeEngine, a_crawler
from vustacrawl.spiders.failures import RobotsUnreachable
from vustacrawl.spiders.robots import MAX_CRAWL_DELAY_S, RobotsGate

ROBOTS = "https://union.example/robots.txt"
PAGE = Request("https://union.example/tin/bai-p1.html")


def gate_for(body: str = "", status: int = 200, **headers: str) -> RobotsGate:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RobotsGate(a_crawler({ROBOTS: Response(ROBOTS, status, named, body.encode())}))


def ask(gate: RobotsGate, request: Request = PAGE) -> None:
    asyncio.run(gate.process_request(request))


def times_asked(gate: RobotsGate) -> int:
    assert isinstance(gate.crawler.engine, FakeEngine)
    return gate.crawler.engine.asked[ROBOTS]


def test_what_is_disallowed_is_not_asked_for() -> None:
    gate = gate_for("User-agent: *\nDisallow: /tin/\nAllow: /tin/hay/")
    with pytest.raises(IgnoreRequest, match=r"robots\.txt"):
        ask(gate)
    ask(gate, Request("https://union.example/tin/hay/bai-p2.html"))
    assert times_asked(gate) == 1


@pytest.mark.parametrize("status", [203, 206])
def test_the_rules_of_every_successful_answer_count(status: int) -> None:
    with pytest.raises(IgnoreRequest, match=r"robots\.txt"):
        ask(gate_for("User-agent: *\nDisallow: /", status))


def test_our_own_group_counts_and_no_other() -> None:
    ask(gate_for("User-agent: vustacrawl\nDisallow: /cam/\n\nUser-agent: *\nDisallow: /"))


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 451])
def test_an_answer_without_rules_lets_everything_in(status: int) -> None:
    gate = gate_for("User-agent: *\nDisallow: /", status)
    ask(gate)
    ask(gate)
    assert times_asked(gate) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_cannot_say_closes_its_site_until_it_can(status: int) -> None:
    gate = gate_for("", status, Retry_After="120")
    for _ in range(2):
        with pytest.raises(RobotsUnreachable, match=f"HTTP {status}") as refused:
            ask(gate)
        assert (refused.value.status, refused.value.retry_after) == (status, 120.0)
    assert times_asked(gate) == 2, "each request looks again"
    assert isinstance(gate.crawler.engine, FakeEngine)
    gate.crawler.engine.answers = {ROBOTS: Response(ROBOTS, 404)}
    ask(gate)


def test_a_server_that_does_not_answer_closes_its_site_too() -> None:
    gate = RobotsGate(a_crawler({ROBOTS: DownloadTimeoutError()}))
    with pytest.raises(RobotsUnreachable, match="no response in time") as refused:
        ask(gate)
    assert refused.value.status is None


def test_redirects_without_end_are_no_rules() -> None:
    gate = RobotsGate(a_crawler({ROBOTS: IgnoreRequest("max redirections reached")}))
    ask(gate)
    ask(gate)
    assert times_asked(gate) == 1


@pytest.mark.parametrize(
    ("told", "kept"), [("5", 5.0), ("0.2", 1.0), ("3600", MAX_CRAWL_DELAY_S), ("none", 1.0)], ids=str
)
def test_crawl_delay_raises_the_pace_s_floor_within_bounds(told: str, kept: float) -> None:
    gate = gate_for(f"User-agent: *\nCrawl-delay: {told}")
    assert isinstance(gate.crawler.engine, FakeEngine)
    slot = gate.crawler.engine.slots["union.example"] = SimpleNamespace(delay=0.5)
    ask(gate)
    floors = gate.crawler.spider.crawl.shortest_delays  # type: ignore[union-attr]
    assert floors == {"union.example": kept}
    assert slot.delay == (0.5 if told == "none" else kept)


def test_bytes_that_are_no_rules_forbid_nothing() -> None:
    gate = RobotsGate(a_crawler({ROBOTS: Response(ROBOTS, body=bytes(range(256)) * 40)}))
    ask(gate)

"""The bytes that a server sent are archived unchanged."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlsplit

import pytest
from archive_samples import OddCrawl
from odd_answers import ACCEPTED, BODY, MAXSIZE, ODD, PAGE
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from tests.waiting import HANG_S
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.recorder import RecordingHandler

ROUTES = ("http", "https", "proxy", "tunnel")
CUT_BY_CRAWLER = {"header-too-long", "too-large-declared", "too-large-undeclared"}
PASSWORD = b"Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"


def route_of(exchange: Exchange) -> str:
    """Return the route of an exchange, derived from the URL that the crawl script built."""
    parts = urlsplit(exchange.url)
    if parts.hostname == "127.0.0.1":
        return parts.scheme
    return "proxy" if parts.scheme == "http" else "tunnel"


def exchanges(crawl: OddCrawl, route: str, name: str) -> list[Exchange]:
    return [one for one in crawl.exchanges if route_of(one) == route and one.url.endswith(f"/{name}")]


def test_there_are_enough_odd_responses() -> None:
    assert len(ODD) >= 40


@pytest.mark.parametrize(
    ("route", "name"),
    # Scrapy requests robots.txt without the proxy of the page's request.
    [*product(ROUTES, ODD), ("http", "robots.txt"), ("https", "robots.txt")],
)
def test_archived_bytes_equal_bytes_on_the_wire(odd_crawl: OddCrawl, route: str, name: str) -> None:
    seen = sorted((request.replace(PASSWORD, b""), sent) for request, sent in odd_crawl.seen[route, name])
    recorded = sorted((one.request, one.interim + one.response) for one in exchanges(odd_crawl, route, name))
    assert seen
    if not any(sent for _, sent in seen):
        # An unanswered request on a reused connection is sent again; one exchange is archived.
        del seen[1:]
    assert [request for request, _ in recorded] == [request for request, _ in seen]
    for (_, received), (_, sent) in zip(recorded, seen, strict=True):
        assert received == sent or (name in CUT_BY_CRAWLER and sent.startswith(received))


def test_connection_pool_allows_highest_concurrency_of_any_host(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = SimpleNamespace(maxPersistentPerHost=1)
    monkeypatch.setattr(HTTP11DownloadHandler, "__init__", lambda handler, _: setattr(handler, "_pool", pool))
    slots = {"a.vn": {"delay": 0, "concurrency": 6}, "b.vn": {"delay": 1, "concurrency": 1}}
    RecordingHandler(cast(Crawler, SimpleNamespace(settings=Settings({"DOWNLOAD_SLOTS": slots}))))
    assert pool.maxPersistentPerHost == 6


@pytest.mark.parametrize("name", sorted(ACCEPTED))
def test_responses_accepted_by_browsers_are_accepted(odd_crawl: OddCrawl, name: str) -> None:
    body = PAGE if b"<html>" in b"".join(piece for piece in ODD[name].pieces if isinstance(piece, bytes)) else BODY
    assert {odd_crawl.bodies.get(f"{route} {name}") for route in ROUTES} == {body}


@pytest.mark.parametrize("name", ODD)
def test_truncated_exchange_records_reason(odd_crawl: OddCrawl, name: str) -> None:
    for route in ROUTES:
        assert {one.truncated for one in exchanges(odd_crawl, route, name)} == {ODD[name].truncated}


def test_body_without_length_is_cut_at_size_limit(odd_crawl: OddCrawl) -> None:
    [one] = exchanges(odd_crawl, "http", "too-large-undeclared")
    assert MAXSIZE < len(one.response) < MAXSIZE + 70_000


def test_page_is_linked_to_its_exchange(odd_crawl: OddCrawl) -> None:
    for page, exchange in odd_crawl.of_page.items():
        route, name = page.split()
        final = {"moved-301": "target", "found-302-empty": "target"}.get(name, name)
        assert exchange in exchanges(odd_crawl, route, final)


def test_request_fails_if_exchange_cannot_be_archived(odd_crawl: OddCrawl, rebuilt_crawl: OddCrawl) -> None:
    for crawl in (odd_crawl, rebuilt_crawl):
        assert crawl.failures["http archive-full"] == "ArchiveFull"
        assert "http plain" not in crawl.failures


def test_interim_responses_are_kept_separately(odd_crawl: OddCrawl) -> None:
    [one] = exchanges(odd_crawl, "http", "early-hints-103")
    assert one.interim.startswith(b"HTTP/1.1 103")
    assert one.response.startswith(b"HTTP/1.1 200")


def test_internal_headers_are_not_sent(odd_crawl: OddCrawl) -> None:
    assert not [one for one in odd_crawl.exchanges if b"vustacrawl" in one.request.lower()]


def test_proxied_request_is_archived_without_password(odd_crawl: OddCrawl) -> None:
    [one] = exchanges(odd_crawl, "proxy", "plain")
    assert one.request.startswith(b"GET http://odd.example/plain HTTP/1.1\r\n")
    assert PASSWORD in odd_crawl.seen["proxy", "plain"][0][0]
    assert one.ip_address == "127.0.0.1"


def test_fetch_time_and_duration_are_recorded(odd_crawl: OddCrawl) -> None:
    [slow] = exchanges(odd_crawl, "http", "silent-in-body")
    assert 1 < slow.seconds < 15
    assert slow.fetched_at.utcoffset() is not None


@pytest.mark.parametrize("name", ["plain", "gzip", "chunked", "moved-301", "robots.txt"])
def test_messages_are_rebuilt_without_wire_capture(rebuilt_crawl: OddCrawl, name: str) -> None:
    for route in ROUTES[:2]:
        one, *_ = exchanges(rebuilt_crawl, route, name)
        _, sent = rebuilt_crawl.seen[route, name][0]
        assert one.response.split()[1] == sent.split()[1]
        if "chunked" not in name:
            assert one.response.partition(b"\r\n\r\n")[2] == sent.partition(b"\r\n\r\n")[2]
        assert one.request.startswith(one.request.split()[0] + f" {one.url} HTTP/1.1".encode())


@pytest.mark.slow
@pytest.mark.parametrize(
    "lacking",
    [
        "del http11._LenientHTTP11ClientFactory",
        "del http11._LenientHTTP11ClientProtocol",
        "http11.HTTP11DownloadHandler.__init__ = lambda self, crawler: None",
    ],
)
def test_incompatible_scrapy_is_reported_in_capture_method(lacking: str) -> None:
    script = (
        f"from scrapy.core.downloader.handlers import http11; {lacking}; "
        "from vustacrawl.archive.recorder import capture_method; print(capture_method())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=HANG_S, check=True)
    assert done.stdout.startswith("rebuilt from the parsed request and response")

"""The archive's contract: the bytes that a server sent are archived unchanged."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlsplit

import pytest
from archive_samples import OddCrawl
from odd_answers import BODY, MAXSIZE, ODD, PAGE, TAKEN
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from tests.waiting import HANG_S
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.recorder import RecordingHandler

WAYS = ("http", "https", "proxy", "tunnel")
CUT_HERE = {"header-too-long", "too-large-said", "too-large-unsaid"}
PASSWORD = b"Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"


def way(exchange: Exchange) -> str:
    """How the exchange went, told from its address as the crawl script made it."""
    parts = urlsplit(exchange.url)
    if parts.hostname == "127.0.0.1":
        return parts.scheme
    return "proxy" if parts.scheme == "http" else "tunnel"


def exchanges(crawl: OddCrawl, of_way: str, name: str) -> list[Exchange]:
    return [one for one in crawl.exchanges if way(one) == of_way and one.url.endswith(f"/{name}")]


def test_there_are_enough_odd_answers() -> None:
    assert len(ODD) >= 40


@pytest.mark.parametrize(
    ("of_way", "name"),
    # Scrapy asks for robots.txt without the proxy of the page it asks for.
    [*product(WAYS, ODD), ("http", "robots.txt"), ("https", "robots.txt")],
)
def test_bytes_archived_are_bytes_of_the_wire(odd_crawl: OddCrawl, of_way: str, name: str) -> None:
    seen = sorted((request.replace(PASSWORD, b""), sent) for request, sent in odd_crawl.seen[of_way, name])
    recorded = sorted((one.request, one.interim + one.response) for one in exchanges(odd_crawl, of_way, name))
    assert seen
    if not any(sent for _, sent in seen):
        del seen[
            1:
        ]  # a request that got nothing on a connection used before is sent once more; one exchange is archived
    assert [request for request, _ in recorded] == [request for request, _ in seen]
    for (_, received), (_, sent) in zip(recorded, seen, strict=True):
        assert received == sent or (name in CUT_HERE and sent.startswith(received))


def test_a_host_keeps_as_many_connections_as_it_may_have_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = SimpleNamespace(maxPersistentPerHost=1)
    monkeypatch.setattr(HTTP11DownloadHandler, "__init__", lambda handler, _: setattr(handler, "_pool", pool))
    slots = {"a.vn": {"delay": 0, "concurrency": 6}, "b.vn": {"delay": 1, "concurrency": 1}}
    RecordingHandler(cast(Crawler, SimpleNamespace(settings=Settings({"DOWNLOAD_SLOTS": slots}))))
    assert pool.maxPersistentPerHost == 6


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_what_browsers_take_is_taken(odd_crawl: OddCrawl, name: str) -> None:
    body = PAGE if b"<html>" in b"".join(piece for piece in ODD[name].pieces if isinstance(piece, bytes)) else BODY
    assert {odd_crawl.bodies.get(f"{of_way} {name}") for of_way in WAYS} == {body}


@pytest.mark.parametrize("name", ODD)
def test_what_is_not_whole_says_why(odd_crawl: OddCrawl, name: str) -> None:
    for of_way in WAYS:
        assert {one.truncated for one in exchanges(odd_crawl, of_way, name)} == {ODD[name].truncated}


def test_a_body_is_bounded(odd_crawl: OddCrawl) -> None:
    [one] = exchanges(odd_crawl, "http", "too-large-unsaid")
    assert MAXSIZE < len(one.response) < MAXSIZE + 70_000


def test_every_page_finds_its_own_exchange(odd_crawl: OddCrawl) -> None:
    for page, exchange in odd_crawl.of_page.items():
        of_way, name = page.split()
        final = {"moved-301": "target", "found-302-empty": "target"}.get(name, name)
        assert exchange in exchanges(odd_crawl, of_way, final)


def test_what_could_not_be_archived_was_not_fetched(odd_crawl: OddCrawl, rebuilt_crawl: OddCrawl) -> None:
    for crawl in (odd_crawl, rebuilt_crawl):
        assert crawl.failures["http refused-by-the-sink"] == "ArchiveFull"
        assert "http plain" not in crawl.failures


def test_interim_responses_stand_apart(odd_crawl: OddCrawl) -> None:
    [one] = exchanges(odd_crawl, "http", "early-hints-103")
    assert one.interim.startswith(b"HTTP/1.1 103")
    assert one.response.startswith(b"HTTP/1.1 200")


def test_no_request_tells_of_its_tape(odd_crawl: OddCrawl) -> None:
    assert not [one for one in odd_crawl.exchanges if b"vustacrawl" in one.request.lower()]


def test_a_proxied_request_is_as_on_the_wire_but_for_the_password(odd_crawl: OddCrawl) -> None:
    [one] = exchanges(odd_crawl, "proxy", "plain")
    assert one.request.startswith(b"GET http://odd.example/plain HTTP/1.1\r\n")
    assert PASSWORD in odd_crawl.seen["proxy", "plain"][0][0]
    assert one.ip_address == "127.0.0.1"


def test_times_are_told(odd_crawl: OddCrawl) -> None:
    [slow] = exchanges(odd_crawl, "http", "silent-in-body")
    assert 1 < slow.seconds < 15
    assert slow.fetched_at.utcoffset() is not None


@pytest.mark.parametrize("name", ["plain", "gzip", "chunked", "moved-301", "robots.txt"])
def test_without_the_hooks_the_message_is_rebuilt(rebuilt_crawl: OddCrawl, name: str) -> None:
    for of_way in WAYS[:2]:
        one, *_ = exchanges(rebuilt_crawl, of_way, name)
        _, sent = rebuilt_crawl.seen[of_way, name][0]
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
def test_with_a_scrapy_that_has_no_such_hooks_the_archive_says_it_is_rebuilt(lacking: str) -> None:
    script = (
        f"from scrapy.core.downloader.handlers import http11; {lacking}; "
        "from vustacrawl.archive.recorder import capture_method; print(capture_method())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=HANG_S, check=True)
    assert done.stdout.startswith("rebuilt from the parsed request and response")

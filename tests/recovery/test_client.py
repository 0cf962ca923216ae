"""Requests to archives: delays, retries and size limits."""

from __future__ import annotations

import pytest

from tests.recovery.lookalikes import Archive, Reply
from vustacrawl.config import CrawlConfig
from vustacrawl.recovery.client import ATTEMPTS, MAX_THROTTLED, Client, FetchError, PausedError, TooLargeError


@pytest.fixture
def waits() -> list[float]:
    return []


def make_client(waits: list[float], delay: float = 2.0) -> Client:
    return Client(CrawlConfig(contact="luu@example.org"), delay=delay, wait=waits.append)


def test_public_hosts_get_at_most_one_request_per_second(waits: list[float]) -> None:
    assert make_client(waits, delay=0).delay_of("https://web.archive.org/cdx") == 1
    assert make_client(waits, delay=3).delay_of("https://web.archive.org/cdx") == 3
    assert make_client(waits, delay=0).delay_of("http://127.0.0.1:8080/cdx") == 0


def test_requests_to_host_are_delayed(archive: Archive, waits: list[float]) -> None:
    archive.handlers["/a"] = lambda *_: Reply(200, b"a")
    client = make_client(waits, delay=1000)
    for _ in range(3):
        assert client.get(f"{archive.url}/a", 10).body == b"a"
    assert [round(wait, -2) for wait in waits] == [1000, 2000], "the test's clock does not advance"
    assert client.requests == 3


def test_retry_after_is_honored(archive: Archive, waits: list[float]) -> None:
    archive.handlers["/a"] = lambda *_: Reply(200, b"a")
    archive.queued_replies = [("/a", Reply(429, headers={"Retry-After": "77"})), ("/a", Reply(503))]
    assert make_client(waits).get(f"{archive.url}/a", 10).body == b"a"
    assert 77 in waits
    assert 120 in waits, "the default wait without Retry-After"


def test_persistent_throttling_raises_paused_error(archive: Archive, waits: list[float]) -> None:
    archive.handlers["/a"] = lambda *_: Reply(503, headers={"Retry-After": "5"})
    with pytest.raises(PausedError, match="throttled"):
        make_client(waits).get(f"{archive.url}/a", 10)
    assert len(archive.requested) == MAX_THROTTLED


def test_failing_request_is_retried(archive: Archive, waits: list[float]) -> None:
    archive.handlers["/a"] = lambda *_: Reply(200, b"abcdefgh", truncated=True)
    said: list[str] = []
    client = Client(CrawlConfig(contact="luu@example.org"), delay=2.0, wait=waits.append, log=said.append)
    with pytest.raises(FetchError, match="the response was cut, 5 times"):
        client.get(f"{archive.url}/a", 10)
    assert said[0] == "127.0.0.1: the response was cut; next attempt in 20 s"
    assert len(archive.requested) == ATTEMPTS
    assert [wait for wait in waits if wait in (20, 40, 80, 160)] == [20, 40, 80, 160]


def test_too_large_response_is_not_retried(archive: Archive, waits: list[float]) -> None:
    archive.handlers["/a"] = lambda *_: Reply(200, b"x" * 100_000)
    with pytest.raises(TooLargeError):
        make_client(waits).get(f"{archive.url}/a", 1000)
    assert len(archive.requested) == 1


@pytest.mark.parametrize("url", ["http://" + "a" * 70 + ".example/", "http://127.0.0.1:1/"])
def test_unreachable_host_raises_fetch_error(waits: list[float], url: str) -> None:
    with pytest.raises(FetchError):
        make_client(waits).get(url, 10)

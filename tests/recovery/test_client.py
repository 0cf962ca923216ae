"""Requests to archives: their pace, their waits, their size."""

from __future__ import annotations

import pytest

from tests.recovery.lookalikes import Archive, Reply
from vustacrawl.recovery.client import ATTEMPTS, MAX_THROTTLED, Client, FetchError, PausedError, TooLargeError


@pytest.fixture
def waits() -> list[float]:
    return []


def a_client(waits: list[float], delay: float = 2.0) -> Client:
    return Client("luu@example.org", delay=delay, wait=waits.append)


def test_a_public_host_is_asked_once_a_second_at_most(waits: list[float]) -> None:
    assert a_client(waits, delay=0).delay_of("https://web.archive.org/cdx") == 1
    assert a_client(waits, delay=3).delay_of("https://web.archive.org/cdx") == 3
    assert a_client(waits, delay=0).delay_of("http://127.0.0.1:8080/cdx") == 0


def test_requests_to_a_host_are_a_delay_apart(archive: Archive, waits: list[float]) -> None:
    archive.answers["/a"] = lambda *_: Reply(200, b"a")
    client = a_client(waits, delay=1000)
    for _ in range(3):
        assert client.get(f"{archive.url}/a", 10).body == b"a"
    assert [round(wait, -2) for wait in waits] == [1000, 2000], "the test's clock does not advance"
    assert client.requests == 3


def test_retry_after_is_waited_for(archive: Archive, waits: list[float]) -> None:
    archive.answers["/a"] = lambda *_: Reply(200, b"a")
    archive.first = [("/a", Reply(429, headers={"Retry-After": "77"})), ("/a", Reply(503))]
    assert a_client(waits).get(f"{archive.url}/a", 10).body == b"a"
    assert 77 in waits
    assert 120 in waits, "a minute's worth of delays where no time is named"


def test_an_archive_that_keeps_throttling_is_left(archive: Archive, waits: list[float]) -> None:
    archive.answers["/a"] = lambda *_: Reply(503, headers={"Retry-After": "5"})
    with pytest.raises(PausedError, match="throttled"):
        a_client(waits).get(f"{archive.url}/a", 10)
    assert len(archive.asked) == MAX_THROTTLED


def test_a_failing_request_is_repeated_a_few_times(archive: Archive, waits: list[float]) -> None:
    archive.answers["/a"] = lambda *_: Reply(200, b"abcdefgh", cut=True)
    with pytest.raises(FetchError, match="the response was cut, 5 times"):
        a_client(waits).get(f"{archive.url}/a", 10)
    assert len(archive.asked) == ATTEMPTS
    assert [wait for wait in waits if wait in (20, 40, 80, 160)] == [20, 40, 80, 160]


def test_a_large_response_is_given_up_at_once(archive: Archive, waits: list[float]) -> None:
    archive.answers["/a"] = lambda *_: Reply(200, b"x" * 100_000)
    with pytest.raises(TooLargeError):
        a_client(waits).get(f"{archive.url}/a", 1000)
    assert len(archive.asked) == 1


@pytest.mark.parametrize("url", ["http://" + "a" * 70 + ".example/", "http://127.0.0.1:1/"])
def test_an_address_where_nothing_answers_is_a_failure(waits: list[float], url: str) -> None:
    with pytest.raises(FetchError):
        a_client(waits).get(url, 10)

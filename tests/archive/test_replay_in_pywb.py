"""pywb replays the pages. It needs a separate environment: ``make pywb`` creates it."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_samples import PAGE, OddCrawl, a_writer, an_exchange
from odd_answers import BODY, NOISE

from tests.pywb import needs_pywb, pywb
from tests.waiting import HANG_S

pytestmark = needs_pywb


@pytest.fixture(scope="module")
def replay(odd_crawl: OddCrawl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a pywb on loopback, with an archive of the odd responses and of two pages captured twice."""

    def write(warcs: Path) -> None:
        odd, first, second = (a_writer(warcs, run) for run in ("odd", "1", "2"))
        for exchange in odd_crawl.exchanges:
            odd.write_exchange(exchange)
        locations = [first.write_exchange(an_exchange(number)) for number in (1, 2)]
        later = an_exchange(1).fetched_at.replace(year=2027)
        same = an_exchange(1, fetched_at=later)
        not_modified = an_exchange(2, fetched_at=later, response=b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n")
        second.write_exchange(same, locations[0].original)
        second.write_exchange(not_modified, locations[1].original)
        for writer in (odd, first, second):
            writer.close()

    with pywb(tmp_path_factory.mktemp("pywb"), write) as url:
        yield url


def page(replay: str, url: str, at: str = "2027") -> tuple[int, bytes]:
    """Return status and body of a replayed page, as archived (``id_``: nothing rewritten)."""
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(f"{replay}/{at}id_/{url}", timeout=HANG_S) as answer:
            try:
                return answer.status, answer.read()
            except http.client.IncompleteRead as cut:
                return answer.status, cut.partial
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.mark.parametrize("at", ["20261105030401", "20271105030401"])
@pytest.mark.parametrize("number", [1, 2])
def test_page_and_its_revisit_replay(replay: str, at: str, number: int) -> None:
    at = at[:-2] + f"{number:02}"
    assert page(replay, an_exchange(number).url, at) == (200, PAGE + b"%d" % number)


REPLAYED = {
    "plain": (200, BODY),
    "chunked": (200, BODY * 3),
    "chunked-extension": (200, BODY),
    "gzip": (200, BODY),
    "gzip-chunked": (200, BODY),
    "no-reason-phrase": (200, BODY),
    "header-folded": (200, BODY),
    "http-1.0-no-length": (200, BODY),
    "early-hints-103": (200, BODY),
    "continue-100": (200, BODY),
    "not-found-404": (404, BODY),
    "large": (200, NOISE[:100_000]),
}


@pytest.mark.parametrize("name", REPLAYED)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_odd_response_replays(replay: str, scheme: str, name: str) -> None:
    assert page(replay, f"{scheme}://odd.example/{name}") == REPLAYED[name]


@pytest.mark.parametrize("name", ["length-too-large", "reset-in-body", "chunked-cut"])
def test_truncated_page_replays_as_far_as_received(replay: str, name: str) -> None:
    status, body = page(replay, f"http://odd.example/{name}")
    assert status == 200
    assert body.startswith(BODY)


def test_redirect_replays(replay: str) -> None:
    assert page(replay, "http://odd.example/moved-301")[0] == 301

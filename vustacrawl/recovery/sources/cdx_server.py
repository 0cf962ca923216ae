"""Any archive with a pywb-like CDX server and a replay service: arquivo.pt, a national library, one's own.

The API: https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html. Such a server has no resumption key, and pages
only if its index is compressed; so a host is queried by time, in shorter and shorter spans as long as a response is
full.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from vustacrawl.recovery.cdx import Row, captures_in, is_array, read_array, read_lines
from vustacrawl.recovery.client import Client, FetchError, TooLargeError
from vustacrawl.recovery.model import FoundCapture, ListingPage, Recovered
from vustacrawl.recovery.replay import fetch_replay, replay_url
from vustacrawl.sites import Profile

MAX_ROWS = 10_000
"""Rows per request."""
MAX_PAGE_BYTES = 64 * 1024 * 1024
FIRST_YEAR = 1996
_DAY = len("20150102")


@dataclass(frozen=True)
class CdxServer:
    """``cdx`` is the URL of the CDX server, ``replay`` the part before ``/20150102030405id_/http://…``."""

    name: str
    cdx: str
    replay: str

    def queries(self, client: Client, profile: Profile, wanted: Iterable[str]) -> list[str]:
        """Return the hosts of the site; the index files ``www.`` under the bare name."""
        return profile.bare_hosts

    def list_page(self, client: Client, query: str, resume: str | None) -> ListingPage:
        """Return the captures of a host in one span of time; ``resume`` is a JSON list of the remaining spans.

        A span is a year, month or day (``2015``, ``201503``, ``20150321``), or empty for all of time.
        """
        spans: list[str] = json.loads(resume) if resume else [""]
        span, following = spans[0], spans[1:]
        rows = self._rows(client, query, span)
        captures, faults = captures_in(rows or [], self._place)
        if rows is None or len(rows) >= MAX_ROWS:
            if len(span) < _DAY:
                return ListingPage([], json.dumps([*_parts(span), *following]))
            faults.append(f"more than {len(captures)} captures on {span}; the others are not listed")
        return ListingPage(captures, json.dumps(following) if following else None, faults)

    def _rows(self, client: Client, host: str, span: str) -> list[Row] | None:
        """Return the rows of a span; None if there are too many for one response."""
        parameters = [("url", host), ("matchType", "host"), ("output", "json"), ("limit", str(MAX_ROWS))]
        parameters += [("from", span), ("to", span)] if span else []
        try:
            response = client.get(f"{self.cdx}?{urlencode(parameters)}", MAX_PAGE_BYTES, is_whole=_is_whole)
        except TooLargeError:
            return None
        if response.status == 404:  # pywb's response if there are none
            return []
        if response.status != 200:
            raise FetchError(f"the index of {self.name} returned HTTP {response.status}")
        if response.body.lstrip()[:1] == b"[":
            return read_array(response.body)[0]
        return list(read_lines(response.body))

    def _place(self, row: Row) -> str:
        return replay_url(self.replay, row["timestamp"], row["original"])

    def fetch(self, client: Client, capture: FoundCapture) -> Recovered:
        """Fetch a capture as archived, without banner and rewritten links."""
        return fetch_replay(client, capture)


def _is_whole(body: bytes) -> bool:
    """Return whether a JSON array has its end; JSON lines may be cut between two."""
    return body.lstrip()[:1] != b"[" or is_array(body)


def _parts(span: str) -> list[str]:
    """Return the years of all time, the months of a year, or the days of a month."""
    if not span:
        return [str(year) for year in range(FIRST_YEAR, datetime.now(UTC).year + 1)]
    return [f"{span}{number:02}" for number in range(1, 13 if len(span) == len("2015") else 32)]

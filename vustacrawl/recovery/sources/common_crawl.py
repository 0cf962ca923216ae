"""Common Crawl: an index for each of its crawls, and WARC files whose records are fetched by byte range.

The API: https://index.commoncrawl.org/ and https://commoncrawl.org/get-started.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from vustacrawl.archive.drafts import Draft
from vustacrawl.archive.fields import without
from vustacrawl.archive.messages import split_head
from vustacrawl.archive.records import SOURCE_FIELD, Record, RecordError, derived_id, matches
from vustacrawl.archive.scan import record_at
from vustacrawl.readers.page import REDIRECTS
from vustacrawl.recovery.cdx import Row, captures_in, is_array, json_in, read_lines
from vustacrawl.recovery.client import Client, FetchError
from vustacrawl.recovery.model import FoundCapture, ListingPage, Recovered, RefusedError
from vustacrawl.sites import Profile
from vustacrawl.urls import canonical_url, join_url, split_url

MAX_PAGE_BYTES = 64 * 1024 * 1024
MAX_RECORD_BYTES = 16 * 1024 * 1024
_NO_SUCH_HOST = frozenset({400, 404})
_WRITTEN_ANEW = frozenset(
    {"warc-type", "warc-record-id", "content-length", "warc-block-digest", "warc-warcinfo-id", "warc-concurrent-to"}
)
"""Fields of a record that its new file sets, or that refer to records outside it."""


@dataclass(frozen=True)
class CommonCrawl:
    """``indexes`` is the URL of the list of indexes, ``data`` that of the folder with its WARC files."""

    indexes: str
    data: str
    name: str = "commoncrawl"

    def queries(self, client: Client, profile: Profile, wanted: Iterable[str]) -> list[str]:
        """Return each index with each host of the site, as ``https://…-index example.org``."""
        response = client.get(self.indexes, MAX_PAGE_BYTES, is_whole=is_array)
        listed = json_in(response.body)
        if response.status != 200 or not isinstance(listed, list):
            raise FetchError(f"the list of indexes of {self.name} returned HTTP {response.status}")
        addresses = [str(index["cdx-api"]) for index in listed if isinstance(index, dict) and "cdx-api" in index]
        return [f"{address} {host}" for address in addresses if split_url(address) for host in profile.bare_hosts]

    def list_page(self, client: Client, query: str, resume: str | None) -> ListingPage:
        """Return a page of an index; ``resume`` is ``PAGE/PAGES``, counted from 0. The first request gets PAGES."""
        index, _, host = query.partition(" ")
        parameters = [("url", host), ("matchType", "host"), ("output", "json")]
        if resume is None:
            response = client.get(f"{index}?{urlencode([*parameters, ('showNumPages', 'true')])}", MAX_PAGE_BYTES)
            pages = _number_of_pages(response.body) if response.status == 200 else 0
            if response.status != 200 and response.status not in _NO_SUCH_HOST:
                raise FetchError(f"the index of {self.name} returned HTTP {response.status}")
            return ListingPage([], f"0/{pages}" if pages else None)
        page, pages = (int(number) for number in resume.split("/"))
        response = client.get(
            f"{index}?{urlencode([*parameters, ('page', str(page))])}", MAX_PAGE_BYTES, is_whole=_ends
        )
        if response.status != 200:
            raise FetchError(f"the index of {self.name} returned HTTP {response.status} for page {page + 1} of {pages}")
        rows = (row for row in read_lines(response.body) if row.get("statuscode") != "304")
        captures, faults = captures_in(rows, self._place)
        return ListingPage(captures, f"{page + 1}/{pages}" if page + 1 < pages else None, faults)

    def _place(self, row: Row) -> str | None:
        name, offset, length = (row.get(key, "") for key in ("filename", "offset", "length"))
        if not name or not (offset.isdecimal() and length.isdecimal()) or len(offset + length) > 30:
            return None
        return f"{self.data.rstrip('/')}/{name.lstrip('/')}#offset={offset}&length={length}"

    def fetch(self, client: Client, capture: FoundCapture) -> Recovered:
        """Fetch the record of a capture from its WARC file; its block is unchanged, byte for byte."""
        address, _, fragment = capture.place.partition("#")
        numbers = parse_qs(fragment)
        offset, length = int(numbers["offset"][0]), int(numbers["length"][0])
        if length > MAX_RECORD_BYTES:
            raise RefusedError(f"record too large: {length} bytes")
        response = client.get(address, MAX_RECORD_BYTES, {"Range": f"bytes={offset}-{offset + length - 1}"})
        if response.status != 206:
            raise FetchError(f"HTTP {response.status} for a range")
        try:
            record = record_at(io.BytesIO(response.body), 0)
            http = record.http
        except RecordError as error:
            raise RefusedError(f"damaged record: {error}") from None
        if record.type != "response" or canonical_url(record.url) != canonical_url(capture.url):
            raise RefusedError(f"not the record named in the index: {record.type} of {record.url[:200]}")
        if matches(record.get("WARC-Block-Digest") or "", record.block) is False:
            raise RefusedError("damaged record: its block digest does not match")
        faults = []
        if capture.digest and matches(capture.digest, split_head(record.block)[1]) is False:
            faults.append("payload differs from the digest in the archive's index")
        location = http.get("Location") if http.status in REDIRECTS else None
        return Recovered(
            _draft(record, address, capture.place),
            [("recovered-from", capture.place)],
            http.status,
            join_url(record.url, location) if location else None,
            tuple(faults),
        )


def _draft(record: Record, address: str, place: str) -> Draft:
    record_id = record.get("WARC-Record-ID") or derived_id(place, record.block)
    kept = without(record.headers, _WRITTEN_ANEW)
    return Draft(record.type, [*kept, (SOURCE_FIELD, address)], record.block, record_id)


def _number_of_pages(body: bytes) -> int:
    found = json_in(body)
    pages = found.get("pages") if isinstance(found, dict) else found
    if not isinstance(pages, int):
        raise FetchError("the index does not say how many pages it has")
    return pages


def _ends(body: bytes) -> bool:
    """Return whether JSON lines are complete."""
    return not body.strip() or body.rstrip().endswith(b"}")

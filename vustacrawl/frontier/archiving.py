"""What a crawl archives: every exchange, on disk before the catalog's transaction names it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlite_utils import Database

from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.records import Original, RecordLocation, digest
from vustacrawl.archive.writer import WarcFile, WarcWriter
from vustacrawl.catalog.captures import last_payload
from vustacrawl.items import ArchivedAs, Capture, Page

if TYPE_CHECKING:
    from scrapy import Request


class CrawlArchiver:
    """The WARC files of one crawl, a series a site.

    ``site_of_host`` says whose series an exchange belongs to that no visit asked for: a robots.txt.
    """

    def __init__(self, db: Database, writers: Mapping[str, WarcWriter], site_of_host: dict[str, str]) -> None:
        self._db = db
        self._writers = writers
        self._site_of_host = site_of_host

    def map_host(self, host: str, site: str) -> None:
        """Note that a site's visits lead to this host, whose robots.txt belongs to that site's series then."""
        self._site_of_host.setdefault(host, site)

    def site_of(self, request: Request) -> str:
        """Return the site for which a request is made: the one of its visit, or of its host's robots.txt."""
        visit = request.meta.get("visit")
        return str(visit.site if visit else self._site_of_host[request.meta["download_slot"]])

    def find_original(self, url: str) -> Original | None:
        """Look up the capture with the last known payload of a URL, for an exchange to be a revisit of it.

        One that waits for its commit is not found: then the payload is archived once more. Raises sqlite3.Error.
        """
        payload = last_payload(self._db, url)
        return Original(*payload) if payload else None

    def write_exchange(self, exchange: Exchange, site: str, original: Original | None) -> None:
        """Write one exchange; sets ``exchange.location``. Raises OSError where it cannot be written."""
        self._writers[site].write_exchange(exchange, original)

    def write_metadata(self, page: Page) -> None:
        """Write what reading an answer brought to light, as a ``metadata`` record: outlinks and the verdict.

        Outlinks stand as Heritrix writes them, with ``L`` for a link to follow. Raises OSError.
        """
        if not page.capture or not page.capture.record or page.capture.status != 200:
            return
        outlinks = [("outlink", f"{url} L a/@href") for url in page.links.outlinks]
        record_id, date = page.capture.record.record_id, page.capture.fetched_at
        self._writers[page.site].write_metadata(record_id, page.url, date, [("verdict", _verdict(page)), *outlinks])

    def sync(self) -> None:
        """Return when everything written is on disk. Raises OSError where it cannot be."""
        for writer in self._writers.values():
            writer.flush()

    def close(self) -> dict[str, list[WarcFile]]:
        """Finish the files; returns those of each site. Raises OSError.

        A file that the catalog does not know as finished is looked at again by the next crawl.
        """
        return {site: writer.close() for site, writer in self._writers.items()}


def _verdict(page: Page) -> str:
    if page.article:
        return f"{page.kind}, read by {json.dumps(page.article.found_by, ensure_ascii=False)}"
    return "; ".join([page.kind, *(problem.text for problem in page.problems)])


def archived_as(location: RecordLocation) -> ArchivedAs:
    """A record's place as the catalog keeps it."""
    original = location.original.record_id if location.type == "revisit" else None
    return ArchivedAs(
        location.file, location.offset, location.length, location.record_id, location.payload_digest, original
    )


def unread_capture(exchange: Exchange) -> Capture | None:
    """The capture of an answer that no spider reads: a robots.txt, or what came before a connection broke.

    None where not even a status came.
    """
    response = HttpResponse.parse(exchange.response)
    if not exchange.location or response.status < 100:
        return None
    try:
        payload = response.payload
    except PayloadError:
        payload = response.body
    return Capture(
        url=exchange.url,
        fetched_at=exchange.location.date,
        status=response.status,
        digest=digest(payload),
        length=len(payload),
        content_type=response.get("Content-Type"),
        truncated=exchange.truncated,
        record=archived_as(exchange.location),
    )

"""What a crawl archives: every exchange, on disk before the catalog's transaction names it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlite_utils import Database

from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.records import Original, RecordPlace, digest
from vustacrawl.archive.writer import WarcWriter
from vustacrawl.catalog.batch import Batch
from vustacrawl.catalog.captures import finish_warc_files, insert_capture, payload_of
from vustacrawl.items import ArchivedAs, Capture, Page

if TYPE_CHECKING:
    from scrapy import Request


class Archiving:
    """The WARC files of one crawl, a series a site.

    ``site_of_host`` says whose series an exchange belongs to that no visit asked for: a robots.txt.
    """

    def __init__(
        self,
        db: Database,
        batch: Batch,
        crawl_ids: Mapping[str, int],
        writers: Mapping[str, WarcWriter],
        site_of_host: dict[str, str],
    ) -> None:
        self._db = db
        self._batch = batch
        self._crawl_ids = crawl_ids
        self._writers = writers
        self._site_of_host = site_of_host

    def expect(self, host: str, site: str) -> None:
        """Note that a site's visits lead to this host, whose robots.txt belongs to that site's series then."""
        self._site_of_host.setdefault(host, site)

    def site_of(self, request: Request) -> str:
        """For which site a request is made: the one of its visit, or of its host's robots.txt."""
        visit = request.meta.get("visit")
        return str(visit.site if visit else self._site_of_host[request.meta["download_slot"]])

    def keep(self, exchange: Exchange, request: Request) -> None:
        """Write one exchange; a sink of ``archive.recorder``. Raises OSError where it cannot be written."""
        visit = request.meta.get("visit")
        site = self.site_of(request)
        self._batch.begin()
        payload = payload_of(self._db, exchange.url)
        place = self._writers[site].write_exchange(exchange, Original(*payload) if payload else None)
        if place and not visit and (capture := unread_capture(exchange)):
            insert_capture(self._db, site, self._crawl_ids[site], capture)

    def note(self, page: Page) -> None:
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

    def close(self, is_told: bool) -> None:
        """Finish the files and note what they are, in the transaction that is open.

        ``is_told``: whether the catalog has every capture in them. A file that is not noted as finished is looked at
        again by the next crawl.
        """
        for site, writer in self._writers.items():
            files = [(file.name, file.length, file.sha256) for file in writer.close()]
            if is_told:
                finish_warc_files(self._db, files, site, self._crawl_ids[site])


def _verdict(page: Page) -> str:
    if page.article:
        return f"{page.kind}, read by {json.dumps(page.article.found_by, ensure_ascii=False)}"
    return "; ".join([page.kind, *(problem.text for problem in page.problems)])


def archived_as(place: RecordPlace) -> ArchivedAs:
    """A record's place as the catalog keeps it."""
    original = place.original.record_id if place.type == "revisit" else None
    return ArchivedAs(place.file, place.offset, place.length, place.record_id, place.payload_digest, original)


def unread_capture(exchange: Exchange) -> Capture | None:
    """The capture of an answer that no spider reads: a robots.txt, or what came before a connection broke.

    None where not even a status came.
    """
    response = HttpResponse.parse(exchange.response)
    if not exchange.place or response.status < 100:
        return None
    try:
        payload = response.payload
    except PayloadError:
        payload = response.body
    return Capture(
        url=exchange.url,
        fetched_at=exchange.place.date,
        status=response.status,
        digest=digest(payload),
        length=len(payload),
        content_type=response.get("Content-Type"),
        truncated=exchange.truncated,
        record=archived_as(exchange.place),
    )

"""Archive every exchange of a crawl; it is on disk before a catalog transaction refers to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from vustacrawl.archive.crawl_info import CrawlEnd, CrawlInfo
from vustacrawl.archive.drafts import Draft
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.fields import Field
from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.records import digest
from vustacrawl.archive.writer import WarcFile, WarcSync, WarcWriter
from vustacrawl.items import Capture, Original, Page, RecordPlace
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace

if TYPE_CHECKING:
    from scrapy import Request


def new_series(workspace: Workspace, profile: Profile, stem: str, info: CrawlInfo) -> WarcWriter:
    """Return the writer of a site's WARC files in one crawl; their names begin with the site and ``stem``."""
    return WarcWriter(
        workspace.warc,
        profile.name,
        stem,
        operator=workspace.config.crawl.contact or "not given",
        robots="honoured (RFC 9309)",
        profile=profile.model_dump_json(exclude_defaults=True),
        capture_method=_capture_method() if info.kind == "crawl" else "recovered from other archives",
        about=info.fields(),
        roll_at=workspace.config.archive.roll_at_mb * 1_000_000,
    )


def _capture_method() -> str:
    from vustacrawl.archive.recorder import capture_method  # Scrapy's download handlers take half a second to import

    return capture_method()


class CrawlArchiver:
    """The WARC files of one crawl, one series per site."""

    def __init__(self) -> None:
        self._writers: dict[str, WarcWriter] = {}
        self._site_of_host: dict[str, str] = {}

    def open_site(self, profile: Profile, writer: WarcWriter) -> None:
        """Begin the series of a site: its visits, and other requests to its hosts (robots.txt)."""
        self._writers[profile.name] = writer
        self._site_of_host |= dict.fromkeys(profile.allowed_hosts, profile.name)

    def map_host(self, host: str, site: str) -> None:
        """Map a host to the site whose visits lead there, so that its robots.txt goes into that site's series."""
        self._site_of_host.setdefault(host, site)

    def site_of(self, request: Request) -> str:
        """Return the site of a request: the site of its visit, or of the host whose robots.txt it fetches, even where
        that redirects to another host.
        """
        visit = request.meta.get("visit")
        first: str = request.meta.get("redirect_urls", [request.url])[0]
        return str(visit.site if visit else self._site_of_host[host_of(first)])

    def write_exchange(self, exchange: Exchange, site: str, original: Original | None) -> None:
        """Write one exchange and set ``exchange.location``. Raises OSError."""
        self._writers[site].write_exchange(exchange, original)

    def write_recovered(self, site: str, record: Draft, notes: Iterable[Field]) -> RecordPlace:
        """Write a record of another archive with notes; return where it is. Raises OSError."""
        return self._writers[site].write_recovered(record, notes)

    def write_metadata(self, page: Page) -> None:
        """Write a page's outlinks and how it was parsed as a ``metadata`` record. Raises OSError.

        Outlinks are written as Heritrix does, with ``L`` for a link to follow.
        """
        if not page.capture or not page.capture.record or not page.capture.is_readable:
            return
        outlinks = [("outlink", f"{url} L a/@href") for url in page.links.outlinks]
        record_id, date = page.capture.record.record_id, page.capture.fetched_at
        self._writers[page.site].write_metadata(
            record_id, page.url, date, [("verdict", _parse_result(page)), *outlinks]
        )

    def sync(self) -> None:
        """Sync everything written to disk before returning. Raises OSError."""
        for writer in self._writers.values():
            writer.flush()

    def begin_sync(self) -> list[WarcSync]:
        """Return one object per file that syncs it to disk from another thread. Raises OSError."""
        return [sync for writer in self._writers.values() if (sync := writer.begin_sync())]

    def close_site(self, site: str, end: CrawlEnd | None = None, even_if_empty: bool = False) -> list[WarcFile]:
        """Finish and return the files of one site; they record how its crawl ended, if it did. Raises OSError.

        An import has none. ``even_if_empty``: write one for the end alone; another process may have written all others.
        """
        writer = self._writers.get(site)
        return writer.close(end.fields() if end else (), even_if_empty=even_if_empty) if writer else []

    def forget_site(self, site: str) -> None:
        """Forget a site whose files the catalog lists as finished."""
        del self._writers[site]
        self._site_of_host = {host: other for host, other in self._site_of_host.items() if other != site}


def _parse_result(page: Page) -> str:
    if page.article:
        return f"{page.kind}, read by {json.dumps(page.article.found_by, ensure_ascii=False)}"
    return "; ".join([page.kind, *(problem.text for problem in page.problems)])


def unread_capture(exchange: Exchange) -> Capture | None:
    """Return the capture of a response that is not parsed: a robots.txt, or the part before a connection broke.

    None if not even a status was received.
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
        record=exchange.location,
    )

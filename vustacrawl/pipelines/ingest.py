"""Ingest archived responses into the catalog: those of a crashed crawl, and those of imported files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.records import Record, RecordError
from vustacrawl.catalog.captures import knows_record
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import Link, Page, PageKind, Problem
from vustacrawl.parsers.html.wp_json import is_post_address
from vustacrawl.pipelines import page_ingester
from vustacrawl.readers.page import FetchedResponse, capture_of, read_page
from vustacrawl.readers.record import response_of_record
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of

CAPTURE_TYPES = frozenset({"response", "revisit", "resource"})
"""The types of WARC records that hold an response, or what stands for one."""


class RecordIngester:
    """Ingests records of WARC files. ``are_visits``: whether a crawl of this workspace fetched them."""

    def __init__(self, crawl: Crawl, are_visits: bool) -> None:
        self._crawl = crawl
        self._are_visits = are_visits
        self._ingest: Callable[[Page], None] = page_ingester(crawl)
        self._site_of_host: Mapping[str, str] = {
            host: name for name, profile in crawl.profiles.items() for host in profile.all_hosts
        }

    def ingest(self, file: str, record: Record, site: str | None = None) -> bool:
        """Ingest one record of an archive file, and return whether it was new to the catalog.

        Its site is the one given, else that of its URL. A record that cannot be read becomes a problem.
        Raises CatalogError if the catalog cannot be written.
        """
        site = site or self._site_of_host.get(host_of(record.url))
        record_id = record.get("WARC-Record-ID") or ""
        if record.type not in CAPTURE_TYPES or site is None or knows_record(self._crawl.db, record_id):
            return False
        profile = self._crawl.profiles[site]
        url = profile.canonical_url(record.url) or record.url
        try:
            response = response_of_record(self._crawl.warc, file, record, self._crawl.db)
        except (RecordError, PayloadError) as error:
            with self._crawl.batch.transaction():
                self._crawl.add_problem(site, Problem.of_error(url, "archive", error))
            return False
        if not 100 <= response.status <= 999:
            return False
        reads_as_article = profile.is_article(url) or is_post_address(url)
        kind = self._crawl.queue.kind_of(url) or ("article" if reads_as_article else None)
        if kind is None or (not self._are_visits and kind not in ("article", "image", "file")):
            self._crawl.add_capture(site, capture_of(url, response))
        else:
            self._read(site, url, kind, response, profile)
        # How the next record is stored may depend on this one.
        self._crawl.batch.flush()
        return True

    def _read(self, site: str, url: str, kind: PageKind, response: FetchedResponse, profile: Profile) -> None:
        page = read_page(site, url, kind, response, profile)
        page.is_visit = self._are_visits
        # The URL may be new: of an import, or of a crawl that died before it stored the listing with the link.

        def refuse(error: Exception) -> None:
            self._crawl.add_problem(site, Problem(url, "validate", "cannot be stored", str(error)))

        self._crawl.add(lambda: self._discover(site, Link(url, kind)), refuse)
        self._ingest(page)

    def _discover(self, site: str, link: Link) -> None:
        self._crawl.queue.enqueue(site, [link], "archive", 0.0)

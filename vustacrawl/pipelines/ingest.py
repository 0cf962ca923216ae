"""Ingest archived responses into the catalog: those of a crashed crawl, and those of imported files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import NamedTuple

from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.reader import response_of
from vustacrawl.archive.records import SOURCE_FIELD, Record, RecordError, parse_date
from vustacrawl.catalog.captures import capture_at, find_original, knows_capture, knows_record, location_of
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.scope import OFF_SITE
from vustacrawl.items import Link, Page, PageKind, Problem
from vustacrawl.parsers.html.wp_json import is_post_address
from vustacrawl.pipelines import page_ingester
from vustacrawl.readers.page import FetchedResponse, capture_of, read_page
from vustacrawl.readers.record import OriginalMissingError, head_of_revisit, response_of_record
from vustacrawl.urls import host_of

CAPTURE_TYPES = frozenset({"response", "revisit", "resource", "conversion"})
"""The types of WARC records that hold a response, or what stands for one."""

FindElsewhere = Callable[[Record, str], int | None]
"""Finds the original of a revisit that the catalog does not have, and ingests it for a site: the id of its capture."""


class Outcome(Enum):
    """What became of a record."""

    IMPORTED = auto()
    KNOWN = auto()
    """The catalog had it."""
    ELSEWHERE = auto()
    """It is on no profile's site, or holds no response."""
    UNREADABLE = auto()


class Ingested(NamedTuple):
    """What became of a record, and why it is unreadable."""

    outcome: Outcome
    reason: str | None = None


class RecordIngester:
    """Ingests records of WARC files. ``are_visits``: whether a run of this workspace wrote them.

    Those that it recovered from another archive (``WARC-Source-URI``) are no visits of the site.
    """

    def __init__(self, crawl: Crawl, are_visits: bool, find_elsewhere: FindElsewhere = lambda *_: None) -> None:
        self._crawl = crawl
        self._are_visits = are_visits
        self._find_elsewhere = find_elsewhere
        self._ingest_page: Callable[[Page], None] = page_ingester(crawl)
        self._site_of_host: Mapping[str, str] = {
            host: name for name, profile in crawl.profiles.items() for host in profile.known_hosts
        }

    def ingest(self, file: str, record: Record, site: str | None = None) -> Ingested:
        """Ingest one record of an archive file, for the site given or that of its URL.

        A record that cannot be read becomes a problem. Raises CatalogError if the catalog cannot be written.
        """
        site = site or self._site_of_host.get(host_of(record.url))
        if record.type not in CAPTURE_TYPES or site is None:
            return Ingested(Outcome.ELSEWHERE)
        if self._is_known(file, record):
            return Ingested(Outcome.KNOWN)
        url = self._crawl.profiles[site].canonical_url(record.url) or record.url
        try:
            return self._store(site, url, file, record)
        except RecordError as error:
            problem = Problem.of_error(url, "archive", error)
            self._note(site, problem)
            return Ingested(Outcome.UNREADABLE, problem.reason)

    def _is_known(self, file: str, record: Record) -> bool:
        if self._is_visit(record):
            return knows_record(self._crawl.db, record.get("WARC-Record-ID") or "")
        return capture_at(self._crawl.db, file, record.offset) is not None

    def _is_visit(self, record: Record) -> bool:
        return self._are_visits and record.get(SOURCE_FIELD) is None

    def _store(self, site: str, url: str, file: str, record: Record) -> Ingested:
        original = self._original(site, record) if record.type == "revisit" else None
        problem = None
        try:
            place = location_of(self._crawl.db, original) if original else None
            response = response_of_record(self._crawl.warc, file, record, place)
        except OriginalMissingError as error:
            refers_to = record.location(file).original
            problem = Problem(url, "archive", str(error), f"{refers_to.url} of {refers_to.date or 'an unknown date'}")
            response = _without_payload(record, file, head_of_revisit(record))
        except PayloadError as error:
            problem = Problem.of_error(url, "archive", error)
            response = _without_payload(record, file, response_of(record) if record.type != "revisit" else None)
        if response.record:
            response.record.original_capture = original
            response.record.found_in = host_of(record.get(SOURCE_FIELD)) or None
        capture = capture_of(url, response)
        is_visit = self._is_visit(record)
        if not is_visit and knows_capture(self._crawl.db, capture):
            return Ingested(Outcome.KNOWN)
        kind = self._kind_of(site, url, capture.fetched_at, is_visit)
        if problem or kind is None:
            self._crawl.add_capture(site, capture)
        else:
            self._read(site, url, kind, response, is_visit)
        # How the next record is stored may depend on this one.
        self._crawl.batch.flush()
        if problem:
            self._note(site, problem)
        return Ingested(Outcome.IMPORTED)

    def _original(self, site: str, record: Record) -> int | None:
        """The capture that holds the payload of a revisit, by everything that the record says of it."""
        original = record.location("").original
        canonical = self._crawl.profiles[site].canonical_url(original.url)
        urls = [url for url in dict.fromkeys((canonical, original.url)) if url]
        date = parse_date(original.date)
        found = find_original(self._crawl.db, original.record_id, urls, date, original.payload_digest)
        return found or self._find_elsewhere(record, site)

    def _kind_of(self, site: str, url: str, captured_at: str, is_visit: bool) -> PageKind | None:
        """What to read a response as; None where only its capture is kept: an import follows no lists."""
        profile = self._crawl.profiles[site]
        reads_as_article = profile.is_article(url, captured_at) or is_post_address(url)
        kind = self._crawl.queue.kind_of(url)
        if reads_as_article and (kind is None or profile.is_former(url)):  # the kind of a skipped link is a guess
            kind = "article"
        return kind if is_visit or kind in ("article", "image", "file") else None

    def _note(self, site: str, problem: Problem) -> None:
        """Note a problem, unless an earlier import of the same record did."""
        with self._crawl.batch.transaction():
            if not self._crawl.has_problem(site, problem):
                self._crawl.add_problem(site, problem)

    def _read(self, site: str, url: str, kind: PageKind, response: FetchedResponse, is_visit: bool) -> None:
        page = read_page(site, url, kind, response, self._crawl.profiles[site])
        page.is_visit = is_visit
        # The URL may be new: of an import, or of a crawl that died before it stored the listing with the link.

        def refuse(error: Exception) -> None:
            self._crawl.add_problem(site, Problem(url, "validate", "cannot be stored", str(error)))

        self._crawl.add(lambda: self._discover(site, Link(url, kind)), refuse)
        self._ingest_page(page)

    def _discover(self, site: str, link: Link) -> None:
        if self._crawl.profiles[site].is_former(link.url):
            self._crawl.queue.skip(site, link, OFF_SITE, "archive", 0.0)
        else:
            self._crawl.queue.enqueue(site, [link], "archive", 0.0)


def _without_payload(record: Record, file: str, http: HttpResponse | None) -> FetchedResponse:
    """The response in a record whose body cannot be had: its status and date are known."""
    http = http or head_of_revisit(record)
    location = record.location(file)
    time = parse_date(location.date)
    if time is None:
        raise RecordError(f"no valid WARC-Date: {location.date[:40]!r}")
    content_type = http.get("Content-Type")
    headers = {"Content-Type": content_type} if content_type else {}
    return FetchedResponse(
        http.status, http.body, time, headers, truncated="unspecified", record=location.archived_record()
    )

"""Ingest archived responses into the catalog, from crashed crawls and from imported files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from functools import partial
from typing import NamedTuple

from protego import Protego

from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.records import CAPTURE_TYPES, RecordError, parse_date
from vustacrawl.catalog.captures import (
    capture_at,
    complete_capture,
    find_original,
    knows_capture,
    knows_record,
    location_of,
)
from vustacrawl.catalog.media import media_kind
from vustacrawl.clock import unix_time
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.policy import FAILURE_OF_TRUNCATION
from vustacrawl.frontier.replay import Replay
from vustacrawl.items import NOT_STORED, Capture, Link, Page, PageKind, Problem, RecordLocation, RecordPlace
from vustacrawl.parsers.html.wp_json import is_post_address
from vustacrawl.pipelines.prepare import read_prepared
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.readers.archived import ReadingContext, ReadRecord, RecordJob
from vustacrawl.readers.earlier_pages import SiteHistories
from vustacrawl.readers.page import REDIRECTS, refuse_page
from vustacrawl.readers.record import read_fetched
from vustacrawl.reasons import OFF_SITE
from vustacrawl.spiders.robots_rules import OUR_PRODUCT, SUCCESSFUL, rules_text, sitemaps_in
from vustacrawl.urls import host_of, join_url, path_of

ROBOTS_PATH = "/robots.txt"

logger = logging.getLogger(__name__)

FindElsewhere = Callable[[RecordLocation, str], int | RecordPlace | None]
"""Finds the original of a site's revisit that the catalog lacks; returns its capture, ingested now, or its location."""


class Outcome(Enum):
    """What became of a record."""

    IMPORTED = auto()
    KNOWN = auto()
    """The catalog already had it."""
    ELSEWHERE = auto()
    """It is not on any profile's site, or holds no response."""
    UNREADABLE = auto()


class Ingested(NamedTuple):
    """What became of a record and, if it was not read or only in part, why."""

    outcome: Outcome
    reason: str | None = None


_INCOMPLETE = ("truncated: ", "HTTP 2")
"""Failures of pages archived in part, or with a status of success but no page; of a visit, they are its result."""


class RecordIngester:
    """Ingests records of the archive.

    ``are_visits``: whether a run of vustacrawl wrote them, so that visits get their outcome as in that run; records
    recovered from another archive (``WARC-Source-URI``) are not visits of the site. A record is ingested by ``job_of``,
    ``read_prepared`` and ``store``; ``read_prepared`` may run in another process.
    """

    def __init__(self, crawl: Crawl, are_visits: bool, find_elsewhere: FindElsewhere = lambda *_: None) -> None:
        self.context = ReadingContext(crawl.archived, dict(crawl.profiles))
        self._crawl = crawl
        self._are_visits = are_visits
        self._find_elsewhere = find_elsewhere
        self._store_pipeline = StorePipeline(crawl)
        self._histories = SiteHistories(crawl.db, crawl.archived, crawl.profiles, crawl.ids)
        own = {host: name for name, profile in crawl.profiles.items() for host in profile.known_hosts}
        others = {host: name for name, profile in crawl.profiles.items() for host in profile.allowed_hosts}
        self._site_of_host = others | own  # several sites may keep their images on one host
        self._robots_files: dict[str, str] = {}
        """By URL to which a robots.txt redirects: the URL of the robots.txt."""

    def ingest(self, record: RecordLocation, site: str | None = None) -> Ingested:
        """Ingest and commit one record, for the given site or the site of its URL.

        A record that cannot be read becomes a problem. Raises CatalogError if the catalog cannot be written.
        """
        job = self.job_of(record, site)
        if not isinstance(job, RecordJob):
            return job
        ingested = [Ingested(Outcome.UNREADABLE, NOT_STORED)]
        self.store(read_prepared(self.context, job), ingested.append)
        self._crawl.batch.flush()
        return ingested[-1]

    def job_of(
        self, record: RecordLocation, site: str | None = None, answers_head: bool = False
    ) -> RecordJob | Ingested:
        """Return what to read from a record, or why there is nothing to read."""
        site = site or self._site_of_host.get(host_of(record.url))
        if record.type not in CAPTURE_TYPES or site is None:
            return Ingested(Outcome.ELSEWHERE)
        if self._is_known(record):
            if record.type != "revisit" and not answers_head and isinstance(self._crawl, Replay):
                self._robots_rules(site, record.url, record.place)
            return Ingested(Outcome.KNOWN)
        return self._job(record, site, self._are_visits, answers_head)

    def _job(self, record: RecordLocation, site: str, is_visit: bool, answers_head: bool = False) -> RecordJob:
        original = self._original(site, record) if record.type == "revisit" else None
        original_id = original if isinstance(original, int) else None
        place = location_of(self._crawl.db, original) if isinstance(original, int) else original
        url = self._crawl.profiles[site].canonical_url(record.url) or record.url
        kind = self._kind_of(site, url, parse_date(record.date), is_visit)  # last: to find the original may store it
        return RecordJob(site, url, kind, record.place, place, original_id, answers_head)

    def store(self, read: ReadRecord, done: Callable[[Ingested], None]) -> None:
        """Store what was read from a record in the next transaction; ``done`` gets the result."""

        def refuse(error: Exception) -> None:
            logger.error("cannot store %s", read.job.url, exc_info=error)
            self._crawl.problems.add(read.job.site, Problem.not_stored(read.job.url, "validate", error))
            done(Ingested(Outcome.UNREADABLE, NOT_STORED))

        self._crawl.add(lambda: done(self._store(read)), refuse)

    def _store(self, read: ReadRecord) -> Ingested:
        """Store what was read from a record. The outcome may depend on the previous record, so it is decided here."""
        site, url = read.job.site, read.job.url
        if read.capture is None:
            assert read.problem, "a record without a capture has a problem"  # noqa: S101
            self._crawl.problems.add_once(site, read.problem)
            return Ingested(Outcome.UNREADABLE, read.problem.reason)
        if isinstance(self._crawl, Replay):
            self._crawl.moment = unix_time(read.capture.fetched_at)
        if self._knows(read.capture):
            return Ingested(Outcome.KNOWN)
        is_visit = self._are_visits and not read.is_recovered
        kind = self._kind_of(site, url, read.capture.fetched_at, is_visit)
        if kind != read.job.kind:  # a page stored meanwhile links to it
            return self._store(read_prepared(self.context, replace(read.job, kind=kind)))
        read.capture.original_capture = read.job.original_id
        if read.page:
            if is_visit:
                self._compare(read.job, read.page)
            self._store_page(read.page, is_visit)
            if not is_visit and kind == "article" and (read.page.failure or "").startswith(_INCOMPLETE):
                read.problem = Problem(url, "archive", f"incomplete page: {read.page.failure}")
        else:
            self._crawl.add_capture(site, read.capture)
            if is_visit and not read.job.answers_head:
                self._robots_rules(site, url, read.job.original or read.job.record)
        if isinstance(self._crawl, Replay):
            self._crawl.save_counts(site)
        if read.problem:
            self._crawl.problems.add_once(site, read.problem)
        has_article = bool(read.page and read.page.article)
        problems = [read.problem] if read.problem else read.page.problems if read.page else []
        unread = (problem.reason for problem in problems if problem.stage != "validate" or not has_article)
        return Ingested(Outcome.IMPORTED, next(unread, None))

    def _compare(self, job: RecordJob, page: Page) -> None:
        """Refuse a page if the domain had changed hands by then, as the crawl that fetched it did."""
        read = partial(read_fetched, self._crawl.archived, job.record, job.original)
        if reason := self._histories.compare(page, read):
            refuse_page(page, reason)

    def retry(self, record: RecordLocation, site: str, capture_id: int) -> bool:
        """Read again a revisit stored as a capture without payload; return whether its original is available now."""
        job = self._job(record, site, is_visit=False)
        if job.original is None or job.original_id is None:
            return False
        read = read_prepared(self.context, job)
        if read.capture is None or read.problem:
            return False
        with self._crawl.batch.transaction():
            complete_capture(self._crawl.db, capture_id, read.capture, job.original_id)
        if read.page:
            read.page.capture_id = capture_id
            self._store_page(read.page, is_visit=False)
            self._crawl.batch.flush()
        return True

    def _knows(self, capture: Capture) -> bool:
        if self._are_visits:
            return bool(capture.record and knows_record(self._crawl.db, capture.record.record_id))
        return knows_capture(self._crawl.db, capture)

    def _is_known(self, record: RecordLocation) -> bool:
        if self._are_visits:
            return knows_record(self._crawl.db, record.record_id)
        return capture_at(self._crawl.db, record.place) is not None

    def _original(self, site: str, record: RecordLocation) -> int | RecordPlace | None:
        """Return the capture that holds the payload of a revisit, by everything the record says about it."""
        original = record.original
        canonical = self._crawl.profiles[site].canonical_url(original.url)
        urls = [url for url in dict.fromkeys((canonical, original.url)) if url]
        date = parse_date(original.date)
        found = find_original(self._crawl.db, original.record_id, urls, date, original.payload_digest)
        return found or self._find_elsewhere(record, site)

    def _kind_of(self, site: str, url: str, captured_at: str | None, is_visit: bool) -> PageKind | None:
        """Return how to read a response; None to keep only its capture, since an import follows no listings."""
        profile = self._crawl.profiles[site]
        reads_as_article = profile.is_article(url, captured_at) or is_post_address(url)
        kind = self._crawl.queue.kind_of(url)
        if reads_as_article and (kind is None or profile.is_former(url)):  # the kind of a skipped link is a guess
            kind = "article"
        kind = kind or media_kind(self._crawl.db, url)
        if is_visit:
            return kind or ("listing" if profile.is_listing(url) else None)
        return kind if kind in ("article", "image", "file") else None

    def _store_page(self, page: Page, is_visit: bool) -> None:
        assert page.capture, "what is read of a record has a capture"  # noqa: S101
        # In a catalog assembled from several archives, a later visit may be known.
        page.is_visit = is_visit and not self._crawl.queue.was_visited_after(page.url, page.capture.fetched_at)
        if page.is_visit and page.capture.truncated and page.failure:
            page.failure = FAILURE_OF_TRUNCATION.get(page.capture.truncated, page.failure)

        def refuse(error: Exception) -> None:
            self._crawl.problems.add(page.site, Problem.not_stored(page.url, "validate", error))

        # The URL may be new: from an import, or from a crawl that died before it stored the listing with the link.
        self._crawl.add(lambda: self._discover(page), refuse)
        self._store_pipeline.process_item(page)

    def _discover(self, page: Page) -> None:
        link = Link(page.url, page.kind)
        if self._crawl.profiles[page.site].is_former(page.url):
            self._crawl.queue.skip(page.site, link, OFF_SITE, "archive", 0.0)
            return
        self._crawl.queue.enqueue(page.site, [link], "archive", 0.0)
        if page.is_visit and isinstance(self._crawl, Replay):
            self._crawl.queue.mark_visited(page.site, page.url)

    def _robots_rules(self, site: str, url: str, place: RecordPlace) -> None:
        """If a response is of a robots.txt, follow its sitemaps and obey its rules from now on, as a crawl does."""
        if path_of(url) != ROBOTS_PATH and not self._robots_files:
            return
        profile, crawl = self._crawl.profiles[site], self._crawl
        url = profile.canonical_url(url) or url
        file = self._robots_files.pop(url, url)
        if path_of(file) != ROBOTS_PATH:
            return
        try:
            response = read_fetched(crawl.archived, place)
        except (OSError, RecordError, PayloadError):
            return  # its problem has been recorded
        target = join_url(url, response.headers.get("Location", ""))
        if response.status in REDIRECTS and target:
            self._robots_files[profile.canonical_url(target) or target] = file
        if response.status not in SUCCESSFUL:
            return
        rules = Protego.parse(rules_text(response.body))
        crawl.is_allowed[host_of(file)] = lambda url: bool(rules.can_fetch(url, OUR_PRODUCT))
        are_followed = profile.follow_robots_sitemaps and host_of(file) in profile.all_hosts
        if are_followed and (sitemaps := sitemaps_in(file, rules)):
            crawl.robots_sitemaps.setdefault(site, {})[file] = sitemaps

"""The one spider for every profile: a visit in, a Page out. It stores nothing and decides nothing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.recorder import EXCHANGE, send_exchanges_to
from vustacrawl.clock import utc_text
from vustacrawl.frontier.archiver import unread_capture
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.policy import PRIVATE, ROBOTS, TOO_LARGE
from vustacrawl.frontier.queue import Visit
from vustacrawl.frontier.scope import OFF_SITE
from vustacrawl.items import COOKIE_WALL, Capture, Page, PageKind, Problem
from vustacrawl.sites import Profile
from vustacrawl.spiders.cookies import SiteCookies
from vustacrawl.spiders.decoding import CUT_INSIDE, UndecodableBody
from vustacrawl.spiders.manners import LARGEST_PAGE, set_manners
from vustacrawl.spiders.reading import HEADERS, Answer, read_answer
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace

LARGEST: dict[PageKind, int] = {"image": 64 * 1024 * 1024, "file": 256 * 1024 * 1024, "sitemap": 64 * 1024 * 1024}
"""Bytes after which an answer is cut, and archived as truncated."""
FAILURES: dict[type[BaseException], str] = {
    DownloadCancelledError: TOO_LARGE,
    CannotResolveHostError: "host name does not resolve",
    DNSLookupError: "host name does not resolve",
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "no response in time",
    DownloadFailedError: "connection broken, or not an HTTP response",
}


class RobotsUnreachable(IgnoreRequest):
    """A host's robots.txt could not be had (RFC 9309, section 2.3.1.4): nothing of the host may be asked for.

    ``status`` is what it was answered with, None where there was no answer; ``retry_after`` is how many seconds the
    server wants to be left alone, where it says so.
    """

    def __init__(self, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class OffSite(IgnoreRequest):
    """A host or port that no profile names."""


class PrivateAddress(IgnoreRequest):
    """A host that lies in a private network, or is this machine: no page may send a crawl there."""


class FederationSpider(Spider):
    """Visits what the scheduler hands out. ``spider_for`` makes the class that knows its workspace and its sites."""

    name = "federation"
    workspace: ClassVar[Workspace]
    profiles: ClassVar[list[Profile]]
    crawl: Crawl
    cookies: SiteCookies

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Ask each site as its profile says."""
        super().update_settings(settings)
        set_manners(settings, cls.workspace, cls.profiles)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the opened ``crawl``, or open one; then ``limit`` and ``since`` may come from ``scrapy crawl -a``."""
        crawl, limit, since = (kwargs.pop(name, None) for name in ("crawl", "limit", "since"))
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.cookies = SiteCookies()
        spider.crawl = crawl or Crawl(cls.workspace, cls.profiles, int(limit) if limit else None, since)
        crawler.signals.connect(spider._spider_closed, signals.spider_closed)
        crawler.signals.connect(spider._request_sent, signals.request_reached_downloader)
        crawler.signals.connect(spider._request_dropped, signals.request_dropped)
        crawler.signals.connect(spider._spider_failed, signals.spider_error)
        crawler.signals.connect(spider._pipeline_failed, signals.item_error)
        crawler.signals.connect(spider._item_dropped, signals.item_dropped)
        send_exchanges_to(crawler, spider._archive)
        return spider

    def _spider_closed(self, reason: str) -> None:
        self.crawl.close(interrupted=reason != "finished")

    def _archive(self, exchange: Exchange, request: Request) -> None:
        site = self.crawl.archive.site_of(request)
        self.crawl.archive_exchange(site, exchange)
        visit: Visit | None = request.meta.get("visit")
        if visit:
            self.crawl.in_flight.note_exchange(visit.url, exchange)
        elif capture := unread_capture(exchange):
            self.crawl.add_capture(site, capture)

    def _request_sent(self, request: Request) -> None:
        self.crawl.stats[self.crawl.archive.site_of(request)].requests += 1

    def _request_dropped(self, request: Request) -> None:
        """A middleware wanted another request made: the frontier alone decides what is requested."""
        self._fail(request, "fetch", "a middleware turned the visit into another request")

    def _spider_failed(self, failure: Failure, response: Any) -> None:
        """The spider, or a middleware behind it, raised; ``response`` is a Failure where the download had failed."""
        if response is not None:
            self._fail(response.request, "parse", "the spider failed", reason_of(failure.value))

    def _pipeline_failed(self, item: Page, failure: Failure, response: Any) -> None:
        self._fail(response.request, "validate", "a pipeline failed", reason_of(failure.value))

    def _item_dropped(self, item: Page, exception: BaseException, response: Any) -> None:
        self._fail(response.request, "validate", "a pipeline dropped the page", str(exception))

    def _fail(self, request: Request, stage: str, reason: str, detail: str | None = None) -> None:
        visit: Visit | None = request.meta.get("visit")
        if visit:
            self.crawl.fail_visit(visit, Problem(visit.url, stage, reason, detail), _capture_of(request))

    async def start(self) -> AsyncIterator[Any]:
        """Nothing to begin with: everything due stands in the frontier."""
        return
        yield

    def request(self, visit: Visit) -> Request:
        """The request of a visit, conditional where validators of an earlier answer are known."""
        headers = {}
        if visit.etag:
            headers["If-None-Match"] = visit.etag
        if visit.last_modified:
            headers["If-Modified-Since"] = visit.last_modified
        self.crawl.archive.map_host(host_of(visit.url), visit.site)
        timeout = self.crawl.profiles[visit.site].politeness.timeout
        meta = {
            "visit": visit,
            "dont_redirect": True,
            "download_timeout": timeout,
            "download_maxsize": LARGEST.get(visit.kind, LARGEST_PAGE),
        }
        request = Request(visit.url, headers=headers, meta=meta, callback=self.parse, errback=self.failed)
        self.cookies.send(visit.site, request)
        return request

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Page]:
        """Turn an answer into a Page."""
        visit: Visit = response.meta["visit"]
        page = read_answer(visit.site, visit.url, visit.kind, answer_of(response), self.crawl.profiles[visit.site])
        if page.failure == COOKIE_WALL:
            self.cookies.keep(visit.site, response)
        with self.crawl.abort_on_storage_failure():
            self.crawl.archive.write_metadata(page)
        yield page

    def failed(self, failure: Failure) -> Iterator[Page]:
        """Turn a failure into a Page, with what came before it where anything did."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it on every errback's failure
        visit: Visit = request.meta["visit"]
        reason = reason_of(failure.value)
        is_expected = isinstance(failure.value, (*FAILURES, IgnoreRequest))
        yield Page(
            visit.site,
            visit.url,
            visit.kind,
            capture=_capture_of(request),
            failure=reason,
            problems=[] if is_expected else [Problem(visit.url, "fetch", reason)],
            is_throttled=getattr(failure.value, "status", None) is not None,
            retry_after=getattr(failure.value, "retry_after", None),
        )


def spider_for(workspace: Workspace, profiles: Iterable[Profile], name: str = "federation") -> type[FederationSpider]:
    """The spider class for these sites in this workspace."""
    return type(
        "FederationSpider", (FederationSpider,), {"name": name, "workspace": workspace, "profiles": [*profiles]}
    )


def reason_of(error: BaseException | None) -> str:
    """Why a download failed, in a few words."""
    if isinstance(error, UndecodableBody):
        return TOO_LARGE if "bytes decompressed" in str(error) else str(error)
    if isinstance(error, RobotsUnreachable):
        return str(error)
    if isinstance(error, PrivateAddress):
        return PRIVATE
    if isinstance(error, OffSite):
        return OFF_SITE
    if isinstance(error, IgnoreRequest):
        return ROBOTS
    known = (text for kind, text in FAILURES.items() if isinstance(error, kind))
    return next(known, None) or f"{type(error).__name__}: {error}"


def answer_of(response: Response) -> Answer:
    """An answer as Scrapy has it; the times and the place are those of its record, where it is archived."""
    exchange: Exchange | None = response.meta.get(EXCHANGE)
    location = exchange.location if exchange else None
    return Answer(
        status=response.status,
        body=response.body,
        fetched_at=location.date if location else utc_text(time.time()),
        headers={name: _text(value) for name in HEADERS if (value := response.headers.get(name)) is not None},
        truncated=exchange.truncated if exchange else None,
        is_cut_inside=CUT_INSIDE in response.flags,
        record=location.archived_record() if location else None,
    )


def _capture_of(request: Request) -> Capture | None:
    """The capture of what was archived of a request's exchange; None where no answer came."""
    exchange: Exchange | None = request.meta.get(EXCHANGE)
    return unread_capture(exchange) if exchange else None


def _text(value: bytes) -> str:
    """A header's value: UTF-8 where it is that, as in the addresses that Vietnamese sites redirect to."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")

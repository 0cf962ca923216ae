"""The one spider for all profiles: turns visits into requests and responses into Pages; neither stores nor decides."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable
from typing import Any, ClassVar, Self, cast

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.messages import header_text
from vustacrawl.archive.recorder import EXCHANGE, RecordingHandler, send_exchanges_to
from vustacrawl.clock import utc_text
from vustacrawl.frontier.archiver import unread_capture
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.visit import Visit
from vustacrawl.items import Capture, Page, PageKind, Problem
from vustacrawl.readers.earlier_pages import SiteHistories
from vustacrawl.readers.page import FetchedResponse, read_page, refuse_page, used_headers
from vustacrawl.reasons import COOKIE_WALL
from vustacrawl.sites import Profile
from vustacrawl.spiders.cookies import SiteCookies
from vustacrawl.spiders.decoding import CUT_INSIDE
from vustacrawl.spiders.failures import FAILURES, LeaseEndedError, failure_reason
from vustacrawl.spiders.politeness import MAX_PAGE_BYTES, set_download_settings
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace

MAX_BYTES: dict[PageKind, int] = {"image": 64 * 1024 * 1024, "file": 256 * 1024 * 1024, "sitemap": 64 * 1024 * 1024}
"""By kind: bytes after which a response is cut off and archived as truncated."""


class NewsSpider(Spider):
    """Fetches the visits from the scheduler. ``spider_for`` makes the class for a workspace and its sites."""

    name = "news"
    workspace: ClassVar[Workspace]
    profiles: ClassVar[list[Profile]]
    crawl: Crawl
    cookies: SiteCookies
    histories: SiteHistories

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set delays, concurrency and user agent from the profiles."""
        super().update_settings(settings)
        set_download_settings(settings, cls.workspace, cls.profiles)
        handler = f"{__name__}.{LeasedHandler.__name__}"
        settings.set("DOWNLOAD_HANDLERS", {"http": handler, "https": handler}, "spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Use the open ``crawl``, or open one with ``limit`` and ``since`` from ``scrapy crawl -a``."""
        crawl, limit, since = (kwargs.pop(name, None) for name in ("crawl", "limit", "since"))
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.cookies = SiteCookies()
        spider.crawl = crawl or Crawl(cls.workspace, cls.profiles, int(limit) if limit else None, since)
        spider.histories = SiteHistories(
            spider.crawl.db, spider.crawl.archived, spider.crawl.profiles, spider.crawl.ids
        )
        spider.crawl.on_cookie_loop = spider.cookies.accept
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
            self.crawl.in_flight.set_exchange(visit.url, exchange)
        elif capture := unread_capture(exchange):
            self.crawl.add_capture(site, capture)

    def _request_sent(self, request: Request) -> None:
        self.crawl.stats[self.crawl.archive.site_of(request)].requests += 1

    def _request_dropped(self, request: Request) -> None:
        """Fail a visit for which a middleware made another request: only the frontier decides what is requested."""
        self._fail(request, "fetch", "a middleware turned the visit into another request")

    def _spider_failed(self, failure: Failure, response: Any) -> None:
        """Handle an exception in the spider or its middlewares; ``response`` is a Failure after a failed download."""
        if response is not None:
            self._fail(response.request, "parse", "the spider failed", failure_reason(failure.value))

    def _pipeline_failed(self, item: Page, failure: Failure, response: Any) -> None:
        self._fail(response.request, "validate", "a pipeline failed", failure_reason(failure.value))

    def _item_dropped(self, item: Page, exception: BaseException, response: Any) -> None:
        self._fail(response.request, "validate", "a pipeline dropped the page", str(exception))

    def _fail(self, request: Request, stage: str, reason: str, detail: str | None = None) -> None:
        visit: Visit | None = request.meta.get("visit")
        if visit:
            self.crawl.fail_visit(visit, Problem(visit.url, stage, reason, detail), _capture_of(request))

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: every request comes from the frontier."""
        return
        yield

    def request(self, visit: Visit) -> Request:
        """Return the request of a visit, conditional if validators of an earlier response are known."""
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
            "download_maxsize": MAX_BYTES.get(visit.kind, MAX_PAGE_BYTES),
        }
        request = Request(visit.url, headers=headers, meta=meta, callback=self.parse, errback=self.failed)
        self.cookies.add_to(visit.site, request)
        return request

    def parse(self, response: Response, **kwargs: Any) -> list[Page]:
        """Turn a response into a Page; a list, since Scrapy would parse a generator's source for most responses."""
        visit: Visit = response.meta["visit"]
        profile = self.crawl.profiles[visit.site]
        fetched = fetched_response(response)
        page = read_page(visit.site, visit.url, visit.kind, fetched, profile)
        if reason := self.histories.compare(page, lambda: fetched):
            refuse_page(page, reason)
        if page.sets_cookie:
            self.cookies.offer(visit.site, visit.url, response)
        if page.failure == COOKIE_WALL:
            self.cookies.accept(visit.site, [visit.url])
        with self.crawl.abort_on_storage_failure():
            self.crawl.archive.write_metadata(page)
        return [page]

    def failed(self, failure: Failure) -> list[Page]:
        """Turn a failure into a Page, with the capture of what was received before."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it on every errback's failure
        visit: Visit = request.meta["visit"]
        error = failure.value
        if isinstance(error, LeaseEndedError):
            self.crawl.put_back(visit)
            return []
        reason = failure_reason(error)
        problems = [] if isinstance(error, tuple(FAILURES)) else [Problem(visit.url, "fetch", reason)]
        page = Page(visit.site, visit.url, visit.kind, _capture_of(request), failure=reason, problems=problems)
        page.is_throttled = getattr(error, "status", None) is not None
        page.retry_after = getattr(error, "retry_after", None)
        return [page]


class LeasedHandler(RecordingHandler):
    """The download handler of a crawl: the last place to hold back a request.

    It may have waited for its host's delay, and the process may have been frozen meanwhile.
    """

    async def download_request(self, request: Request) -> Response:
        """Download as the parent class does. Raises LeaseEndedError unless the site may be crawled."""
        crawl = cast(NewsSpider, self._crawler.spider).crawl
        if not crawl.may_visit(crawl.archive.site_of(request)):
            raise LeaseEndedError
        return await super().download_request(request)


def spider_for(workspace: Workspace, profiles: Iterable[Profile], name: str = "news") -> type[NewsSpider]:
    """Return the spider class for these sites in this workspace."""
    return type("NewsSpider", (NewsSpider,), {"name": name, "workspace": workspace, "profiles": [*profiles]})


def fetched_response(response: Response) -> FetchedResponse:
    """Convert a Scrapy response, with the time and location of its WARC record if it is archived."""
    exchange: Exchange | None = response.meta.get(EXCHANGE)
    location = exchange.location if exchange else None
    return FetchedResponse(
        status=response.status,
        body=response.body,
        fetched_at=location.date if location else utc_text(time.time()),
        headers=used_headers(lambda name: map(header_text, response.headers.getlist(name))),
        truncated=exchange.truncated if exchange else None,
        is_cut_inside=CUT_INSIDE in response.flags,
        record=location,
    )


def _capture_of(request: Request) -> Capture | None:
    """Return the capture of a request's archived response; None if no response was received."""
    exchange: Exchange | None = request.meta.get(EXCHANGE)
    return unread_capture(exchange) if exchange else None

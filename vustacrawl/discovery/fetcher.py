"""Fetch a few pages of a site as politely as a crawl does, without archiving them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from time import time
from typing import Any, ClassVar, Protocol, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings

from vustacrawl.readers.page import REDIRECTS
from vustacrawl.readers.retry_after import seconds_to_wait
from vustacrawl.sites import Profile
from vustacrawl.spiders.failures import failure_reason
from vustacrawl.spiders.news import fetched_response
from vustacrawl.spiders.politeness import MAX_PAGE_BYTES, CrawlLimits, set_download_settings
from vustacrawl.spiders.run import crawl_settings, run_reactor
from vustacrawl.urls import join_url
from vustacrawl.workspace import Workspace

T = TypeVar("T")
MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A fetched page: ``url`` after redirects, and in ``failure`` why there is no body."""

    url: str
    body: bytes = b""
    content_type: str | None = None
    failure: str | None = None
    status: int | None = None
    """None without a response."""
    retry_after: float | None = None
    """The seconds in Retry-After, if any."""


Fetch = Callable[[str], Awaitable[FetchedPage]]


class SendRequest(Protocol):
    """A ``Fetch`` that can also send a HEAD request, and truncate a body earlier."""

    def __call__(self, url: str, method: str = "GET", max_bytes: int = MAX_PAGE_BYTES) -> Awaitable[FetchedPage]:
        """Request a URL, following redirects; never raises for errors of a server or a network."""


class ProbeSpider(Spider):
    """Run one coroutine that fetches through the crawl's middlewares: robots.txt, delays, address checks, proxy."""

    name = "discovery"
    workspace: ClassVar[Workspace]
    profiles: ClassVar[Sequence[Profile]]
    crawl: CrawlLimits
    probe: Callable[[SendRequest], Awaitable[None]]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Apply the crawl's settings, without frontier, pipelines and archive."""
        super().update_settings(settings)
        set_download_settings(settings, cls.workspace, cls.profiles)
        settings.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", "spider")
        settings.set("ITEM_PIPELINES", {}, "spider")
        settings.set("VUSTACRAWL_ANY_HOST", True, "spider")
        extensions = settings.getdict("EXTENSIONS") | {"vustacrawl.pipelines.recovery.RecoverFirst": None}
        settings.set("EXTENSIONS", extensions, "spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Create the spider with the coroutine function given as ``probe``."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        delays = {profile.host: profile.politeness.delay for profile in cls.profiles}
        spider.crawl = CrawlLimits({profile.name: profile for profile in cls.profiles}, delays)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Run the probe; the spider itself follows no links."""
        await self.probe(self.fetch)
        return
        yield

    async def fetch(self, url: str, method: str = "GET", max_bytes: int = MAX_PAGE_BYTES) -> FetchedPage:
        """Fetch a page, following redirects."""
        for _ in range(MAX_REDIRECTS):
            try:
                response = await self._download(url, method, max_bytes)
            except Exception as error:
                return FetchedPage(url, failure=failure_reason(error))
            fetched = fetched_response(response)
            location = fetched.headers.get("Location")
            if fetched.status in REDIRECTS and location:
                target = join_url(url, location)
                if target is None:
                    failure = f"redirects to an invalid URL: {location[:200]!r}"
                    return FetchedPage(url, failure=failure, status=fetched.status)
                url = target
                continue
            if fetched.status != 200:
                wait = seconds_to_wait(fetched.headers.get("Retry-After"), time())
                return FetchedPage(url, failure=f"HTTP {fetched.status}", status=fetched.status, retry_after=wait)
            return FetchedPage(url, fetched.body, fetched.headers.get("Content-Type"), status=fetched.status)
        return FetchedPage(url, failure=f"redirects more than {MAX_REDIRECTS} times")

    async def _download(self, url: str, method: str, max_bytes: int) -> Any:
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("the engine has stopped")
        meta: dict[str, Any] = {"dont_redirect": True, "download_maxsize": max_bytes}
        naming = (profile for profile in self.profiles if profile.may_request(url))
        if profile := next(naming, None):
            meta["download_timeout"] = profile.politeness.timeout
        return await engine.download_async(Request(url, method=method, meta=meta))


def run_probe(workspace: Workspace, profiles: Sequence[Profile], probe: Callable[[SendRequest], Awaitable[T]]) -> T:
    """Run ``probe`` with a function that fetches pages as the sites' profiles require; return its result.

    Callable once per process, since Twisted's reactor cannot be restarted. Raises what ``probe`` raises, and
    KeyboardInterrupt if interrupted.
    """
    outcome: Future[T] = Future()

    async def run(fetch: SendRequest) -> None:
        try:
            outcome.set_result(await probe(fetch))
        except Exception as error:
            outcome.set_exception(error)

    process = AsyncCrawlerProcess(crawl_settings("CRITICAL"))
    process.crawl(type("ProbeSpider", (ProbeSpider,), {"workspace": workspace, "profiles": profiles}), probe=run)
    run_reactor(process)
    if not outcome.done():
        raise KeyboardInterrupt
    return outcome.result()

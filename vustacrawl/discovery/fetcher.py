"""Fetch a few pages of a site as politely as a crawl does, without archiving them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings, Settings

from vustacrawl import settings as project
from vustacrawl.readers.page import REDIRECTS
from vustacrawl.sites import Profile
from vustacrawl.spiders.failures import failure_reason
from vustacrawl.spiders.news import fetched_response
from vustacrawl.spiders.politeness import MAX_PAGE_BYTES, CrawlLimits, set_download_settings
from vustacrawl.spiders.run import run_reactor
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


Fetch = Callable[[str], Awaitable[FetchedPage]]


@dataclass
class ProbeContext:
    """What the crawl's middlewares read from ``spider.crawl``, for one site."""

    profile: Profile
    shortest_delays: dict[str, float] = field(default_factory=dict)
    robots_sitemaps: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The one profile, by name."""
        return {self.profile.name: self.profile}


class ProbeSpider(Spider):
    """Run one coroutine that fetches through the crawl's middlewares: robots.txt, delays, address checks, proxy."""

    name = "discovery"
    workspace: ClassVar[Workspace]
    profile: ClassVar[Profile]
    crawl: CrawlLimits
    probe: Callable[[Fetch], Awaitable[None]]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Apply the crawl's settings without frontier, pipelines and archive."""
        super().update_settings(settings)
        set_download_settings(settings, cls.workspace, [cls.profile])
        settings.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", "spider")
        settings.set("ITEM_PIPELINES", {}, "spider")
        settings.set("VUSTACRAWL_ANY_HOST", True, "spider")
        extensions = settings.getdict("EXTENSIONS") | {"vustacrawl.pipelines.recovery.RecoverFirst": None}
        settings.set("EXTENSIONS", extensions, "spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Create the spider with the coroutine function given as ``probe``."""
        probe = kwargs.pop("probe")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.probe = probe
        spider.crawl = ProbeContext(cls.profile, {cls.profile.host: cls.profile.politeness.delay})
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Run the probe; the spider itself follows no links."""
        await self.probe(self.fetch)
        return
        yield

    async def fetch(self, url: str) -> FetchedPage:
        """Fetch a page, following redirects."""
        for _ in range(MAX_REDIRECTS):
            try:
                response = await self._answer(url)
            except Exception as error:
                return FetchedPage(url, failure=failure_reason(error))
            answer = fetched_response(response)
            location = answer.headers.get("Location")
            if answer.status in REDIRECTS and location:
                target = join_url(url, location)
                if target is None:
                    return FetchedPage(url, failure=f"redirects to an invalid URL: {location[:200]!r}")
                url = target
                continue
            if answer.status != 200:
                return FetchedPage(url, failure=f"HTTP {answer.status}")
            return FetchedPage(url, answer.body, answer.headers.get("Content-Type"))
        return FetchedPage(url, failure=f"redirects more than {MAX_REDIRECTS} times")

    async def _answer(self, url: str) -> Any:
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("the engine has stopped")
        meta = {
            "dont_redirect": True,
            "download_timeout": self.profile.politeness.timeout,
            "download_maxsize": MAX_PAGE_BYTES,
        }
        return await engine.download_async(Request(url, meta=meta))


def run_probe(workspace: Workspace, profile: Profile, probe: Callable[[Fetch], Awaitable[T]]) -> T:
    """Run ``probe`` with a function that fetches pages of the profile's site, and return its result.

    Callable once per process, since Twisted's reactor cannot be restarted. Raises what ``probe`` raises, and
    KeyboardInterrupt when it was interrupted.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    async def run(fetch: Fetch) -> None:
        try:
            results.append(await probe(fetch))
        except Exception as error:
            errors.append(error)

    configuration = Settings()
    configuration.setmodule(project)
    configuration.set("LOG_LEVEL", "CRITICAL", "cmdline")
    process = AsyncCrawlerProcess(configuration)
    process.crawl(type("ProbeSpider", (ProbeSpider,), {"workspace": workspace, "profile": profile}), probe=run)
    run_reactor(process)
    if errors:
        raise errors[0]
    if not results:
        raise KeyboardInterrupt
    return results[0]

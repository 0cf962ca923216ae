"""Asks a site for a few pages as a crawl would, and keeps none of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings, Settings

from vustacrawl import settings as project
from vustacrawl.sites import Profile
from vustacrawl.spiders.federation import answer_of, reason_of
from vustacrawl.spiders.manners import LARGEST_PAGE, set_manners
from vustacrawl.spiders.reading import REDIRECTS
from vustacrawl.spiders.run import run_reactor
from vustacrawl.urls import join_url
from vustacrawl.workspace import Workspace

T = TypeVar("T")
MOST_HOPS = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking for an address; ``url`` is where redirects led, ``failure`` why there is no page."""

    url: str
    body: bytes = b""
    content_type: str | None = None
    failure: str | None = None


Fetch = Callable[[str], Awaitable[Fetched]]


@dataclass
class Asked:
    """What the crawl's middlewares want to know, of one site."""

    profile: Profile
    shortest_delays: dict[str, float] = field(default_factory=dict)

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The one site."""
        return {self.profile.name: self.profile}


class SurveySpider(Spider):
    """Runs one coroutine, which fetches through the crawl's own middlewares: robots.txt, pace, addresses, proxy."""

    name = "survey"
    workspace: ClassVar[Workspace]
    profile: ClassVar[Profile]
    crawl: Asked
    look: Callable[[Fetch], Awaitable[None]]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The crawl's settings, without its frontier, its pipelines and its archive."""
        super().update_settings(settings)
        set_manners(settings, cls.workspace, [cls.profile])
        settings.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", "spider")
        settings.set("ITEM_PIPELINES", {}, "spider")
        settings.set("VUSTACRAWL_ANY_HOST", True, "spider")
        extensions = settings.getdict("EXTENSIONS") | {"vustacrawl.pipelines.orphans.OrphansFirst": None}
        settings.set("EXTENSIONS", extensions, "spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the coroutine to run."""
        look = kwargs.pop("look")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.look = look
        spider.crawl = Asked(cls.profile, {cls.profile.host: cls.profile.politeness.delay})
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Look at the site; there is nothing to follow."""
        await self.look(self.fetch)
        return
        yield

    async def fetch(self, url: str) -> Fetched:
        """One page, where redirects lead to."""
        for _ in range(MOST_HOPS):
            try:
                response = await self._answer(url)
            except Exception as error:
                return Fetched(url, failure=reason_of(error))
            answer = answer_of(response)
            location = answer.headers.get("Location")
            if answer.status in REDIRECTS and location:
                target = join_url(url, location)
                if target is None:
                    return Fetched(url, failure=f"redirects to what is no URL: {location[:200]!r}")
                url = target
                continue
            if answer.status != 200:
                return Fetched(url, failure=f"HTTP {answer.status}")
            return Fetched(url, answer.body, answer.headers.get("Content-Type"))
        return Fetched(url, failure=f"redirects more than {MOST_HOPS} times")

    async def _answer(self, url: str) -> Any:
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("the engine has stopped")
        meta = {
            "dont_redirect": True,
            "download_timeout": self.profile.politeness.timeout,
            "download_maxsize": LARGEST_PAGE,
        }
        return await engine.download_async(Request(url, meta=meta))


def ask(workspace: Workspace, profile: Profile, look: Callable[[Fetch], Awaitable[T]]) -> T:
    """Run ``look`` with a way to fetch pages of the profile's site; what it gives.

    Once a process: Twisted's reactor cannot be started again. What ``look`` raises is raised from here, and
    KeyboardInterrupt where it was stopped.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    async def run(fetch: Fetch) -> None:
        try:
            results.append(await look(fetch))
        except Exception as error:
            errors.append(error)

    configuration = Settings()
    configuration.setmodule(project)
    configuration.set("LOG_LEVEL", "CRITICAL", "cmdline")
    process = AsyncCrawlerProcess(configuration)
    process.crawl(type("SurveySpider", (SurveySpider,), {"workspace": workspace, "profile": profile}), look=run)
    run_reactor(process)
    if errors:
        raise errors[0]
    if not results:
        raise KeyboardInterrupt
    return results[0]

"""The one spider for every profile: a visit in, a Page out. It stores nothing and decides nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from vustacrawl import __version__
from vustacrawl.clock import utc_text
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.queue import Visit
from vustacrawl.frontier.scheduler import places
from vustacrawl.frontier.urls import canonical_url, is_on_site
from vustacrawl.items import Capture, Link, Links, Page, Problem
from vustacrawl.parsers import NotAnArticle, find_links, parse_page
from vustacrawl.sites import Profile
from vustacrawl.spiders.retry_after import seconds_to_wait
from vustacrawl.workspace import Workspace

REDIRECTS = frozenset({301, 302, 303, 307, 308})
FAILURES: dict[type[BaseException], str] = {
    IgnoreRequest: "robots.txt",
    CannotResolveHostError: "the host name does not resolve",
    DownloadConnectionRefusedError: "the connection was refused",
    DownloadTimeoutError: "no answer in time",
}


class FederationSpider(Spider):
    """Visits what the scheduler hands out. ``spider_for`` makes the class that knows its workspace and its sites."""

    name = "federation"
    workspace: ClassVar[Workspace]
    profiles: ClassVar[list[Profile]]
    crawl: Crawl

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Give each host its own politeness, and every site its places, so that none waits for another."""
        super().update_settings(settings)
        config = cls.workspace.config.crawl
        slots = {
            profile.host: {
                "delay": profile.politeness.delay,
                "concurrency": profile.politeness.concurrency,
            }
            for profile in cls.profiles
        }
        settings.set("DOWNLOAD_SLOTS", slots, "spider")
        settings.set("CONCURRENT_REQUESTS", sum(places(profile) for profile in cls.profiles), "spider")
        contact = config.contact or "no contact given"
        settings.set("VUSTACRAWL_PROXY", config.proxy, "spider")
        settings.set("USER_AGENT", f"vustacrawl/{__version__} (+{contact})", "spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the opened ``crawl``, or open one; then ``limit`` and ``since`` may come from ``scrapy crawl -a``."""
        crawl, limit, since = (kwargs.pop(name, None) for name in ("crawl", "limit", "since"))
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.crawl = crawl or Crawl(cls.workspace, cls.profiles, int(limit) if limit else None, since)
        crawler.signals.connect(spider._spider_closed, signals.spider_closed)
        return spider

    def _spider_closed(self, reason: str) -> None:
        self.crawl.close(interrupted=reason != "finished")

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
        meta = {"visit": visit, "dont_redirect": True}
        return Request(visit.url, headers=headers, meta=meta, callback=self.parse, errback=self.failed)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Page]:
        """Turn an answer into a Page."""
        visit: Visit = response.meta["visit"]
        page = Page(visit.site, visit.url, visit.kind, capture=capture_of(visit.url, response))
        profile = self.crawl.profiles[visit.site]
        location = response.headers.get("Location")
        if response.status == 304:
            pass
        elif response.status in REDIRECTS and location:
            self._follow(page, response.urljoin(location.decode("latin-1")), profile)
        elif response.status == 200:
            self._read(page, response, profile)
        else:
            page.failure = f"HTTP {response.status}"
            page.retry_after = seconds_to_wait(response.headers.get("Retry-After"), time.time())
        yield page

    def failed(self, failure: Failure) -> Iterator[Page]:
        """Turn a failure into a Page without a capture."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it on every errback's failure
        visit: Visit = request.meta["visit"]
        error = failure.value
        reasons = (text for kind, text in FAILURES.items() if isinstance(error, kind))
        reason = next(reasons, None) or f"{type(error).__name__}: {error}"
        yield Page(visit.site, visit.url, visit.kind, failure=reason)

    def _follow(self, page: Page, location: str, profile: Profile) -> None:
        target = canonical_url(location, profile)
        if target is None or not is_on_site(target, profile) or profile.is_denied(target):
            page.failure = f"redirects off the site, to {location[:200]}"
        elif target == page.url:
            page.failure = "redirects to itself"
        else:
            page.redirects_to = target
            kind = "article" if profile.is_article(target) else page.kind
            page.links = Links([Link(target, kind)])

    def _read(self, page: Page, response: Response, profile: Profile) -> None:
        content_type = page.capture.content_type if page.capture else None
        try:
            if page.kind == "article":
                page.article, page.canonical_url = parse_page(page.url, response.body, profile, content_type)
            else:
                links = find_links(page.url, response.body, profile, page.kind, content_type)
                page.links = canonical_links(links, page.url, profile)
        except NotAnArticle as error:
            page.problems.append(Problem(page.url, "parse", str(error)))
        except Exception as error:
            # A page that a parser cannot bear costs that page, never the crawl.
            self.logger.exception("parser failed on %s", page.url)
            page.problems.append(Problem(page.url, "parse", f"{type(error).__name__}: {error}"))


def spider_for(workspace: Workspace, profiles: Iterable[Profile], name: str = "federation") -> type[FederationSpider]:
    """The spider class for these sites in this workspace."""
    return type(
        "FederationSpider", (FederationSpider,), {"name": name, "workspace": workspace, "profiles": [*profiles]}
    )


def capture_of(url: str, response: Response) -> Capture:
    """What an answer was, and when it came."""

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value is not None else None

    return Capture(
        url=url,
        fetched_at=utc_text(time.time()),
        status=response.status,
        digest="sha256:" + hashlib.sha256(response.body).hexdigest(),
        length=len(response.body),
        content_type=header("Content-Type"),
        etag=header("ETag"),
        last_modified=header("Last-Modified"),
    )


def canonical_links(links: Links, page_url: str, profile: Profile) -> Links:
    """The links that are worth a visit, in their one spelling: on the site, not denied."""
    found: dict[str, Link] = {}
    for link in links.found:
        url = _wanted(link.url, profile)
        if url and url != page_url:
            found.setdefault(url, Link(url, link.kind, link.modified_at))
    next_page = _wanted(links.next_page, profile) if links.next_page else None
    return Links(list(found.values()), next_page if next_page != page_url else None)


def _wanted(url: str, profile: Profile) -> str | None:
    canonical = canonical_url(url, profile)
    if canonical is None or not is_on_site(canonical, profile) or profile.is_denied(canonical):
        return None
    return canonical

"""Replaces the network: a download handler that gets responses from the simulated sites and archives the exchange."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar, cast

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings
from scrapy.utils._download_handlers import make_response

from benchmarks.year.sites import NoResponseError, SiteResponse, Sites
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.recorder import EXCHANGE
from vustacrawl.sites import Profile
from vustacrawl.spiders.news import NewsSpider, spider_for
from vustacrawl.urls import split_url
from vustacrawl.workspace import Workspace

SERVER_IP = "127.0.0.1"


class SimulatedSpider(NewsSpider):
    """The spider of crawls, with another download handler."""

    internet: ClassVar[Sites]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Replace the download handlers."""
        super().update_settings(settings)
        handler = f"{__name__}.{SimulatedHandler.__name__}"
        settings.set("DOWNLOAD_HANDLERS", {"http": handler, "https": handler}, "spider")


def simulated_spider(workspace: Workspace, profiles: Iterable[Profile], internet: Sites) -> type[NewsSpider]:
    """Return the spider class for these sites."""
    spider = spider_for(workspace, profiles)
    return type("SimulatedSpider", (SimulatedSpider, spider), {"internet": internet})


class SimulatedHandler(BaseDownloadHandler):
    """Replaces ``LeasedHandler``: a site's response is archived and returned immediately."""

    async def download_request(self, request: Request) -> Response:
        """Return the response of a simulated site. Raises what Scrapy's handlers raise."""
        spider = cast(SimulatedSpider, self.crawler.spider)
        request.meta.pop(EXCHANGE, None)
        url = split_url(request.url)
        assert url is not None
        path = f"{url.path}?{url.query}" if url.query else url.path
        try:
            response = spider.internet.respond(url.host, path)
        except NoResponseError as reason:
            if str(reason) == "no such host":
                raise CannotResolveHostError(url.host) from None
            await asyncio.sleep(request.meta.get("download_timeout", 60))
            raise DownloadTimeoutError(request.url) from None
        known = request.headers.get("If-None-Match")
        if response.etag and known == response.etag.encode():
            response = SiteResponse(304, etag=response.etag)
        headers = _headers(response)
        head = b"".join(b"%s: %s\r\n" % (name.encode(), value.encode()) for name, value in headers.items())
        exchange = Exchange(
            url=request.url,
            fetched_at=datetime.fromtimestamp(spider.crawl.now(), UTC),
            seconds=0.2,
            request=f"GET {path} HTTP/1.1\r\nHost: {url.host}\r\n\r\n".encode(),
            response=b"HTTP/1.1 %d X\r\n%s\r\n%s" % (response.status, head, response.body),
            ip_address=SERVER_IP,
        )
        request.meta[EXCHANGE] = exchange
        self.crawler.archive_sink(exchange, request)  # type: ignore[attr-defined]
        return make_response(request.url, response.status, Headers(headers), response.body)


def _headers(response: SiteResponse) -> dict[str, str]:
    headers = {"Content-Length": str(len(response.body))}
    if response.status != 304:
        headers["Content-Type"] = response.content_type
    if response.etag:
        headers["ETag"] = response.etag
    if response.retry_after:
        headers["Retry-After"] = str(response.retry_after)
    return headers

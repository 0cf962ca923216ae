"""The workspace's HTTP proxy, for every request: those for robots.txt, which no spider makes, too."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured


class ProxyMiddleware:
    """Sends each request through ``[crawl] proxy`` of ``vustacrawl.toml``."""

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it; not configured where the workspace names no proxy."""
        proxy = crawler.settings.get("VUSTACRAWL_PROXY")
        if not proxy:
            raise NotConfigured
        return cls(proxy)

    def process_request(self, request: Request) -> None:
        """Name the proxy, for Scrapy's own middleware to use."""
        request.meta.setdefault("proxy", self.proxy)

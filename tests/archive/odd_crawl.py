"""Crawls the odd server and pickles the exchanges, in a separate process because a reactor starts only once.

Usage: odd_crawl.py HTTP_PORT HTTPS_PORT OUT wire|rebuilt
"""

from __future__ import annotations

import errno
import pickle
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from odd_answers import MAXSIZE, ODD
from scrapy.crawler import Crawler, CrawlerProcess

from vustacrawl.archive import recorder, wire
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.writer import ArchiveFull

SETTINGS = {
    "DOWNLOAD_HANDLERS": {
        "http": "vustacrawl.archive.recorder.RecordingHandler",
        "https": "vustacrawl.archive.recorder.RecordingHandler",
    },
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
    "DOWNLOAD_TIMEOUT": 10,
    "DOWNLOAD_MAXSIZE": MAXSIZE,
    "RETRY_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "CRITICAL",
}


class OddSpider(scrapy.Spider):
    name = "odd"
    handle_httpstatus_list = (204, 299, 304, 404, 500)

    def __init__(self, http_port: int, https_port: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.proxy = f"http://user:secret@127.0.0.1:{http_port}"
        self.routes = {
            "http": f"http://127.0.0.1:{http_port}",
            "https": f"https://127.0.0.1:{https_port}",
            "proxy": "http://odd.example",
            "tunnel": "https://odd.example",
        }
        self.exchanges: list[Exchange] = []
        self.of_page: dict[str, Exchange | None] = {}
        self.bodies: dict[str, bytes] = {}
        self.failures: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> OddSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        recorder.send_exchanges_to(crawler, spider.archive)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for route, base in self.routes.items():
            proxied = {"proxy": self.proxy} if route in ("proxy", "tunnel") else {}
            for name, odd in ODD.items():
                yield scrapy.Request(
                    f"{base}/{name}#a-part-of-it",
                    method=odd.method,
                    body=b"a=1" if odd.method == "POST" else b"",
                    headers={"X-Requested-By": "a-test"},
                    meta={**proxied, "page": f"{route} {name}"},
                    callback=self.record,
                    errback=self.record_failure,
                    # Before a connection is reused while the server is closing it: a GET would be
                    # sent again, a POST would not.
                    priority=1 if odd.method == "POST" else 0,
                    dont_filter=True,
                )

    def archive(self, exchange: Exchange, request: scrapy.Request) -> None:
        self.exchanges.append(exchange)
        if exchange.url.endswith("archive-full"):
            raise ArchiveFull(errno.ENOSPC, "no room")

    def record(self, response: scrapy.http.Response) -> None:
        self.of_page[response.meta["page"]] = response.meta.get("exchange")
        self.bodies[response.meta["page"]] = response.body

    def record_failure(self, failure: Any) -> None:
        self.of_page[failure.request.meta["page"]] = failure.request.meta.get("exchange")
        self.failures[failure.request.meta["page"]] = failure.type.__name__


def main() -> None:
    http_port, https_port, out, how = sys.argv[1:]
    if how == "rebuilt":
        recorder.wire = None  # type: ignore[assignment]
    else:
        wire.IDLE_S = 0.5
    process = CrawlerProcess(SETTINGS)
    crawler = process.create_crawler(OddSpider)
    process.crawl(crawler, http_port=int(http_port), https_port=int(https_port))
    process.start()
    assert isinstance(crawler.spider, OddSpider)
    spider = crawler.spider
    Path(out).write_bytes(pickle.dumps((spider.exchanges, spider.of_page, spider.failures, spider.bodies)))


if __name__ == "__main__":
    main()

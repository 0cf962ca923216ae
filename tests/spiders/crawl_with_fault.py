"""``python -m tests.spiders.crawl_with_fault STAGE``: crawl ``union`` in the current folder with a fault in one stage.

The fault occurs on every visit of article 3, and nowhere else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from scrapy import Request
from scrapy.exceptions import DropItem

from vustacrawl import settings
from vustacrawl.archive.writer import WarcWriter
from vustacrawl.cli import crawl as crawl_command
from vustacrawl.cli import main
from vustacrawl.frontier import policy
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import Page
from vustacrawl.pipelines.dedupe import DedupePipeline
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.pipelines.validate import ValidatePipeline
from vustacrawl.spiders.news import NewsSpider
from vustacrawl.spiders.run import run_crawl
from vustacrawl.workspace import Workspace

FAULTY_PATH = "/bai-p3.html"


class StageError(Exception):
    """The exception that the stages raise."""


def raise_at(url: str) -> None:
    if url.endswith(FAULTY_PATH):
        raise StageError("no such luck")


def raise_before(owner: type, name: str, url_of: Callable[..., str]) -> None:
    """Let a method raise before it does anything."""
    method = getattr(owner, name)

    def faulty(self: Any, *arguments: Any, **named: Any) -> Any:
        raise_at(url_of(*arguments))
        return method(self, *arguments, **named)

    setattr(owner, name, faulty)


def parse_late(self: NewsSpider, response: Any) -> Iterator[Page]:
    yield from _parse(self, response)
    raise_at(response.url)


_parse = NewsSpider.parse


class FaultyDownloads:
    """A downloader middleware."""

    def process_request(self, request: Request) -> Request | None:
        if STAGE == "another request" and request.url.endswith(FAULTY_PATH):
            return request.replace(url=request.url.replace("-p3", "-p4"))
        if STAGE in ("process_request", "process_exception", "errback"):
            raise_at(request.url)
        return None

    def process_response(self, request: Request, response: Any) -> Any:
        if STAGE == "process_response":
            raise_at(request.url)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if STAGE == "process_exception":
            raise StageError("again")


class FaultySpiderMiddleware:
    """A spider middleware."""

    def process_spider_input(self, response: Any) -> None:
        if STAGE == "process_spider_input":
            raise_at(response.url)

    async def process_spider_output(self, response: Any, result: Any) -> Any:
        async for page in result:
            if STAGE == "process_spider_output":
                raise_at(response.url)
            if STAGE != "no page" or not response.url.endswith(FAULTY_PATH):
                yield page

    def process_spider_exception(self, response: Any, exception: Exception) -> None:
        if STAGE == "process_spider_exception":
            raise StageError("again")


class DroppingPipeline:
    """An item pipeline before all others."""

    def process_item(self, page: Page) -> Page:
        if page.url.endswith(FAULTY_PATH):
            raise DropItem("not wanted")
        return page


class RaisingPipeline:
    """An item pipeline after all others."""

    def process_item(self, page: Page) -> Page:
        raise_at(page.url)
        return page


def crawl_with_faulty_tick(workspace: Workspace, crawl: Crawl, log_level: str, _: None) -> None:
    run_crawl(workspace, crawl, log_level, lambda: raise_at(FAULTY_PATH))


def install(stage: str) -> None:
    settings.DOWNLOADER_MIDDLEWARES[FaultyDownloads] = 500  # type: ignore[index]
    settings.SPIDER_MIDDLEWARES_BASE[FaultySpiderMiddleware] = 500
    policy.RETRY_DELAYS_S = (3600.0,) * 5  # type: ignore[assignment]
    match stage:
        case "callback" | "process_spider_exception":
            raise_before(NewsSpider, "parse", lambda response: response.url)
        case "callback, late":
            NewsSpider.parse = parse_late  # type: ignore[method-assign,assignment]
        case "errback":
            raise_before(NewsSpider, "failed", lambda failure: failure.request.url)
        case "archive":
            raise_before(WarcWriter, "write_exchange", lambda exchange, *_: exchange.url)
        case "validate":
            raise_before(ValidatePipeline, "process_item", lambda page: page.url)
        case "dedupe":
            raise_before(DedupePipeline, "process_item", lambda page: page.url)
        case "store":
            raise_before(StorePipeline, "process_item", lambda page: page.url)
        case "writing":
            raise_before(StorePipeline, "_store", lambda page: page.url)
        case "drop":
            settings.ITEM_PIPELINES[DroppingPipeline] = 50  # type: ignore[index]
        case "last pipeline":
            settings.ITEM_PIPELINES[RaisingPipeline] = 900  # type: ignore[index]
        case "tick":
            patch.object(crawl_command, "run_crawl", crawl_with_faulty_tick).start()


if __name__ == "__main__":
    STAGE = sys.argv.pop(1)
    install(STAGE)
    sys.argv[1:] = ["crawl", "union"]
    main()

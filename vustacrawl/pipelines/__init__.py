"""Validate, dedupe, store: what becomes of a page."""

from __future__ import annotations

from collections.abc import Callable

from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import Page
from vustacrawl.pipelines.dedupe import DedupePipeline
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.pipelines.validate import ValidatePipeline


def intake(crawl: Crawl) -> Callable[[Page], None]:
    """The same way into the catalog for pages that no spider brings: those of the archive, and imported ones."""
    stations = (ValidatePipeline(), DedupePipeline(crawl), StorePipeline(crawl))

    def take_in(page: Page) -> None:
        for station in stations:
            page = station.process_item(page)

    return take_in

"""Validate, dedupe, store: what becomes of a page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import Page, Problem
from vustacrawl.pipelines.dedupe import DedupePipeline
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.pipelines.validate import ValidatePipeline

logger = logging.getLogger(__name__)


def intake(crawl: Crawl) -> Callable[[Page], None]:
    """The same way into the catalog for pages that no spider brings: those of the archive, and imported ones."""
    stations = (ValidatePipeline(), DedupePipeline(crawl), StorePipeline(crawl))

    def take_in(page: Page) -> None:
        try:
            for station in stations:
                page = station.process_item(page)
        except Exception as error:
            # As in a crawl, a page that a pipeline cannot bear costs that page.
            logger.exception("cannot take in %s", page.url)
            fault = Problem(page.url, "validate", "internal error in a pipeline", f"{type(error).__name__}: {error}")
            refused = page
            crawl.add(
                lambda: crawl.fail_page(refused, fault, None),
                lambda _: crawl.add_problem(refused.site, fault),
            )

    return take_in

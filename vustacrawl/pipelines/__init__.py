"""The pipelines of a page: validate, dedupe, store; and the ways in for imports, reparses and recovery."""

from __future__ import annotations

import logging
from collections.abc import Callable

from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import Page, Problem
from vustacrawl.pipelines.dedupe import DedupePipeline
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.pipelines.validate import ValidatePipeline

logger = logging.getLogger(__name__)


def page_ingester(crawl: Crawl) -> Callable[[Page], None]:
    """Return a function that sends a page through the pipelines, for pages that come from no spider."""
    pipelines = (ValidatePipeline(), DedupePipeline(crawl), StorePipeline(crawl))

    def ingest(page: Page) -> None:
        try:
            for pipeline in pipelines:
                page = pipeline.process_item(page)
        except Exception as error:
            # As in a crawl, a pipeline that fails costs this page only.
            logger.exception("cannot ingest %s", page.url)
            fault = Problem(page.url, "validate", "internal error in a pipeline", f"{type(error).__name__}: {error}")
            refused = page
            crawl.add(
                lambda: crawl.fail_page(refused, fault, None),
                lambda _: crawl.add_problem(refused.site, fault),
            )

    return ingest

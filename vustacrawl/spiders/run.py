"""Run one crawl in this process, from the first lease to the last commit."""

from __future__ import annotations

import gc
import logging

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from vustacrawl import settings as project
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.spiders.federation import spider_for
from vustacrawl.workspace import Workspace


def run_crawl(workspace: Workspace, crawl: Crawl, log_level: str = "WARNING") -> None:
    """Work off what is due and close ``crawl``; Ctrl-C and SIGTERM end it in good order.

    Whoever has set up logging keeps it; else what is logged from ``log_level`` on goes to stderr.
    Once a process: Twisted's reactor cannot be started again.
    """
    configuration = Settings()
    configuration.setmodule(project)
    configuration.set("LOG_LEVEL", log_level, "cmdline")
    configuration.set("LOG_INSTALL_ROOT_HANDLER", not logging.root.handlers, "cmdline")
    process = AsyncCrawlerProcess(configuration)
    process.crawl(spider_for(workspace, crawl.profiles.values()), crawl=crawl)
    # What was imported lives to the end: the collector need not walk over it again and again.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    process.start()

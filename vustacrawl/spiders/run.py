"""Run one crawl in this process, from the first lease to the last commit."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from vustacrawl import settings as project
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.interrupts import on_interrupt
from vustacrawl.spiders.news import spider_for
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)

SHUTDOWN_TIMEOUT_S = 4.0
"""How long a stopped crawl waits for responses in flight."""
TICK_S = 0.5


def run_crawl(
    workspace: Workspace, crawl: Crawl, log_level: str = "WARNING", tick: Callable[[], None] | None = None
) -> None:
    """Fetch everything that is due and close ``crawl``; Ctrl-C and SIGTERM stop it cleanly.

    ``tick``, if given, is called every TICK_S between two events; an exception of it ends the crawl.
    An existing logging setup is kept; otherwise messages from ``log_level`` up go to stderr.
    Call this once per process: Twisted's reactor cannot be restarted.
    """
    process = AsyncCrawlerProcess(crawl_settings(log_level))
    process.crawl(spider_for(workspace, crawl.profiles_to_crawl), crawl=crawl)
    # Imported modules live to the end: the garbage collector need not scan them repeatedly.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    loop = asyncio.get_event_loop()

    def tick_again() -> None:
        if not tick:
            return
        try:
            tick()
        except Exception as error:
            logger.exception("the crawl ends")
            crawl.error = crawl.error or f"internal error: {error!r}"
        else:
            loop.call_later(TICK_S, tick_again)

    loop.call_soon(tick_again)
    try:
        run_reactor(process)
    finally:
        crawl.close(interrupted=True)  # already closed, unless the reactor had to be abandoned


def crawl_settings(log_level: str) -> Settings:
    """Return Scrapy's settings for a crawl."""
    configuration = Settings()
    configuration.setmodule(project)
    configuration.set("LOG_LEVEL", log_level, "cmdline")
    configuration.set("LOG_INSTALL_ROOT_HANDLER", not logging.root.handlers, "cmdline")
    return configuration


def run_reactor(process: AsyncCrawlerProcess) -> None:
    """Run Twisted's reactor until the process's crawls are over; Ctrl-C and SIGTERM stop them.

    Responses in flight have SHUTDOWN_TIMEOUT_S to arrive.
    """
    loop = asyncio.get_event_loop()
    stopping: list[asyncio.Task[None]] = []  # an unreferenced task may be garbage-collected

    def leave(reactor: Any) -> None:
        reactor.crash()
        reactor.getThreadPool().stop()  # the interpreter would wait for its threads

    def stop() -> None:
        from twisted.internet import reactor  # the process has installed it

        loop.call_later(SHUTDOWN_TIMEOUT_S, leave, cast(Any, reactor))
        stopping.append(loop.create_task(process.stop()))

    with on_interrupt(lambda: loop.call_soon_threadsafe(stop)):
        process.start(install_signal_handlers=False)

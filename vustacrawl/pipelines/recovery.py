"""Recover responses that a crashed crawl archived but never stored, instead of fetching them again."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from vustacrawl.archive.crawl_info import site_of_file
from vustacrawl.archive.repair import Repair, inspect, repair_all
from vustacrawl.archive.writer import OPEN_SUFFIX
from vustacrawl.catalog.captures import finish_warc_files
from vustacrawl.frontier.crawl import BUSY_TIMEOUT_S, Crawl
from vustacrawl.items import Problem
from vustacrawl.pipelines.ingest import Outcome, RecordIngester
from vustacrawl.sites import Profile
from vustacrawl.spiders.news import NewsSpider
from vustacrawl.workspace import Workspace, WorkspaceError

logger = logging.getLogger(__name__)

_UNLISTED = """
SELECT value FROM json_each(?) WHERE NOT EXISTS (
  SELECT 1 FROM warc_files WHERE warc_files.name = value AND sha256 IS NOT NULL)
"""


class RecoverFirst:
    """A Scrapy extension that, before the first request, recovers what earlier crawls left in the archive."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        extension = cls()
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Recover the responses of the spider's sites."""
        crawl = cast(NewsSpider, spider).crawl
        with crawl.abort_on_storage_failure():
            recover(crawl, crawl.profiles)
        crawl.batch.busy_timeout_s = BUSY_TIMEOUT_S


def recover(crawl: Crawl, sites: Iterable[str]) -> int:
    """Finish the unfinished files of some sites of a crawl, and return how many responses were recovered."""
    recovered = 0
    # The folder is read once: after some years of 150 sites it has too many files to be read for each site.
    for site, files in _files_of(crawl.warc, sites).items():
        recovered += sum(_ingest(crawl, site, left) for left in _left_over(crawl, files))
        with crawl.batch.transaction():
            crawl.queue.reset_attempts_of_dead_crawls(site)
    return recovered


def recover_left(workspace: Workspace, profiles: Iterable[Profile]) -> None:
    """Recover what crashed crawls left of these sites, without crawling them. Raises CatalogError.

    Sites in use by another process are skipped: that process finishes their files.
    """
    for profile in profiles:
        if any(workspace.warc.glob(f"{profile.name}-*{OPEN_SUFFIX}")):
            try:
                crawl = Crawl(workspace, [profile], kind="import")
            except WorkspaceError as error:
                logger.info("%s", error)
                continue
            with crawl.abort_on_storage_failure():
                recover(crawl, crawl.profiles)
            crawl.close(interrupted=False)


def _files_of(folder: Path, sites: Iterable[str]) -> dict[str, list[Path]]:
    """Return, by site, the files that its crawls wrote or are writing."""
    files: dict[str, list[Path]] = {site: [] for site in sites}
    for entry in os.scandir(folder):
        if (site := site_of_file(entry.name)) in files:
            files[site].append(folder / entry.name)
    return files


def _left_over(crawl: Crawl, files: list[Path]) -> Iterator[Repair]:
    """Yield the files that no crawl finished, and finished ones that the catalog does not list as finished.

    They come in the order in which they were begun, since a revisit refers to a record of an earlier file.
    """
    repaired = {left.name: left for left in repair_all(path for path in files if path.suffix == OPEN_SUFFIX)}
    finished = json.dumps([path.name for path in files if path.suffix != OPEN_SUFFIX])
    unlisted = {name for (name,) in crawl.db.execute(_UNLISTED, (finished,))}
    for name in sorted(unlisted | repaired.keys()):
        yield repaired.get(name) or inspect(crawl.warc / name)


def _ingest(crawl: Crawl, site: str, left: Repair) -> int:
    records = RecordIngester(crawl, are_visits=True)
    recovered = 0
    for location in left.captures:
        recovered += records.ingest(location, site).outcome is Outcome.IMPORTED
    with crawl.batch.transaction():
        for corrupt in left.corrupt:
            detail = f"{corrupt.length} bytes at {corrupt.offset}: {corrupt.reason}"
            crawl.problems.add(site, Problem(left.name, "archive", "damaged bytes were set aside", detail))
        # Last, so that if the crawl dies meanwhile, the file is examined again.
        if left.file:
            finish_warc_files(crawl.db, [left.file], site, crawl.ids[site])
    if recovered:
        logger.warning("%s: recovered %d responses that a crashed crawl had archived", site, recovered)
    return recovered

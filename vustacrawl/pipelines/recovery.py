"""Recover responses that a crashed crawl archived but never stored, instead of fetching them again."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from sqlite_utils import Database

from vustacrawl.archive.crawl_info import site_of_file
from vustacrawl.archive.repair import Repair, inspect, repair
from vustacrawl.archive.writer import OPEN_SUFFIX
from vustacrawl.catalog import CatalogError, open_catalog
from vustacrawl.catalog.captures import finish_warc_files
from vustacrawl.frontier.crawl import BUSY_TIMEOUT_S, Crawl
from vustacrawl.items import Problem
from vustacrawl.pipelines.ingest import Outcome, RecordIngester
from vustacrawl.sites import Profile
from vustacrawl.spiders.news import NewsSpider
from vustacrawl.workspace import SiteInUseError, Workspace

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
    """Recover what crashed crawls left of these sites, without crawling them. Raises WorkspaceError or CatalogError.

    A site in use by another process is skipped with a warning: its files may be what that process is writing.
    """
    workspace.prepare()
    by_name = {profile.name: profile for profile in profiles}
    with closing(open_catalog(workspace.database)) as db:
        left = [site for site, files in _files_of(workspace.warc, by_name).items() if _unlisted(db, files)]
    for site in left:
        try:
            crawl = Crawl(workspace, [by_name[site]], kind="import")
        except SiteInUseError as error:
            logger.warning("%s; what a crashed crawl left of it is recovered later", error)
            continue
        with crawl, crawl.abort_on_storage_failure():
            recover(crawl, crawl.profiles)
        if crawl.error:
            raise CatalogError(f"{site}: what a crashed crawl left is not recovered: {crawl.error}")


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
    repairs = (repair(path) for path in files if path.suffix == OPEN_SUFFIX)
    repaired = {left.name: left for left in repairs if left}
    unlisted = _unlisted(crawl.db, (path for path in files if path.suffix != OPEN_SUFFIX))
    for name in sorted(unlisted | repaired.keys()):
        yield repaired.get(name) or inspect(crawl.warc / name)


def _unlisted(db: Database, files: Iterable[Path]) -> set[str]:
    """Return the names of the files that the catalog does not list as finished."""
    names = json.dumps([path.name for path in files])
    return {name for (name,) in db.execute(_UNLISTED, (names,))}


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

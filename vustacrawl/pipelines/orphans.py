"""Answers that a crawl archived and then died before the catalog named them: taken in, not asked for again."""

from __future__ import annotations

import logging
import re
from typing import Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from vustacrawl.archive.reader import read_record
from vustacrawl.archive.repair import Repair, repair_folder
from vustacrawl.catalog.captures import finish_warc_files
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import Problem
from vustacrawl.pipelines.records import RecordIntake
from vustacrawl.spiders.federation import FederationSpider

logger = logging.getLogger(__name__)


class OrphansFirst:
    """A Scrapy extension: before the first request, take in what an earlier crawl left."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it."""
        extension = cls()
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Take in the orphans of the spider's sites."""
        take_in_orphans(cast(FederationSpider, spider).crawl)


def take_in_orphans(crawl: Crawl) -> int:
    """Finish the files that died growing, of the crawl's sites; how many answers were taken in."""
    return sum(
        _take_in(crawl, site, repaired)
        for site in crawl.profiles
        for repaired in repair_folder(crawl.warc, _is_series_of(site))
    )


def _is_series_of(site: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(site)}-\d{{14}}-\d+-\d{{5}}\.")


def _take_in(crawl: Crawl, site: str, repaired: Repair) -> int:
    with crawl.batch.page():
        if repaired.file:
            finished = (repaired.file.name, repaired.file.length, repaired.file.sha256)
            finish_warc_files(crawl.db, [finished], site, crawl.ids[site])
        for damage in repaired.damages:
            crawl.note_problem(
                site,
                Problem(
                    repaired.name, "archive", f"{damage.length} bytes put aside at {damage.offset}: {damage.reason}"
                ),
            )
    records = RecordIntake(crawl, are_visits=True)
    taken = 0
    for place in repaired.captures:
        record = read_record(crawl.warc, place.file, place.offset, place.length)
        taken += records.take_in(place.file, record, site)
    if taken:
        logger.warning("%s: %d answers that a crawl archived before it died were taken in", site, taken)
    return taken

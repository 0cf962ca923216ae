"""Answers that a crawl archived and then died before the catalog named them: taken in, not asked for again."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.reader import read_record
from vustacrawl.archive.records import RecordError, RecordPlace
from vustacrawl.archive.repair import Repair, repair_folder
from vustacrawl.catalog.captures import finish_warc_files, insert_capture, knows_record
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import Page, Problem
from vustacrawl.pipelines import intake
from vustacrawl.spiders.archived import answer_of_record
from vustacrawl.spiders.federation import FederationSpider
from vustacrawl.spiders.reading import capture_of, read_answer

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
    orphans = [place for place in repaired.captures if not knows_record(crawl.db, place.record_id)]
    take_in = intake(crawl)
    for place in orphans:
        try:
            page = _page_of(crawl, site, crawl.warc, place)
        except (RecordError, PayloadError) as error:
            with crawl.batch.page():
                crawl.note_problem(site, Problem(place.url, "archive", str(error)))
            continue
        if page:
            take_in(page)
    if orphans:
        logger.warning("%s: %d answers that a crawl archived before it died were taken in", site, len(orphans))
    return len(orphans)


def _page_of(crawl: Crawl, site: str, folder: Path, place: RecordPlace) -> Page | None:
    """The page of an archived visit; an answer that no visit asked for, such as a robots.txt, becomes a capture."""
    record = read_record(folder, place.file, place.offset, place.length)
    answer = answer_of_record(folder, place.file, record, crawl.db)
    kind = crawl.queue.kind_of(place.url)
    if kind is None:
        with crawl.batch.page():
            insert_capture(crawl.db, site, crawl.ids[site], capture_of(place.url, answer))
        return None
    crawl.handed_out(site, kind)
    return read_answer(site, place.url, kind, answer, crawl.profiles[site])

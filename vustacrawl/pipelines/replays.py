"""Replay the crawls of imported files: the catalog ends up as after them, and nothing they fetched is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from vustacrawl.archive.crawl_info import CrawlInfo, with_end
from vustacrawl.catalog.captures import add_warc_file, finish_warc_files
from vustacrawl.catalog.crawls import find_crawl, is_unfinished
from vustacrawl.frontier.replay import Replay
from vustacrawl.items import RecordLocation, RecordPlace
from vustacrawl.pipelines.import_index import ArchivedResponse
from vustacrawl.pipelines.import_report import ImportResult
from vustacrawl.pipelines.ingest import RecordIngester
from vustacrawl.pipelines.reading import ImportedFiles, read_responses
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace


class ArchivedCrawl(NamedTuple):
    """A crawl of one site, and its files in order."""

    info: CrawlInfo
    files: list[str]
    hosts: frozenset[str] | None = None
    """For another tool's file: the hosts of the site; None if vustacrawl wrote the files, for this site only."""


def own_crawls(imported: ImportedFiles, profiles: Mapping[str, Profile], folder: Path) -> Iterator[ArchivedCrawl]:
    """Yield vustacrawl's crawls of sites with a profile in this workspace, oldest first."""
    infos = {name: crawl for report in imported.reports for name, crawl in report.crawls.items()}
    in_order = sorted(infos.items(), key=lambda item: (item[1].started_at, item[1].crawl_id or 0, item[1].file))
    for (site, _), group in groupby(in_order, key=lambda item: (item[1].site, item[1].started_at)):
        files = dict(group)
        if site in profiles:
            last = [*files][-1]
            yield ArchivedCrawl(with_end(files[last], folder / last, imported.index.last_offset(last)), [*files])


def crawls_of_others(
    imported: ImportedFiles, profiles: Mapping[str, Profile], files: list[str]
) -> Iterator[ArchivedCrawl]:
    """Yield one crawl per site for each file written by another tool."""
    for file in files:
        hosts = imported.index.hosts([file])
        for profile in profiles.values():
            if profile.known_hosts & hosts:
                info = CrawlInfo(file, profile.name, None, imported.index.first_date(file))
                yield ArchivedCrawl(info, [file], profile.allowed_hosts | profile.known_hosts)


def replay(
    workspace: Workspace,
    profiles: list[Profile],
    crawls: list[ArchivedCrawl],
    imported: ImportedFiles,
    result: ImportResult,
) -> None:
    """Replay crawls, one after another."""
    crawl = Replay(workspace, profiles)
    with crawl:
        _replay(crawl, crawls, imported)
    result.totals.update(crawl.totals)
    result.error = crawl.error


def _replay(crawl: Replay, crawls: list[ArchivedCrawl], imported: ImportedFiles) -> None:
    def place_of_original(revisit: RecordLocation, _: str) -> RecordPlace | None:
        return next((found.place for found in imported.index.originals(revisit.original)), None)

    with crawl.batch.transaction():
        for archived in crawls:
            for file in archived.files if archived.hosts is not None else ():
                add_warc_file(crawl.db, file, None, None)  # it may hold records that are no site's
    records = RecordIngester(crawl, are_visits=True, find_elsewhere=place_of_original)
    current: ArchivedCrawl | None = None
    total = imported.index.count([file for archived in crawls for file in archived.files])
    for response, read in read_responses(crawl, records, imported, _responses(crawls, imported), total):
        archived = crawls[response.crawl]
        if archived is not current:
            _end(crawl, current)
            crawl.begin(archived.info)
            current = archived
        records.store(read, partial(imported.count, response))
        if crawl.error:
            return
    if not crawl.error:
        _end(crawl, current)
        for archived in crawls:
            if archived.info.end and is_unfinished(crawl.db, archived.info.site, archived.info.started_at):
                crawl.begin(archived.info)  # a killed import stored everything but its end
                _end(crawl, archived)
        with crawl.batch.transaction():
            for archived in crawls:
                crawl_id = find_crawl(crawl.db, archived.info.site, archived.info.started_at)
                site = archived.info.site if archived.hosts is None else None
                finish_warc_files(crawl.db, imported.warc_files(archived.files), site, crawl_id)


def _responses(crawls: list[ArchivedCrawl], imported: ImportedFiles) -> Iterator[ArchivedResponse]:
    for number, archived in enumerate(crawls):
        for file in archived.files:
            for response in imported.index.of_file(file):
                if archived.hosts is None or host_of(response.record.url) in archived.hosts:
                    yield response._replace(site=archived.info.site, crawl=number)


def _end(crawl: Replay, archived: ArchivedCrawl | None) -> None:
    if archived:
        crawl.end(archived.info.site, archived.info.end)

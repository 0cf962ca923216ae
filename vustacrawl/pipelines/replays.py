"""Replay the crawls of imported files: the catalog ends up as after them, and nothing they fetched is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from vustacrawl.archive.crawl_info import CrawlInfo, with_end
from vustacrawl.archive.records import RecordLocation
from vustacrawl.catalog.captures import RecordPlace, finish_warc_files
from vustacrawl.catalog.crawls import find_crawl, is_unfinished
from vustacrawl.frontier.replay import Replay
from vustacrawl.pipelines.import_index import ArchivedResponse
from vustacrawl.pipelines.import_report import ImportResult
from vustacrawl.pipelines.ingest import RecordIngester
from vustacrawl.pipelines.reading import ImportedFiles, read_responses
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace


class Series(NamedTuple):
    """A crawl of one site, and its files in order."""

    crawl: CrawlInfo
    files: list[str]
    hosts: frozenset[str] | None = None
    """For another tool's file: the hosts of the site; None if vustacrawl wrote the files, for this site only."""


def own_series(imported: ImportedFiles, profiles: Mapping[str, Profile], folder: Path) -> Iterator[Series]:
    """Yield vustacrawl's crawls of sites with a profile in this workspace, oldest first."""
    crawls = {name: crawl for report in imported.reports for name, crawl in report.crawls.items()}
    in_order = sorted(crawls.items(), key=lambda item: (item[1].started_at, item[1].crawl_id or 0, item[1].file))
    for (site, _), group in groupby(in_order, key=lambda item: (item[1].site, item[1].started_at)):
        files = dict(group)
        if site in profiles:
            last = [*files][-1]
            yield Series(with_end(files[last], folder / last, imported.index.last_offset(last)), [*files])


def series_of_others(imported: ImportedFiles, profiles: Mapping[str, Profile], files: list[str]) -> Iterator[Series]:
    """Yield one crawl per site for each file written by another tool."""
    for file in files:
        hosts = imported.index.hosts([file])
        for profile in profiles.values():
            if profile.known_hosts & hosts:
                info = CrawlInfo(file, profile.name, None, imported.index.first_date(file))
                yield Series(info, [file], profile.allowed_hosts | profile.known_hosts)


def replay(
    workspace: Workspace, profiles: list[Profile], series: list[Series], imported: ImportedFiles, result: ImportResult
) -> None:
    """Replay crawls, one after another."""
    crawl = Replay(workspace, profiles)
    with crawl:
        _replay(crawl, series, imported)
    result.totals.update(crawl.totals)
    result.error = crawl.error


def _replay(crawl: Replay, series: list[Series], imported: ImportedFiles) -> None:
    def place_of_original(revisit: RecordLocation, _: str) -> RecordPlace | None:
        return imported.index.place_of(revisit.original.record_id or "")

    records = RecordIngester(crawl, are_visits=True, find_elsewhere=place_of_original)
    current: Series | None = None
    total = imported.index.count([file for each in series for file in each.files])
    for response, read in read_responses(crawl, records, imported, _responses(series, imported), total):
        series_of_response = series[response.series]
        if series_of_response is not current:
            _end(crawl, current)
            crawl.begin(series_of_response.crawl)
            current = series_of_response
        records.store(read, partial(imported.count, response))
        if crawl.error:
            return
    if not crawl.error:
        _end(crawl, current)
        for each in series:
            if each.crawl.end and is_unfinished(crawl.db, each.crawl.site, each.crawl.started_at):
                crawl.begin(each.crawl)  # a killed import stored everything but its end
                _end(crawl, each)
        with crawl.batch.transaction():
            for each in series:
                crawl_id = find_crawl(crawl.db, each.crawl.site, each.crawl.started_at)
                site = each.crawl.site if each.hosts is None else None
                finish_warc_files(crawl.db, imported.facts(each.files), site, crawl_id)


def _responses(series: list[Series], imported: ImportedFiles) -> Iterator[ArchivedResponse]:
    for number, each in enumerate(series):
        for file in each.files:
            for response in imported.index.of_file(file):
                if each.hosts is None or host_of(response.record.url) in each.hosts:
                    yield response._replace(site=each.crawl.site, series=number)


def _end(crawl: Replay, series: Series | None) -> None:
    if series:
        crawl.end(series.crawl.site, series.crawl.end)

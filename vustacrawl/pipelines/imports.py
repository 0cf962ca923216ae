"""Import files made by other tools or workspaces: first into the archive, then their captures into the catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from vustacrawl.archive.import_warc import records_among, remove_leftovers
from vustacrawl.archive.object_store import StoredFile
from vustacrawl.archive.scan import CorruptRange
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.batch import Batch
from vustacrawl.catalog.captures import capture_at, finish_warc_files, knows_record
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import RecordLocation
from vustacrawl.pipelines.examine import examine_file
from vustacrawl.pipelines.import_index import ResponseIndex
from vustacrawl.pipelines.import_report import ImportReport, ImportResult, Track
from vustacrawl.pipelines.import_sources import GivenAddress, SourceArchiver
from vustacrawl.pipelines.ingest import RecordIngester
from vustacrawl.pipelines.late_finds import describe_archived_media, resolve_revisits
from vustacrawl.pipelines.reading import ImportedFiles, read_responses
from vustacrawl.pipelines.replays import ArchivedCrawl, crawls_of_others, own_crawls, replay
from vustacrawl.readers.run import Reader, local
from vustacrawl.sites import Profile, all_profiles
from vustacrawl.workspace import Workspace


def import_paths(
    workspace: Workspace,
    paths: Iterable[Path],
    given: Mapping[Path, GivenAddress],
    track: Track,
    reader: Reader,
    *,
    as_crawled: bool | None = None,
) -> ImportResult:
    """Import archive files, saved pages and folders of them. Raises WorkspaceError and CatalogError.

    ``as_crawled``: whether captures count as visits, so that their URLs are not due again; None: only those in files
    that vustacrawl wrote. ``reader`` is used if there are many.
    """
    workspace.prepare()
    remove_leftovers(workspace.warc)
    reports: list[ImportReport] = []
    with closing(ResponseIndex()) as index:

        def examine(report: ImportReport, path: Path, file: str, corrupt: list[CorruptRange] | None) -> None:
            records = records_among(examine_file(path, local(reader)), corrupt)
            index.add(file, track(records, file), report, len(reports))

        with closing(open_catalog(workspace.database)) as db:
            archiver = SourceArchiver(workspace.warc, given, partial(knows_record, db), examine)
            for path in paths:
                for report in archiver.archive(path):
                    reports.append(report)  # noqa: PERF402 - examine() updates them meanwhile
        index.finish()
        imported = ImportedFiles(reports, index, track, reader)
        return _ingest_all(workspace, imported, as_crawled)


def import_stored(
    workspace: Workspace, files: Iterable[StoredFile], track: Track, reader: Reader, *, as_crawled: bool | None = None
) -> ImportResult:
    """Import archive files from object stores, one after another, keeping only the copy in the archive.

    Raises as ``import_paths``; a file that cannot be downloaded is reported.
    """
    whole = ImportResult([])
    for file in files:
        with TemporaryDirectory() as folder:
            try:
                path = file.fetch_into(Path(folder))
            except OSError as error:
                whole.reports.append(ImportReport(str(file), faults=[f"{file}: {error}"]))
                continue
            result = import_paths(workspace, [path], {}, track, reader, as_crawled=as_crawled)
        for report in result.reports:
            report.rename(str(path), str(file))
        whole.add(result)
        if whole.error:
            break
    return whole


def _ingest_all(workspace: Workspace, imported: ImportedFiles, as_crawled: bool | None) -> ImportResult:
    profiles = {profile.name: profile for profile in all_profiles(workspace.sites)}
    crawls: list[ArchivedCrawl] = []
    if as_crawled is not False:
        crawls += own_crawls(imported, profiles, workspace.warc)
    if as_crawled:
        crawls += crawls_of_others(imported, profiles, imported.without(_files_of(crawls)))
    others = imported.without(_files_of(crawls))
    ingested = _profiles_of(imported.index.hosts(others), [*profiles.values()])
    replayed = [profiles[name] for name in dict.fromkeys(archived.info.site for archived in crawls)]
    _count_elsewhere(imported.reports, [*profiles.values()])
    result = ImportResult(imported.reports)
    if replayed:
        replay(workspace, replayed, crawls, imported, result)
    with closing(open_catalog(workspace.database)) as db, Batch(db).transaction():  # even if it knows no site of theirs
        finish_warc_files(db, imported.warc_files(others), None, None)
    if ingested and not result.error:
        _ingest(workspace, ingested, imported, others, result)
    return result


def _profiles_of(hosts: set[str], profiles: list[Profile]) -> list[Profile]:
    """Return the profiles of the sites to which hosts belong; several sites may keep their images on one host."""
    own = [profile for profile in profiles if profile.known_hosts & hosts]
    left = hosts.difference(*(profile.known_hosts | profile.allowed_hosts for profile in own))
    return own + [profile for profile in profiles if profile.allowed_hosts & left]


def _files_of(crawls: list[ArchivedCrawl]) -> list[str]:
    return [file for archived in crawls for file in archived.files]


def _count_elsewhere(reports: list[ImportReport], profiles: list[Profile]) -> None:
    wanted = {host for profile in profiles for host in profile.allowed_hosts | profile.known_hosts}
    for report in reports:
        report.elsewhere += Counter({host: count for host, count in report.hosts.items() if host not in wanted})
        if report.pages:
            report.known += report.pages - report.responses
            report.responses = report.pages


def _ingest(
    workspace: Workspace, profiles: list[Profile], imported: ImportedFiles, files: list[str], result: ImportResult
) -> None:
    """Ingest captures that are not visits: first those with a payload, then revisits."""
    crawl = Crawl(workspace, profiles, kind="import")

    def find_elsewhere(revisit: RecordLocation, site: str) -> int | None:
        """Ingest the original of a revisit as a capture of its site if the catalog does not have it."""
        for original in imported.index.originals(revisit.original):
            records.ingest(original, site)
            if found := capture_at(crawl.db, original.place):
                return found
        return None

    records = RecordIngester(crawl, are_visits=False, find_elsewhere=find_elsewhere)
    with crawl:
        for response, read in read_responses(
            crawl, records, imported, imported.index.whole(files), imported.index.count(files)
        ):
            records.store(read, partial(imported.count, response))
            if crawl.error:
                break
        crawl.flush()
        for response in imported.track(imported.index.revisits(files), "revisits"):
            if crawl.error:
                break
            imported.count(response, records.ingest(response.record))
        if not crawl.error:
            resolve_revisits(crawl, records)
            describe_archived_media(crawl)
    for stats in crawl.stats.values():
        result.totals.update(stats.tally())
    result.error = crawl.error

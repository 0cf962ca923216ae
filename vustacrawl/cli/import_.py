"""``vustacrawl import``: add captures made by other tools to the archive and the catalog."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from vustacrawl.archive.import_warc import (
    WARC_SUFFIXES,
    ArchiveImportError,
    SavedPage,
    import_pages,
    import_wacz,
    import_warc,
)
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.archive.writer import WarcFile, WarcWriter
from vustacrawl.catalog.captures import finish_warc_files
from vustacrawl.cli.output import echo
from vustacrawl.cli.progress import with_progress_bar
from vustacrawl.clock import utc_text
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.parsers.saved import saved_url
from vustacrawl.pipelines.ingest import CAPTURE_TYPES, RecordIngester
from vustacrawl.sites import Profile, all_profiles
from vustacrawl.text import plural
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace

PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.option(
    "--urls",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV file with the columns file,url[,date], for saved pages that do not contain their own URL.",
)
@click.pass_obj
def command(workspace: Workspace, paths: tuple[Path, ...], urls: Path | None) -> None:
    """Import WARC files, WACZ packages and folders of saved pages into the archive and the catalog.

    Every capture keeps its own time; an older capture of an article becomes an older version. Captures of sites without
    a profile are archived and counted as skipped. Importing a file twice changes nothing.

    \b
    vustacrawl import crawl-2019.warc.gz collection.wacz
    vustacrawl import saved-pages/ --urls saved-pages.csv
    """
    workspace.prepare()
    faults: list[str] = []
    files: list[WarcFile] = []
    for path in paths:
        try:
            files += _adopt(path, workspace, urls, faults)
        except ArchiveImportError as error:
            faults.append(str(error))
    profiles = [*all_profiles(workspace.sites)]
    hosts = {host for file in files for host in _hosts_in(workspace.warc / file.name)}
    wanted = [profile for profile in profiles if profile.all_hosts & hosts]
    if wanted:
        _import_files(workspace, wanted, files, faults)
    elif files:
        faults.append("these files contain no captures of a site with a profile (`vustacrawl sites list`)")
    for fault in faults:
        echo(fault, err=True)
    sys.exit(1 if faults else 0)


def _adopt(path: Path, workspace: Workspace, urls: Path | None, faults: list[str]) -> list[WarcFile]:
    if path.is_file() and path.name.endswith(".wacz"):
        return list(import_wacz(path, workspace.warc))
    if path.is_file() and path.name.endswith(WARC_SUFFIXES):
        return [import_warc(path, workspace.warc)]
    pages = (
        sorted(file for file in path.rglob("*") if file.suffix.lower() in PAGE_SUFFIXES) if path.is_dir() else [path]
    )
    if not pages or any(page.suffix.lower() not in PAGE_SUFFIXES for page in pages):
        raise ArchiveImportError(f"{path}: not a WARC file, a WACZ package or saved pages (.html)")
    writer = WarcWriter(
        workspace.warc,
        "import",
        datetime.now(UTC).strftime("%Y%m%d%H%M%S%f"),
        operator=workspace.config.crawl.contact or "not given",
        robots="no requests were made",
        profile="",
        capture_method="saved pages, as found on disk",
    )
    return import_pages(_saved_pages(pages, urls, faults), workspace.warc, writer)


def _saved_pages(files: list[Path], urls: Path | None, faults: list[str]) -> Iterator[SavedPage]:
    """Yield each saved page with its address and time: from the CSV, else from the page and the file's mtime."""
    given = _given_addresses(urls) if urls else {}
    for file in with_progress_bar(files, "saved pages"):
        body = file.read_bytes()
        url, saved_at = given.get(file.resolve(), (None, None))
        url = url or saved_url(body)
        if url is None:
            faults.append(f"{file}: the page does not contain its URL; list it in a CSV and use --urls")
            continue
        yield SavedPage(url, saved_at or utc_text(file.stat().st_mtime), body, file.name)


def _given_addresses(table: Path) -> dict[Path, tuple[str, str | None]]:
    given: dict[Path, tuple[str, str | None]] = {}
    with table.open(encoding="utf-8-sig", newline="") as rows:
        for number, row in enumerate(csv.reader(rows), 1):
            if len(row) < 2 or not row[1].startswith(("http://", "https://")):
                if number > 1:  # the first line may be a header
                    raise click.UsageError(f"{table}, line {number}: needs file,url[,date]")
                continue
            try:
                moment = datetime.fromisoformat(row[2]).astimezone(UTC) if len(row) > 2 and row[2] else None
            except ValueError:
                raise click.UsageError(f"{table}, line {number}: {row[2]!r} is not an ISO 8601 date") from None
            saved_at = utc_text(moment.timestamp()) if moment else None
            given[(table.parent / row[0]).resolve()] = (row[1], saved_at)
    return given


def _hosts_in(warc: Path) -> set[str]:
    return {
        host_of(part.url)
        for part in with_progress_bar(scan_records(warc), warc.name)
        if not isinstance(part, CorruptRange) and part.type in CAPTURE_TYPES
    }


def _import_files(workspace: Workspace, profiles: list[Profile], files: list[WarcFile], faults: list[str]) -> None:
    crawl = Crawl(workspace, profiles, kind="import")
    taken = others = 0
    try:
        with crawl.batch.transaction():
            finish_warc_files(crawl.db, [(file.name, file.length, file.sha256) for file in files], None, None)
        records = RecordIngester(crawl, are_visits=False)
        for file in files:
            for part in with_progress_bar(scan_records(workspace.warc / file.name), file.name):
                if isinstance(part, CorruptRange):
                    faults.append(f"{file.name} at {part.offset}: {part.reason} ({part.length} bytes)")
                elif records.ingest(file.name, part):
                    taken += 1
                else:
                    others += part.type in CAPTURE_TYPES
    except BaseException:
        crawl.close(interrupted=True)
        raise
    crawl.close(interrupted=False)
    stats = crawl.stats.values()
    echo(
        f"imported {plural(taken, 'capture')}, skipped {others} (already in the catalog, or no profile):"
        f" {plural(sum(site.added for site in stats), 'article')} added,"
        f" {sum(site.changed for site in stats)} changed,"
        f" {plural(sum(site.older for site in stats), 'older version')},"
        f" {plural(sum(site.problems for site in stats), 'problem')}",
        err=True,
    )
    if crawl.error:
        faults.append(f"Error: {crawl.error}")

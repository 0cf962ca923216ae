"""``vustacrawl import``: bring captures made elsewhere into the archive and the catalog."""

from __future__ import annotations

import codecs
import csv
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import Any
from zoneinfo import ZoneInfo

import click

from vustacrawl.archive.crawl_info import is_unfinished_file
from vustacrawl.archive.object_store import StoredFile, StoreError, stored_files
from vustacrawl.cli.options import reads_in_parallel
from vustacrawl.cli.output import echo, echo_json, first_faults
from vustacrawl.cli.progress import with_progress_bar
from vustacrawl.cli.shards import write_shards
from vustacrawl.clock import utc_text
from vustacrawl.parsers.fields.dates import read_structured_date
from vustacrawl.pipelines.import_report import ImportReport, ImportResult
from vustacrawl.pipelines.import_sources import GivenAddress
from vustacrawl.pipelines.imports import import_paths, import_stored
from vustacrawl.pipelines.offload import offload
from vustacrawl.readers.run import reader_on
from vustacrawl.schedule.plan import read_zone
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

_HOSTS_SHOWN = 10
SETTLED_S = 60.0
"""How long a file must not have changed before it is imported with --follow: crawlers write for minutes."""
POLL_S = 5.0


@click.command("import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(), metavar="PATH|URL…")
@click.option(
    "--urls",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV of file,url[,date] for saved pages that do not contain their URL; date is ISO 8601 or day/month/year,"
    " in the zone of [schedule] unless it has an offset.",
)
@click.option(
    "--as-crawled/--no-as-crawled",
    default=None,
    help="Whether captures also count as visits, so that what was just fetched is not due again."
    " [default: those in files that vustacrawl wrote]",
)
@click.option(
    "--follow",
    is_flag=True,
    help="Keep importing what other crawlers write into folders, until Ctrl-C: each file once it has not changed for a"
    " minute.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
@click.option(
    "--to",
    "target",
    type=(click.Choice(["parquet"]), str),
    metavar="parquet DIR",
    help="Write the articles of each WARC file to a Parquet file in DIR (or s3://bucket/prefix, extra `s3`), without"
    " changing archive or catalog.",
)
@reads_in_parallel
@click.pass_obj
def command(
    workspace: Workspace,
    sources: tuple[str, ...],
    urls: Path | None,
    as_crawled: bool | None,
    processes: int | None,
    follow: bool,
    as_json: bool,
    target: tuple[str, str] | None,
    cluster: str | None,
) -> None:
    """Import WARC, ARC, WACZ, MHTML and HAR files, saved pages, and folders of them, local or in an object store.

    Each capture keeps its own time: an older capture of an article becomes an older version. Captures of sites without
    a profile stay in the archive and are counted. Importing a file twice changes nothing. Exits with 1 if something
    could not be read.

    \b
    vustacrawl import crawl-2019.warc.gz collection.wacz
    vustacrawl import saved-pages/ --urls saved-pages.csv
    vustacrawl import --follow crawls/collections/example/archive
    vustacrawl import 's3://bucket/crawls/*.warc.gz'
    """
    given_paths = [source for source in sources if not _is_url(source)]
    if missing := [source for source in given_paths if not os.path.lexists(source)]:  # Path would read "" as "."
        raise click.UsageError(f"{missing[0] or repr('')}: no such file or folder")
    paths = [*map(Path, given_paths)]
    stored = [file for source in sources if _is_url(source) for file in _stored_files(source)]
    if stored and follow:
        raise click.UsageError("--follow watches folders, not object stores")
    reader = reader_on(cluster, processes)
    if target:
        sys.exit(write_shards(workspace, paths, stored, target[1], reader, as_json))
    given = _given_addresses(urls, read_zone(workspace.config.schedule.timezone)) if urls else {}
    for ready in _new_files(paths) if follow else [paths]:
        result = import_paths(workspace, ready, given, with_progress_bar, reader, as_crawled=as_crawled)
        if stored:
            result.add(import_stored(workspace, stored, with_progress_bar, reader, as_crawled=as_crawled))
        code = _report(workspace, result, as_json)
    sys.exit(code)


def _is_url(source: str) -> bool:
    return "://" in source


def _stored_files(url: str) -> list[StoredFile]:
    try:
        found = stored_files(url)
    except StoreError as error:
        raise click.UsageError(str(error)) from None
    if not found:
        raise click.UsageError(f"{url}: no such file")
    return found


def _new_files(paths: list[Path]) -> Iterator[list[Path]]:
    """Yield, without end, new and changed files below the folders, once nothing has written to them for SETTLED_S.

    Files that vustacrawl has not finished are left out: its next crawl finishes them, however long that takes.
    """
    seen: dict[Path, tuple[int, float]] = {}
    while True:
        files = [file for path in paths for file in sorted(path.rglob("*") if path.is_dir() else [path])]
        states = {file: state for file in files if not is_unfinished_file(file.name) and (state := _state(file))}
        unchanged = {file: state for file, state in states.items() if time.time() - state[1] >= SETTLED_S}
        if ready := [file for file, state in unchanged.items() if seen.get(file) != state]:
            seen |= unchanged
            yield ready
        time.sleep(POLL_S)


def _state(path: Path) -> tuple[int, float] | None:
    """Return the size and modification time of a file; None if it is not a file or was renamed meanwhile.

    A file that cannot be examined, such as a link to itself, counts as long unchanged: the import says why.
    """
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return 0, 0.0
    return (state.st_size, state.st_mtime) if S_ISREG(state.st_mode) else None


def _report(workspace: Workspace, result: ImportResult, as_json: bool) -> int:
    """Print the results of an import; return its exit code."""
    if as_json:
        echo_json([_as_json(report) for report in result.reports])
    for report in result.reports:
        for line in _lines(report):
            echo(line, err=True)
    if any(report.responses for report in result.reports):
        echo(_summary(result), err=True)
    if result.error:
        echo(f"Error: {result.error}", err=True)
    for line in (left := offload(workspace)):
        echo(line, err=True)
    found_some = any(report.imported or report.known for report in result.reports)
    return 0 if result.is_complete and found_some and not left else 1


def _lines(report: ImportReport) -> Iterator[str]:
    """Yield the report of one file: its responses in one line, then what is missing."""
    elsewhere, failed = report.elsewhere.total(), report.failed
    if report.responses:
        yield (
            f"{report.name}: {plural(report.responses, 'response')}, {report.imported} imported,"
            f" {report.known} skipped (already in the catalog), {elsewhere} of sites without a profile, {failed} failed"
        )
    elif not (report.unreadable or report.passed_over or report.faults):
        yield f"{report.name}: contains no responses"
    if elsewhere:
        yield f"  sites without a profile: {_most_common(report.elsewhere, _HOSTS_SHOWN)}"
    if report.unreadable:
        yield f"  unreadable: {_most_common(report.unreadable)}"
    if report.repaired:
        yield f"  repaired: {_most_common(report.repaired)}"
    if report.wrong_digests:
        yield f"  wrong digests: {_most_common(report.wrong_digests)}; `vustacrawl verify` names the records"
    if report.passed_over:
        count = report.passed_over.total()
        yield f"{report.name}: ignored {count} files or records of other kinds: {_most_common(report.passed_over)}"
    yield from first_faults(report.faults, "  " if report.responses else "")


def _most_common(counts: Counter[str], shown: int | None = None) -> str:
    listed = ", ".join(f"{key} {count}" for key, count in counts.most_common(shown))
    return f"{listed}, and {len(counts) - shown} more" if shown and len(counts) > shown else listed


def _summary(result: ImportResult) -> str:
    totals = result.totals
    imported, known, failed = (
        sum(getattr(report, name) for report in result.reports) for name in ("imported", "known", "failed")
    )
    elsewhere = sum(report.elsewhere.total() for report in result.reports)
    if elsewhere and not (imported or known):
        return "nothing imported: no capture belongs to a site with a profile (`vustacrawl sites list`)"
    return (
        f"imported {plural(imported, 'capture')}, skipped {known} (already in the catalog), {elsewhere} of sites"
        f" without a profile, failed {failed}: {plural(totals['added'], 'article')} added, {totals['changed']} changed,"
        f" {plural(totals['older'], 'older version')}, {plural(totals['problems'], 'problem')}"
    )


def _as_json(report: ImportReport) -> dict[str, Any]:
    return {
        "file": report.name,
        "responses": report.responses,
        "imported": report.imported,
        "skipped": report.known,
        "on_no_site": dict(report.elsewhere.most_common()),
        "failed": report.failed,
        "not_readable": dict(report.unreadable.most_common()),
        "repaired": dict(report.repaired.most_common()),
        "wrong_digests": dict(report.wrong_digests.most_common()),
        "no_pages": dict(report.passed_over.most_common()),
        "faults": report.faults,
        "archived_as": [file.name for file in report.files],
    }


def _given_addresses(table: Path, zone: ZoneInfo) -> dict[Path, GivenAddress]:
    given: dict[Path, GivenAddress] = {}
    text = _table_text(table)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)  # spreadsheets use the delimiter of the system's locale
    columns = ["file", "url", "date"]
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            row = dict(zip(columns, cells, strict=False))
            file, url, date = (row.get(name, "").strip() for name in ("file", "url", "date"))
            if not url.startswith(("http://", "https://")):
                names = [cell.strip().lower() for cell in cells]
                if number == 1 and {"file", "url"} <= {*names}:
                    columns = names
                elif cells and number > 1:  # the first row may be a heading with other names
                    raise click.UsageError(f"{table}, line {number}: needs file,url[,date]")
                continue
            try:
                saved_at = _saved_at(date, zone) if date else None
                given[_file_in(table.parent, file)] = GivenAddress(url, saved_at)
            except ValueError as error:
                raise click.UsageError(f"{table}, line {number}: {error}") from None
    except csv.Error as error:
        raise click.UsageError(f"{table}: not a CSV file ({error})") from None
    return given


def _saved_at(date: str, zone: ZoneInfo) -> str:
    """Return a date in UTC; ``zone`` applies if it has no offset. Raises ValueError for none, and for an odd time."""
    found = read_structured_date(date, zone.key) or ""
    try:
        moment = datetime.fromisoformat(found if (":" in found) == (":" in date) else "")
        return utc_text(moment.replace(tzinfo=moment.tzinfo or zone).timestamp())
    except ValueError:
        raise ValueError(f"{date!r} is neither an ISO 8601 date nor day/month/year") from None


def _file_in(folder: Path, name: str) -> Path:
    """Return the file of this name, which may have the backslashes of Windows. Raises ValueError if there is none."""
    try:
        file = (folder / name).resolve()
        return file if file.exists() else (folder / name.replace("\\", "/")).resolve(strict=True)
    except (ValueError, OSError):
        raise ValueError(f"no file {name!r}") from None


def _table_text(table: Path) -> str:
    data = table.read_bytes()
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise click.UsageError(f'{table}: not in UTF-8; save it as "CSV UTF-8"') from None
    if "\0" in text:
        raise click.UsageError(f"{table}: not a text file (it has NUL characters)")
    return text

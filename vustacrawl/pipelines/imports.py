"""Imports files that others made: into the archive, then their captures into the catalog."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from vustacrawl.archive.expand import is_compressed
from vustacrawl.archive.import_warc import ArchiveImportError, ImportedWarc, import_warc, remove_leftovers
from vustacrawl.archive.reader import read_record
from vustacrawl.archive.records import Original, Record, normal_digest, parse_date
from vustacrawl.archive.saved_pages import SavedPage, read_har, read_mhtml, write_saved_pages
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.archive.wacz import ARCHIVE_NAME, ZIP_MAGIC, unpack
from vustacrawl.archive.writer import WarcFile
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.batch import Batch
from vustacrawl.catalog.captures import capture_at, finish_warc_files, knows_record
from vustacrawl.clock import utc_text
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.parsers.saved import saved_at, saved_url
from vustacrawl.pipelines.ingest import CAPTURE_TYPES, Ingested, Outcome, RecordIngester
from vustacrawl.sites import Profile, all_profiles
from vustacrawl.urls import canonical_url, host_of
from vustacrawl.workspace import Workspace

Track = Callable[[Iterable[Any], str], Iterable[Any]]
"""Shows the progress of a loop; takes what it counts."""
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]{0,20}:", re.IGNORECASE)

_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".har"})
_WARC_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:WARC/\d|filedesc:)", re.IGNORECASE)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--[\x00-\xff]{0,4000}?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|meta)\b",
    re.IGNORECASE,
)
_MHTML_START = re.compile(
    rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?(?:MIME-Version|Snapshot-Content-Location):", re.IGNORECASE
)
_HAR_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:')
_SNIFFED_BYTES = 8192
_MAX_PAGE_BYTES = 64 * 1024 * 1024
_NOTHING_KNOWN = "neither WARC, ARC, WACZ, MHTML or HAR nor a saved page"


class GivenAddress(NamedTuple):
    """What a table says of a saved page: its URL, and when it was saved (UTC, ISO 8601 with ``Z``) if it does."""

    url: str
    saved_at: str | None


@dataclass(slots=True)
class ImportReport:
    """What became of one imported file, or of the saved pages of one folder. All numbers are answers."""

    name: str
    answers: int = 0
    imported: int = 0
    known: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    """On no profile's site, by host."""
    unreadable: Counter[str] = field(default_factory=Counter)
    """By reason: answers that could not be read, and parts of the file that are none."""
    repaired: Counter[str] = field(default_factory=Counter)
    """By reason: records that were odd and were read all the same."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Files of a folder that are neither archives nor pages, by their suffix; parts of a file that are no response."""
    faults: list[str] = field(default_factory=list)
    """What went wrong, a line each."""
    files: list[WarcFile] = field(default_factory=list)
    """The files of the archive that hold it."""
    hosts: Counter[str] = field(default_factory=Counter)
    """How many answers each host gave."""
    pages: int = 0
    """Saved pages that were read; those that the archive has already are in none of ``files``."""

    @property
    def failed(self) -> int:
        """How many answers could not be read."""
        return self.answers - self.imported - self.known - self.elsewhere.total()


@dataclass(slots=True)
class ImportResult:
    """The reports of all files, and what the catalog gained."""

    reports: list[ImportReport]
    added: int = 0
    changed: int = 0
    older: int = 0
    problems: int = 0
    unread: int = 0
    """Captures of which nothing could be read: those of ``problems`` that are not about a field alone."""
    error: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything was read."""
        return not (self.error or self.unread or any(report.faults or report.unreadable for report in self.reports))


def import_paths(
    workspace: Workspace, paths: Iterable[Path], given: Mapping[Path, GivenAddress], track: Track
) -> ImportResult:
    """Import archive files, saved pages and folders of them. Raises WorkspaceError and CatalogError."""
    workspace.prepare()
    remove_leftovers(workspace.warc)
    reports: list[ImportReport] = []
    with closing(open_catalog(workspace.database)) as db:

        def is_archived(record_id: str) -> bool:
            return knows_record(db, record_id)

        for path in paths:
            reports += _archive(path, workspace.warc, given, is_archived)
    with closing(_Index()) as index:
        for number, report in enumerate(reports):
            for file in report.files:
                index.add(workspace.warc, file, report, number, track)
        index.finish()
        profiles = [profile for profile in all_profiles(workspace.sites) if profile.known_hosts & index.hosts]
        _count_elsewhere(reports, profiles)
        result = ImportResult(reports)
        if profiles:
            _ingest(workspace, profiles, index, result, track)
        else:
            _register(workspace, reports)
    return result


def _archive(
    path: Path, folder: Path, given: Mapping[Path, GivenAddress], is_archived: Callable[[str], bool]
) -> Iterator[ImportReport]:
    """Bring a file, or everything in a folder, into the archive; yield a report for each archive file."""
    pages = ImportReport(str(path))
    sources = sorted(path.rglob("*")) if path.is_dir() else [path]
    saved: list[Path] = []
    for source in sources:
        if source.is_dir() and not source.is_symlink():
            continue
        try:
            kind = _kind_of(source, given)
        except OSError as error:
            pages.faults.append(f"{source}: {error.strerror or error}")
            continue
        if kind == "archive":
            yield _archive_warc(source, folder)
        elif kind == "package":
            yield _archive_package(source, folder)
        elif kind:
            saved.append(source)
        elif path.is_dir():
            pages.passed_over[source.suffix.lower() or "without a suffix"] += 1
        else:
            pages.faults.append(f"{path}: {_NOTHING_KNOWN}")
    if saved:
        _archive_pages(saved, folder, given, is_archived, pages)
    if path.is_dir() and not saved and not pages.faults and len(sources) == sum(pages.passed_over.values()):
        pages.faults.append(f"{path}: no archives or saved pages in this folder")
    if saved or pages.faults or pages.passed_over:
        yield pages


def _kind_of(path: Path, given: Mapping[Path, GivenAddress]) -> str | None:
    """Return what a file is by its first bytes, then by its name: archive, package, page, mhtml, har; else None."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("not a regular file")
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    name = path.name.lower()
    if path.resolve() in given:
        return "page"
    if _WARC_START.match(head) or ARCHIVE_NAME.fullmatch(name):
        return "archive"
    if name.endswith(".wacz") or (head.startswith(ZIP_MAGIC) and name.endswith(".zip")):
        return "package"
    if name.endswith((".mhtml", ".mht")) or _MHTML_START.match(head):
        return "mhtml"
    if name.endswith(".har") or _HAR_START.match(head):
        return "har"
    if _HTML_START.match(head) or path.suffix.lower() in _PAGE_SUFFIXES:
        return "page"
    return "archive" if is_compressed(head) and not name.endswith((".html.gz", ".tar.gz", ".tgz")) else None


def _archive_warc(path: Path, folder: Path) -> ImportReport:
    report = ImportReport(str(path))
    try:
        _add_file(report, import_warc(path, folder))
    except ArchiveImportError as error:
        report.faults.append(str(error))
    except OSError as error:
        report.faults.append(f"{path}: {error.strerror or error}")
    return report


def _archive_package(path: Path, folder: Path) -> ImportReport:
    report = ImportReport(str(path))
    try:
        for part in unpack(path):
            if isinstance(part, str):
                report.faults.append(f"{path}: {part}")
                continue
            try:
                _add_file(report, import_warc(part.path, folder, part.modified_at))
            except ArchiveImportError as error:
                report.faults.append(f"{path}: {part.name}{str(error).removeprefix(str(part.path))}")
    except OSError as error:
        report.faults.append(f"{path}: {error.strerror or error}")
    return report


def _add_file(report: ImportReport, imported: ImportedWarc) -> None:
    report.files.append(imported.file)
    report.repaired += imported.repaired
    for corrupt in imported.corrupt:
        report.unreadable[f"no record: {corrupt.reason}"] += 1
        report.faults.append(f"{report.name} at {corrupt.offset}: {corrupt.reason} ({corrupt.length} bytes)")


def _archive_pages(
    paths: list[Path],
    folder: Path,
    given: Mapping[Path, GivenAddress],
    is_archived: Callable[[str], bool],
    report: ImportReport,
) -> None:
    try:
        file = write_saved_pages(_saved_pages(paths, given, report), folder, is_archived)
    except OSError as error:
        report.faults.append(f"{report.name}: {error.strerror or error}")
        return
    report.files += [file] if file else []


def _saved_pages(paths: list[Path], given: Mapping[Path, GivenAddress], report: ImportReport) -> Iterator[SavedPage]:
    for path in paths:
        try:
            pages = [*_pages_in(path, given, report)]
        except ArchiveImportError as error:
            report.faults.append(str(error))
        except OSError as error:
            report.faults.append(f"{path}: {error.strerror or error}")
        else:
            report.pages += len(pages)
            yield from pages


def _pages_in(path: Path, given: Mapping[Path, GivenAddress], report: ImportReport) -> Iterator[SavedPage]:
    kind = _kind_of(path, given)
    if kind in ("mhtml", "har"):
        saved = read_mhtml(path) if kind == "mhtml" else read_har(path)
        report.unreadable += saved.unreadable
        report.passed_over += saved.passed_over
        yield from saved.pages
        return
    if path.stat().st_size > _MAX_PAGE_BYTES:
        raise ArchiveImportError(f"{path}: larger than {_MAX_PAGE_BYTES} bytes")
    body = path.read_bytes()
    named = given.get(path.resolve(), GivenAddress("", None))
    url = named.url or saved_url(body)
    if not url:
        raise ArchiveImportError(f"{path}: does not say where it is from; name it in --urls")
    date = named.saved_at or parse_date(saved_at(body) or "") or utc_text(path.stat().st_mtime)
    yield SavedPage(url, date, body, path.name)


class _Index:
    """The answers of the files that are imported, in a temporary database on disk.

    It finds the originals of revisits that the catalog does not have, because their URL is on no profile's site or
    nothing but the digest of their payload is given.
    """

    def __init__(self) -> None:
        self.hosts: set[str] = set()
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("BEGIN")  # never committed: nobody else reads it
        self._db.execute("CREATE TABLE whole (id, url, second, digest, file, offset, length)")
        self._db.execute("CREATE TABLE revisits (report, file, offset, length, date)")

    def close(self) -> None:
        self._db.close()

    def add(self, folder: Path, file: WarcFile, report: ImportReport, number: int, track: Track) -> None:
        """Add the answers of a file of the archive, and count them in the report."""
        for record in track(scan_records(folder / file.name), file.name):
            if isinstance(record, CorruptRange) or record.type not in CAPTURE_TYPES:
                continue
            if (scheme := _OTHER_SCHEME.match(record.url)) is not None:
                report.passed_over[f"{scheme[0].lower()} record"] += 1  # a lookup of a host name, notes of a tool
                continue
            report.answers += 1
            host = host_of(record.url)
            if not host:
                report.unreadable["not a valid URL"] += 1
                continue
            report.hosts[host] += 1
            self.hosts.add(host)
            self._insert(file.name, record, number)

    def _insert(self, file: str, record: Record, number: int) -> None:
        place = (file, record.offset, record.length)
        date = parse_date(record.get("WARC-Date") or "") or ""
        if record.type == "revisit":
            self._db.execute("INSERT INTO revisits VALUES (?, ?, ?, ?, ?)", (number, *place, date))
            return
        digest = normal_digest(record.get("WARC-Payload-Digest") or "")
        keys = (record.get("WARC-Record-ID"), _key(record.url), date[:19], digest)
        self._db.execute("INSERT INTO whole VALUES (?, ?, ?, ?, ?, ?, ?)", (*keys, *place))

    def finish(self) -> None:
        """Prepare it to be asked."""
        for column in ("id", "url", "digest"):
            self._db.execute(f"CREATE INDEX by_{column} ON whole ({column}) WHERE {column} <> ''")

    def revisits(self) -> Iterator[tuple[int, str, int, int]]:
        """Yield report, file, offset and length of each revisit, oldest first: one may refer to another."""
        yield from self._db.execute("SELECT report, file, offset, length FROM revisits ORDER BY date, rowid")

    def originals(self, original: Original) -> Iterator[tuple[str, int, int]]:
        """Yield file, offset and length of the records that a revisit may refer to, the likeliest first."""
        digest, url = normal_digest(original.payload_digest or ""), _key(original.url)
        second = (parse_date(original.date) or "")[:19]
        for condition, values in (
            ("id = ?", (original.record_id,)),
            ("url = ? AND second = ?", (url, second)),
            ("url = ? AND digest = ?", (url, digest)),
            ("digest = ?", (digest,)),
        ):
            if all(values):
                query = (
                    f"SELECT file, offset, length FROM whole WHERE {condition} ORDER BY digest = ? DESC, rowid LIMIT 1"
                )
                yield from self._db.execute(query, (*values, digest)).fetchall()


def _key(url: str) -> str:
    """A URL without what differs between the spellings of one address."""
    return re.sub(r"https?://(?:www\.)?", "", canonical_url(url) or url, count=1)


def _count_elsewhere(reports: list[ImportReport], profiles: list[Profile]) -> None:
    wanted = {host for profile in profiles for host in profile.known_hosts}
    for report in reports:
        report.elsewhere += Counter({host: count for host, count in report.hosts.items() if host not in wanted})
        if report.pages:
            report.known += report.pages - report.answers
            report.answers = report.pages


def _register(workspace: Workspace, reports: list[ImportReport]) -> None:
    """Have the catalog know the files although it knows none of their sites."""
    with closing(open_catalog(workspace.database)) as db:
        batch = Batch(db)
        with batch.transaction():
            finish_warc_files(db, _files_of(reports), None, None)


def _files_of(reports: list[ImportReport]) -> list[tuple[str, int, str]]:
    return [(file.name, file.length, file.sha256) for report in reports for file in report.files]


def _ingest(workspace: Workspace, profiles: list[Profile], index: _Index, result: ImportResult, track: Track) -> None:
    crawl = Crawl(workspace, profiles, kind="import")
    try:
        with crawl.batch.transaction():
            finish_warc_files(crawl.db, _files_of(result.reports), None, None)
        _Ingestion(crawl, index).run(result.reports, track)
    except BaseException:
        crawl.close(interrupted=True)
        raise
    crawl.close(interrupted=False)
    stats = crawl.stats.values()
    result.added = sum(site.added for site in stats)
    result.changed = sum(site.changed for site in stats)
    result.older = sum(site.older for site in stats)
    result.problems = sum(site.problems for site in stats)
    result.unread = sum(
        count for site in stats for fault, count in site.faults.items() if fault.startswith(("archive:", "parse:"))
    )
    result.error = crawl.error


class _Ingestion:
    """Takes the captures of archive files into the catalog: first those with a payload, then revisits."""

    def __init__(self, crawl: Crawl, index: _Index) -> None:
        self._crawl = crawl
        self._index = index
        self._records = RecordIngester(crawl, are_visits=False, find_elsewhere=self._find_elsewhere)

    def run(self, reports: list[ImportReport], track: Track) -> None:
        for report in reports:
            for file in report.files:
                for record in track(scan_records(self._crawl.warc / file.name), file.name):
                    if not isinstance(record, CorruptRange) and record.type != "revisit":
                        _count(report, self._records.ingest(file.name, record))
                    if self._crawl.error:
                        return
        for number, name, offset, length in track(self._index.revisits(), "revisits"):
            record = read_record(self._crawl.warc, name, offset, length)
            _count(reports[number], self._records.ingest(name, record))
            if self._crawl.error:
                return

    def _find_elsewhere(self, revisit: Record, site: str) -> int | None:
        """Take in the original of a revisit as a capture of its site, where the catalog has none."""
        for file, offset, length in self._index.originals(revisit.location("").original):
            self._records.ingest(file, read_record(self._crawl.warc, file, offset, length), site)
            if found := capture_at(self._crawl.db, file, offset):
                return found
        return None


def _count(report: ImportReport, ingested: Ingested) -> None:
    report.imported += ingested.outcome is Outcome.IMPORTED
    report.known += ingested.outcome is Outcome.KNOWN
    if ingested.reason:
        report.unreadable[ingested.reason] += 1

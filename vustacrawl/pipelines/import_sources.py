"""Bring pages that others archived or saved into the archive, file by file."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from vustacrawl.archive.expand import expanded_head, is_compressed
from vustacrawl.archive.import_warc import import_warc
from vustacrawl.archive.records import parse_date
from vustacrawl.archive.repack import ArchiveImportError, ImportedWarc
from vustacrawl.archive.saved_pages import (
    SavedFile,
    SavedPage,
    read_har,
    read_mhtml,
    read_webarchive,
    write_saved_pages,
)
from vustacrawl.archive.scan import CorruptRange
from vustacrawl.archive.singlefile import SELF_EXTRACTING, is_singlefile_zip, read_singlefile_zip
from vustacrawl.archive.unwrap import is_wrapping, unwrap
from vustacrawl.archive.wacz import ARCHIVE_NAME, ZIP_MAGIC, is_archive, unpack, zipped_names
from vustacrawl.clock import utc_text
from vustacrawl.parsers.saved import is_of_tool, saved_at, saved_url
from vustacrawl.pipelines.import_report import ImportReport

_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".har")
_WRAPPING_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".bz2", ".xz", ".txz", ".webarchive")
_WARC_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:WARC/\d|filedesc:)", re.IGNORECASE)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--[\x00-\xff]{0,4000}?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|meta)\b",
    re.IGNORECASE,
)
_MHTML_START = re.compile(
    rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?(?:MIME-Version|Snapshot-Content-Location):", re.IGNORECASE
)
_HAR_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:')
_LATE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:script|style|link|title|base|center|div|table|font|p|br)\b[\x00-\xff]*?"
    rb"<(?:!doctype\s+html|html|body)\b",
    re.IGNORECASE,
)
"""Pages of ASP and PHP may have other elements before the root element."""
_SNIFFED_BYTES = 8192
_MAX_PAGE_BYTES = 64 * 1024 * 1024
_MAX_LAYERS = 3
"""Maximum nesting of wrapper files: a ``.tar.gz`` is two."""
EMPTY_FOLDER = "no archives or saved pages in this folder"
_NOTHING_KNOWN = "neither WARC, ARC, WACZ, MHTML, HAR or webarchive nor a saved page"
_READERS: dict[str, Callable[[Path], SavedFile]] = {
    "mhtml": partial(read_mhtml, noted_url=saved_url),
    "har": read_har,
    "webarchive": partial(read_webarchive, noted_url=saved_url),
    "singlefile": partial(read_singlefile_zip, noted_url=saved_url),
}
_SAVED = frozenset({"page", *_READERS})


class GivenAddress(NamedTuple):
    """A saved page's URL according to a table and, if given, when it was saved (UTC, ISO 8601 with ``Z``)."""

    url: str
    saved_at: str | None


Examine = Callable[[ImportReport, Path, str, list[CorruptRange] | None], None]
"""Examines a file for ``import_warc`` and adds to the file's report."""


class SourceArchiver:
    """Brings files, and everything in folders, into the archive's folder.

    ``given`` are the URLs of saved pages by path. ``is_archived`` tells whether a WARC-Record-ID is known. ``examine``
    gets each archive file before its report is yielded.
    """

    def __init__(
        self, folder: Path, given: Mapping[Path, GivenAddress], is_archived: Callable[[str], bool], examine: Examine
    ) -> None:
        self._folder = folder
        self._given = given
        self._is_archived = is_archived
        self._examine = examine

    def archive(self, path: Path, layers: int = _MAX_LAYERS) -> Iterator[ImportReport]:
        """Bring a file, or everything in a folder, into the archive; yield a report for each archive file.

        A file nested in more than ``layers`` others is not read: a file may contain itself.
        """
        pages = ImportReport(str(path))
        sources = sorted(path.rglob("*")) if path.is_dir() else [path]
        saved: list[tuple[Path, str]] = []
        others: list[Path] = []
        own_folder = self._folder.resolve()
        for source in sources:
            if source.is_dir() and not source.is_symlink():
                if not os.access(source, os.R_OK | os.X_OK):  # rglob skips what is in it
                    pages.faults.append(f"{source}: {os.strerror(errno.EACCES)}")
                continue
            if source.parent.resolve() == own_folder and not source.name.endswith((".warc", ".warc.gz")):
                pages.passed_over["unfinished or damaged part of the archive itself"] += 1
                continue
            kind = "unreadable"
            with _faults_in(pages, source):
                kind = _kind_of(source, is_given=source.resolve() in self._given)
            if kind == "wrapping":
                yield from self._archive_unwrapped(source, layers)
            elif kind == "archive":
                yield self._archive_warc(source)
            elif kind == "package":
                yield self._archive_package(source)
            elif kind in _SAVED:
                saved.append((source, kind))
            elif kind == "other" and path.is_dir():
                others.append(source)
            elif kind == "other":
                pages.faults.append(f"{path}: {_NOTHING_KNOWN}")
        attached = self._archive_pages(saved, pages) if saved else set()
        others = [other for other in others if other.resolve() not in attached]
        pages.passed_over.update(other.suffix.lower() or "without a suffix" for other in others)
        if path.is_dir() and not saved and not pages.faults and len(sources) == sum(pages.passed_over.values()):
            pages.faults.append(f"{path}: {EMPTY_FOLDER}")
        if saved or pages.faults or pages.passed_over:
            yield pages

    def _archive_unwrapped(self, path: Path, layers: int) -> Iterator[ImportReport]:
        """Bring the contents of a compressed file or a tar into the archive; the reports name the outer file."""
        if not layers:
            yield ImportReport(str(path), faults=[f"{path}: packed more than {_MAX_LAYERS} times"])
            return
        with TemporaryDirectory() as inner:
            if fault := unwrap(path, Path(inner)):
                yield ImportReport(str(path), faults=[f"{path}: {fault}"])
            for report in self.archive(Path(inner), layers - 1):
                report.rename(inner, str(path))
                yield report

    def _archive_warc(self, path: Path) -> ImportReport:
        report = ImportReport(str(path))
        with _faults_in(report, path):
            _add_file(report, import_warc(path, self._folder, examine=partial(self._examine, report)))
        return report

    def _archive_package(self, path: Path) -> ImportReport:
        report = ImportReport(str(path))
        examine = partial(self._examine, report)
        with _faults_in(report, path):
            for part in unpack(path):
                if isinstance(part, str):
                    report.faults.append(f"{path}: {part}")
                    continue
                try:
                    _add_file(report, import_warc(part.path, self._folder, part.modified_at, examine))
                except ArchiveImportError as error:
                    report.faults.append(f"{path}: {part.name}: {error}")
        return report

    def _archive_pages(self, paths: list[tuple[Path, str]], report: ImportReport) -> set[Path]:
        """Bring saved pages into the archive; return the files that were attached to others."""
        attached: set[Path] = set()
        with _faults_in(report, Path(report.name)):
            pages = self._saved_pages(paths, report, attached)
            if file := write_saved_pages(pages, self._folder, self._is_archived):
                report.files.append(file)
                self._examine(report, self._folder / file.name, file.name, [])
        return attached

    def _saved_pages(
        self, paths: list[tuple[Path, str]], report: ImportReport, attached: set[Path]
    ) -> Iterator[SavedPage]:
        for path, kind in sorted(paths, key=lambda each: each[1] != "har"):  # first what pages may be attached to
            pages: list[SavedPage] = []
            if path.resolve() not in attached:
                with _faults_in(report, path):
                    pages = self._pages_in(path, kind, report, attached)
            report.pages += len(pages)
            for page in pages:
                yield page.loaded().as_captured()

    def _pages_in(self, path: Path, kind: str, report: ImportReport, attached: set[Path]) -> list[SavedPage]:
        if kind in _READERS:
            saved = _READERS[kind](path)
            attached |= saved.attached
            report.unreadable += saved.unreadable
            report.passed_over += saved.passed_over
            return saved.pages
        if path.stat().st_size > _MAX_PAGE_BYTES:
            raise ArchiveImportError(f"larger than {_MAX_PAGE_BYTES} bytes")
        body = path.read_bytes()
        named = self._given.get(path.resolve(), GivenAddress("", None))
        if not named.url and is_of_tool(body):
            report.passed_over["page of the tool itself"] += 1
            return []
        url = named.url or saved_url(body)
        if not url:
            raise ArchiveImportError("does not say where it is from; name it in --urls")
        date = named.saved_at or parse_date(saved_at(body) or "") or utc_text(path.stat().st_mtime)
        return [SavedPage(url, date, body, path.name)]


@contextmanager
def _faults_in(report: ImportReport, path: Path) -> Iterator[None]:
    """Add to the report why a file cannot be imported."""
    try:
        yield
    except (ArchiveImportError, OSError) as error:
        report.faults.append(f"{path}: {getattr(error, 'strerror', None) or error}")


def _add_file(report: ImportReport, imported: ImportedWarc) -> None:
    report.files.append(imported.file)
    if imported.crawl:
        report.crawls[imported.file.name] = imported.crawl
    report.repaired += imported.repaired
    for corrupt in imported.corrupt:
        report.unreadable[f"no record: {corrupt.reason}"] += 1
        report.faults.append(f"{report.name} at {corrupt.offset}: {corrupt.reason} ({corrupt.length} bytes)")


def _kind_of(path: Path, *, is_given: bool) -> str:
    """Return a file's kind by its first bytes, then by its name: archive, package, page, mhtml, har, webarchive,
    singlefile, or wrapping for one that contains such files; else other. ``is_given``: its URL is, so it is a page.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("not a regular file")
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    name = path.name.lower()
    if is_given:
        return "page"
    inside = expanded_head(head) if is_compressed(head) else b""
    if is_wrapping(head) or _is_wrapped(inside):
        return "wrapping"
    if _WARC_START.match(head) or ARCHIVE_NAME.fullmatch(name) or _WARC_START.match(inside):
        return "archive"
    if SELF_EXTRACTING in head or (head.startswith(ZIP_MAGIC) and is_singlefile_zip(path)):
        return "singlefile"
    if head.startswith(ZIP_MAGIC):
        names = zipped_names(path)
        if names and name.endswith(".zip") and _holds_more_than_archives(names):
            return "wrapping"
        if any(map(is_archive, names or ())) or (names is None and name.endswith(".zip")):
            return "package"
    if name.endswith(".wacz"):
        return "package"
    if name.endswith((".mhtml", ".mht")) or _MHTML_START.match(head):
        return "mhtml"
    if name.endswith(".har") or _HAR_START.match(head):
        return "har"
    if name.endswith(".webarchive") or (head.startswith(b"bplist00") and b"WebMainResource" in head):
        return "webarchive"
    if _HTML_START.match(head) or _LATE_HTML.match(head) or path.suffix.lower() in _PAGE_SUFFIXES:
        return "page"
    return "other"


def _holds_more_than_archives(names: list[str]) -> bool:
    """Return whether a zip file has pages or wrapper files by its names, unless they are URLs as in HTTrack's cache
    beside the pages.
    """
    wanted = any(name.lower().endswith((*_PAGE_SUFFIXES, *_WRAPPING_SUFFIXES)) for name in names)
    return wanted and not any("://" in name for name in names)


def _is_wrapped(head: bytes) -> bool:
    """Return whether a compressed file begins not with a record but with something else that can be imported."""
    starts = (_HTML_START, _MHTML_START, _HAR_START)
    return is_wrapping(head) or is_compressed(head) or any(start.match(head) for start in starts)

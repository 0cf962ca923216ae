"""Bring pages that others archived or saved into the archive, file by file."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Mapping
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
from vustacrawl.archive.unwrap import is_wrapping, unwrap, zipped_names
from vustacrawl.archive.wacz import ARCHIVE_NAME, holds_archives, unpack
from vustacrawl.clock import utc_text
from vustacrawl.parsers.saved import saved_at, saved_url
from vustacrawl.pipelines.import_report import ImportReport

_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".har")
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
_NOTHING_KNOWN = "neither WARC, ARC, WACZ, MHTML, HAR or webarchive nor a saved page"
_READERS: dict[str, Callable[[Path], SavedFile]] = {
    "mhtml": partial(read_mhtml, noted_url=saved_url),
    "har": read_har,
    "webarchive": partial(read_webarchive, noted_url=saved_url),
}


class GivenAddress(NamedTuple):
    """A saved page's URL according to a table and, if given, when it was saved (UTC, ISO 8601 with ``Z``)."""

    url: str
    saved_at: str | None


Examine = Callable[[ImportReport, Path, str, list[CorruptRange] | None], None]
"""Examines a file for ``import_warc`` and adds to the file's report."""


def archive_source(
    path: Path,
    folder: Path,
    given: Mapping[Path, GivenAddress],
    is_archived: Callable[[str], bool],
    examine: Examine,
    layers: int = _MAX_LAYERS,
) -> Iterator[ImportReport]:
    """Bring a file, or everything in a folder, into the archive; yield a report for each archive file.

    ``examine`` gets each archive file before its report is yielded. A file nested in
    more than ``layers`` others is not read: a file may contain itself.
    """
    pages = ImportReport(str(path))
    sources = sorted(path.rglob("*")) if path.is_dir() else [path]
    saved: list[Path] = []
    for source in sources:
        if source.is_dir() and not source.is_symlink():
            continue
        if source.parent.resolve() == folder.resolve() and not source.name.endswith((".warc", ".warc.gz")):
            pages.passed_over["unfinished or damaged part of the archive itself"] += 1
            continue
        try:
            kind = _kind_of(source, given)
        except OSError as error:
            pages.faults.append(f"{source}: {error.strerror or error}")
            continue
        if kind == "wrapping":
            yield from _archive_unwrapped(source, folder, is_archived, examine, layers)
        elif kind == "archive":
            yield _archive_warc(source, folder, examine)
        elif kind == "package":
            yield _archive_package(source, folder, examine)
        elif kind:
            saved.append(source)
        elif path.is_dir():
            pages.passed_over[source.suffix.lower() or "without a suffix"] += 1
        else:
            pages.faults.append(f"{path}: {_NOTHING_KNOWN}")
    if saved:
        _archive_pages(saved, folder, given, is_archived, examine, pages)
    if path.is_dir() and not saved and not pages.faults and len(sources) == sum(pages.passed_over.values()):
        pages.faults.append(f"{path}: no archives or saved pages in this folder")
    if saved or pages.faults or pages.passed_over:
        yield pages


def _kind_of(path: Path, given: Mapping[Path, GivenAddress]) -> str | None:
    """Return a file's kind by its first bytes, then by its name: archive, package, page, mhtml, har, webarchive, or
    wrapping for one that contains such files; else None.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("not a regular file")
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    name = path.name.lower()
    if path.resolve() in given:
        return "page"
    inside = expanded_head(head) if is_compressed(head) else b""
    if is_wrapping(head) or _is_wrapped(inside):
        return "wrapping"
    if _WARC_START.match(head) or ARCHIVE_NAME.fullmatch(name):
        return "archive"
    if _WARC_START.match(inside):
        return "archive"
    if name.endswith(".zip") and _holds_pages(zipped_names(path)):
        return "wrapping"
    if name.endswith(".wacz") or holds_archives(path):
        return "package"
    if name.endswith((".mhtml", ".mht")) or _MHTML_START.match(head):
        return "mhtml"
    if name.endswith(".har") or _HAR_START.match(head):
        return "har"
    if name.endswith(".webarchive") or (head.startswith(b"bplist00") and b"WebMainResource" in head):
        return "webarchive"
    if _HTML_START.match(head) or _LATE_HTML.match(head) or path.suffix.lower() in _PAGE_SUFFIXES:
        return "page"
    return None


def _holds_pages(names: list[str]) -> bool:
    """Return whether a zip file has pages by its names, unless they are URLs as in HTTrack's cache beside the pages."""
    return any(name.lower().endswith(_PAGE_SUFFIXES) for name in names) and not any("://" in name for name in names)


def _is_wrapped(head: bytes) -> bool:
    """Return whether a compressed file begins not with a record but with something else that can be imported."""
    starts = (_HTML_START, _MHTML_START, _HAR_START)
    return is_wrapping(head) or is_compressed(head) or any(start.match(head) for start in starts)


def _archive_unwrapped(
    path: Path, folder: Path, is_archived: Callable[[str], bool], examine: Examine, layers: int
) -> Iterator[ImportReport]:
    """Bring the contents of a compressed file or a tar into the archive; the reports name the outer file."""
    if not layers:
        yield ImportReport(str(path), faults=[f"{path}: packed more than {_MAX_LAYERS} times"])
        return
    with TemporaryDirectory() as inner:
        if fault := unwrap(path, Path(inner)):
            yield ImportReport(str(path), faults=[f"{path}: {fault}"])
        for report in archive_source(Path(inner), folder, {}, is_archived, examine, layers - 1):
            report.name = report.name.replace(inner, str(path))
            report.faults = [fault.replace(inner, str(path)) for fault in report.faults]
            yield report


def _archive_warc(path: Path, folder: Path, examine: Examine) -> ImportReport:
    report = ImportReport(str(path))
    try:
        _add_file(report, import_warc(path, folder, examine=partial(examine, report)))
    except ArchiveImportError as error:
        report.faults.append(str(error))
    except OSError as error:
        report.faults.append(f"{path}: {error.strerror or error}")
    return report


def _archive_package(path: Path, folder: Path, examine: Examine) -> ImportReport:
    report = ImportReport(str(path))
    try:
        for part in unpack(path):
            if isinstance(part, str):
                report.faults.append(f"{path}: {part}")
                continue
            try:
                _add_file(report, import_warc(part.path, folder, part.modified_at, partial(examine, report)))
            except ArchiveImportError as error:
                report.faults.append(f"{path}: {part.name}{str(error).removeprefix(str(part.path))}")
    except OSError as error:
        report.faults.append(f"{path}: {error.strerror or error}")
    return report


def _add_file(report: ImportReport, imported: ImportedWarc) -> None:
    report.files.append(imported.file)
    if imported.crawl:
        report.crawls[imported.file.name] = imported.crawl
    report.repaired += imported.repaired
    for corrupt in imported.corrupt:
        report.unreadable[f"no record: {corrupt.reason}"] += 1
        report.faults.append(f"{report.name} at {corrupt.offset}: {corrupt.reason} ({corrupt.length} bytes)")


def _archive_pages(
    paths: list[Path],
    folder: Path,
    given: Mapping[Path, GivenAddress],
    is_archived: Callable[[str], bool],
    examine: Examine,
    report: ImportReport,
) -> None:
    try:
        if file := write_saved_pages(_saved_pages(paths, given, report), folder, is_archived):
            report.files.append(file)
            examine(report, folder / file.name, file.name, [])
    except OSError as error:
        report.faults.append(f"{report.name}: {error.strerror or error}")


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
    if read := _READERS.get(kind or ""):
        saved = read(path)
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

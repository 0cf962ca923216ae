"""Bring pages that others archived or saved into the archive, file by file."""

from __future__ import annotations

import errno
import html
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from vustacrawl.archive.har import read_har
from vustacrawl.archive.import_warc import import_warc
from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.records import parse_date
from vustacrawl.archive.repack import ArchiveImportError
from vustacrawl.archive.saved_pages import SavedFile, SavedPage, read_mhtml, read_webarchive, write_saved_pages
from vustacrawl.archive.scan import CorruptRange
from vustacrawl.archive.singlefile import read_singlefile_zip
from vustacrawl.archive.unwrap import unwrap
from vustacrawl.archive.wacz import Unpacked, unpack
from vustacrawl.clock import utc_text
from vustacrawl.parsers.saved import is_of_tool, saved_at, saved_url
from vustacrawl.pipelines.import_kinds import kind_of
from vustacrawl.pipelines.import_report import ImportReport
from vustacrawl.urls import join_url

_MAFF_NOTE = re.compile(r"""<MAF:(originalurl|archivetime)\s+RDF:resource=["']([^"']*)""")
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


class _Snapshot(NamedTuple):
    """What ArchiveBox says about a page, and the file to read it from."""

    url: str
    page: Path | None


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
        self._snapshot = lru_cache(maxsize=1024)(_snapshot)

    def archive(self, path: Path, layers: int = _MAX_LAYERS) -> Iterator[ImportReport]:
        """Bring a file, or everything in a folder, into the archive; yield a report for each archive file.

        A file nested in more than ``layers`` others is not read: a file may contain itself.
        """
        pages = ImportReport(str(path))
        sources = sorted(path.rglob("*")) if path.is_dir() else [path]
        saved: list[tuple[Path, str]] = []
        others: list[Path] = []
        for source in sources:
            kind = self._kind_of(source, path, pages)
            if kind == "wrapping":
                yield from self._archive_unwrapped(source, layers)
            elif kind == "archive":
                yield self._archive_warcs(source, [Unpacked("", source, modified_at=0.0)])
            elif kind == "package":
                yield self._archive_warcs(source, unpack(source))
            elif kind == "other":
                others.append(source)
            elif kind:
                saved.append((source, kind))
        attached = self._archive_pages(saved, pages) if saved else set()
        others = [other for other in others if other.resolve() not in attached]
        pages.passed_over.update(other.suffix.lower() or "without a suffix" for other in others)
        if path.is_dir() and not saved and not pages.faults and len(sources) == sum(pages.passed_over.values()):
            pages.faults.append(f"{path}: {EMPTY_FOLDER}")
        if saved or pages.faults or pages.passed_over:
            yield pages

    def _kind_of(self, source: Path, given: Path, report: ImportReport) -> str | None:
        """Return the kind of a file below the given path; None if it is not imported, which the report then explains,
        and for a folder.
        """
        if source.is_dir() and not source.is_symlink():
            if not os.access(source, os.R_OK | os.X_OK):  # rglob skips what is in it
                report.faults.append(f"{source}: {os.strerror(errno.EACCES)}")
            return None
        if source.is_dir() and source.resolve().is_relative_to(given.resolve()):
            report.passed_over["link to a folder beside it"] += 1
            return None
        if source.parent.resolve() == self._folder.resolve() and not source.name.endswith((".warc", ".warc.gz")):
            report.passed_over["unfinished or damaged part of the archive itself"] += 1
            return None
        kind = None
        with _faults_in(report, source):
            kind = kind_of(source, is_given=Path(os.path.realpath(source)) in self._given)
        if kind in _SAVED and any(self._snapshot(folder).page not in (None, source) for folder in source.parents):
            report.passed_over["another form of the same page (ArchiveBox)"] += 1
            return None
        if kind == "other" and source == given:
            report.faults.append(f"{source}: {_NOTHING_KNOWN}")
            return None
        return kind

    def _archive_unwrapped(self, path: Path, layers: int) -> Iterator[ImportReport]:
        """Bring the contents of a compressed file or a tar into the archive; the reports name the outer file."""
        if not layers:
            yield ImportReport(str(path), faults=[f"{path}: packed more than {_MAX_LAYERS} times"])
            return
        with TemporaryDirectory() as inner:
            if fault := unwrap(path, Path(inner)):
                yield ImportReport(str(path), faults=[f"{path}: {fault}"])
                if not any(Path(inner).iterdir()):
                    return
            for report in self.archive(Path(inner), layers - 1):
                report.rename(inner, str(path))
                yield report

    def _archive_warcs(self, path: Path, parts: Iterable[Unpacked | str]) -> ImportReport:
        """Bring an archive file, or those in a package, into the archive."""
        report = ImportReport(str(path))
        with _faults_in(report, path):
            for part in parts:
                if isinstance(part, str):
                    report.faults.append(f"{path}: {part}")
                    continue
                with _faults_in(report, Path(f"{path}: {part.name}") if part.name else path):
                    examine = partial(self._examine, report)
                    imported = import_warc(part.path, self._folder, part.modified_at, examine)
                    report.files.append(imported.file)
                    report.crawls |= {imported.file.name: imported.crawl} if imported.crawl else {}
                    report.repaired += imported.repaired
                    report.unreadable.update(f"no record: {corrupt.reason}" for corrupt in imported.corrupt)
                    for corrupt in imported.corrupt:
                        fault = f"{path} at {corrupt.offset}: {corrupt.reason} ({corrupt.length} bytes)"
                        report.faults.append(fault)
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
        # wget -K keeps a file as it was before it changes the links.
        kept = path.with_name(f"{path.name}.orig"), path.with_suffix(".orig")
        original = next((file for file in kept if file.is_file()), path)
        attached |= {original.resolve()} - {path.resolve()}
        if original.stat().st_size > _MAX_PAGE_BYTES:
            raise ArchiveImportError(f"larger than {_MAX_PAGE_BYTES} bytes")
        body, http = _without_heads(original.read_bytes())
        named = self._given.get(path.resolve()) or self._given.get(original.resolve()) or self._noted_beside(path)
        if not named.url and is_of_tool(body):
            report.passed_over["page of the tool itself"] += 1
            return []
        url = named.url or saved_url(body)
        if not url and path.parent.name.endswith("_files"):
            report.passed_over["frame of a saved page"] += 1
            return []
        if not url:
            raise ArchiveImportError("does not say where it is from; name it in --urls")
        sent = http.get("Date") if http else saved_at(body)
        date = named.saved_at or parse_date(sent or "") or utc_text(path.stat().st_mtime)
        if http is None:
            return [SavedPage(url, date, body, path.name)]
        content_type = http.get("Content-Type") or "text/html"
        return [SavedPage(url, date, body, path.name, content_type, http.status, http.headers)]

    def _noted_beside(self, path: Path) -> GivenAddress:
        """Return what a file beside a saved page says about it: ``index.json`` of ArchiveBox, ``index.rdf`` of MAFF."""
        snapshot = self._snapshot(path.parent)
        if snapshot.page == path:
            return GivenAddress(snapshot.url, None)
        notes = dict(_MAFF_NOTE.findall(_small_file(path.with_name("index.rdf")).decode("utf-8", "replace")))
        url = join_url("", html.unescape(notes.get("originalurl", "")))
        return GivenAddress(url or "", parse_date(notes.get("archivetime", "")))


@contextmanager
def _faults_in(report: ImportReport, path: Path) -> Iterator[None]:
    """Add to the report why a file cannot be imported."""
    try:
        yield
    except (ArchiveImportError, PayloadError, OSError) as error:
        report.faults.append(f"{path}: {getattr(error, 'strerror', None) or error}")


def _without_heads(body: bytes) -> tuple[bytes, HttpResponse | None]:
    """Return the page in a file that begins with the heads of HTTP responses, as of ``curl -i``, and the last response.

    Raises PayloadError.
    """
    http = None
    while body.startswith(b"HTTP/"):
        http = HttpResponse.parse(body)
        body = http.body
    return (http.payload, http) if http else (body, None)


def _small_file(path: Path) -> bytes:
    with suppress(OSError):
        if path.is_file() and path.stat().st_size <= _MAX_PAGE_BYTES:
            return path.read_bytes()
    return b""


def _snapshot(folder: Path) -> _Snapshot:
    """Return the URL of a snapshot of ArchiveBox, and the best form of its page: WARC, SingleFile's page, or what
    Chrome showed; both empty for any other folder.
    """
    with suppress(ValueError, RecursionError):
        about = json.loads(_small_file(folder / "index.json"))
        if isinstance(about, dict) and "timestamp" in about and (url := join_url("", str(about.get("url")))):
            forms = (*folder.glob("warc/*.warc.gz"), folder / "singlefile.html", folder / "output.html")
            return _Snapshot(url, next((form for form in forms if form.exists()), None))
    return _Snapshot("", None)

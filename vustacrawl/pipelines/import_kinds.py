"""Tell what kind of file was given to import: by its first bytes, then by its name."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

from vustacrawl.archive.expand import expanded_head, is_compressed
from vustacrawl.archive.singlefile import SELF_EXTRACTING, is_singlefile
from vustacrawl.archive.unwrap import is_wrapping
from vustacrawl.archive.wacz import ARCHIVE_NAME, ZIP_ERRORS, ZIP_MAGIC, is_archive

_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml", ".har")
_ZIP_SUFFIXES = (".zip", ".htz", ".maff")
"""The last two are WebScrapBook's and MAFF's."""
_WRAPPING_SUFFIXES = (*_ZIP_SUFFIXES, ".tar", ".tar.gz", ".tgz", ".bz2", ".xz", ".txz", ".webarchive")
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
_APPLE_DOUBLE = b"\0\x05\x16\x07"
_SNIFFED_BYTES = 8192


def kind_of(path: Path, *, is_given: bool) -> str:
    """Return a file's kind: archive, package, page, mhtml, har, webarchive, singlefile, or wrapping for one that
    contains such files; else other. ``is_given``: its URL is, so it is a page.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("not a regular file")
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    name = path.name.lower()
    if is_given:
        return "page"
    if head.startswith(_APPLE_DOUBLE):
        return "other"
    inside = expanded_head(head) if is_compressed(head) else b""
    is_saved = any(start.match(inside) for start in (_HTML_START, _MHTML_START, _HAR_START))
    if is_wrapping(head) or is_wrapping(inside) or is_compressed(inside) or is_saved:
        return "wrapping"
    if _WARC_START.match(head) or ARCHIVE_NAME.fullmatch(name) or _WARC_START.match(inside):
        return "archive"
    if SELF_EXTRACTING in head:
        return "singlefile"
    if head.startswith(ZIP_MAGIC) and (kind := _kind_of_zip(path, name)):
        return kind
    if name.endswith(".wacz"):
        return "package"
    is_html = _HTML_START.match(head) or _LATE_HTML.match(head)
    if _MHTML_START.match(head) or (name.endswith((".mhtml", ".mht")) and not is_html):
        return "mhtml"
    if name.endswith(".har") or _HAR_START.match(head):
        return "har"
    if name.endswith(".webarchive") or (head.startswith((b"bplist00", b"<?xml")) and b"WebMainResource" in head):
        return "webarchive"
    if is_html or head.startswith(b"HTTP/") or path.suffix.lower() in _PAGE_SUFFIXES:
        return "page"
    return "other"


def _kind_of_zip(path: Path, name: str) -> str | None:
    try:
        package = zipfile.ZipFile(path)
    except ZIP_ERRORS:
        return "package" if name.endswith(_ZIP_SUFFIXES) else None
    with package:
        names = package.namelist()
        if is_singlefile(package):
            return "singlefile"
    wanted = any(name.lower().endswith((*_PAGE_SUFFIXES, *_WRAPPING_SUFFIXES)) for name in names)
    if name.endswith(_ZIP_SUFFIXES) and wanted and not any("://" in name for name in names):  # HTTrack's cache has URLs
        return "wrapping"
    return "package" if any(map(is_archive, names)) else None

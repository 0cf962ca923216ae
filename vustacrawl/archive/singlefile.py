"""Read the ZIP files of SingleFile: a page with its images, often at the end of an HTML page that unpacks itself."""

from __future__ import annotations

import html
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from mimetypes import guess_type
from pathlib import Path

from vustacrawl.archive.records import parse_date
from vustacrawl.archive.repack import ArchiveImportError
from vustacrawl.archive.saved_pages import MAX_FILE_BYTES, SavedFile, SavedPage
from vustacrawl.archive.wacz import zip_time
from vustacrawl.clock import utc_text
from vustacrawl.urls import join_url

SELF_EXTRACTING = b"<html data-sfz"
"""Near the beginning of a page that unpacks itself; without the ZIP file it only asks to wait."""
_PAGE, _MANIFEST = "index.html", "manifest.json"
_MAX_MANIFEST_BYTES = 16 * 1024 * 1024
_FILE_NAME = re.compile(rb"(?<![A-Za-z0-9_/-])[A-Za-z0-9_/-]++\.[a-z0-9]{1,5}\b")
"""As in ``src=images/0.jpg``."""
_ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""Of a damaged, encrypted or foreign file."""


def is_singlefile(package: zipfile.ZipFile) -> bool:
    """Return whether SingleFile wrote a ZIP file."""
    try:
        return bool(_addresses(package)[0])
    except _ERRORS:
        return False


def read_singlefile_zip(path: Path, noted_url: Callable[[bytes], str | None]) -> SavedFile:
    """Read the page, its frames and what they contain; ``noted_url`` as for ``read_mhtml``.

    In the page, the names of files are replaced by their URLs, as they were before SingleFile replaced those. Raises
    ArchiveImportError where nothing can be read.
    """
    saved = SavedFile()
    try:
        with zipfile.ZipFile(path) as package:
            members = [member for member in package.infolist() if not member.filename.endswith(("/", _MANIFEST))]
            if sum(member.file_size for member in members) > MAX_FILE_BYTES:
                raise ArchiveImportError(f"unpacks to more than {MAX_FILE_BYTES} bytes")
            urls, archived_at = _addresses(package)
            for member in members:
                body, content_type = package.read(member), guess_type(member.filename)[0] or "application/octet-stream"
                is_page = member.filename.endswith(_PAGE)
                noted = urls.get(member.filename) or member.comment.decode("utf-8", "replace")
                url = join_url("", noted) or (noted_url(body) if is_page else None)
                if is_page:
                    body, content_type = _with_urls(body, member.filename, urls), "text/html; charset=utf-8"
                if url:
                    saved_at = parse_date(archived_at) or utc_text(zip_time(member))
                    saved.pages.append(SavedPage(url, saved_at, body, path.name, content_type))
                else:
                    saved.passed_over["part of a SingleFile page without an http(s) address"] += 1
    except _ERRORS as error:
        raise ArchiveImportError(f"a SingleFile page that cannot be unpacked ({error})") from None
    if not saved.pages:
        raise ArchiveImportError("a SingleFile page without an address")
    return saved


def _addresses(package: zipfile.ZipFile) -> tuple[dict[str, str], str]:
    """Return the URLs of the files by name, and when the page was saved, according to the manifests."""
    urls: dict[str, str] = {}
    archived_at = ""
    for member in package.infolist():
        folder, is_manifest, _ = member.filename.rpartition(_MANIFEST)
        manifest = json.loads(package.read(member)) if is_manifest and member.file_size <= _MAX_MANIFEST_BYTES else None
        if not isinstance(manifest, dict) or "originalUrl" not in manifest:
            continue
        urls[folder + _PAGE] = str(manifest["originalUrl"])
        archived_at = str(manifest.get("archiveTime") or archived_at)
        resources = manifest.get("resources")
        urls |= {folder + str(name): str(url) for name, url in resources.items()} if isinstance(resources, dict) else {}
    return urls, archived_at


def _with_urls(body: bytes, name: str, urls: dict[str, str]) -> bytes:
    folder = name.removesuffix(_PAGE)

    def url_of(file: re.Match[bytes]) -> bytes:
        url = urls.get(folder + file[0].decode())
        return html.escape(url).encode() if url else file[0]

    return _FILE_NAME.sub(url_of, body)

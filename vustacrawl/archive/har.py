"""Read HAR files (HTTP Archive 1.2), as browsers export them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from vustacrawl.archive.messages import STATUSES
from vustacrawl.archive.records import parse_date
from vustacrawl.archive.repack import ArchiveImportError
from vustacrawl.archive.saved_pages import MAX_FILE_BYTES, SavedFile, SavedPage, read_utf8
from vustacrawl.clock import utc_text

_NO_ADDRESS = "HAR entry without an http(s) address"
_NO_GET = "HAR entry of another method than GET"
_BLOCKED = "HAR entry without a response"
_NO_RESPONSE = frozenset({_NO_ADDRESS, _NO_GET, _BLOCKED})
_ENTRIES = re.compile(r'"entries"\s*:\s*\[\s*')
_BETWEEN_ENTRIES = re.compile(r"[\s,]*")
_DIGEST_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_SNIFFED_BYTES = 1000


def read_har(path: Path) -> SavedFile:
    """Read a HAR file (HTTP Archive 1.2) as browsers export it; of a damaged one, the entries before the damage.

    Bodies may be in files beside it, as Playwright writes them: ``SavedPage.loaded`` reads those. Raises
    ArchiveImportError where it is none.
    """
    text = read_utf8(path).decode("utf-8", "replace")
    saved = SavedFile()
    try:
        entries = json.loads(text, strict=False)["log"]["entries"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        entries = [*_entries_before_damage(text)]
        if not entries:
            raise ArchiveImportError(f"not a HAR file ({type(error).__name__})") from None
        saved.unreadable["end of a HAR file that is damaged or cut short"] += 1
    modified_at = utc_text(path.stat().st_mtime)
    for entry in entries if isinstance(entries, list) else []:
        attached = _attached_file(entry, path.parent.resolve())
        saved.attached |= {attached} if attached else set()
        page = _of_entry(entry, path.name, modified_at, attached)
        if isinstance(page, SavedPage):
            saved.pages.append(page)
        elif page in _NO_RESPONSE:
            saved.passed_over[page] += 1
        else:
            saved.unreadable[page] += 1
    return saved


def _entries_before_damage(text: str) -> Iterator[Any]:
    start = _ENTRIES.search(text)
    decoder, position = json.JSONDecoder(strict=False), start.end() if start else len(text)
    try:
        while True:
            entry, position = decoder.raw_decode(text, position)
            yield entry
            if between := _BETWEEN_ENTRIES.match(text, position):
                position = between.end()
    except (ValueError, RecursionError):
        return


def _attached_file(entry: Any, folder: Path) -> Path | None:
    """Return the file in the folder of a HAR file that holds the body of an entry.

    Only a file that is named after a digest, as by Playwright: a HAR file must not bring other files into the archive.
    """
    try:
        file = (folder / entry["response"]["content"]["_file"]).resolve()
        is_attached = folder in file.parents and file.is_file() and file.stat().st_size <= MAX_FILE_BYTES
    except (KeyError, TypeError, ValueError, OSError):
        return None
    return file if is_attached and _DIGEST_NAME.fullmatch(file.stem) else None


def _of_entry(entry: Any, source: str, modified_at: str, attached: Path | None) -> SavedPage | str:
    try:
        request, response = entry["request"], entry["response"]
        url, status = str(request["url"]), int(response["status"])
        content = response.get("content") or {}
        named = [header for header in response.get("headers") or () if isinstance(header, dict) and "name" in header]
        headers = tuple((str(header["name"]), str(header.get("value") or "")) for header in named)
        text, mime_type = content.get("text"), str(content.get("mimeType") or "")
        encoding = str(content.get("encoding") or "").lower()
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return "HAR entry without its fields"
    if not url.startswith(("http://", "https://")):
        return _NO_ADDRESS
    if str(request.get("method", "GET")).upper() != "GET":
        return _NO_GET
    if status not in STATUSES:
        return _BLOCKED
    if status == HTTPStatus.NOT_MODIFIED and (text or attached):
        status = HTTPStatus.OK  # browsers export the content of their cache, which the server confirmed
    if text is attached is None and content.get("_file"):
        return "HAR entry whose attached file is missing or too large"
    if text is attached is None and status == HTTPStatus.OK and content.get("size") != 0:
        return "HAR entry without content"
    sent = {name.lower(): value for name, value in headers}
    saved_at = parse_date(str(entry.get("startedDateTime"))) or parse_date(sent.get("date", "")) or modified_at
    content_type = sent.get("content-type", mime_type)
    if attached:
        return SavedPage(url, saved_at, b"", source, content_type, status, headers, attached)
    body = _of_base64(str(text or ""), is_marked=encoding == "base64")
    if body is None and encoding == "base64" and "<" not in str(text):
        return "HAR entry whose content is not base64"
    if body is None:
        body = str(text or "").encode("utf-8", "replace")
        content_type = f"{content_type.partition(';')[0].strip() or 'text/html'}; charset=utf-8"
    return SavedPage(url, saved_at, body, source, content_type, status, headers)


def _of_base64(text: str, *, is_marked: bool) -> bytes | None:
    """Return the bytes that a HAR file has in base64; None for plain text, which Firefox may mark as base64.

    Charles and BrowserMob Proxy do not mark it: then the result must be markup.
    """
    data = "".join(text.split())
    if not _BASE64.fullmatch(data) or len(data.rstrip("=")) % 4 == 1:
        return None
    body = base64.b64decode(data.rstrip("=") + "=" * (-len(data.rstrip("=")) % 4))
    return body if is_marked or body[:_SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else None

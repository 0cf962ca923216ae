"""Read MHTML and webarchive files, and convert saved pages to WARC records, with ids derived from their bytes."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import plistlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect
from email.header import decode_header, make_header
from email.message import Message
from email.parser import Parser
from http import HTTPStatus
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from vustacrawl import __version__
from vustacrawl.archive.drafts import FIELDS, RESPONSE, Draft, gzip_member, http_response, metadata_record
from vustacrawl.archive.fields import Field, field_lines, one_line, without
from vustacrawl.archive.messages import ends_as_page
from vustacrawl.archive.records import SOURCE_FIELD, derived_id, digest, parse_date
from vustacrawl.archive.repack import ArchiveImportError, finish_part, growing_part
from vustacrawl.archive.writer import WarcFile
from vustacrawl.clock import utc_text
from vustacrawl.urls import join_url, replayed

MAX_FILE_BYTES = 256 * 1024 * 1024
"""MHTML, HAR and webarchive files are read whole."""
_DECODED = frozenset({"content-encoding", "transfer-encoding", "content-length", "content-type"})
"""Headers that a HAR file keeps of the response and that do not hold for the text in it."""
_SNIFFED_BYTES = 1000
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_INFO = field_lines(
    [("software", f"vustacrawl/{__version__}"), ("format", "WARC File Format 1.1"), ("recording", "saved pages")]
)
_EPOCH = "2000-01-01T00:00:00Z"
"""The date of the ``warcinfo`` record: the same pages give the same bytes."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page: bytes, URL and time (UTC, ISO 8601 with ``Z``).

    ``status`` and ``headers`` are those of the HTTP response, if the file has them.
    """

    url: str
    saved_at: str
    body: bytes
    source: str
    """The name of the imported file, for the ``metadata`` record."""
    content_type: str = "text/html"
    status: int | None = None
    headers: tuple[Field, ...] = ()
    attached: Path | None = None
    """The file that holds the body, until ``loaded``."""
    copy_url: str = ""
    """For a copy in the Wayback Machine, its URL there."""

    def loaded(self) -> SavedPage:
        """Return the page with its body. Raises OSError."""
        return replace(self, body=self.attached.read_bytes(), attached=None) if self.attached else self

    def as_captured(self) -> SavedPage:
        """Return the page with URL and time of the original, if it is a copy in the Wayback Machine."""
        if self.status not in (None, HTTPStatus.OK) or not (original := replayed(self.url)):
            return self
        url, moment = original
        return replace(self, url=url, saved_at=parse_date(moment) or self.saved_at, copy_url=self.url)

    @property
    def record_id(self) -> str:
        """A WARC-Record-ID derived from the whole record: the same at every import."""
        return derived_id(self.url, self.saved_at, self.content_type, str(self.status), str(self.headers), self.body)


@dataclass(slots=True)
class SavedFile:
    """The contents of an MHTML or HAR file.

    ``unreadable`` counts by reason the responses that cannot become records, ``passed_over`` the parts that are none.
    ``attached`` are the files beside it that belong to it.
    """

    pages: list[SavedPage] = field(default_factory=list)
    unreadable: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    attached: set[Path] = field(default_factory=set)


def write_saved_pages(pages: Iterable[SavedPage], folder: Path, is_archived: Callable[[str], bool]) -> WarcFile | None:
    """Write saved pages into one WARC file of the archive: ``resource`` records, or ``response`` where HTTP is known.

    The file is named after all the pages, and holds those whose WARC-Record-ID is not archived: the same pages again
    give the same file, and a folder that grew gives one with the new pages. None if there is nothing to write.
    """
    names = hashlib.sha256()
    written = 0
    with growing_part(folder / "import-pages") as growing:
        growing.write(gzip_member(Draft("warcinfo", [("WARC-Date", _EPOCH), FIELDS], _INFO, derived_id(_INFO))))
        for page in pages:
            names.update(page.record_id.encode())
            if not is_archived(page.record_id):
                growing.writelines(map(gzip_member, _drafts(page)))
                written += 1
        target = folder / f"import-{names.hexdigest()[:16]}.warc.gz"
        if written and not target.exists():
            finish_part(growing, target)
    return WarcFile.of(target) if target.exists() else None


def _drafts(page: SavedPage) -> tuple[Draft, Draft]:
    kind, content_type, block = "resource", ("Content-Type", page.content_type), page.body
    if page.status is not None:
        kept = [(name, value) for name, value in without(page.headers, _DECODED) if name[:1] != ":"]
        block = http_response(page.status, [*kept, content_type], page.body)
        kind, content_type = "response", RESPONSE
    about = [("WARC-Date", page.saved_at), ("WARC-Target-URI", page.url)]
    source = [(SOURCE_FIELD, page.copy_url)] if page.copy_url else []
    fields = [*about, *source, content_type, ("WARC-Payload-Digest", digest(page.body))]
    notes = metadata_record(page.record_id, about, [("imported-from", page.source)])
    notes.id = derived_id(page.record_id, notes.block)
    return Draft(kind, fields, block, page.record_id), notes


def read_mhtml(path: Path, noted_url: Callable[[bytes], str | None]) -> SavedFile:
    """Read an MHTML file (RFC 2557): the page, and the images and style sheets that have an address.

    ``noted_url`` returns the URL that a page names as its own; it is asked only if no header has it. Raises
    ArchiveImportError for a file without a page that has an address.
    """
    message = _parse_message(path)
    saved_at = parse_date(_header(message, "Date")) or utc_text(path.stat().st_mtime)
    page_url = join_url("", _location(message, "Snapshot-Content-Location"))
    top_url = join_url("", _location(message, "Content-Base") or _location(message, "Content-Location")) or page_url
    parts = [part for part in message.walk() if not part.is_multipart()]
    bodies = [body if isinstance(body := part.get_payload(decode=True), bytes) else b"" for part in parts]
    bases = [join_url("", _location(part, "Content-Base")) or top_url or "" for part in parts]
    urls = [join_url(base, _location(part, "Content-Location")) for base, part in zip(bases, parts, strict=True)]
    pages = (number for number, part in enumerate(parts) if part.get_content_type() in _PAGE_TYPES)
    if (page_url is None or page_url not in urls) and (first := next(pages, None)) is not None:
        urls[first] = page_url or urls[first] or top_url or noted_url(bodies[first])
    saved = SavedFile()
    for part, body, url in zip(parts, bodies, urls, strict=True):
        if url is None:
            saved.passed_over["MHTML part without an http(s) address"] += 1
        else:
            saved.pages.append(SavedPage(url, saved_at, body, path.name, _header(part, "Content-Type") or "text/html"))
    if not saved.pages:
        raise ArchiveImportError("an MHTML file without a page that has an address")
    is_unclosed = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)
    if is_unclosed and not ends_as_page(bodies[-1]):
        saved.unreadable["end of an MHTML file that is cut short"] += 1
    return saved


def _parse_message(path: Path) -> Message:
    _require_size(path)
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
        if json.detect_encoding(head).startswith("utf-8"):
            file.seek(len(head) - len(head.removeprefix(codecs.BOM_UTF8).lstrip()))
            # message_from_binary_file() would change the line ends, and with them images in the coding "binary".
            return Parser().parse(io.TextIOWrapper(file, "ascii", "surrogateescape", newline=""))
    return message_from_bytes(read_utf8(path))


def _location(message: Message, name: str) -> str:
    """Return the URL in a header, without the line breaks that folding put into it (RFC 2557, section 4.4.2)."""
    return _decoded(re.sub(r"\r?\n[ \t]+", "", str(message[name] or ""))).strip("<> ")


def _header(message: Message, name: str) -> str:
    return _decoded(message[name])


def _decoded(value: Any) -> str:
    try:
        return one_line(str(make_header(decode_header(value)))) if value else ""
    except (ValueError, LookupError, UnicodeError):
        return one_line(str(value))


def read_webarchive(path: Path, noted_url: Callable[[bytes], str | None]) -> SavedFile:
    """Read a page with its images as Safari saves them: a property list; ``noted_url`` as for ``read_mhtml``.

    Raises ArchiveImportError where it is none.
    """
    _require_size(path)
    saved, saved_at = SavedFile(), utc_text(path.stat().st_mtime)
    try:
        waiting = [plistlib.loads(path.read_bytes())]
        while waiting:
            archive = waiting.pop(0)
            main = archive.get("WebMainResource", {})
            for resource in (main, *archive.get("WebSubresources", ())):
                body = bytes(resource.get("WebResourceData", b""))
                noted = noted_url(body) if resource is main else None
                url = join_url("", str(resource.get("WebResourceURL", ""))) or noted
                if url is None:
                    saved.passed_over["webarchive resource without an http(s) address"] += 1
                elif "WebResourceData" not in resource:
                    saved.unreadable["webarchive resource without content"] += 1
                else:
                    saved.pages.append(SavedPage(url, saved_at, body, path.name, _type_of(resource)))
            waiting += archive.get("WebSubframeArchives", ())
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError, ExpatError) as error:
        raise ArchiveImportError(f"not a webarchive ({type(error).__name__})") from None
    return saved


def _type_of(resource: dict[str, Any]) -> str:
    content_type = one_line(str(resource.get("WebResourceMIMEType") or "text/html"))
    if charset := resource.get("WebResourceTextEncodingName"):
        content_type += f"; charset={one_line(str(charset))}"
    return content_type


def read_utf8(path: Path) -> bytes:
    """Return the bytes of a file without a byte order mark and blanks before it; in UTF-8 if it is in UTF-16 or 32."""
    _require_size(path)
    data = path.read_bytes()
    if (encoding := json.detect_encoding(data)).startswith("utf-8"):
        return data.removeprefix(codecs.BOM_UTF8).lstrip()
    return data.decode(encoding, "replace").encode("utf-8", "replace").lstrip()


def _require_size(path: Path) -> None:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise ArchiveImportError(f"larger than {MAX_FILE_BYTES} bytes")

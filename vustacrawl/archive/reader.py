"""Read records and responses of the archive by file, offset and length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import NO_STATUS, HttpResponse, split_head
from vustacrawl.archive.records import Original, Record, RecordError, matches
from vustacrawl.archive.scan import record_at

Lookup = Callable[[Original], tuple[str, int, int] | None]
"""Finds the file, offset and length of the capture that a revisit refers to."""


def read_record(archive: Archive | Path, file: str, offset: int, length: int) -> Record:
    """Return the record at an offset (bytes) of a file of an archive, or of a folder.

    Raises FileNotFoundError for a missing file, RecordError if the bytes are not exactly one whole record.
    """
    archive = Archive(archive) if isinstance(archive, Path) else archive
    with archive.open_record(file, offset, length) as (opened, at):
        record = record_at(opened, at)
    if record.length != length:
        raise RecordError("the record's length differs from the one given")
    return replace(record, offset=offset)


def read_response(archive: Archive | Path, file: str, offset: int, length: int, lookup: Lookup) -> HttpResponse:
    """Return the response; for a ``revisit``, its own head with the body of the original.

    A ``server-not-modified`` revisit reads as the original response. Raises what ``read_record`` raises, and
    RecordError for a revisit without its body whose original ``lookup`` does not know.
    """
    record = read_record(archive, file, offset, length)
    if record.type != "revisit":
        return response_of(record)
    original = record.location(file).original
    found = lookup(original)
    if not found and has_body(record):
        return record.http
    if not found:
        raise RecordError(f"the original record is not in the archive: {original.url} of {original.date}")
    first = response_of(read_record(archive, *found))
    if not record.block or record.http.status == 304:
        return first
    return revisited(record.http, first)


def has_body(revisit: Record) -> bool:
    """Whether a ``revisit`` record has the whole body, which some tools write although the original has it."""
    claim, body = revisit.get("WARC-Payload-Digest"), split_head(revisit.block)[1]
    return bool(claim and body and matches(claim, body))


def response_of(record: Record) -> HttpResponse:
    """Return a ``response``, ``resource`` or ``conversion`` record as a response.

    Raises RecordError for a record too large to be read, and one without an HTTP status.
    """
    record.require_block()
    http = record.http
    content_type = record.get("Content-Type") or ""
    is_http = content_type.startswith("application/http") or record.block.startswith(b"HTTP/")
    if record.type in ("resource", "conversion") or (record.type == "response" and not is_http and not http.status):
        return HttpResponse(200, (("Content-Type", content_type or "text/html"),), record.block)
    if not http.status:
        raise RecordError(NO_STATUS)
    return http


def revisited(head: HttpResponse, original: HttpResponse) -> HttpResponse:
    """Return the response of a revisit: its own head, the original's body in the original's codings."""
    codings = ["content-encoding", "transfer-encoding"]
    kept = [header for header in head.headers if header[0].lower() not in codings]
    if not any(name.lower() == "content-type" for name, _ in kept):
        codings.append("content-type")
    kept += [header for header in original.headers if header[0].lower() in codings]
    return HttpResponse(head.status, tuple(kept), original.body)

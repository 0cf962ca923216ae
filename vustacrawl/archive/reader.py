"""Read records and responses of the archive by file, offset and length."""

from __future__ import annotations

from dataclasses import replace

from vustacrawl.archive.fields import first_value, without
from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import NO_STATUS, HttpResponse, split_head
from vustacrawl.archive.records import Record, RecordError, matches
from vustacrawl.archive.scan import record_at
from vustacrawl.items import RecordPlace

ORIGINAL_MISSING = "the original of a revisit is not in the archive"


class OriginalMissingError(RecordError):
    """A revisit whose payload is not in the archive."""


def read_record(archive: Archive, place: RecordPlace) -> Record:
    """Return the record at a place in an archive.

    Raises FileNotFoundError for a missing file, RecordError if the bytes are not exactly one whole record.
    """
    with archive.open_record(place) as (opened, at):
        record = record_at(opened, at)
    if record.length != place.length:
        raise RecordError("the record's length differs from the one given")
    return replace(record, offset=place.offset)


def response_with_payload(
    archive: Archive, record: Record, original: RecordPlace | None
) -> tuple[HttpResponse, Record]:
    """Return the response in a record, and the record that holds its body.

    A ``revisit`` has the body of the record at ``original``; a ``server-not-modified`` one reads as the original
    response. Raises what ``read_record`` raises, and OriginalMissingError for a revisit without its body.
    """
    if record.type != "revisit":
        return response_of(record), record
    head = head_of_revisit(record)
    if original is None and _has_body(record):
        return head, record
    if original is None:
        raise OriginalMissingError(f"{ORIGINAL_MISSING}: {missing_original(record)}")
    whole = read_record(archive, original)
    first = response_of(whole)
    return first if not record.block or head.status == 304 else _revisited(head, first), whole


def missing_original(revisit: Record) -> str:
    """Return which record a ``revisit`` refers to, in a few words."""
    original = revisit.original
    return f"{original.url} of {original.date or 'an unknown date'}"


def head_of_revisit(record: Record) -> HttpResponse:
    """Return the response of a ``revisit`` record without its payload; its status may come from its profile."""
    if (http := record.http).status:
        return http
    is_304 = "not-modified" in (record.get("WARC-Profile") or "not-modified")
    return HttpResponse(304 if is_304 else 200, (), b"")


def _has_body(revisit: Record) -> bool:
    """Return whether a ``revisit`` record has the whole body, which some tools write although the original has it."""
    claim, body = revisit.get("WARC-Payload-Digest"), split_head(revisit.block)[1]
    return bool(claim and body and matches(claim, body))


def response_of(record: Record) -> HttpResponse:
    """Return a ``response``, ``resource`` or ``conversion`` record as a response.

    Raises RecordError for a record too large to be read, and one without an HTTP status.
    """
    http = record.http
    content_type = record.get("Content-Type") or ""
    if content_type.startswith("application/http") and record.block.lstrip().startswith(b"<"):
        content_type = ""  # the page alone, as of HTTP/0.9
    is_http = content_type.startswith("application/http") or record.block.startswith(b"HTTP/")
    if record.type in ("resource", "conversion") or (record.type == "response" and not is_http and not http.status):
        return HttpResponse(200, (("Content-Type", content_type or "text/html"),), record.block)
    if not http.status:
        raise RecordError(NO_STATUS)
    return http


def _revisited(head: HttpResponse, original: HttpResponse) -> HttpResponse:
    """Return the response of a revisit: its own head, the original's body in the original's codings."""
    codings = ["content-encoding", "transfer-encoding"]
    kept = without(head.headers, codings)
    if first_value(kept, "Content-Type") is None:
        codings.append("content-type")
    kept += [header for header in original.headers if header[0].lower() in codings]
    return HttpResponse(head.status, tuple(kept), original.body)


def is_bodiless(record: Record) -> bool:
    """Return whether a record is a response without a body: perhaps to a HEAD request."""
    head, body = split_head(record.block)
    return record.type == "response" and not body and head.endswith((b"\n\r\n", b"\n\n"))

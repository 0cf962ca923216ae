"""Read responses from WARC records."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from vustacrawl.archive.messages import HttpResponse
from vustacrawl.archive.reader import read_response
from vustacrawl.archive.records import Original, Record, RecordError
from vustacrawl.catalog.captures import record_location
from vustacrawl.clock import unix_time, utc_text
from vustacrawl.readers.page import HEADERS, FetchedResponse


def response_of_record(folder: Path, file: str, record: Record, db: Database) -> FetchedResponse:
    """Return the response of a ``response``, ``revisit`` or ``resource`` record in ``folder``; a 304 has no body.

    Raises RecordError where a revisit's original is not in the archive, PayloadError for a body that cannot be decoded.
    """

    def find(original: Original) -> tuple[str, int, int] | None:
        return record_location(db, original.record_id, original.url, _catalog_time(original.date))

    if record.type != "revisit":
        return response_of_whole_record(record, file)
    if not record.block:
        return _response(record, file, HttpResponse(304, (), b""))
    return _response(record, file, read_response(folder, file, record.offset, record.length, find))


def response_of_whole_record(record: Record, file: str) -> FetchedResponse:
    """Return the response of a ``response`` or ``resource`` record.

    Raises RecordError for a record too large to be read, PayloadError for a body that cannot be decoded.
    """
    record.require_block()
    if record.type == "resource":
        content_type = record.get("Content-Type") or "text/html"
        return _response(record, file, HttpResponse(200, (("Content-Type", content_type),), record.block))
    return _response(record, file, record.http)


def _response(record: Record, file: str, http: HttpResponse) -> FetchedResponse:
    location = record.location(file)
    payload = http.decode()
    return FetchedResponse(
        status=http.status,
        body=payload.body,
        fetched_at=_catalog_time(location.date),
        headers={name: value for name in HEADERS if (value := http.get(name)) is not None},
        truncated=record.get("WARC-Truncated"),
        is_cut_inside=payload.is_cut and not record.get("WARC-Truncated"),
        record=location.archived_record(),
    )


def _catalog_time(warc_date: str) -> str:
    """A WARC-Date, of whatever precision (WARC/1.1 §5.4), as the catalog writes times."""
    try:
        return utc_text(unix_time(warc_date))
    except ValueError:
        raise RecordError(f"no WARC-Date: {warc_date[:40]!r}") from None

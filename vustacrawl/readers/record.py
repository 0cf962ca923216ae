"""Read responses from WARC records."""

from __future__ import annotations

from http import HTTPStatus

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import HttpResponse
from vustacrawl.archive.reader import has_body, read_record, response_of, revisited
from vustacrawl.archive.records import Original, Record, RecordError, parse_date
from vustacrawl.catalog.captures import RecordPlace
from vustacrawl.readers.page import HEADERS, FetchedResponse

ORIGINAL_MISSING = "the original of a revisit is not in the archive"


def detail_of_missing(original: Original) -> str:
    """Return which record is missing, in a few words."""
    return f"{original.url} of {original.date or 'an unknown date'}"


class OriginalMissingError(RecordError):
    """A revisit whose payload is not in the archive."""


def response_of_record(archive: Archive, file: str, record: Record, original: RecordPlace | None) -> FetchedResponse:
    """Return the response in a record of an archive file; a ``revisit`` has the body of the record at ``original``.

    A 304 has no body. Raises OriginalMissingError for any other revisit without ``original`` and without a body of its
    own, RecordError for a record that cannot be read, PayloadError for a body that cannot be decoded.
    """
    if record.type != "revisit":
        return response_of_whole_record(record, file)
    http = head_of_revisit(record)
    if http.status == HTTPStatus.NOT_MODIFIED or (original is None and has_body(record)):
        return _response(record, file, http)
    if original is None:
        raise OriginalMissingError(ORIGINAL_MISSING)
    whole = read_record(archive, *original)
    first = response_of(whole)
    response = _response(record, file, revisited(http, first) if record.block else first)
    response.truncated = response.truncated or whole.get("WARC-Truncated")
    return response


def head_of_revisit(record: Record) -> HttpResponse:
    """Return the response of a ``revisit`` record without its payload; its status may come from its profile."""
    record.require_block()
    if record.http.status >= 100:
        return record.http
    is_304 = "not-modified" in (record.get("WARC-Profile") or "not-modified")
    return HttpResponse(304 if is_304 else 200, (), b"")


def response_of_whole_record(record: Record, file: str) -> FetchedResponse:
    """Return the response in a ``response``, ``resource`` or ``conversion`` record.

    Raises RecordError for a record that cannot be read, PayloadError for a body that cannot be decoded.
    """
    return _response(record, file, response_of(record))


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
    """Return a WARC-Date in the catalog's time format."""
    if (time := parse_date(warc_date)) is None:
        raise RecordError(f"no valid WARC-Date: {warc_date[:40]!r}")
    return time

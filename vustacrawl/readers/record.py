"""Read responses from WARC records."""

from __future__ import annotations

from http import HTTPStatus

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import HttpResponse
from vustacrawl.archive.reader import head_of_revisit, read_record, response_of, response_with_payload
from vustacrawl.archive.records import Record, RecordError, parse_date
from vustacrawl.items import RecordPlace
from vustacrawl.readers.page import FetchedResponse, used_headers


def read_fetched(archive: Archive, place: RecordPlace, original: RecordPlace | None = None) -> FetchedResponse:
    """Return the response in the record at a place, as ``response_of_record`` does. Also raises OSError."""
    return response_of_record(archive, place.file, read_record(archive, place), original)


def response_of_record(archive: Archive, file: str, record: Record, original: RecordPlace | None) -> FetchedResponse:
    """Return the response in a record of an archive file; a ``revisit`` has the body of the record at ``original``.

    A 304 has no body. Raises OriginalMissingError for any other revisit without ``original`` and without a body of its
    own, RecordError for a record that cannot be read, PayloadError for a body that cannot be decoded.
    """
    if record.type == "revisit" and (head := head_of_revisit(record)).status == HTTPStatus.NOT_MODIFIED:
        return decoded(record, file, head, record)
    http, whole = response_with_payload(archive, record, original)
    return decoded(record, file, http, whole)  # Heritrix marks revisits as truncated, since they lack the body


def without_payload(record: Record, file: str) -> FetchedResponse:
    """Return the response in a record whose body is unavailable: its status and date are known. Raises RecordError."""
    http = head_of_revisit(record) if record.type == "revisit" else response_of(record)
    return _fetched(record, file, http, http.body, "unspecified")


def decoded(record: Record, file: str, http: HttpResponse, whole: Record) -> FetchedResponse:
    """Return a record's response with its decoded body, which is in ``whole``. Raises RecordError and PayloadError."""
    payload = http.decode()
    response = _fetched(record, file, http, payload.body, whole.get("WARC-Truncated"))
    response.is_cut_inside = payload.is_cut and not response.truncated
    return response


def _fetched(record: Record, file: str, http: HttpResponse, body: bytes, truncated: str | None) -> FetchedResponse:
    location = record.location(file)
    fetched_at = parse_date(location.date)
    if fetched_at is None:
        raise RecordError(f"no valid WARC-Date: {location.date[:40]!r}")
    headers = used_headers(http.get_all)
    return FetchedResponse(http.status, body, fetched_at, headers, truncated, record=location)

"""Read records and responses of the archive by file, offset and length."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vustacrawl.archive.messages import HttpResponse
from vustacrawl.archive.records import Original, Record, RecordError
from vustacrawl.archive.scan import record_at
from vustacrawl.archive.writer import OPEN_SUFFIX

Lookup = Callable[[Original], tuple[str, int, int] | None]
"""Finds the file, offset and length of a capture by its WARC-Record-ID, or by its URL and WARC-Date."""


def read_record(folder: Path, file: str, offset: int, length: int) -> Record:
    """Return the record at an offset (bytes), from the finished file or the one still being written.

    Raises FileNotFoundError for a missing file, RecordError where the bytes are not exactly one whole record.
    """
    path = folder / file
    if not path.exists():
        path = folder / f"{file}{OPEN_SUFFIX}"
    with path.open("rb") as opened:
        record = record_at(opened, offset)
    if record.length != length:
        raise RecordError("the record's length differs from the catalog's")
    return record


def read_response(folder: Path, file: str, offset: int, length: int, lookup: Lookup) -> HttpResponse:
    """Return the response; for a ``revisit``, its own head with the body of the original.

    A ``server-not-modified`` revisit reads as the original response. Raises what ``read_record`` raises, and
    RecordError for a revisit whose original ``lookup`` does not know.
    """
    record = read_record(folder, file, offset, length)
    if record.type != "revisit":
        return record.http
    original = record.location(file).original
    found = lookup(original)
    if not found:
        raise RecordError(f"the original record is not in the archive: {original.url} of {original.date}")
    first = read_record(folder, *found)
    if first.type != "response":
        raise RecordError(f"the original is a {first.type} record, not a response")
    if not record.block or record.http.status == 304:
        return first.http
    return HttpResponse(record.http.status, record.http.headers, first.http.body)

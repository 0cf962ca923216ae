"""Reads the archive again: one record at its place, or a whole WARC file from front to back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from vustacrawl.archive.members import record_at
from vustacrawl.archive.messages import HttpResponse
from vustacrawl.archive.records import Original, Record, RecordError
from vustacrawl.archive.writer import OPEN_SUFFIX

Lookup = Callable[[Original], tuple[str, int, int] | None]
"""Finds a capture by its WARC-Record-ID, or by its URL and WARC-Date: its file, offset and length."""


def read_record(folder: Path, file: str, offset: int, length: int) -> Record:
    """The record at a place, from the finished file or the one that still grows.

    Raises FileNotFoundError for a missing file, RecordError where the bytes are not exactly one whole record.
    """
    path = folder / file
    if not path.exists():
        path = folder / f"{file}{OPEN_SUFFIX}"
    with path.open("rb") as opened:
        record = record_at(opened, offset)
    if record.length != length:
        raise RecordError("the record is not as long as its place")
    return record


def read_response(folder: Path, file: str, offset: int, length: int, lookup: Lookup) -> HttpResponse:
    """What the server meant to say: the response, or for a ``revisit`` its own head over the original's body.

    A ``server-not-modified`` revisit reads as the original response. Raises what ``read_record`` raises, and
    RecordError for a revisit whose original ``lookup`` does not know.
    """
    record = read_record(folder, file, offset, length)
    if record.type != "revisit":
        return record.http
    original = record.place(file).original
    found = lookup(original)
    if not found:
        raise RecordError(f"its original is not in the archive: {original.url} of {original.date}")
    first = read_record(folder, *found)
    if first.type != "response":
        raise RecordError(f"its original is a {first.type} record")
    if not record.block or record.http.status == 304:
        return first.http
    return HttpResponse(record.http.status, record.http.headers, first.http.body)


def iterate(path: Path) -> Iterator[Record]:
    """Every record of a WARC file with its place, fast: plain or gzip, of any make (``wget``, Heritrix,
    pywb).

    For files that are whole: what stands behind a torn record is not seen here, but is by ``members.walk``.
    """
    with path.open("rb") as file:
        before: Record | None = None
        for found in ArchiveIterator(file, parse_http=False):
            if before:
                yield replace(before, length=found.stream_pos - before.offset)
            before = Record(found.headers.astuples(), found.reader.read(), found.stream_pos, 0)
        if before:
            yield replace(before, length=path.stat().st_size - before.offset)

"""An answer as the archive keeps it."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from vustacrawl.archive.messages import HttpResponse
from vustacrawl.archive.reader import read_response
from vustacrawl.archive.records import Original, Record
from vustacrawl.catalog.captures import place_of
from vustacrawl.frontier.archiving import archived_as
from vustacrawl.spiders.reading import HEADERS, Answer


def answer_of_record(folder: Path, file: str, record: Record, db: Database) -> Answer:
    """The answer in a ``response`` or ``revisit`` record of a file in ``folder``; a 304 has no body of its own.

    Raises RecordError where a revisit's original is not in the archive, PayloadError for a body that cannot be decoded.
    """

    def find(original: Original) -> tuple[str, int, int] | None:
        return place_of(db, original.record_id, original.url, original.date)

    place = record.place(file)
    if record.type == "revisit" and not record.block:
        http, body = HttpResponse(304, (), b""), b""
    else:
        http = read_response(folder, file, record.offset, record.length, find)
        body = http.payload
    return Answer(
        status=http.status,
        body=body,
        fetched_at=place.date,
        headers={name: value for name in HEADERS if (value := http.get(name)) is not None},
        truncated=record.get("WARC-Truncated"),
        record=archived_as(place),
    )

"""Store and find captures: what was fetched when, and its record in the archive."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_value, update
from vustacrawl.items import READABLE_STATUSES, Capture, Original, RecordPlace

_OF_CAPTURE = attrgetter("url", "fetched_at", "status", "content_type", "length", "digest", "truncated", "found_in")
_OF_RECORD = attrgetter("place.file", "place.offset", "place.length", "record_id", "payload_digest")


def insert_capture(db: Database, site: str, crawl_id: int | None, capture: Capture) -> int:
    """Store a capture and return its row id."""
    record = capture.record
    if record:
        add_warc_file(db, record.place.file, site, crawl_id)
    cursor = db.execute(
        "INSERT INTO captures (site, crawl_id, url, fetched_at, status, content_type, length, digest, truncated,"
        " found_in, warc_file, warc_offset, warc_length, record_id, payload_digest, original_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        " coalesce(?, (SELECT id FROM captures WHERE record_id = ? ORDER BY id LIMIT 1)))",
        (
            *(site, crawl_id, *_OF_CAPTURE(capture)),
            *(_OF_RECORD(record) if record else (None,) * 5),
            *(capture.original_capture, record.original_id if record else None),
        ),
    )
    return cursor.lastrowid or 0


def complete_capture(db: Database, capture_id: int, capture: Capture, original_id: int | None) -> None:
    """Store the payload of a revisit whose original was missing when the capture was stored."""
    payload = {name: getattr(capture, name) for name in ("content_type", "length", "digest", "truncated")}
    update(db, "captures", payload | {"original_id": original_id}, "id = ?", capture_id)


def add_warc_file(db: Database, name: str, site: str | None, crawl_id: int | None) -> None:
    """Register a file of the archive, before a capture refers to it."""
    db.execute(
        "INSERT INTO warc_files (name, site, crawl_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (name, site, crawl_id)
    )


def finish_warc_files(
    db: Database, files: Iterable[tuple[str, int, str]], site: str | None, crawl_id: int | None
) -> None:
    """Record the length (bytes) and sha256 (hex) of finished files."""
    for name, length, sha256 in files:
        add_warc_file(db, name, site, crawl_id)
        db.execute("UPDATE warc_files SET length = ?, sha256 = ? WHERE name = ?", (length, sha256, name))


def last_payload(db: Database, url: str) -> Original | None:
    """Return the newest archived capture of this URL that has a complete payload, for a ``revisit`` to refer to."""
    row = db.execute(
        "SELECT o.record_id, o.url, o.fetched_at, o.payload_digest FROM captures c"
        " JOIN captures o ON o.id = coalesce(c.original_id, c.id)"
        f" WHERE c.url = ? AND o.record_id IS NOT NULL AND o.truncated IS NULL AND o.status IN {READABLE_STATUSES}"
        " ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return Original(*row) if row else None


def knows_record(db: Database, record_id: str) -> bool:
    """Return whether a capture with this WARC-Record-ID is stored."""
    return one_value(db, "SELECT 1 FROM captures WHERE record_id = ?", (record_id,)) is not None


def knows_capture(db: Database, capture: Capture) -> bool:
    """Return whether a capture is stored with this record id, URL, time and payload.

    An id alone is not enough: some tools write none, others repeat one.
    """
    record_id = capture.record.record_id if capture.record else None
    query = "SELECT 1 FROM captures WHERE record_id = ? AND url = ? AND fetched_at = ? AND digest = ?"
    return one_value(db, query, (record_id, capture.url, capture.fetched_at, capture.digest)) is not None


def capture_at(db: Database, place: RecordPlace) -> int | None:
    """Return the id of the capture whose record is at this place."""
    found: int | None = one_value(db, "SELECT id FROM captures WHERE warc_file = ? AND warc_offset = ?", place[:2])
    return found


_WHOLE = (
    "SELECT coalesce(original_id, id) FROM captures WHERE warc_file IS NOT NULL"
    " AND NOT (truncated IS 'unspecified' AND length = 0 AND original_id IS NULL) AND"
)
"""A capture, or for a revisit the capture that holds its payload; none if its payload is missing."""


def find_original(
    db: Database, record_id: str | None, urls: Iterable[str], fetched_at: str | None, payload_digest: str | None
) -> int | None:
    """Return the id of the capture that a revisit refers to: by record id, else URL and second, else URL and digest.

    ``urls`` are the spellings of its URL. If several captures share the record id, the payload digest decides.
    """
    order = "ORDER BY payload_digest IS ? DESC, id LIMIT 1"
    queries: list[tuple[str, tuple[str | None, ...]]] = []
    if record_id:
        queries.append((f"record_id = ? {order}", (record_id, payload_digest)))
    if fetched_at:
        second = fetched_at[:19]
        at_second = f"url = ? AND fetched_at BETWEEN ? AND ? {order}"
        queries += [(at_second, (url, second, f"{second}~", payload_digest)) for url in urls]
    if payload_digest:
        with_digest = "url = ? AND payload_digest = ? ORDER BY fetched_at DESC LIMIT 1"
        queries += [(with_digest, (url, payload_digest)) for url in urls]
    found = (one_value(db, f"{_WHOLE} {query}", bound) for query, bound in queries)
    return next((capture_id for capture_id in found if capture_id is not None), None)


def location_of(db: Database, capture_id: int) -> RecordPlace | None:
    """Return where the record of a capture is; None if it is not in the archive."""
    row = db.execute(
        "SELECT warc_file, warc_offset, warc_length FROM captures WHERE id = ? AND warc_file IS NOT NULL", (capture_id,)
    ).fetchone()
    return RecordPlace(*row) if row else None

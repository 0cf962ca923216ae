"""Store and find captures: what was fetched when, and its record in the archive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils import Database

from vustacrawl.items import READABLE_STATUSES, ArchivedRecord, Capture

_READABLE = tuple(sorted(READABLE_STATUSES))


class Payload(NamedTuple):
    """The capture that holds the last known payload of a URL: what a WARC ``revisit`` refers to."""

    record_id: str
    url: str
    fetched_at: str
    payload_digest: str | None


class RecordLocation(NamedTuple):
    """A record's file in the archive, with offset and compressed length in bytes."""

    file: str
    offset: int
    length: int


def insert_capture(db: Database, site: str, crawl_id: int | None, capture: Capture) -> int:
    """Store a capture and return its row id."""
    record = capture.record
    if record:
        add_warc_file(db, record.file, site, crawl_id)
    cursor = db.execute(
        "INSERT INTO captures (site, crawl_id, url, fetched_at, status, content_type, length, digest, truncated,"
        " warc_file, warc_offset, warc_length, record_id, payload_digest, original_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM captures WHERE record_id = ?))",
        (
            site,
            crawl_id,
            capture.url,
            capture.fetched_at,
            capture.status,
            capture.content_type,
            capture.length,
            capture.digest,
            capture.truncated,
            *(_columns(record) if record else (None,) * 6),
        ),
    )
    return cursor.lastrowid or 0


def _columns(record: ArchivedRecord) -> tuple[object, ...]:
    return (
        record.file,
        record.offset,
        record.length,
        record.record_id,
        record.payload_digest,
        record.original_id,
    )


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


def last_payload(db: Database, url: str) -> Payload | None:
    """Return the newest archived capture of this URL that has a complete payload (status 200)."""
    row = db.execute(
        "SELECT o.record_id, o.url, o.fetched_at, o.payload_digest FROM captures c"
        " JOIN captures o ON o.id = coalesce(c.original_id, c.id)"
        f" WHERE c.url = ? AND o.record_id IS NOT NULL AND o.truncated IS NULL AND o.status IN {_READABLE}"
        " ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return Payload(*row) if row else None


def knows_record(db: Database, record_id: str) -> bool:
    """Return whether a capture with this WARC-Record-ID is stored."""
    return db.execute("SELECT 1 FROM captures WHERE record_id = ?", (record_id,)).fetchone() is not None


def record_location(db: Database, record_id: str | None, url: str, fetched_at: str) -> RecordLocation | None:
    """Find a capture's record by its WARC-Record-ID, or else by URL and WARC-Date."""
    row = db.execute(
        "SELECT warc_file, warc_offset, warc_length FROM captures WHERE warc_file IS NOT NULL"
        " AND (record_id = ?1 OR url = ?2 AND fetched_at = ?3) ORDER BY record_id = ?1 DESC LIMIT 1",
        (record_id, url, fetched_at),
    ).fetchone()
    return RecordLocation(*row) if row else None

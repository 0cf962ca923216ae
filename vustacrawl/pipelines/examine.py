"""Examine the files of an import on all cores: what it must know about each record before any is read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.reader import is_bodiless
from vustacrawl.archive.records import CAPTURE_TYPES, Record, normal_digest, parse_date
from vustacrawl.archive.scan import CorruptRange, next_record, scan_records
from vustacrawl.archive.verify import wrong_digests
from vustacrawl.items import RecordLocation
from vustacrawl.readers.pool import ReaderDiedError
from vustacrawl.readers.run import Reader
from vustacrawl.urls import canonical_url, host_of

PART_BYTES = 1024 * 1024
"""How much of a file one process examines at a time; files of few parts are examined in this process."""
_MIN_PARTS = 4
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+-]{0,20}:", re.IGNORECASE)
_HOME = re.compile(r"https?://(?:www\.)?")
_REDIRECT = re.compile(rb"HTTP/[\d.]{1,3} +30[12378]\b")


class IndexedResponse(NamedTuple):
    """A response in a record of a file that is not named yet, and what an import finds it by."""

    record: RecordLocation
    host: str
    """Empty if the URL is not valid."""
    key: str
    """The URL without the parts in which spellings of the same URL differ."""
    second: str
    digest: str
    decoded_digest: str
    """That of the decoded body, where the record has no digest."""
    is_redirect: bool
    request_id: str | None
    """Of a response without a body: the WARC-Concurrent-To, or empty."""


class ExaminedRecord(NamedTuple):
    """What an import needs to know about a record before reading it."""

    offset: int
    length: int
    is_standard: bool
    wrong_digests: list[str]
    response: IndexedResponse | None = None
    other_scheme: str | None = None
    """Of a record that is not about a web URL: a DNS lookup, or a tool's notes."""
    head_ids: frozenset[str] = frozenset()
    """Of a HEAD request: its id and those of the records that belong to it."""


Part = ExaminedRecord | CorruptRange


class _Job(NamedTuple):
    path: Path
    begin: int
    end: int


def examine_file(path: Path, reader: Reader) -> Iterator[Part]:
    """Yield the parts of a file as ``scan_records`` does. ``reader`` examines large files and must be local."""
    size, reached = path.stat().st_size, 0
    jobs = [_Job(path, begin, min(begin + PART_BYTES, size)) for begin in range(0, size, PART_BYTES)]
    if len(jobs) >= _MIN_PARTS:
        try:
            for job, (begin, parts) in zip(jobs, reader(_examine_part, None, ([job] for job in jobs)), strict=True):
                # What looks like a record may be inside one; the process then began at the wrong offset.
                for part in parts if begin == reached else _parts(path, reached, job.end):
                    reached = part.offset + part.length
                    yield part
        except ReaderDiedError:
            pass  # this process examines the rest
    yield from _parts(path, reached, size)


def _examine_part(_: None, job: _Job) -> tuple[int, list[Part]]:
    begin = next_record(job.path, job.begin, job.end) if job.begin else 0
    return begin, [*_parts(job.path, begin, job.end)]


def _parts(path: Path, begin: int, end: int) -> Iterator[Part]:
    for part in scan_records(path, begin, end):
        yield part if isinstance(part, CorruptRange) else _examine(part)


def _examine(record: Record) -> ExaminedRecord:
    examined = ExaminedRecord(record.offset, record.length, record.is_standard, [*wrong_digests(record)])
    if record.type == "request" and record.block.startswith(b"HEAD "):
        names = ("warc-record-id", "warc-concurrent-to")
        return examined._replace(head_ids=frozenset(value for name, value in record.headers if name.lower() in names))
    if record.type not in CAPTURE_TYPES:
        return examined
    if scheme := _OTHER_SCHEME.match(record.url):
        return examined._replace(other_scheme=scheme[0].lower())
    at = record.location("")
    digest, decoded_digest = _payload_digests(record)
    response = IndexedResponse(
        at,
        host=host_of(at.url),
        key=address_key(at.url),
        second=(parse_date(at.date) or "")[:19],
        digest=digest,
        decoded_digest=decoded_digest,
        is_redirect=bool(_REDIRECT.match(record.block)),
        request_id=(record.get("WARC-Concurrent-To") or "") if is_bodiless(record) else None,
    )
    return examined._replace(response=response)


def _payload_digests(record: Record) -> tuple[str, str]:
    """Return the digests by which a revisit may refer to a record, empty if it has no payload.

    If its tool wrote none, they are those of the body as received and decoded: tools differ in which they compute.
    """
    if (claim := record.get("WARC-Payload-Digest")) or record.type == "revisit" or record.oversized:
        return normal_digest(claim or ""), ""
    http = record.http if record.block.startswith(b"HTTP/") else HttpResponse(0, (), record.block)
    try:
        return _sha1(http.body), _sha1(http.payload)
    except PayloadError:
        return _sha1(http.body), ""


def _sha1(body: bytes) -> str:
    return f"sha1:{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"


def address_key(url: str) -> str:
    """Return a URL without the parts in which spellings of the same URL differ."""
    return _HOME.sub("", canonical_url(url) or url, count=1)

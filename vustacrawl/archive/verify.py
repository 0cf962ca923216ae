"""Check that WARC files still hold what was written: their records, lengths and digests.

``warcio check`` accepts a file that was cut in the middle of a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from vustacrawl.archive.messages import dechunk, split_head
from vustacrawl.archive.records import CAPTURE_TYPES, Record, matches
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.disk import sha256_of


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of an archive file, with its offset in bytes if it has one."""

    file: str
    offset: int | None
    reason: str

    def __str__(self) -> str:
        where = self.file if self.offset is None else f"{self.file} at {self.offset}"
        return f"{where}: {self.reason}"


class Expected(NamedTuple):
    """A record as the catalog lists it: its length in bytes and its WARC-Record-ID."""

    length: int
    record_id: str | None


def verify_file(
    path: Path, sha256: str | None = None, captures: Mapping[int, Expected] | None = None, all_known: bool = False
) -> Iterator[Fault]:
    """Yield the faults of one WARC file, plain or gzip: corrupt ranges, wrong lengths, block and payload digests.

    Only ``sha256`` (hex, of the finished file) reveals a cut between two records, or a flipped bit that gzip ignores.
    ``captures`` are the expected records by offset in bytes; ``all_known`` says that there should be no others.
    """
    missing = dict(captures or {})
    for part in scan_records(path):
        if isinstance(part, CorruptRange):
            yield Fault(path.name, part.offset, f"{part.reason} ({part.length} bytes)")
            continue
        for kind in wrong_digests(part):
            yield Fault(path.name, part.offset, f"the {kind} digest of this {part.type} record is wrong")
        expected = missing.pop(part.offset, None)
        if expected and expected != (part.length, part.location(path.name).record_id):
            yield Fault(path.name, part.offset, "not the record listed in the catalog")
        if all_known and not expected and _is_capture(part):
            yield Fault(path.name, part.offset, f"this {part.type} record of {part.url} is not in the catalog")
    for offset in missing:
        yield Fault(path.name, offset, "no record where the catalog lists one")
    if not path.stat().st_size:
        yield Fault(path.name, None, "the file is empty")
    if sha256 and sha256_of(path) != sha256:
        yield Fault(path.name, None, "the file has changed since it was finished (sha256)")


def _is_capture(record: Record) -> bool:
    """Return whether the catalog lists such a record: a response with a status, or what stands for a response."""
    if record.type == "response":
        return bool(record.oversized or record.http.status)
    return record.type in CAPTURE_TYPES


def wrong_digests(record: Record) -> Iterator[Literal["block", "payload"]]:
    """Yield which digests of a record do not match its bytes.

    A payload digest may cover the body as received, as in most tools, or without chunk framing (WARC/1.1 §5.9).
    """
    block = record.get("WARC-Block-Digest")
    is_intact = record.is_intact if record.oversized or not block else matches(block, record.block)
    if is_intact is False:
        yield "block"
    if record.oversized:
        return  # its block digest covers the payload too
    payload = record.get("WARC-Payload-Digest")
    # The payload digest of a revisit is that of its original, which is another record.
    if not payload or record.type != "response":
        return
    body = split_head(record.block)[1]
    if matches(payload, body) is False and not matches(payload, dechunk(body)):
        yield "payload"

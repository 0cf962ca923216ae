"""Whether the archive still holds what was written: a walk over members, lengths and digests of our own,
because ``warcio check`` passes a file that was cut in the middle of a record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vustacrawl.archive.members import Damage, walk
from vustacrawl.archive.messages import split_head
from vustacrawl.archive.records import Record, matches


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file of the archive, where it can be said with the offset in bytes."""

    file: str
    offset: int | None
    reason: str

    def __str__(self) -> str:
        where = self.file if self.offset is None else f"{self.file} at {self.offset}"
        return f"{where}: {self.reason}"


class Expected(NamedTuple):
    """A record as the catalog names it: its length in bytes and its WARC-Record-ID."""

    length: int
    record_id: str | None


def verify_archive(folder: Path, expected: Mapping[str, str | None]) -> Iterator[Fault]:
    """Every fault of the files that should be there, by name; with the sha256 (hex) each had when it was
    finished."""
    for name, sha256 in expected.items():
        if (folder / name).is_file():
            yield from verify_file(folder / name, sha256)
        else:
            yield Fault(name, None, "the file is missing")


def verify_file(
    path: Path,
    sha256: str | None = None,
    captures: Mapping[int, Expected] | None = None,
    all_known: bool = False,
) -> Iterator[Fault]:
    """The faults of one WARC file, plain or gzip: torn members, wrong lengths, block and payload digests.

    A cut between two records, and a flipped bit that gzip makes no use of, show in the file's sha256 alone.
    ``captures`` are the records that should be there, by their offset in bytes; ``all_known`` says that there should
    be no others.
    """
    missing = dict(captures or {})
    for part in walk(path):
        if isinstance(part, Damage):
            yield Fault(path.name, part.offset, f"{part.reason} ({part.length} bytes)")
            continue
        yield from (Fault(path.name, part.offset, reason) for reason in _wrong_digests(part))
        expected = missing.pop(part.offset, None)
        if expected and expected != (part.length, part.get("WARC-Record-ID")):
            yield Fault(path.name, part.offset, "not the record that the catalog names")
        if all_known and not expected and _is_capture(part):
            yield Fault(path.name, part.offset, f"the catalog does not know this {part.type} record of {part.url}")
    for offset in missing:
        yield Fault(path.name, offset, "no record where the catalog names one")
    if not path.stat().st_size:
        yield Fault(path.name, None, "the file is empty")
    if sha256:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                yield Fault(path.name, None, "the file is not the one that was finished (sha256)")


def _is_capture(record: Record) -> bool:
    """Whether a record is one that the catalog names: an answer, or what stands for one."""
    if record.type == "response":
        return bool(record.oversized or record.http.status)
    return record.type in ("revisit", "resource")


def _wrong_digests(record: Record) -> Iterator[str]:
    block = record.get("WARC-Block-Digest")
    is_intact = record.is_intact if record.oversized or not block else matches(block, record.block)
    if is_intact is False:
        yield f"the block digest of this {record.type} record is wrong"
    if record.oversized:
        return  # of one this long, the block's digest covers the payload too
    payload = record.get("WARC-Payload-Digest")
    # A revisit's is that of its original's payload, which lies elsewhere.
    if payload and record.type == "response" and matches(payload, split_head(record.block)[1]) is False:
        yield f"the payload digest of this {record.type} record is wrong"

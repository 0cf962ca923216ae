"""Repack an archive file that does not conform to the standard: one gzip member per record, its content unchanged."""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import re
import shutil
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from vustacrawl.archive.crawl_info import CrawlInfo
from vustacrawl.archive.expand import TooLargeError, expand, is_compressed
from vustacrawl.archive.fields import Fields, whole_number, without
from vustacrawl.archive.foreign import SEGMENT, ForeignRecord, find_records, has_records, slices, truncated_response
from vustacrawl.archive.messages import HttpResponse
from vustacrawl.archive.records import derived_id, is_plausible, parse_date, record_head
from vustacrawl.archive.scan import CorruptRange
from vustacrawl.archive.writer import WarcFile
from vustacrawl.disk import copy_ranges, sync

PART_SUFFIX = ".part"
"""Suffix of a file that is being repacked, or whose process died."""
_CHUNK_BYTES = 1024 * 1024
_HEAD_BYTES = 64 * 1024
_GZIP_LEVEL = 6
_CONVERTED = re.compile(rb"(?i)Content-Length\s*:\s*\d{1,18}\s*|WARC-Date\s*:[ -~]*\d{4}[ -~]*")
_OF_SEGMENT = re.compile(r"warc-(?:segment-|block-digest)", re.IGNORECASE)
"""Fields that do not hold for a record joined from segments; its block digest is that of the first."""
_END = b"\r\n\r\n"


class ArchiveImportError(Exception):
    """A file that cannot be imported; the text says why, in one line without the file's name."""


@dataclass(slots=True)
class ImportedWarc:
    """A file of the archive made of an imported one.

    ``corrupt`` are the ranges of the imported file that are not records (their bytes are set aside), ``repaired``
    counts by reason the faulty records that could still be read. ``crawl`` is the crawl of vustacrawl that wrote it.
    """

    file: WarcFile
    crawl: CrawlInfo | None = None
    corrupt: list[CorruptRange] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)


@contextmanager
def growing_part(target: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside its final name, locked; it is removed unless ``finish_part`` renames it."""
    part = target.with_name(f"{target.name}.{os.getpid()}{PART_SUFFIX}")
    with part.open("w+b") as growing:
        fcntl.flock(growing, fcntl.LOCK_EX)
        try:
            yield growing
        finally:
            part.unlink(missing_ok=True)


def finish_part(growing: BinaryIO, target: Path) -> None:
    """Rename a file from its temporary to its final name, once it is on disk."""
    growing.flush()
    os.fsync(growing.fileno())
    Path(growing.name).rename(target)
    sync(target.parent)


class Repacking:
    """One file on its way into the archive, record by record."""

    def __init__(self, path: Path, target: Path, modified_at: float) -> None:
        self._path = path
        self._target = target
        self._date = datetime.fromtimestamp(modified_at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._corrupt: list[CorruptRange] = []
        self._repaired: Counter[str] = Counter()
        self._count = 0
        self._heads = b""
        """Headers that could not be kept whole in the repacked records."""

    def run(self) -> ImportedWarc:
        """Write the repacked file, completely or not at all. Raises ArchiveImportError for a file without a record."""
        with tempfile.TemporaryFile(dir=self._target.parent) as plain, growing_part(self._target) as growing:
            self._repack(plain, growing)
            if not self._target.exists():
                finish_part(growing, self._target)
        return ImportedWarc(WarcFile.of(self._target), None, self._corrupt, self._repaired)

    def _repack(self, plain: BinaryIO, growing: BinaryIO) -> None:
        if is_packed := _is_packed(self._path):
            try:
                self._corrupt = expand(self._path, plain)
            except TooLargeError as error:
                raise ArchiveImportError(str(error)) from None
        else:
            with self._path.open("rb") as source:
                shutil.copyfileobj(source, plain, _CHUNK_BYTES)
        plain.flush()
        torn: list[CorruptRange] = []
        if plain.tell():
            with mmap.mmap(plain.fileno(), 0, access=mmap.ACCESS_READ) as data:
                torn = [*self._write_records(data, growing)]
            if self._count:
                self._save_corrupt(plain, torn, "-u" if is_packed else "-")
        if not self._count:
            first = next(iter([*self._corrupt, *torn]), None)
            raise ArchiveImportError(f"not a WARC file ({first.reason if first else 'the file is empty'})")
        with self._path.open("rb") as source:
            self._save_corrupt(source, self._corrupt, "-")
        if self._heads:
            self._target.with_name(f"{self._target.name}.torn-headers").write_bytes(self._heads)
        self._corrupt += torn

    def _save_corrupt(self, source: BinaryIO, ranges: list[CorruptRange], mark: str) -> None:
        for part in ranges:
            target = self._target.with_name(f"{self._target.name}.torn{mark}{part.offset}")
            copy_ranges(source, [(part.offset, part.length)], target)

    def _write_records(self, data: mmap.mmap, growing: BinaryIO) -> Iterator[CorruptRange]:
        for part in self._join_segments(data, growing):
            if isinstance(part, CorruptRange):
                yield part
                if response := truncated_response(data, part):
                    self._count += 1
                    head = _head(self._repaired_fields(data, response), response.end - response.start)
                    _write_member(growing, chain([head], slices(data, response.start, response.end), [_END]))
            else:
                self._count += 1
                self._write_record(data, part, growing)

    def _join_segments(self, data: mmap.mmap, growing: BinaryIO) -> Iterator[ForeignRecord | CorruptRange]:
        """Write the records that are in segments, in any order (WARC/1.1 section 7), and yield the other parts.

        Segments of a record that is not whole are corrupt ranges, the last ones yielded.
        """
        records: defaultdict[str, list[ForeignRecord]] = defaultdict(list)
        for part in find_records(data):
            if isinstance(part, CorruptRange) or part.get("WARC-Segment-Number") is None:
                yield part
            else:
                records[part.get("WARC-Segment-Origin-ID") or part.get("WARC-Record-ID") or ""].append(part)
        for segments in records.values():
            segments.sort(key=_segment_number)
            is_ended = segments[-1].get("WARC-Segment-Total-Length") is not None
            if is_ended and [*map(_segment_number, segments)] == [*range(1, len(segments) + 1)]:
                self._count += 1
                head = _head(
                    [field for field in self._repaired_fields(data, segments[0]) if not _OF_SEGMENT.match(field[0])],
                    sum(part.end - part.start for part in segments),
                )
                blocks = (slices(data, part.start, part.end) for part in segments)
                _write_member(growing, chain([head], *blocks, [_END]))
            else:
                yield from (CorruptRange(part.offset, part.end - part.offset, SEGMENT) for part in segments)

    def _write_record(self, data: mmap.mmap, record: ForeignRecord, growing: BinaryIO) -> None:
        fields = self._repaired_fields(data, record)
        keeps_head = record.is_standard and fields == record.fields
        old = data[record.offset : record.start]
        head = old if keeps_head else _head(fields, record.end - record.start)
        if not keeps_head and not record.is_arc and _lost_lines(old, head):
            self._heads += old
            self._repaired["damaged record header"] += 1
        _write_member(growing, chain([head], slices(data, record.start, record.end), [_END]))

    def _repaired_fields(self, data: mmap.mmap, record: ForeignRecord) -> Fields:
        """Return the fields with type, date and id filled in where they are missing, and dates as WARC/1.1 has them."""
        for fault in record.faults:
            self._repaired[fault] += 1
        fields = list(record.fields)
        if not record.get("WARC-Type"):
            is_http = data[record.start : record.start + 5] == b"HTTP/"
            fields.append(("WARC-Type", "response" if is_http else "metadata"))
            self._repaired["no WARC-Type"] += 1
        date = record.get("WARC-Date") or ""
        if not is_plausible(date):
            date = self._other_date(data, record, date)
            fields = [*without(fields, {"warc-date"}), ("WARC-Date", date)]
        self._date = date
        if not record.get("WARC-Record-ID"):
            hasher = hashlib.sha256()
            for piece in slices(data, record.offset, record.end):
                hasher.update(piece)
            fields.append(("WARC-Record-ID", derived_id(hasher.digest())))
        return fields

    def _other_date(self, data: mmap.mmap, record: ForeignRecord, date: str) -> str:
        parsed = parse_date(date)
        if parsed and is_plausible(parsed):
            return parsed
        self._repaired["no valid WARC-Date"] += 1
        http = HttpResponse.parse(data[record.start : min(record.end, record.start + _HEAD_BYTES)])
        sent = parse_date(http.get("Date") or "") or ""
        return sent if is_plausible(sent) else self._date


def _lost_lines(old: bytes, new: bytes) -> bool:
    """Return whether a rewritten header lacks a line of the old one, apart from those that had to change."""
    unfolded = re.sub(rb"\r*\n[ \t]+", b" ", old).splitlines()[1:]
    kept = {b"".join(line.split()) for line in new.splitlines()}
    lost = (line for line in unfolded if line.strip() and b"".join(line.split()) not in kept)
    return any(not _CONVERTED.fullmatch(line) for line in lost)


def _is_packed(path: Path) -> bool:
    """Return whether a file is compressed, even if its first bytes are damaged."""
    with path.open("rb") as file:
        if is_compressed(file.read(4)) or not path.stat().st_size:
            return True
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return not has_records(data)


def _segment_number(record: ForeignRecord) -> int:
    return whole_number(record.get("WARC-Segment-Number") or "") or 0


def _head(fields: Fields, length: int) -> bytes:
    return record_head(without(fields, {"content-length"}), length)


def _write_member(target: BinaryIO, pieces: Iterable[bytes]) -> None:
    stream = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, wbits=31)
    for piece in pieces:
        target.write(stream.compress(piece))
    target.write(stream.flush())

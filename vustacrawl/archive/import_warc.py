"""Import captures made elsewhere: WARC files unchanged where they keep to the standard, anything else repacked."""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import re
import shutil
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from vustacrawl.archive.crawl_info import CrawlInfo, read_crawl_info
from vustacrawl.archive.expand import TooLargeError, expand, is_compressed
from vustacrawl.archive.foreign import Fields, ForeignRecord, find_records, has_records, slices
from vustacrawl.archive.messages import MAX_BYTES, HttpResponse
from vustacrawl.archive.records import Record, one_line, parse_date, sha256_of
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.archive.writer import OPEN_SUFFIX, WarcFile, sync_folder

PART_SUFFIX = ".part"
"""Suffix of a file that is being repacked, or whose process died."""
_CHUNK_BYTES = 1024 * 1024
_HEAD_BYTES = 64 * 1024
_GZIP_LEVEL = 6
_CONVERTED = re.compile(rb"(?i)Content-Length\s*:\s*\d{1,18}\s*|WARC-Date\s*:[ -~]*\d{4}[ -~]*")
_FIRST_YEAR = "1990"
_END = b"\r\n\r\n"


class ArchiveImportError(Exception):
    """A file that cannot be imported; the text says why, in one line."""


@dataclass(slots=True)
class ImportedWarc:
    """A file of the archive made of an imported one.

    ``corrupt`` are the ranges of the imported file that are no record (their bytes are put aside), ``repaired`` counts
    by reason the records that could be read all the same. ``crawl`` is that of vustacrawl that wrote it.
    """

    file: WarcFile
    crawl: CrawlInfo | None = None
    corrupt: list[CorruptRange] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)


def import_warc(
    path: Path,
    folder: Path,
    modified_at: float | None = None,
    examine: Callable[[str, Iterable[Record]], None] = lambda _, records: _read_all(records),
) -> ImportedWarc:
    """Bring a WARC or ARC file, compressed or not, into the archive, named after the digest of its bytes.

    A file of WARC/1.x records, plain or one gzip member per record, is copied byte for byte. Any other is repacked in
    that form: blocks stay as they are, and so do the fields of the records, except for what is missing or wrong.
    Bytes that are no record go to ``{name}.torn-{offset}`` beside it. Importing a file again changes nothing. A file
    that a crawl of vustacrawl wrote keeps its name, and one in the archive's folder stays as it is.

    ``modified_at`` (Unix time; by default the file's) dates records of a file that has no dates. ``examine`` is given
    the name of the file in the archive and its records, as they are read to see whether they are standard; where one
    is not, the iteration raises, and the records of the repacked file are given. Raises ArchiveImportError for a file
    without a single record.
    """
    sha256, crawl = sha256_of(path), read_crawl_info(path)
    is_here = path.parent.resolve() == folder.resolve()
    target = path if is_here else _target_of(path, folder, sha256, crawl)
    with suppress(_OddRecordError):
        examine(target.name, _standard_records(path))
        return ImportedWarc(_copy(path, target, sha256), crawl)
    if is_here and crawl:
        imported = ImportedWarc(WarcFile(path.name, path.stat().st_size, sha256), crawl)
    else:
        imported = _Repacking(path, folder / f"import-{sha256[:16]}.warc.gz", modified_at or path.stat().st_mtime).run()
        imported.crawl = crawl
    examine(imported.file.name, readable_records(folder / imported.file.name, imported.corrupt))
    return imported


def repack_if_odd(path: Path, folder: Path) -> ImportedWarc | None:
    """Repack a file into ``folder`` as ``import_warc`` does; None if its records are standard. Raises as that does."""
    with suppress(_OddRecordError):
        _read_all(_standard_records(path))
        return None
    return _Repacking(path, folder / f"repacked-{path.name}.warc.gz", path.stat().st_mtime).run()


def remove_leftovers(folder: Path) -> None:
    """Remove files that an import which died left half-written."""
    for path in folder.glob(f"import-*{PART_SUFFIX}"):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # another import is writing it
            path.unlink()


def _target_of(path: Path, folder: Path, sha256: str, crawl: CrawlInfo | None) -> Path:
    """Return the place of a file that stays as it is."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    own = folder / crawl.file if crawl else None
    return own if own and _is_free(own, sha256) else folder / f"import-{sha256[:16]}.warc{'.gz' if is_gzip else ''}"


def _is_free(target: Path, sha256: str) -> bool:
    """Return whether a file of this content may have this name: no other file has it, finished or not."""
    if target.exists():
        return sha256_of(target) == sha256
    return not target.with_name(f"{target.name}{OPEN_SUFFIX}").exists()


class _OddRecordError(Exception):
    """A part of a file is no record, or not as this archive keeps them."""


def _standard_records(path: Path) -> Iterator[Record]:
    """Yield the records of a file. Raises _OddRecordError where not all, or none, are as this archive keeps them."""
    part = None
    for part in scan_records(path):
        if isinstance(part, CorruptRange) or not _is_standard_record(part):
            raise _OddRecordError
        yield part
    if part is None:
        raise _OddRecordError


def _read_all(records: Iterable[Record]) -> None:
    for _ in records:
        pass


def readable_records(path: Path, corrupt: list[CorruptRange] | None = None) -> Iterator[Record]:
    """Yield the records of a file of the archive; append the ranges that are none to ``corrupt``."""
    for part in scan_records(path):
        if isinstance(part, Record):
            yield part
        elif corrupt is not None:
            corrupt.append(part)


def _is_standard_record(record: Record) -> bool:
    date = record.get("WARC-Date") or ""
    is_segment = record.type == "continuation" or record.get("WARC-Segment-Number") is not None
    return bool(record.type and record.get("WARC-Record-ID") and _is_plausible(date) and not is_segment)


def _is_plausible(date: str) -> bool:
    parsed = parse_date(date) if "-" in date[4:5] else None
    latest = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return parsed is not None and _FIRST_YEAR <= parsed <= latest


def _copy(path: Path, target: Path, sha256: str) -> WarcFile:
    if not target.exists():
        with _growing(target) as growing:
            with path.open("rb") as source:
                shutil.copyfileobj(source, growing, _CHUNK_BYTES)
            finish_part(growing, target)
    return WarcFile(target.name, target.stat().st_size, sha256)


def _growing(target: Path) -> BinaryIO:
    growing = target.with_name(f"{target.name}.{os.getpid()}{PART_SUFFIX}").open("w+b")
    fcntl.flock(growing, fcntl.LOCK_EX)
    return growing


def finish_part(growing: BinaryIO, target: Path) -> None:
    """Put a file that was written under another name in its place, once it is on disk."""
    growing.flush()
    os.fsync(growing.fileno())
    Path(growing.name).rename(target)
    sync_folder(target.parent)


class _Repacking:
    """One file on its way into the archive, record by record."""

    def __init__(self, path: Path, target: Path, modified_at: float) -> None:
        self._path = path
        self._target = target
        self._date = datetime.fromtimestamp(modified_at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._corrupt: list[CorruptRange] = []
        self._repaired: Counter[str] = Counter()
        self._segments: dict[str, tuple[Fields, bytes]] = {}
        self._count = 0
        self._heads = b""
        """Headers that could not be kept whole in the repacked records."""

    def run(self) -> ImportedWarc:
        with tempfile.TemporaryFile(dir=self._target.parent) as plain, _growing(self._target) as growing:
            try:
                self._repack(plain, growing)
                if self._target.exists():
                    Path(growing.name).unlink()
                else:
                    finish_part(growing, self._target)
            except BaseException:
                Path(growing.name).unlink(missing_ok=True)
                raise
        return ImportedWarc(WarcFile.of(self._target), None, self._corrupt, self._repaired)

    def _repack(self, plain: BinaryIO, growing: BinaryIO) -> None:
        if is_packed := _is_packed(self._path):
            try:
                self._corrupt = expand(self._path, plain)
            except TooLargeError as error:
                raise ArchiveImportError(f"{self._path}: {error}") from None
        else:
            with self._path.open("rb") as source:
                shutil.copyfileobj(source, plain, _CHUNK_BYTES)
        plain.flush()
        torn: list[CorruptRange] = []
        if plain.tell():
            with mmap.mmap(plain.fileno(), 0, access=mmap.ACCESS_READ) as data:
                torn = [*self._write_records(data, growing)]
                if self._count:
                    self._put_aside(data, torn, "-u" if is_packed else "-")
        if not self._count:
            first = next(iter([*self._corrupt, *torn]), None)
            raise ArchiveImportError(
                f"{self._path}: not a WARC file ({first.reason if first else 'the file is empty'})"
            )
        with self._path.open("rb") as source:
            if self._corrupt:
                with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
                    self._put_aside(data, self._corrupt, "-")
        if self._heads:
            self._target.with_name(f"{self._target.name}.torn-headers").write_bytes(self._heads)
        self._corrupt += torn

    def _put_aside(self, data: mmap.mmap, ranges: list[CorruptRange], mark: str) -> None:
        for part in ranges:
            target = self._target.with_name(f"{self._target.name}.torn{mark}{part.offset}")
            with target.open("wb") as file:
                file.writelines(slices(data, part.offset, part.offset + part.length))

    def _write_records(self, data: mmap.mmap, growing: BinaryIO) -> Iterator[CorruptRange]:
        for part in find_records(data):
            if isinstance(part, CorruptRange):
                yield part
            else:
                self._count += 1
                self._write_record(data, part, growing)
        for fields, block in self._segments.values():
            self._repaired["record without its further segments"] += 1
            _write_member(growing, [_head([*fields, ("WARC-Truncated", "unspecified")], len(block)), block, _END])

    def _write_record(self, data: mmap.mmap, record: ForeignRecord, growing: BinaryIO) -> None:
        fields = self._repaired_fields(data, record)
        if self._is_segment(data, record, fields, growing):
            return
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
        if not _is_plausible(date):
            fields = [(name, value) for name, value in fields if name.lower() != "warc-date"]
            fields.append(("WARC-Date", self._other_date(data, record, date)))
        self._date = next(value for name, value in fields if name.lower() == "warc-date")
        if not record.get("WARC-Record-ID"):
            fields.append(("WARC-Record-ID", _id_of(data, record)))
        return fields

    def _other_date(self, data: mmap.mmap, record: ForeignRecord, date: str) -> str:
        parsed = parse_date(date)
        if parsed and _is_plausible(parsed):
            return parsed
        self._repaired["no valid WARC-Date"] += 1
        http = HttpResponse.parse(data[record.start : min(record.end, record.start + _HEAD_BYTES)])
        sent = parse_date(http.get("Date") or "") or ""
        return sent if _is_plausible(sent) else self._date

    def _is_segment(self, data: mmap.mmap, record: ForeignRecord, fields: Fields, growing: BinaryIO) -> bool:
        """Join the segments of a record (WARC/1.1 section 7); return whether the record is one."""
        number, record_id = (
            record.get("WARC-Segment-Number"),
            next(v for k, v in fields if k.lower() == "warc-record-id"),
        )
        if number is None or record.end - record.start > MAX_BYTES:
            return False
        block = data[record.start : record.end]
        if number.strip() == "1":
            self._segments[record_id] = (fields, block)
            return True
        first = self._segments.get(record.get("WARC-Segment-Origin-ID") or "")
        if first is None or len(first[1]) + len(block) > MAX_BYTES:
            self._repaired["segment without its first one"] += 1
            return False
        whole = first[1] + block
        if record.get("WARC-Segment-Total-Length") is None:
            self._segments[record.get("WARC-Segment-Origin-ID") or ""] = (first[0], whole)
        else:
            del self._segments[record.get("WARC-Segment-Origin-ID") or ""]
            _write_member(growing, [_head(_without_segments(first[0]), len(whole)), whole, _END])
        return True


def _lost_lines(old: bytes, new: bytes) -> bool:
    """Return whether a header that was written anew lacks a line of the old one, but for those that had to change."""
    unfolded = re.sub(rb"\r*\n[ \t]+", b" ", old).splitlines()[1:]
    kept = {b"".join(line.split()) for line in new.splitlines()}
    lost = (line for line in unfolded if line.strip() and b"".join(line.split()) not in kept)
    return any(not _CONVERTED.fullmatch(line) for line in lost)


def _is_packed(path: Path) -> bool:
    """Return whether a file is compressed, also if its first bytes are damaged."""
    with path.open("rb") as file:
        if is_compressed(file.read(4)) or not path.stat().st_size:
            return True
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return not has_records(data)


def _without_segments(fields: Fields) -> Fields:
    """The block digest is that of the first segment."""
    return [(name, value) for name, value in fields if not re.match(r"(?i)warc-(segment-|block-digest)", name)]


def _id_of(data: mmap.mmap, record: ForeignRecord) -> str:
    """Return an id made of the record's bytes: the same at every import."""
    hasher = hashlib.sha256()
    for piece in slices(data, record.offset, record.end):
        hasher.update(piece)
    return f"<urn:uuid:{UUID(bytes=hasher.digest()[:16], version=5)}>"


def _head(fields: Fields, length: int) -> bytes:
    kept = [(name, value) for name, value in fields if name.lower() != "content-length"]
    lines = "".join(f"{one_line(name)}: {one_line(value)}\r\n" for name, value in kept)
    return f"WARC/1.1\r\n{lines}Content-Length: {length}\r\n\r\n".encode("utf-8", "backslashreplace")


def _write_member(target: BinaryIO, pieces: Iterable[bytes]) -> None:
    stream = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, wbits=31)
    for piece in pieces:
        target.write(stream.compress(piece))
    target.write(stream.flush())

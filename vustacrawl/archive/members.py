"""Walks a WARC file member by member and goes on behind a torn one, where other readers stop (WARC/1.1 annex
D)."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vustacrawl.archive.records import Record, RecordError, parse_head

_MAGIC = b"\x1f\x8b\x08"
_NEXT = re.compile(rb"\x1f\x8b\x08|(?<=\r\n\r\n)WARC/1\.\d\r\n")
_PIECE = 32 * 1024
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes of a file that are no whole record: where they begin, how many, and what is wrong."""

    offset: int
    length: int
    reason: str


def walk(path: Path) -> Iterator[Record | Damage]:
    """Every whole record of a WARC file (a gzip member a record, or plain), and every stretch that is none.

    Records and damages cover the file without a gap, in order. One record is held in memory at a time.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield from _walk(data)


def record_at(data: mmap.mmap | bytes, offset: int) -> Record:
    """The record that begins at the offset. Raises RecordError where no whole one does."""
    return _compressed(data, offset) if data[offset : offset + 3] == _MAGIC else _plain(data, offset)


def _walk(data: mmap.mmap) -> Iterator[Record | Damage]:
    offset = 0
    while offset < len(data):
        try:
            record = record_at(data, offset)
        except RecordError as fault:
            end = _next_whole(data, offset)
            zeros = not data[offset:end].strip(b"\0")
            yield Damage(offset, end - offset, "zero-filled" if zeros else str(fault))
            offset = end
        else:
            yield record
            offset += record.length


def _next_whole(data: mmap.mmap, offset: int) -> int:
    for candidate in _NEXT.finditer(data, offset + 1):
        try:
            record_at(data, candidate.start())
        except RecordError:
            continue
        return candidate.start()
    return len(data)


def _compressed(data: mmap.mmap | bytes, offset: int) -> Record:
    text, length = _inflate(data, offset)
    headers, start, end = parse_head(text)
    if text[end:] != _END:
        raise RecordError("Content-Length is not that of the record")
    return Record(headers, text[start:end], offset, length)


def _inflate(data: mmap.mmap | bytes, offset: int) -> tuple[bytes, int]:
    stream = zlib.decompressobj(wbits=31)
    text = bytearray()
    position = offset
    while not stream.eof:
        piece = data[position : position + _PIECE]
        if not piece:
            raise RecordError("cut short inside a record")
        try:
            text += stream.decompress(piece)
        except zlib.error as error:
            raise RecordError(f"does not decompress ({error})") from None
        if text and not text.startswith(b"WARC/"[: len(text)]):
            raise RecordError("no WARC record begins here")
        position += len(piece)
    return bytes(text), position - len(stream.unused_data) - offset


def _plain(data: mmap.mmap | bytes, offset: int) -> Record:
    headers, start, end = parse_head(data[offset : offset + _PIECE])
    if offset + end + len(_END) > len(data):
        raise RecordError("cut short inside a record")
    if data[offset + end : offset + end + len(_END)] != _END:
        raise RecordError("Content-Length is not that of the record")
    return Record(headers, data[offset + start : offset + end], offset, end + len(_END))

"""Walks a WARC file record by record and goes on behind a torn one, where other readers stop (WARC/1.1 annex D).

Whatever a file holds, one record of at most ``messages.MAX_BYTES`` is in memory at a time; a longer one is read through
and checked, not held.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from vustacrawl.archive.messages import MAX_BYTES
from vustacrawl.archive.records import Record, RecordError, hasher_of, is_digest, parse_head

_MAGIC = b"\x1f\x8b\x08"
_NEXT = re.compile(rb"\x1f\x8b\x08|(?<=\r\n\r\n)WARC/1\.\d\r\n")
_LONGEST_NEXT = 16
"""Bytes that a match of _NEXT takes with what it looks back at, rounded up."""
_PIECE = 32 * 1024
_MAX_HEAD = 1024 * 1024
"""Bytes of a record's named fields."""
_END = b"\r\n\r\n"
_WRONG_LENGTH = "Content-Length is not that of the record"


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes of a file that are no whole record: where they begin, how many, and what is wrong."""

    offset: int
    length: int
    reason: str


def walk(path: Path) -> Iterator[Record | Damage]:
    """Every whole record of a WARC file (a gzip member a record, or plain), and every stretch that is none.

    Records and damages cover the file without a gap, in order.
    """
    size = path.stat().st_size
    offset = 0
    with path.open("rb") as file:
        while offset < size:
            found = _record_or_damage(file, offset, size)
            offset += found.length
            yield found
            del found  # before the next one is read


def record_at(file: BinaryIO, offset: int) -> Record:
    """The record that begins at the offset. Raises RecordError where no whole one does."""
    file.seek(offset)
    is_gzip = file.read(len(_MAGIC)) == _MAGIC
    file.seek(offset)
    source = _Member(file) if is_gzip else _Plain(file)
    text = bytearray()
    while b"\n\n" not in text and b"\n\r\n" not in text:
        piece = source.read(_PIECE)
        text += piece
        if not text.startswith(b"WARC/"[: len(text)]):
            raise RecordError("no WARC record begins here")
        if not piece or len(text) > _MAX_HEAD:
            break
    headers, start, end = parse_head(bytes(text))
    size = end - start
    shortfall = _WRONG_LENGTH if is_gzip else "cut short inside a record"
    rest = _Rest(bytes(text[start:]), source, shortfall)
    block, is_intact = b"", None
    if size <= MAX_BYTES:
        block = b"".join(rest.pieces(size))
    else:
        is_intact = _is_intact(headers, rest.pieces(size))
    if b"".join(rest.pieces(len(_END))) != _END or (is_gzip and rest.has_more()):
        raise RecordError(_WRONG_LENGTH)
    length = source.position - (0 if is_gzip else rest.unread) - offset
    return Record(headers, block, offset, length, 0 if size <= MAX_BYTES else size, is_intact)


def _is_intact(headers: tuple[tuple[str, str], ...], pieces: Iterator[bytes]) -> bool | None:
    claim = next((value for name, value in headers if name.lower() == "warc-block-digest"), "")
    hasher = hasher_of(claim)
    for piece in pieces:
        if hasher:
            hasher.update(piece)
    return is_digest(claim, hasher.digest()) if hasher else None


class _Source(Protocol):
    """A record's bytes, uncompressed. ``position`` is where in the file its compressed ones end."""

    @property
    def position(self) -> int: ...
    def read(self, size: int) -> bytes: ...


class _Plain:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @property
    def position(self) -> int:
        return self._file.tell()

    def read(self, size: int) -> bytes:
        return self._file.read(size)


class _Member:
    """One gzip member."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._stream = zlib.decompressobj(wbits=31)

    @property
    def position(self) -> int:
        return self._file.tell() - len(self._stream.unused_data)

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the member's end. Raises RecordError where it is torn."""
        while not self._stream.eof:
            piece = self._stream.unconsumed_tail or self._file.read(_PIECE)
            if not piece:
                raise RecordError("cut short inside a record")
            try:
                text = self._stream.decompress(piece, size)
            except zlib.error as error:
                raise RecordError(f"does not decompress ({error})") from None
            if text:
                return text
        return b""


class _Rest:
    """What follows a record's head: bytes that were read with it, then those of its source."""

    def __init__(self, begun: bytes, source: _Source, shortfall: str) -> None:
        self._begun = begun
        self._source = source
        self._shortfall = shortfall

    @property
    def unread(self) -> int:
        """Bytes that were read and not asked for."""
        return len(self._begun)

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next so many bytes. Raises RecordError where there are fewer."""
        while size:
            piece = self._begun or self._source.read(min(size, _PIECE))
            if not piece:
                raise RecordError(self._shortfall)
            self._begun = piece[size:]
            yield piece[:size]
            size -= min(size, len(piece))

    def has_more(self) -> bool:
        return bool(self._begun or self._source.read(1))


def _record_or_damage(file: BinaryIO, offset: int, size: int) -> Record | Damage:
    try:
        return record_at(file, offset)
    except RecordError as fault:
        end = next(_whole_records(file, offset + 1), size)
        reason = "zero-filled" if _is_zero(file, offset, end) else str(fault)
        return Damage(offset, end - offset, reason)


def _whole_records(file: BinaryIO, offset: int) -> Iterator[int]:
    """Where whole records begin, from an offset on."""
    for candidate in _candidates(file, offset):
        try:
            record_at(file, candidate)
        except RecordError:
            continue
        yield candidate


def _candidates(file: BinaryIO, offset: int) -> Iterator[int]:
    """Where records may begin: the window overlaps the one before, so that nothing on its edge is missed."""
    begin = max(0, offset - _LONGEST_NEXT)
    while True:
        file.seek(begin)
        window = file.read(_MAX_HEAD)
        is_last = len(window) < _MAX_HEAD
        for match in _NEXT.finditer(window):
            if begin + match.start() >= offset and (is_last or match.start() < len(window) - _LONGEST_NEXT):
                yield begin + match.start()
        if is_last:
            return
        offset = begin + len(window) - _LONGEST_NEXT
        begin = offset - _LONGEST_NEXT


def _is_zero(file: BinaryIO, offset: int, end: int) -> bool:
    file.seek(offset)
    while offset < end and (piece := file.read(min(_PIECE, end - offset))):
        if piece.strip(b"\0"):
            return False
        offset += len(piece)
    return True

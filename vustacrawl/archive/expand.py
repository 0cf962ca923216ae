"""Decompress other tools' files (gzip members, zstd or LZ4 frames) as far as damage allows.

warcio and FastWARC stop at the first damaged member; this module continues after it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import lz4.frame

from vustacrawl.archive.messages import GZIP_MAGIC, ZSTD_MAGIC, Decoder, raw_inflater
from vustacrawl.archive.scan import CorruptRange, is_zero
from vustacrawl.zstd import zstd

LZ4_MAGIC = b"\x04\x22\x4d\x18"
"""FastWARC writes and reads ``.warc.lz4``."""
_ERRORS = (zlib.error, zstd.ZstdError, RuntimeError)
"""Exceptions of the decoders; lz4 raises RuntimeError."""
_ZSTD_FRAME = b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""Magic number of the skippable frame that may begin a ``.warc.zst`` file (IIPC, Zstandard for WARC, section 2)."""
_DICTIONARY_MAGIC = b"\x37\xa4\x30\xec"
_CHUNK_BYTES = 32 * 1024
_OUT_BYTES = 1024 * 1024
_PROBE_BYTES = 64 * 1024
"""Bytes of a member that must decompress without an error for the search to continue there."""
_WINDOW_LOG = 27
"""The largest window of zstd's own tool without ``--long``: 128 MiB."""
_MAX_DICTIONARY_BYTES = 16 * 1024 * 1024
_MIN_LIMIT_BYTES = 1 << 30
_MAX_RATIO = 200
"""Archives of web pages compress at most twentyfold; the limit keeps a decompression bomb off the disk."""


class TooLargeError(Exception):
    """A file decompresses to an implausible size."""


@dataclass(frozen=True, slots=True)
class _Coding:
    start: re.Pattern[bytes]
    decoder: Callable[[], Decoder]
    lenient: Callable[[bytes], tuple[int, Decoder]]
    """A decoder that checks as little as possible, and how many bytes of the member come before its input."""


def is_compressed(head: bytes) -> bool:
    """Return whether these are the first bytes of a gzip, zstd or LZ4 file."""
    return head.startswith((GZIP_MAGIC, LZ4_MAGIC)) or ZSTD_MAGIC.match(head) is not None


def expanded_head(head: bytes) -> bytes:
    """Decompress the first bytes of a file as far as possible."""
    source = io.BytesIO(head)
    coding, out = _coding(source, len(head)), io.BytesIO()
    _expand_member(source, 0, coding, limited(out, len(head)))
    return out.getvalue()


def expand(path: Path, target: BinaryIO) -> list[CorruptRange]:
    """Write the decompressed bytes of a gzip, zstd or LZ4 file to ``target``; return its damaged ranges.

    Damaged members are written as far as they can be decompressed. Raises TooLargeError for a decompression bomb.
    """
    size = path.stat().st_size
    with path.open("rb") as source:
        return [*_expand(source, size, _coding(source, size), limited(target, size))]


def _coding(source: BinaryIO, size: int) -> _Coding:
    head = source.read(len(LZ4_MAGIC))
    if head == LZ4_MAGIC:
        return _LZ4
    is_gzip = head.startswith(GZIP_MAGIC) or next(_members(source, 0, size, _GZIP), None) is not None
    return _GZIP if is_gzip else _zstd_coding(source)


def plausible_bytes(packed_bytes: int) -> int:
    """Return how many bytes this many compressed ones may decompress to."""
    return max(_MIN_LIMIT_BYTES, _MAX_RATIO * packed_bytes)


def limited(target: BinaryIO, packed_bytes: int) -> Callable[[bytes], None]:
    """Return a function that writes the output of this many bytes to ``target``, or raises TooLargeError for a bomb."""
    limit = plausible_bytes(packed_bytes)
    written = 0

    def write(data: bytes) -> None:
        nonlocal written
        written += len(data)
        if written > limit:
            raise TooLargeError(f"decompresses to more than {limit} bytes")
        target.write(data)

    return write


def _expand(source: BinaryIO, size: int, coding: _Coding, write: Callable[[bytes], None]) -> Iterator[CorruptRange]:
    offset = 0
    while offset < size:
        end, fault = _expand_member(source, offset, coding, write)
        if fault:
            end = next(_members(source, offset + 1, size, coding), size)
            reason = "zero-filled" if is_zero(source, offset, end) else fault
            yield CorruptRange(offset, end - offset, reason)
        offset = end


def _expand_member(
    source: BinaryIO, offset: int, coding: _Coding, write: Callable[[bytes], None]
) -> tuple[int, str | None]:
    """Write the content of one member; return where it ends, and what is wrong with it."""
    source.seek(offset)
    head = source.read(_PROBE_BYTES)
    if not coding.start.match(head):
        return offset, "neither a record nor a compressed member"
    source.seek(offset)
    decoder, written, fed = coding.decoder(), 0, 0
    while not decoder.eof:
        piece = source.read(_CHUNK_BYTES)
        if not piece:
            return offset, "truncated within a compressed member"
        try:
            for out in _pieces(decoder, piece):
                write(out)
                written += len(out)
        except _ERRORS as error:
            source.seek(offset)
            _expand_leniently(source, fed, coding.lenient(head), written, write)
            return offset, f"cannot be decompressed: {error}"
        fed += len(piece)
    return source.tell() - len(decoder.unused_data or b""), None


def _expand_leniently(
    source: BinaryIO, fed: int, lenient: tuple[int, Decoder], written: int, write: Callable[[bytes], None]
) -> None:
    """Write the content of a damaged member after the first ``written`` bytes, up to the damaged byte.

    A decoder drops its output when it finds an error, so it gets one byte at a time there.
    """
    skipped, decoder = lenient
    source.seek(skipped, 1)
    position, seen = skipped, 0
    while not decoder.eof and (piece := source.read(_CHUNK_BYTES)):
        is_near = position + len(piece) > fed
        position += len(piece)
        for part in (bytes([byte]) for byte in piece) if is_near else (piece,):
            if decoder.eof:
                return
            try:
                for out in _pieces(decoder, part):
                    seen += len(out)
                    if seen > written:
                        write(out[-(seen - written) :])
                        written = seen
            except _ERRORS:
                return


def _pieces(decoder: Decoder, data: bytes) -> Iterator[bytes]:
    """Yield the output for some input in pieces, so that a bomb is never in memory."""
    while True:
        out = decoder.decompress(data, _OUT_BYTES)
        if out:
            yield out
        data = getattr(decoder, "unconsumed_tail", b"")
        if decoder.eof or (not data and len(out) < _OUT_BYTES):
            return


def _members(source: BinaryIO, offset: int, size: int, coding: _Coding) -> Iterator[int]:
    """Yield where members begin, from an offset on."""
    while offset < size:
        source.seek(offset)
        window = source.read(_OUT_BYTES)
        for match in coding.start.finditer(window):
            if _begins_member(source, offset + match.start(), coding):
                yield offset + match.start()
        offset += max(1, len(window) - len(GZIP_MAGIC))


def _begins_member(source: BinaryIO, offset: int, coding: _Coding) -> bool:
    source.seek(offset)
    decoder = coding.decoder()
    try:
        return any(_pieces(decoder, source.read(_PROBE_BYTES)))
    except _ERRORS:
        return False


_GZIP = _Coding(re.compile(re.escape(GZIP_MAGIC)), lambda: zlib.decompressobj(wbits=31), raw_inflater)


class _Lz4(lz4.frame.LZ4FrameDecompressor):  # type: ignore[misc] # the library has no types
    """A decoder of one LZ4 frame with the interface of zlib's."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return b"" if self.eof or (self.needs_input and not data) else super().decompress(data, max_length)


_LZ4 = _Coding(re.compile(re.escape(LZ4_MAGIC)), _Lz4, lambda _: (0, _Lz4()))


def _zstd_coding(source: BinaryIO) -> _Coding:
    dictionary = _dictionary(source)
    options = {int(zstd.DecompressionParameter.window_log_max): _WINDOW_LOG}

    def decoder() -> Decoder:
        return zstd.ZstdDecompressor(zstd_dict=dictionary, options=options)

    return _Coding(ZSTD_MAGIC, decoder, lambda _: (0, decoder()))


def _dictionary(source: BinaryIO) -> zstd.ZstdDict | None:
    """Return the dictionary in the first frame of the file, itself compressed or not."""
    source.seek(0)
    head = source.read(8)
    size = int.from_bytes(head[4:], "little")
    if head[:4] != _DICTIONARY or size > _MAX_DICTIONARY_BYTES:
        return None
    content = source.read(size)
    try:
        if content.startswith(_ZSTD_FRAME):
            content = zstd.ZstdDecompressor().decompress(content, _MAX_DICTIONARY_BYTES)
        return zstd.ZstdDict(content, is_raw=not content.startswith(_DICTIONARY_MAGIC))
    except (zstd.ZstdError, ValueError):
        return None

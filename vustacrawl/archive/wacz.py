"""Unpack the archive files in WACZ packages and other zip files, including nested and truncated ones."""

from __future__ import annotations

import mmap
import re
import stat
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from vustacrawl.archive.expand import TooLargeError, limited

ZIP_MAGIC = b"PK\x03\x04"
ZIP_ERRORS = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError)
"""Of a file that cannot be opened as a zip file."""
_DESCRIPTOR = b"PK\x07\x08"
ARCHIVE_NAME = re.compile(r"(?:.*/)?(?!\._)[^/]+\.w?arc(?:\.gz|\.zst|\.lz4)?(?:\.open)?", re.IGNORECASE | re.DOTALL)
"""Names of WARC and ARC files; Heritrix and Brozzler add ``.open`` to those they are still writing. macOS puts a file
``._NAME`` beside each on some disks and in zip files.
"""
_PACKAGE_NAME = re.compile(r".+\.wacz", re.IGNORECASE | re.DOTALL)
_MAX_DEPTH = 4
_CHUNK_BYTES = 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
"""Signature, version, flags, method, time, date, CRC, compressed and full size, lengths of name and extra field."""
_ENCRYPTED = 1
_MAX_NAME = 4096
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An archive file of a package. ``path`` is valid until the next one is taken; ``modified_at`` is Unix time."""

    name: str
    path: Path
    modified_at: float


def is_archive(name: str) -> bool:
    """Return whether this is the name of a WARC or ARC file, or of a package of them."""
    return bool(ARCHIVE_NAME.fullmatch(name) or _PACKAGE_NAME.fullmatch(name))


def unpack(path: Path, depth: int = 1) -> Iterator[Unpacked | str]:
    """Yield the archive files of a package one after another, and for unreadable ones, a line that says why.

    No name in the package is ever used as a path.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "unpacked"
        found = False
        for name, modified_at, fault in _members(path, target):
            found = True
            if fault:
                yield f"{name[:_SHOWN]}: {fault}" if name else fault
            if fault and not (target.exists() and target.stat().st_size):
                continue
            if not _PACKAGE_NAME.fullmatch(name):
                yield Unpacked(name[:_SHOWN], target, modified_at)
            elif depth == _MAX_DEPTH:
                yield f"{name[:_SHOWN]}: packages are nested too deep"
            else:
                for part in unpack(target, depth + 1):
                    yield f"{name[:_SHOWN]}: {part}" if isinstance(part, str) else part
        if not found:
            yield "contains no WARC files"


def _members(path: Path, target: Path) -> Iterator[tuple[str, float, str | None]]:
    """Write each archive file to ``target`` as far as possible; yield its name, date and what is wrong with it."""
    try:
        package = zipfile.ZipFile(path)
    except ZIP_ERRORS as error:
        target.unlink(missing_ok=True)
        yield "", 0.0, f"not a valid WACZ package ({error})"
        yield from _salvaged(path, target)
        return
    with package:
        for info in package.infolist():
            if info.is_dir() or not is_archive(info.filename):
                continue
            target.unlink(missing_ok=True)
            yield info.filename, zip_time(info), unpack_member(package, info, target)


def zip_time(info: zipfile.ZipInfo) -> float:
    """Return when a member was modified (Unix time; zip files have local time); 0 for an invalid date."""
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def unpack_member(package: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> str | None:
    """Write a file of a package to ``target`` as far as possible; return what is wrong with it, in a few words."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    crc, expected_crc = 0, info.CRC
    info.CRC = None  # type: ignore[assignment] # else the end of a damaged member is not returned
    try:
        with package.open(info) as source, target.open("wb") as file:
            write = limited(file, info.compress_size)
            while piece := cast("zipfile.ZipExtFile", source).read1(_CHUNK_BYTES):
                write(piece)
                crc = zlib.crc32(piece, crc)
    except NotImplementedError:
        return f"compressed by an unknown method ({info.compress_type})"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, TooLargeError) as error:
        return f"cannot be unpacked ({error or type(error).__name__})"
    except Exception as error:  # bz2 and lzma have exceptions of their own
        return f"cannot be unpacked ({type(error).__name__})"
    return None if crc == expected_crc else "damaged (wrong checksum)"


def _salvaged(path: Path, target: Path) -> Iterator[tuple[str, float, str | None]]:
    """Unpack what precedes the damage of a file without its central directory, by the headers before each member."""
    modified_at = path.stat().st_mtime
    with path.open("rb") as source:
        while len(head := source.read(_LOCAL_HEADER.size)) == _LOCAL_HEADER.size:
            magic, _, flags, method, *_, size, _, name_length, extra_length = _LOCAL_HEADER.unpack(head)
            if magic != ZIP_MAGIC:
                return
            name = source.read(name_length).decode("utf-8", "replace")
            if len(name) > _MAX_NAME or "\0" in name:
                return
            size = _full_size(source.read(extra_length), size)
            with target.open("wb") as file:
                fault = _copy_member(source, file, flags, method, size)
            if fault:
                yield name, modified_at, fault
                return
            if is_archive(name):
                yield name, modified_at, None


def _full_size(extra: bytes, size: int) -> int:
    """Return the compressed size, from ZIP64's extra field if the header has none."""
    position = extra.find(b"\x01\x00")
    if size == 0xFFFFFFFF and position >= 0 and len(extra) >= position + 20:
        return int.from_bytes(extra[position + 12 : position + 20], "little")
    return size


def _copy_member(source: BinaryIO, target: BinaryIO, flags: int, method: int, size: int) -> str | None:
    has_descriptor = bool(flags & 8)
    if flags & _ENCRYPTED:
        return "encrypted"
    if method == zipfile.ZIP_STORED:
        left = size if size or not has_descriptor else _stored_bytes(source)
        while left and (piece := source.read(min(left, _CHUNK_BYTES))):
            target.write(piece)
            left -= len(piece)
    elif method == zipfile.ZIP_DEFLATED:
        if fault := _inflate(source, target):
            return fault
    else:
        return f"compressed by an unknown method ({method})"
    if has_descriptor:  # its signature is optional; sizes have 4 bytes, or 8 in ZIP64
        position = source.tell()
        after = source.read(64)
        following = re.search(rb"PK(?:\x03\x04|\x01\x02)", after)
        source.seek(position + (following.start() if following else len(after)))
    return None


def _stored_bytes(source: BinaryIO) -> int:
    """Return how many bytes are before the descriptor that ends a stored member of unknown size, or the file's end."""
    begin = source.tell()
    with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_DESCRIPTOR, begin)
        while at >= 0 and int.from_bytes(data[at + 8 : at + 12], "little") != (at - begin) & 0xFFFFFFFF:
            at = data.find(_DESCRIPTOR, at + 1)
        return (at if at >= 0 else len(data)) - begin


def _inflate(source: BinaryIO, target: BinaryIO) -> str | None:
    stream = zlib.decompressobj(wbits=-15)
    try:
        write = limited(target, 0)
        while not stream.eof:
            piece = stream.unconsumed_tail or source.read(_CHUNK_BYTES)
            if not piece:
                return None  # cut: what it gave is read
            write(stream.decompress(piece, _CHUNK_BYTES))
    except (zlib.error, TooLargeError) as error:
        return f"cannot be unpacked ({error})"
    source.seek(-len(stream.unused_data), 1)
    return None

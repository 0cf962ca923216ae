"""Unpack files from gzip, bzip2, xz, tar and zip."""

from __future__ import annotations

import bz2
import lzma
import os
import shutil
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from vustacrawl.archive.expand import TooLargeError, expand, limited, plausible_bytes
from vustacrawl.archive.wacz import ZIP_ERRORS, ZIP_MAGIC, unpack_member, zip_time
from vustacrawl.text import plural

_Opened = type[bz2.BZ2File] | type[lzma.LZMAFile]
_OPEN: dict[bytes, _Opened] = {b"BZh": bz2.BZ2File, b"\xfd7zXZ\0": lzma.LZMAFile}
"""Keyed by the first bytes of a file that expand() does not read."""
_UNSUPPORTED = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!\x1a\x07": "RAR", b"\x1f\x9d": "compress"}
_TAR_AT, _TAR = 257, b"ustar"
_CHUNK_BYTES = 1024 * 1024
_ERRORS = (
    *(TooLargeError, *ZIP_ERRORS, tarfile.TarError, lzma.LZMAError, zlib.error),
    *(EOFError, RuntimeError, OverflowError),
)


def is_wrapping(head: bytes) -> bool:
    """Return whether a file with these first bytes is a tar, or in a coding that WARC files do not have."""
    return head[_TAR_AT:].startswith(_TAR) or head.startswith((*_OPEN, *_UNSUPPORTED))


def unwrap(path: Path, folder: Path) -> str | None:
    """Unpack a file into an empty folder as far as possible; return what is wrong, if anything."""
    inner = folder / (path.stem or "file")
    try:
        with path.open("rb") as source:
            head = source.read(_TAR_AT + len(_TAR))
        if head[_TAR_AT:].startswith(_TAR):
            return _extract_tar(path, folder.resolve())
        if head.startswith(ZIP_MAGIC):
            return _extract_zip(path, folder.resolve())
        if name := next((name for magic, name in _UNSUPPORTED.items() if head.startswith(magic)), None):
            return f"in the format {name}, which is not supported: unpack it first"
        opened = next((opened for magic, opened in _OPEN.items() if head.startswith(magic)), None)
        with inner.open("wb") as target:
            if opened is None:
                return next((f"{part.reason} at {part.offset}" for part in expand(path, target)), None)
            _decompress(path, opened, target)
    except _ERRORS as error:
        return f"cannot be unpacked whole: {error}"
    finally:
        if inner.is_file():
            os.utime(inner, (path.stat().st_mtime,) * 2)
    return None


def _extract_tar(path: Path, folder: Path) -> str | None:
    """Write the files of a tar, none outside the folder and none larger than the tar, as sparse ones may be."""
    faults: list[str] = []
    size = path.stat().st_size
    with tarfile.open(path) as tar:
        for member in tar:
            source = tar.extractfile(member) if member.isfile() and member.size <= size else None
            if member.isdir():
                continue
            if source is None:
                faults.append(f"{member.name}: no regular file")
            elif target := _target(folder, member.name, faults):
                with target.open("wb") as file:
                    shutil.copyfileobj(source, file, _CHUNK_BYTES)
                os.utime(target, (member.mtime,) * 2)
    return _summary(faults)


def _extract_zip(path: Path, folder: Path) -> str | None:
    """Write the files of a zip, none outside the folder. Raises TooLargeError for a decompression bomb."""
    faults: list[str] = []
    with zipfile.ZipFile(path) as package:
        members = [member for member in package.infolist() if not member.is_dir()]
        if sum(member.file_size for member in members) > plausible_bytes(path.stat().st_size):
            raise TooLargeError("decompresses to an implausible size")
        for member in members:
            if target := _target(folder, member.filename, faults):
                if fault := unpack_member(package, member, target):
                    faults.append(f"{member.filename}: {fault}")
                if target.exists():
                    os.utime(target, (zip_time(member),) * 2)
    return _summary(faults)


def _target(folder: Path, name: str, faults: list[str]) -> Path | None:
    """Return where to write a member; None, with a fault, if its name leads out of the folder."""
    target = (folder / name).resolve()
    if folder not in target.parents:
        faults.append(f"{name}: outside the folder")
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _summary(faults: list[str]) -> str | None:
    return f"{plural(len(faults), 'member')} not unpacked whole, as {faults[0]}" if faults else None


def _decompress(path: Path, opened: _Opened, target: BinaryIO) -> None:
    write = limited(target, path.stat().st_size)
    with path.open("rb") as source, opened(source) as inner:
        while data := inner.read1(_CHUNK_BYTES):
            write(data)

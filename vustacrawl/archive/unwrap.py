"""Unpack files from gzip, bzip2, xz and tar."""

from __future__ import annotations

import bz2
import lzma
import os
import shutil
import tarfile
from pathlib import Path
from typing import BinaryIO

from vustacrawl.archive.expand import TooLargeError, expand, limited

_Opened = type[bz2.BZ2File] | type[lzma.LZMAFile]
_OPEN: dict[bytes, _Opened] = {b"BZh": bz2.BZ2File, b"\xfd7zXZ\0": lzma.LZMAFile}
"""Keyed by the first bytes of a file that expand() does not read."""
_TAR_AT, _TAR = 257, b"ustar"
_CHUNK_BYTES = 1024 * 1024


def is_wrapping(head: bytes) -> bool:
    """Return whether a file with these first bytes is a tar, or in a coding that WARC files do not have."""
    return head[_TAR_AT:].startswith(_TAR) or head.startswith(tuple(_OPEN))


def unwrap(path: Path, folder: Path) -> str | None:
    """Unpack a file into an empty folder as far as possible; return what is wrong, if anything."""
    inner = folder / (path.stem or "file")
    try:
        with path.open("rb") as source:
            head = source.read(_TAR_AT + len(_TAR))
        if head[_TAR_AT:].startswith(_TAR):
            return _extract(path, folder)
        opened = next((opened for magic, opened in _OPEN.items() if head.startswith(magic)), None)
        with inner.open("wb") as target:
            if opened is None:
                return next((f"{part.reason} at {part.offset}" for part in expand(path, target)), None)
            _decompress(path, opened, target)
    except (TooLargeError, tarfile.TarError, lzma.LZMAError, EOFError, ValueError, OverflowError, OSError) as error:
        return f"cannot be unpacked whole: {error}"
    finally:
        if inner.is_file():
            os.utime(inner, (path.stat().st_mtime,) * 2)
    return None


def _extract(path: Path, folder: Path) -> str | None:
    """Write the files of a tar, none outside the folder and none larger than the tar, as sparse ones may be."""
    refused: list[str] = []
    top, size = folder.resolve(), path.stat().st_size
    with tarfile.open(path) as tar:
        for member in tar:
            target = (top / member.name).resolve()
            source = tar.extractfile(member) if member.isfile() else None
            if source is None:
                refused += [] if member.isdir() else [member.name]
            elif top not in target.parents or member.size > size:
                refused.append(member.name)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    shutil.copyfileobj(source, file, _CHUNK_BYTES)
                os.utime(target, (member.mtime,) * 2)
    return f"{len(refused)} members that are no files within it, as {refused[0]}" if refused else None


def _decompress(path: Path, opened: _Opened, target: BinaryIO) -> None:
    write = limited(target, path.stat().st_size)
    with path.open("rb") as source, opened(source) as inner:
        while data := inner.read1(_CHUNK_BYTES):
            write(data)

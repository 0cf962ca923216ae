"""Files on disk: sync, replace, copy, digest and lock them."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_CHUNK_BYTES = 1024 * 1024


@contextmanager
def opened(path: Path, flags: int = os.O_RDONLY) -> Iterator[int]:
    """Open a file or folder while the block runs; yield its descriptor."""
    descriptor = os.open(path, flags, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def sync(path: Path) -> None:
    """Sync a file's bytes, or the file names in a folder, to disk (fsync)."""
    with opened(path) as descriptor:
        os.fsync(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Replace a small text file (UTF-8) atomically: readers see the old text or the new one. Raises OSError."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(text, "utf-8")
    new.replace(path)


def copy_ranges(source: BinaryIO, ranges: Iterable[tuple[int, int]], target: Path) -> None:
    """Write ranges of a file (offset and length in bytes), one after another, to a new one, and sync that to disk."""
    with target.open("wb") as copy:
        for offset, length in ranges:
            source.seek(offset)
            while length and (piece := source.read(min(length, _CHUNK_BYTES))):
                copy.write(piece)
                length -= len(piece)
    sync(target)


def sha256_of(path: Path) -> str:
    """Return the sha256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def try_lock(descriptor: int) -> bool:
    """Lock an open file or folder until it is closed; return False if another process has locked it.

    The kernel releases the lock of a dead process.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Lock a file or folder while the block runs; yield False if another process has locked it."""
    with opened(path) as descriptor:
        yield try_lock(descriptor)

"""Write the files of an export: framed, compressed, and hashed while they are written."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from vustacrawl.disk import sha256_of
from vustacrawl.export.manifest import FileEntry
from vustacrawl.zstd import zstd

Compression = Literal["none", "gz", "zst"]

_BUFFER_BYTES = 1 << 18
_GZIP_LEVEL = 6
_ZSTD_OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 9,
    zstd.CompressionParameter.checksum_flag: 1,
}


class Frame(NamedTuple):
    """The bytes before, between and after the records of a file."""

    opening: bytes
    between: bytes
    closing: bytes


LINES = Frame(b"", b"\n", b"\n")
ARRAY = Frame(b"[\n", b",\n", b"\n]\n")


class DumpFile:
    """A file of records that is being written."""

    def __init__(self, stream: IO[bytes], frame: Frame) -> None:
        self.articles = 0
        self._stream = stream
        self._frame = frame
        self._before = frame.opening
        self._waiting: list[bytes] = []
        self._bytes = 0

    def add(self, record: bytes) -> None:
        """Append the JSON of one article (UTF-8)."""
        self._waiting.append(record)
        self._bytes += len(record)
        self.articles += 1
        if self._bytes >= _BUFFER_BYTES:
            self._flush()

    def finish(self) -> None:
        """Write what is buffered and the closing bytes. Raises OSError."""
        self._flush()
        self._stream.write(self._frame.closing if self.articles else self._frame.opening + self._frame.closing)

    def _flush(self) -> None:
        if self._waiting:
            self._stream.write(self._before + self._frame.between.join(self._waiting))
            self._before = self._frame.between
            self._waiting, self._bytes = [], 0


class Folder:
    """The folder of an export that is being written."""

    def __init__(self, path: Path, compression: Compression) -> None:
        self.path, self.compression = path, compression
        self.entries: list[FileEntry] = []
        self._suffix = "" if compression == "none" else f".{compression}"
        self._compress = _compressor(compression)

    @contextmanager
    def open_dump(self, path: str, frame: Frame) -> Iterator[DumpFile]:
        """Open a file of JSON records at ``path`` plus the suffix of the compression. Raises OSError."""
        with self.create(path + self._suffix) as file, self._compress(file) as stream:
            dump = DumpFile(stream, frame)
            yield dump
            dump.finish()
            file.articles = dump.articles

    @contextmanager
    def create(self, path: str) -> Iterator[NewFile]:
        """Open a file at ``path``; closed without an error, it is added to ``entries``. Raises OSError."""
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb", buffering=_BUFFER_BYTES) as file:
            new = NewFile(file)
            yield new
        self.entries.append(new.entry(path))

    def write(self, path: str, data: bytes) -> FileEntry:
        """Write a whole file, uncompressed, and return its entry. Raises OSError."""
        with self.create(path) as file:
            file.write(data)
        return self.entries[-1]

    def adopt(self, path: str, articles: int) -> None:
        """Add a file that another program wrote at ``path`` to ``entries``. Raises OSError."""
        target = self.path / path
        size, sha256 = target.stat().st_size, sha256_of(target)
        self.entries.append(FileEntry(path=path, bytes=size, sha256=sha256, articles=articles))


class NewFile(io.RawIOBase):
    """A file that counts and hashes the bytes written to it; its writer sets ``articles`` and ``rows``."""

    def __init__(self, target: IO[bytes]) -> None:
        self.articles = 0
        self.rows: int | None = None
        self._target = target
        self._sum = hashlib.sha256()
        self._bytes = 0

    def writable(self) -> bool:
        """Return True, as ``io.IOBase`` requires."""
        return True

    def tell(self) -> int:
        """Return the number of bytes written."""
        return self._bytes

    def write(self, data: Any) -> int:
        """Write the bytes and return how many were written. Raises OSError."""
        self._sum.update(data)
        written = self._target.write(data)
        self._bytes += written
        return written

    def entry(self, path: str) -> FileEntry:
        """Return the entry of the manifest for this file at ``path``."""
        return FileEntry(
            path=path, bytes=self._bytes, sha256=self._sum.hexdigest(), articles=self.articles, rows=self.rows
        )


def _compressor(compression: Compression) -> Callable[[Any], Any]:
    """Return a wrapper for files. A compressed file contains no name and no time: equal data give equal bytes."""
    if compression == "gz":
        return lambda file: gzip.GzipFile("", "wb", _GZIP_LEVEL, fileobj=file, mtime=0)
    if compression == "zst":
        return partial(zstd.ZstdFile, mode="wb", options=_ZSTD_OPTIONS)
    return lambda file: file

"""Write one file of an export: framed, compressed, and summed on its way to the disk."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from vustacrawl import zstd
from vustacrawl.export.manifest import FileEntry

Compression = Literal["none", "gz", "zst"]

_BUFFER_BYTES = 1 << 18
_GZIP_LEVEL = 6
_ZSTD_OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 9,
    zstd.CompressionParameter.checksum_flag: 1,
}


class Frame(NamedTuple):
    """What stands before, between and after the records of a file."""

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
        """Append one article, serialised."""
        self._waiting.append(record)
        self._bytes += len(record)
        self.articles += 1
        if self._bytes >= _BUFFER_BYTES:
            self._flush()

    def finish(self) -> None:
        """Close the frame."""
        self._flush()
        self._stream.write(self._frame.closing if self.articles else self._frame.opening + self._frame.closing)

    def _flush(self) -> None:
        if self._waiting:
            self._stream.write(self._before + self._frame.between.join(self._waiting))
            self._before = self._frame.between
            self._waiting, self._bytes = [], 0


class Folder:
    """The folder of an export while it is filled."""

    def __init__(self, path: Path, compression: Compression) -> None:
        self.path = path
        self.entries: list[FileEntry] = []
        self._suffix = "" if compression == "none" else f".{compression}"
        self._compress = _compressor(compression)

    @contextmanager
    def open_dump(self, path: str, frame: Frame) -> Iterator[DumpFile]:
        """A file of JSON records under ``path``, which gains the compression's suffix."""
        with self.create(path + self._suffix) as file, self._compress(file) as stream:
            dump = DumpFile(stream, frame)
            yield dump
            dump.finish()
            file.articles = dump.articles

    @contextmanager
    def create(self, path: str) -> Iterator[NewFile]:
        """A file under ``path``; when it is closed well, it is one of ``entries``."""
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb", buffering=_BUFFER_BYTES) as file:
            new = NewFile(file)
            yield new
        self.entries.append(new.entry(path))

    def write(self, path: str, data: bytes) -> FileEntry:
        """A whole file; never compressed."""
        with self.create(path) as file:
            file.write(data)
        return self.entries[-1]

    def adopt(self, path: str, articles: int) -> None:
        """Take in a file that another program wrote under ``path``."""
        target = self.path / path
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.entries.append(FileEntry(path=path, bytes=target.stat().st_size, sha256=digest, articles=articles))


class NewFile(io.RawIOBase):
    """Passes bytes on and remembers how many they were, and their sum; its writer counts what it holds."""

    def __init__(self, target: IO[bytes]) -> None:
        self.articles = 0
        self.rows: int | None = None
        self._target = target
        self._sum = hashlib.sha256()
        self._bytes = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How many bytes were written."""
        return self._bytes

    def write(self, data: Any) -> int:
        """Pass them on."""
        self._sum.update(data)
        written = self._target.write(data)
        self._bytes += written
        return written

    def entry(self, path: str) -> FileEntry:
        """What the manifest says of it."""
        return FileEntry(
            path=path, bytes=self._bytes, sha256=self._sum.hexdigest(), articles=self.articles, rows=self.rows
        )


def _compressor(compression: Compression) -> Callable[[Any], Any]:
    """What to put around a file. No name and no time goes into a compressed file: equal data, equal bytes."""
    if compression == "gz":
        return lambda file: gzip.GzipFile("", "wb", _GZIP_LEVEL, fileobj=file, mtime=0)
    if compression == "zst":
        return partial(zstd.ZstdFile, mode="wb", options=_ZSTD_OPTIONS)
    return lambda file: file

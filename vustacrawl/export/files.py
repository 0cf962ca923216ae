"""Write one file of an export: framed, compressed, and summed on its way to the disk."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from vustacrawl.export.errors import ExportError
from vustacrawl.export.manifest import FileEntry

Compression = Literal["none", "gz", "zst"]

_BUFFER_BYTES = 1 << 20
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 9


class Frame(NamedTuple):
    """What stands before, between and after the records of a file."""

    opening: bytes
    between: bytes
    closing: bytes


LINES = Frame(b"", b"\n", b"\n")
ARRAY = Frame(b"[\n", b",\n", b"\n]\n")


@dataclass
class DumpFile:
    """A file of records that is being written."""

    stream: IO[bytes]
    frame: Frame
    articles: int = 0

    def add(self, record: bytes) -> None:
        """Append one article, serialised."""
        self.stream.write(self.frame.between if self.articles else self.frame.opening)
        self.stream.write(record)
        self.articles += 1

    def finish(self) -> None:
        """Close the frame."""
        self.stream.write(self.frame.closing if self.articles else self.frame.opening + self.frame.closing)


class Folder:
    """The folder of an export while it is filled."""

    def __init__(self, path: Path, compression: Compression) -> None:
        self.path = path
        self.entries: list[FileEntry] = []
        self._suffix = "" if compression == "none" else f".{compression}"
        self._compress = _compressor(compression)

    @contextmanager
    def open_dump(self, path: str, frame: Frame) -> Iterator[DumpFile]:
        """A file of records under ``path``, which gains the compression's suffix."""
        with self._create(path + self._suffix) as summed, self._compress(summed) as stream:
            dump = DumpFile(stream, frame)
            yield dump
            dump.finish()
        self.entries.append(summed.entry(path + self._suffix, dump.articles))

    def write(self, path: str, data: bytes) -> FileEntry:
        """A file of which every reader knows the name: never compressed."""
        with self._create(path) as summed:
            summed.write(data)
        return summed.entry(path, articles=0)

    @contextmanager
    def _create(self, path: str) -> Iterator[_Summed]:
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb", buffering=_BUFFER_BYTES) as file:
            yield _Summed(file)


class _Summed(io.RawIOBase):
    """Passes bytes on and remembers how many they were, and their sum."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._sum = hashlib.sha256()
        self._bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._sum.update(data)
        written = self._target.write(data)
        self._bytes += written
        return written

    def entry(self, path: str, articles: int) -> FileEntry:
        return FileEntry(path=path, bytes=self._bytes, sha256=self._sum.hexdigest(), articles=articles)


def _compressor(compression: Compression) -> Callable[[Any], Any]:
    """What to put around a file. No name and no time goes into a compressed file: equal data, equal bytes."""
    if compression == "gz":
        return lambda file: gzip.GzipFile("", "wb", _GZIP_LEVEL, fileobj=file, mtime=0)
    if compression == "zst":
        try:
            zstandard: Any = importlib.import_module("zstandard")
        except ImportError:
            raise ExportError("zst needs the zstandard package: pip install 'vustacrawl[zst]'") from None
        return lambda file: zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True).stream_writer(
            file, closefd=False
        )
    return lambda file: file

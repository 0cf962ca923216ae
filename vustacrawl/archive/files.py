"""Where the archive's files are: in the workspace's folder, or in an object store if they were moved there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vustacrawl.archive.object_store import ObjectStore, open_store
from vustacrawl.archive.writer import OPEN_SUFFIX
from vustacrawl.items import RecordPlace


@dataclass(frozen=True, slots=True)
class Archive:
    """The folder of the archive, and the URL of the object store that also holds its finished files, if one does."""

    folder: Path
    store_url: str = ""

    @property
    def store(self) -> ObjectStore | None:
        """The object store. Raises MissingExtraError, StoreError."""
        return open_store(self.store_url) if self.store_url else None

    def local_file(self, name: str, folder: Path) -> Path:
        """Return the path of a finished file, downloaded into ``folder`` if it is only in the store. Raises OSError."""
        path = self.folder / name
        if not path.exists() and self.store:
            path = folder / name
            self.store.fetch(name, path)
        return path

    @contextmanager
    def open_record(self, place: RecordPlace) -> Iterator[tuple[BinaryIO, int]]:
        """Open the file of a record, and yield it with the record's offset in it.

        The file is the finished one, the one still being written, or a part of it from the store. Raises
        FileNotFoundError for a missing file, OSError for one that cannot be read.
        """
        for path in (self.folder / place.file, self.folder / f"{place.file}{OPEN_SUFFIX}"):
            try:
                opened: io.BufferedReader = path.open("rb")
            except FileNotFoundError:
                continue
            with opened:
                yield opened, place.offset
            return
        if self.store is None:
            raise FileNotFoundError(f"{place.file}: the file is missing")
        with self.store.open_range(*place) as part:
            yield part, 0

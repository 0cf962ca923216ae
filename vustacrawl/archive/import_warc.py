"""Import captures made elsewhere: WARC files that conform to the standard unchanged, anything else repacked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar

from vustacrawl.archive.crawl_info import CrawlInfo, read_crawl_info
from vustacrawl.archive.repack import (
    PART_SUFFIX,
    ArchiveImportError,
    ImportedWarc,
    Repacking,
    finish_part,
    growing_part,
)
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.archive.writer import OPEN_SUFFIX, WarcFile
from vustacrawl.disk import locked, sha256_of

_CHUNK_BYTES = 1024 * 1024


class OddRecordError(Exception):
    """A part of a file is no record, or not as this archive keeps them."""


class _AnyRecord(Protocol):
    """A record, or what is known of it."""

    @property
    def is_standard(self) -> bool: ...


AnyRecord = TypeVar("AnyRecord", bound=_AnyRecord)
Examine = Callable[[Path, str, list[CorruptRange] | None], None]
"""Reads the records of a file, given the name that it has in the archive; ``corrupt`` as in ``records_among``."""


def import_warc(
    path: Path,
    folder: Path,
    modified_at: float | None = None,
    examine: Examine = lambda path, _, corrupt: _read_all(records_among(scan_records(path), corrupt)),
) -> ImportedWarc:
    """Bring a WARC or ARC file, compressed or not, into the archive, named after the digest of its bytes.

    A file of WARC/1.x records, plain or one gzip member per record, is copied byte for byte. Any other is repacked in
    that form: blocks stay as they are, and so do the fields of the records, except for what is missing or wrong.
    Bytes that are not a record go to ``{name}.torn-{offset}`` beside it. Importing a file again changes nothing. A file
    that a crawl of vustacrawl wrote keeps its name, and one in the archive's folder stays as it is.

    ``modified_at`` (Unix time; by default the file's) dates records of a file that has no dates. ``examine`` reads the
    file to see whether its records are standard, and where one is not, the repacked file. Raises ArchiveImportError for
    a file without a single record.
    """
    sha256, crawl = sha256_of(path), read_crawl_info(path)
    is_here = path.parent.resolve() == folder.resolve()
    target = path if is_here else _target_of(path, folder, sha256, crawl)
    with suppress(OddRecordError):
        examine(path, target.name, None)
        return ImportedWarc(_copy(path, target, sha256), crawl)
    if is_here and crawl:
        imported = ImportedWarc(WarcFile(path.name, path.stat().st_size, sha256), crawl)
    else:
        imported = Repacking(path, folder / f"import-{sha256[:16]}.warc.gz", modified_at or path.stat().st_mtime).run()
        imported.crawl = crawl
    examine(folder / imported.file.name, imported.file.name, imported.corrupt)
    return imported


def repack_if_odd(path: Path, folder: Path) -> ImportedWarc | None:
    """Repack a file into ``folder`` as ``import_warc`` does; None if its records are standard. Raises as that does."""
    with suppress(OddRecordError):
        _read_all(records_among(scan_records(path)))
        return None
    return Repacking(path, folder / f"repacked-{path.name}.warc.gz", path.stat().st_mtime).run()


def remove_leftovers(folder: Path) -> None:
    """Remove half-written files of a killed import."""
    for path in folder.glob(f"import-*{PART_SUFFIX}"):
        with locked(path) as is_ours:
            if is_ours:  # else another import is writing it
                path.unlink()


def _target_of(path: Path, folder: Path, sha256: str, crawl: CrawlInfo | None) -> Path:
    """Return the place of a file that stays as it is: its own name unless another file has it, finished or not."""
    own = folder / crawl.file if crawl else None
    if own and (sha256_of(own) == sha256 if own.exists() else not own.with_name(f"{own.name}{OPEN_SUFFIX}").exists()):
        return own
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    return folder / f"import-{sha256[:16]}.warc{'.gz' if is_gzip else ''}"


def records_among(
    parts: Iterable[AnyRecord | CorruptRange], corrupt: list[CorruptRange] | None = None
) -> Iterator[AnyRecord]:
    """Yield the records among the parts of a file; append the ranges that are none to ``corrupt``.

    Without ``corrupt``, raises OddRecordError where not all, or none, are records as this archive keeps them.
    """
    part = None
    for part in parts:
        if not isinstance(part, CorruptRange) and (part.is_standard or corrupt is not None):
            yield part
        elif corrupt is None:
            raise OddRecordError
        elif isinstance(part, CorruptRange):
            corrupt.append(part)
    if part is None and corrupt is None:
        raise OddRecordError


def _read_all(records: Iterable[object]) -> None:
    for _ in records:
        pass


def _copy(path: Path, target: Path, sha256: str) -> WarcFile:
    if not target.exists():
        with growing_part(target) as growing:
            with path.open("rb") as source:
                shutil.copyfileobj(source, growing, _CHUNK_BYTES)
            growing.flush()
            if sha256_of(Path(growing.name)) != sha256:
                raise ArchiveImportError("changed while it was read; import it again once it is finished")
            finish_part(growing, target)
    return WarcFile(target.name, target.stat().st_size, sha256)

"""Import captures made elsewhere: WARC files unchanged, WACZ unpacked, saved pages as ``resource`` records."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.archive.writer import WarcFile, WarcWriter, sync_folder

WARC_SUFFIXES = (".warc", ".warc.gz")
_CHUNK_BYTES = 1024 * 1024


class ArchiveImportError(Exception):
    """A file that cannot be imported; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as a browser saved it: its bytes, its URL and when it was saved (UTC, ISO 8601 with ``Z``)."""

    url: str
    saved_at: str
    body: bytes
    source: str
    """The name of the imported file, for the ``metadata`` record."""


def import_warc(path: Path, folder: Path) -> WarcFile:
    """Copy a WARC file into the archive, named after the digest of its bytes: importing it again changes nothing.

    A file that is one gzip member in all is recompressed record by record; the bytes of the records stay unchanged.
    Raises ArchiveImportError for a file that does not begin with a WARC record.
    """
    return _copied(path, folder) if _has_member_per_record(path) else _repacked(path, folder)


def import_wacz(path: Path, folder: Path) -> Iterator[WarcFile]:
    """Import every WARC file of a WACZ package. Raises ArchiveImportError where it is not one."""
    try:
        with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory() as temporary:
            names = [name for name in packed.namelist() if name.startswith("archive/") and name.endswith(WARC_SUFFIXES)]
            for name in names:
                unpacked = Path(temporary) / f"unpacked{''.join(Path(name).suffixes[-2:])}"
                with packed.open(name) as source, unpacked.open("wb") as target:
                    shutil.copyfileobj(source, target, _CHUNK_BYTES)
                yield import_warc(unpacked, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ArchiveImportError(f"{path}: not a valid WACZ package ({error})") from None
    if not names:
        raise ArchiveImportError(f"{path}: contains no WARC files in a folder `archive`")


def import_pages(pages: Iterable[SavedPage], folder: Path, writer: WarcWriter) -> list[WarcFile]:
    """Write saved pages as ``resource`` records (WARC/1.1 §6.4): a file saved by a browser is not an HTTP response."""
    for page in pages:
        writer.write_resource(page.url, page.saved_at, "text/html", page.body, [("imported-from", page.source)])
    return writer.close()


def _has_member_per_record(path: Path) -> bool:
    first = next(scan_records(path), None)
    if not isinstance(first, CorruptRange):
        return first is not None
    if not _is_gzip(path):
        raise ArchiveImportError(f"{path}: not a WARC file ({first.reason})")
    return False


def _copied(path: Path, folder: Path) -> WarcFile:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    target = folder / f"import-{sha256[:16]}.warc{'.gz' if _is_gzip(path) else ''}"
    if not target.exists():
        growing = target.with_name(f"{target.name}.part")
        shutil.copyfile(path, growing)
        growing.replace(target)
        sync_folder(folder)
    return WarcFile(target.name, target.stat().st_size, sha256)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _repacked(path: Path, folder: Path) -> WarcFile:
    with tempfile.TemporaryDirectory() as temporary:
        plain, packed = Path(temporary) / "plain.warc", Path(temporary) / "packed.warc.gz"
        try:
            with gzip.open(path) as source, plain.open("wb") as target:
                shutil.copyfileobj(source, target, _CHUNK_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            raise ArchiveImportError(f"{path}: cannot be decompressed ({error})") from None
        with plain.open("rb") as source, packed.open("wb") as target:
            if not re.match(rb"WARC/1\.\d\r?\n", source.read(10)):
                raise ArchiveImportError(f"{path}: not a WARC file")
            for part in scan_records(plain):
                source.seek(part.offset)
                stream = zlib.compressobj(6, zlib.DEFLATED, wbits=31)
                for begin in range(0, part.length, _CHUNK_BYTES):
                    target.write(stream.compress(source.read(min(_CHUNK_BYTES, part.length - begin))))
                target.write(stream.flush())
        return _copied(packed, folder)

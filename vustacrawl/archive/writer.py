"""Write the archive of one run: WARC/1.1, one gzip member per record, in files that are never appended to later."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Self

from vustacrawl import __version__
from vustacrawl.archive.drafts import (
    FIELDS,
    REQUEST,
    Draft,
    capture_notes,
    gzip_member,
    lossless,
    metadata_record,
    response_or_revisit,
)
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.fields import Field, Fields, field_lines
from vustacrawl.clock import utc_text
from vustacrawl.disk import sha256_of, sync
from vustacrawl.items import Original, RecordLocation, RecordPlace

OPEN_SUFFIX = ".open"
"""Suffix of a file that is still being written, or whose process died."""

_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


class ArchiveFull(OSError):  # noqa: N818
    """The disk has no room for a record. Earlier records are whole, and the write can be retried."""


class WarcFile(NamedTuple):
    """A finished file: its name in the archive folder, its length in bytes and its sha256 (hex)."""

    name: str
    length: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read a finished file and return its description."""
        return cls(path.name, path.stat().st_size, sha256_of(path))


@dataclass(frozen=True, slots=True)
class WarcSync:
    """Syncs a file to disk while its writer continues, or after it has finished."""

    descriptor: int
    """A duplicate of the writer's own."""
    done: Callable[[], None]
    """Notifies the writer. Call it in the writer's thread."""

    def run(self) -> None:
        """Return once the file is on disk (fsync). Raises ArchiveFull and OSError; call it once, in any thread."""
        try:
            with _raise_archive_full():
                os.fsync(self.descriptor)
        finally:
            os.close(self.descriptor)


class WarcWriter:
    """The WARC files of one site and run, ``{site}-{run}-00001.warc.gz`` and so on, in an existing folder.

    A file is created with its first record; until it is finished it is locked and has the suffix ``.open``.
    ``robots`` says how robots.txt is honoured, ``profile`` is the site's profile, ``capture_method`` is
    ``recorder.capture_method()``: with further fields ``about`` the crawl they go into the ``warcinfo`` record of every
    file (§6.2). A new file is begun after ``roll_at`` bytes. Raises ValueError for a site or run that is not a plain
    name; the first write raises FileExistsError if its file exists.
    """

    def __init__(
        self,
        folder: Path,
        site: str,
        run: str,
        *,
        operator: str,
        robots: str,
        profile: str,
        capture_method: str,
        about: Iterable[Field] = (),
        roll_at: int = 1_000_000_000,
    ) -> None:
        for name in (site, run):
            if not _NAME.fullmatch(name):
                raise ValueError(f"not a plain file name: {name!r}")
        self._folder = folder
        self._series = f"{site}-{run}"
        self._about: Fields = [
            ("software", f"vustacrawl/{__version__}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", _CONFORMS_TO),
            ("isPartOf", self._series),
            ("operator", operator),
            ("robots", robots),
            ("recording", capture_method),
            ("payload-digest", "over the body as received, chunk framing and content coding included"),
            ("profile", json.dumps(profile, ensure_ascii=False)),
            *about,
        ]
        self._roll_at = roll_at
        self._finished: list[WarcFile] = []
        self._file: io.FileIO | None = None
        self._name = ""
        self._warcinfo_id = ""
        self._end = 0
        self._synced = 0
        self._sha256 = hashlib.sha256()

    def write_exchange(self, exchange: Exchange, original: Original | None = None) -> RecordLocation | None:
        """Write response or ``revisit``, request and metadata, all or none, and set ``exchange.location``.

        With ``original``, the capture that holds the last known payload of the URL, an equal payload becomes an
        ``identical-payload-digest`` revisit and a 304 a ``server-not-modified`` one (§6.7). Without a response, the
        request and the failure are written, and None is returned. Raises ArchiveFull, and OSError for any other
        failure to write; the file is unchanged then.
        """
        date = utc_text(exchange.fetched_at.timestamp())
        capture = [("WARC-Date", date), ("WARC-Target-URI", exchange.url)]
        if exchange.ip_address:
            capture.append(("WARC-IP-Address", exchange.ip_address))
        request = Draft("request", [*capture, REQUEST], exchange.request)
        notes = capture_notes(exchange)
        if not exchange.response:
            self._append([request, metadata_record(request.id, capture, notes)])
            return None
        response, payload = response_or_revisit(exchange, capture, original)
        if not response.block:
            notes.append(("not-modified-response", lossless(exchange.response)))
        request.fields.append(("WARC-Concurrent-To", response.id))
        place = self._append([response, request, metadata_record(response.id, capture, notes)])
        exchange.location = RecordLocation(place, response.id, response.type, exchange.url, date, payload)
        return exchange.location

    def write_metadata(self, record_id: str, url: str, date: str, metadata: Iterable[Field]) -> None:
        """Write later findings about a record, given by WARC-Record-ID, URL and WARC-Date (§6.6). Raises as above."""
        capture = [("WARC-Date", date), ("WARC-Target-URI", url)]
        self._append([metadata_record(record_id, capture, metadata)])

    def write_recovered(self, record: Draft, notes: Iterable[Field]) -> RecordPlace:
        """Write a record of another archive with notes beside it, and return where it is. Raises as above."""
        about = [(name, value) for name, value in record.fields if name in ("WARC-Date", "WARC-Target-URI")]
        return self._append([record, metadata_record(record.id, about, notes)])

    def flush(self) -> None:
        """Return once every record is on disk (fsync). Call this before a transaction names the records."""
        if self._file and self._synced < self._end:
            with _raise_archive_full():
                os.fsync(self._file.fileno())
            self._synced = self._end

    def begin_sync(self) -> WarcSync | None:
        """Return the sync of all records so far, for another thread; None if they are on disk."""
        if not self._file or self._synced >= self._end:
            return None
        name, end = self._name, self._end

        def done() -> None:
            if self._name == name:
                self._synced = max(self._synced, end)

        return WarcSync(os.dup(self._file.fileno()), done)

    def close(self, end: Iterable[Field] = (), *, even_if_empty: bool = False) -> list[WarcFile]:
        """Finish the open file and return all files of the run, in order; none if nothing was written.

        ``end`` are fields about the end of the crawl, for a final ``warcinfo`` record, written with ``even_if_empty``
        even if there is no other record. Raises as the writes do.
        """
        fields = [*end]
        if fields and even_if_empty and not self._file:
            self._file = self._begin()
            self._write(self._file, self._warcinfo())
        if fields and self._file:
            self._write(self._file, gzip_member(self._info([("isPartOf", self._series), *fields])))
        self._finish()
        return self._finished

    def _append(self, drafts: list[Draft]) -> RecordPlace:
        """Write the drafts in one piece; return where the first is."""
        if not self._file or self._end >= self._roll_at:
            self._finish()
            self._file = self._begin()
        warcinfo = b"" if self._end else self._warcinfo()
        warcinfo_id = ("WARC-Warcinfo-ID", self._warcinfo_id)
        members = [gzip_member(replace(draft, fields=[*draft.fields, warcinfo_id])) for draft in drafts]
        start = self._end + len(warcinfo)
        self._write(self._file, b"".join((warcinfo, *members)))
        return RecordPlace(self._name, start, len(members[0]))

    def _write(self, file: io.FileIO, data: bytes) -> None:
        rest = memoryview(data)
        with _raise_archive_full():
            try:
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError:
                file.truncate(self._end)
                file.seek(self._end)
                raise
        self._end += len(data)
        self._sha256.update(data)

    def _begin(self) -> io.FileIO:
        name = f"{self._series}-{len(self._finished) + 1:05}.warc.gz"
        if (self._folder / name).exists():
            raise FileExistsError(errno.EEXIST, "the archive file exists already and is not overwritten", name)
        with _raise_archive_full():
            file = io.FileIO(self._folder / f"{name}{OPEN_SUFFIX}", "x")
        fcntl.flock(file, fcntl.LOCK_EX)
        sync(self._folder)
        self._name, self._end, self._synced, self._sha256 = name, 0, 0, hashlib.sha256()
        return file

    def _finish(self) -> None:
        if not self._file:
            return
        self.flush()
        finished = self._folder / self._name
        grown = finished.with_name(f"{self._name}{OPEN_SUFFIX}")
        if self._end:
            grown.rename(finished)
            self._finished.append(WarcFile(self._name, self._end, self._sha256.hexdigest()))
        else:
            grown.unlink()
        self._file.close()
        self._file = None
        sync(self._folder)

    def _warcinfo(self) -> bytes:
        draft = self._info(self._about)
        self._warcinfo_id = draft.id
        return gzip_member(draft)

    def _info(self, about: Fields) -> Draft:
        return Draft(
            "warcinfo",
            [("WARC-Date", utc_text(time.time())), ("WARC-Filename", self._name), FIELDS],
            field_lines(about),
        )


@contextmanager
def _raise_archive_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ArchiveFull(error.errno, "no space left for the archive", error.filename) from error
        raise

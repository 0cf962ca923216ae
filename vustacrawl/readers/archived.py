"""Read an archived record as a page: the one function that import, replay and recovery run, here or elsewhere."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import NamedTuple

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.reader import OriginalMissingError, read_record
from vustacrawl.archive.records import SOURCE_FIELD, Record, RecordError
from vustacrawl.items import Capture, Page, PageKind, Problem, RecordPlace
from vustacrawl.readers.cluster import ClusterError
from vustacrawl.readers.page import FetchedResponse, capture_of, read_page
from vustacrawl.readers.record import response_of_record, without_payload
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of


class ReadingContext(NamedTuple):
    """What a process needs to read jobs: the archive, and the profiles by name."""

    archive: Archive
    profiles: dict[str, Profile]

    def require_archive(self) -> None:
        """Raise ClusterError if this machine does not have the archive, since it could not read any record."""
        folder = self.archive.folder
        if not self.archive.store_url and not folder.is_dir():
            raise ClusterError(f"{socket.gethostname()} has no folder {folder}: a cluster has to share the archive")


@dataclass(frozen=True, slots=True)
class RecordJob:
    """A record to read as a page of a site. ``original`` is where the payload of a revisit is."""

    site: str
    url: str
    kind: PageKind | None
    """How to read it; None if only its capture is wanted."""
    record: RecordPlace
    original: RecordPlace | None = None
    original_id: int | None = None
    """The catalog's id of the original's capture, if already known."""
    answers_head: bool = False
    """Whether the record answers a HEAD request: it has no payload, and its kind does not matter."""


@dataclass(slots=True)
class ReadRecord:
    """What was read from a record.

    Without a payload there is a capture and a problem; if the record cannot be read at all, only a problem.
    """

    job: RecordJob
    capture: Capture | None = None
    page: Page | None = None
    problem: Problem | None = None
    is_recovered: bool = False
    """Whether it was recovered from another archive, without a visit of the site."""


def read_archived(context: ReadingContext, job: RecordJob) -> ReadRecord:
    """Read one record. Raises ClusterError."""
    context.require_archive()
    try:
        record = read_record(context.archive, job.record)
        response, problem = _response(context.archive, job, record)
    except (OSError, RecordError) as error:
        return ReadRecord(job, problem=Problem.of_error(job.url, "archive", error))
    page = None
    if job.kind and not problem and not job.answers_head:
        page = read_page(job.site, job.url, job.kind, response, context.profiles[job.site])
    capture = page.capture if page else capture_of(job.url, response)
    source = record.get(SOURCE_FIELD)
    if capture:
        capture.found_in = host_of(source) or None
    return ReadRecord(job, capture, page, problem, source is not None)


def _response(archive: Archive, job: RecordJob, record: Record) -> tuple[FetchedResponse, Problem | None]:
    if job.answers_head:
        return without_payload(record, job.record.file), None
    try:
        return response_of_record(archive, job.record.file, record, job.original), None
    except (OriginalMissingError, PayloadError) as error:
        return without_payload(record, job.record.file), Problem.of_error(job.url, "archive", error)

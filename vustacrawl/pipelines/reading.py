"""Read the responses of an import, on all cores if there are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from vustacrawl.archive.writer import WarcFile
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.pipelines.import_index import ArchivedResponse, ResponseIndex
from vustacrawl.pipelines.import_report import ImportReport, Track
from vustacrawl.pipelines.ingest import Ingested, Outcome, RecordIngester
from vustacrawl.pipelines.prepare import read_prepared
from vustacrawl.readers.archived import ReadRecord, RecordJob
from vustacrawl.readers.pool import ReaderDiedError
from vustacrawl.readers.run import Reader, read_here

RESPONSES_PER_TASK = 25
MIN_FOR_PROCESSES = 200
"""Number of responses from which more processes are worth their startup time of about a second."""


@dataclass(frozen=True, slots=True)
class ImportedFiles:
    """The responses in imported files, and the reports in which their results are counted."""

    reports: list[ImportReport]
    index: ResponseIndex
    track: Track
    reader: Reader

    @property
    def files(self) -> dict[str, WarcFile]:
        """The archive files that hold them, by name."""
        return {file.name: file for report in self.reports for file in report.files}

    def without(self, names: Iterable[str]) -> list[str]:
        """Return the names of all files but these."""
        excluded = frozenset(names)
        return [name for name in self.files if name not in excluded]

    def warc_files(self, names: Iterable[str]) -> list[WarcFile]:
        """Return the files of these names."""
        files = self.files
        return [files[name] for name in names]

    def count(self, response: ArchivedResponse, ingested: Ingested) -> None:
        """Count what became of a response."""
        report = self.reports[response.report]
        report.imported += ingested.outcome is Outcome.IMPORTED
        report.known += ingested.outcome is Outcome.KNOWN
        if ingested.reason:
            report.unreadable[ingested.reason] += 1


def read_responses(
    crawl: Crawl, records: RecordIngester, imported: ImportedFiles, wanted: Iterable[ArchivedResponse], total: int
) -> Iterator[tuple[ArchivedResponse, ReadRecord]]:
    """Yield responses with what was read from them, in order; those not to be read are only counted.

    If a reading process or machine dies, the crawl is aborted (``crawl.error``).
    """
    waiting: deque[ArchivedResponse] = deque()

    def jobs() -> Iterator[RecordJob]:
        for response in imported.track(wanted, "responses", total):
            job = records.job_of(response.record, response.site, response.answers_head)
            if isinstance(job, RecordJob):
                waiting.append(response)
                yield job
            else:
                imported.count(response, job)

    try:
        reader = imported.reader if total >= MIN_FOR_PROCESSES else read_here
        left = jobs()
        for read in reader(read_prepared, records.context, iter(lambda: [*islice(left, RESPONSES_PER_TASK)], [])):
            yield waiting.popleft(), read
    except ReaderDiedError as error:
        crawl.error = crawl.error or f"{error}; run it again"

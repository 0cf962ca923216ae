"""Read the answers of an import, on all cores where they are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice

from vustacrawl.archive.writer import WarcFile
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.pipelines.import_index import Answer, AnswerIndex
from vustacrawl.pipelines.import_report import ImportReport, Track
from vustacrawl.pipelines.ingest import Ingested, Outcome, RecordIngester
from vustacrawl.readers.archived import ReadRecord, RecordJob, read_archived
from vustacrawl.readers.pool import read_in_processes

ANSWERS_A_TASK = 25
MIN_FOR_PROCESSES = 200
"""Answers from which further processes are worth their start, which takes about a second."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of the imported files, and where what becomes of them is counted."""

    reports: list[ImportReport]
    index: AnswerIndex
    track: Track
    processes: int

    @property
    def files(self) -> dict[str, WarcFile]:
        """The files of the archive that hold them, by name."""
        return {file.name: file for report in self.reports for file in report.files}

    def without(self, names: Iterable[str]) -> list[str]:
        """Return the names of the files that are not among these."""
        excluded = frozenset(names)
        return [name for name in self.files if name not in excluded]

    def facts(self, names: Iterable[str]) -> list[tuple[str, int, str]]:
        """Return name, length and sha256 of files."""
        files = self.files
        return [(name, files[name].length, files[name].sha256) for name in names]

    def count(self, answer: Answer, ingested: Ingested) -> None:
        """Count what became of an answer."""
        report = self.reports[answer.report]
        report.imported += ingested.outcome is Outcome.IMPORTED
        report.known += ingested.outcome is Outcome.KNOWN
        if ingested.reason:
            report.unreadable[ingested.reason] += 1


def read_answers(
    crawl: Crawl, records: RecordIngester, answers: Answers, wanted: Iterable[Answer], total: int
) -> Iterator[tuple[Answer, ReadRecord]]:
    """Yield answers with what was read of them, in order; those of which nothing is read are counted.

    If a process dies, the crawl is aborted (``crawl.error``).
    """
    waiting: deque[Answer] = deque()

    def jobs() -> Iterator[RecordJob]:
        for answer in answers.track(wanted, "responses", total):
            job = records.job_of(answer.record, answer.site)
            if isinstance(job, RecordJob):
                waiting.append(answer)
                yield job
            else:
                answers.count(answer, job)

    try:
        for read in _read(records, jobs(), answers.processes if total >= MIN_FOR_PROCESSES else 1):
            yield waiting.popleft(), read
    except BrokenProcessPool:
        crawl.error = crawl.error or "a process that reads pages died, perhaps out of memory; run it again"


def _read(records: RecordIngester, jobs: Iterator[RecordJob], processes: int) -> Iterator[ReadRecord]:
    if processes == 1:
        return map(partial(read_archived, records.context), jobs)
    tasks = iter(lambda: [*islice(jobs, ANSWERS_A_TASK)], [])
    return read_in_processes(read_archived, records.context, tasks, processes)

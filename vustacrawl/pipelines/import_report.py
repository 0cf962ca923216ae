"""What an import did, for the command to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from vustacrawl.archive.crawl_info import CrawlInfo
from vustacrawl.archive.writer import WarcFile


class Track(Protocol):
    """Shows the progress of a loop."""

    def __call__(self, work: Iterable[Any], what: str, total: int | None = None) -> Iterable[Any]:
        """Iterate over ``work``, which has ``total`` items described by ``what``."""


@dataclass(slots=True)
class ImportReport:
    """The result for one imported file, or for the saved pages of one folder. All numbers count responses."""

    name: str
    responses: int = 0
    imported: int = 0
    known: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    """On no profile's site, by host."""
    unreadable: Counter[str] = field(default_factory=Counter)
    """By reason: responses that could not be read whole, and parts of the file that are not responses."""
    repaired: Counter[str] = field(default_factory=Counter)
    """By reason: malformed records that were read nevertheless."""
    wrong_digests: Counter[str] = field(default_factory=Counter)
    """``block`` and ``payload``: imported records whose bytes are not those that were archived."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Files in a folder that are neither archives nor pages, by suffix; parts of a file that are not responses."""
    faults: list[str] = field(default_factory=list)
    """What went wrong, one line each."""
    files: list[WarcFile] = field(default_factory=list)
    """The archive files that hold it."""
    crawls: dict[str, CrawlInfo] = field(default_factory=dict)
    """By archive file name: the crawl of vustacrawl that wrote it."""
    hosts: Counter[str] = field(default_factory=Counter)
    """Number of responses from each host."""
    pages: int = 0
    """Saved pages that were read; pages that the archive already had are not in ``files``."""

    def add(self, part: ImportReport) -> None:
        """Add the counts of one file of the archive."""
        self.responses += part.responses
        for name in ("hosts", "unreadable", "wrong_digests", "passed_over"):
            getattr(self, name).update(getattr(part, name))

    def rename(self, old: str, new: str) -> None:
        """Name another file instead of the one that was read: the one that it is a part or a copy of."""
        self.name = self.name.replace(old, new)
        self.faults = [fault.replace(old, new) for fault in self.faults]

    @property
    def failed(self) -> int:
        """How many responses could not be read."""
        return self.responses - self.imported - self.known - self.elsewhere.total()


@dataclass(slots=True)
class ImportResult:
    """The reports of all files, and what the catalog gained."""

    reports: list[ImportReport]
    totals: Counter[str] = field(default_factory=Counter)
    """See ``SiteStats.tally``."""
    error: str | None = None

    def add(self, other: ImportResult) -> None:
        """Add what another import did."""
        self.reports += other.reports
        self.totals.update(other.totals)
        self.error = self.error or other.error

    @property
    def is_complete(self) -> bool:
        """Whether everything was read, exactly as it was archived."""
        return not (
            self.error
            or self.totals["unread"]
            or any(report.faults or report.unreadable or report.wrong_digests for report in self.reports)
        )

"""The counters of a crawl in progress, by site."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from vustacrawl.catalog.drift import FieldSources


@dataclass
class SiteStats:
    """What a crawl has done on one site so far, and the state of the site."""

    requests: int = 0
    """Requests sent, including robots.txt, retries, and those without a response."""
    pages: int = 0
    bytes: int = 0
    added: int = 0
    changed: int = 0
    older: int = 0
    """Imported captures stored as versions older than the newest known one."""
    gone: int = 0
    """Articles found to have vanished."""
    problems: int = 0
    waiting: int = 0
    """Known visits that are due and have no outcome yet."""
    known: int = 0
    """URLs of the site that were ever queued."""
    listing_pages_enqueued: int = 0
    """Second and later pages of listings that this crawl enqueued."""
    script_pages: dict[str, int] = field(default_factory=dict)
    """By the URL of a listing: its further pages that can be reached only by script."""
    in_flight: int = 0
    """Visits handed out whose page has not been read yet."""
    articles_in_flight: int = 0
    pending: int = 0
    """Visits that have ended and are waiting for the next commit."""
    articles_pending: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    """Failed visits, by reason."""
    faults: Counter[str] = field(default_factory=Counter)
    """Other problems, by stage and reason: fetched pages that could not be parsed or stored."""
    throttled: int = 0
    """Responses of this crawl by which the site throttled it (403, 429, 503)."""
    throttled_in_a_row: int = 0
    """Such responses since the last success, including those of earlier crawls."""
    unanswered: int = 0
    """Requests since the last response."""
    quiet_until: float = 0.0
    """Unix time until which no request is sent to the site."""
    sources: FieldSources = field(default_factory=FieldSources)
    """The source of each field on the article pages of this crawl."""
    given_up: str | None = None
    """Why the site is skipped for the rest of this crawl, if it is."""
    is_taken_over: bool = False
    """Whether another worker of the cluster took the site over, because this one was silent for too long."""
    drifted: list[str] = field(default_factory=list)
    """What changed on the pages of the site, and which fields are missing: one sentence each."""
    ran_out_of_time: bool = False
    """Whether the crawl ran out of time before everything due was visited."""
    numbers_known: int = 0
    """Given numbers whose articles the catalog already has; they are not visited."""
    numbers_unused: int = 0
    """Given numbers for which the site has nothing."""
    too_old: int = 0
    """Articles fetched but not stored because they were published before ``since``."""
    dated_too_old: int = 0
    """Articles not fetched because a listing or an earlier visit dates them before ``since``."""
    lists_left: int = 0
    """Listings whose further pages are not fetched because they are older than ``since``."""

    def tally(self) -> Counter[str]:
        """Return the counts that are summed over sites; ``unread`` counts pages that could not be parsed at all."""
        unread = sum(count for fault, count in self.faults.items() if fault.startswith(("archive:", "parse:")))
        counted = {name: getattr(self, name) for name in ("added", "changed", "older", "problems")}
        return Counter(counted | {"unread": unread})

    def columns(self) -> dict[str, int]:
        """Return the counts that ``crawls`` holds, by column."""
        return {column: getattr(self, name) for column, name in COLUMNS.items()}

    def add(self, other: SiteStats) -> None:
        """Add what another part of the same crawl did and found on the site."""
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.given_up = other.given_up or self.given_up
        self.is_taken_over |= other.is_taken_over

    @property
    def articles(self) -> int:
        """Articles that this crawl added or changed."""
        return self.added + self.changed


COLUMNS = {
    **{name: name for name in ("requests", "pages", "bytes", "added", "changed", "gone", "problems")},
    "pushed_back": "throttled",
}
"""The columns of ``crawls`` that hold counts, and the attribute of ``SiteStats`` for each."""
_COUNTED = (*COLUMNS.values(), "older", "too_old", "dated_too_old", "lists_left", "failures", "faults", "drifted")

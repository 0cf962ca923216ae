"""Choose which of the listed captures to fetch, and count the others by reason and year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from sqlite_utils import Database

from vustacrawl.archive.records import normal_digest
from vustacrawl.catalog.found_captures import (
    StoredCapture,
    found_captures,
    payload_digests,
    urls_captured_from_site,
)

TO_FETCH = "to fetch"
HERE = "here already"
SITE_HAS_IT = "article known from the site"
SAME = "same payload"
SAME_YEAR = "same year"
ERROR = "error page"
OUT_OF_RANGE = "outside --since/--until"
REFUSED = "refused before"
REASONS = (TO_FETCH, HERE, SITE_HAS_IT, SAME, SAME_YEAR, ERROR, REFUSED, OUT_OF_RANGE)
"""What is done with a listed capture, in the order of display."""


@dataclass
class Plan:
    """What to fetch, in order, and the number of listed captures by year and reason."""

    wanted: list[StoredCapture] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def total(self) -> Counter[str]:
        """The number of captures by reason."""
        return sum(self.counts.values(), Counter[str]())


def make_plan(
    db: Database,
    site: str,
    sources: Collection[str],
    since: str | None = None,
    until: str | None = None,
    all_captures: bool = False,
) -> Plan:
    """Choose what to fetch of a site's captures in ``sources``.

    By default one capture per URL and year, none with a known payload, and none of an article that the catalog has from
    the site itself. ``since`` and ``until`` are days (YYYY-MM-DD) of capture, inclusive. One capture of each URL comes
    first, so that a limit yields as many articles as possible.
    """
    own = set() if all_captures else urls_captured_from_site(db, site)
    digests: defaultdict[str, set[str]] = defaultdict(set)
    for url, digest in payload_digests(db, site):
        digests[url].add(normal_digest(digest))
    plan = Plan()
    ranked: list[tuple[int, str, StoredCapture]] = []
    listed = (
        capture for capture in found_captures(db, site) if capture.source in sources and capture.kind == "article"
    )
    for url, group in groupby(listed, attrgetter("url")):
        choice = _Choice(plan, url in own, digests[url], since or "", f"{until}~" if until else "~", all_captures)
        chosen = choice.choose(list(group))
        ranked += [(rank, capture.captured_at, capture) for rank, capture in enumerate(chosen)]
    ranked.sort(key=lambda item: item[:2])
    plan.wanted = [capture for _, _, capture in ranked]
    return plan


@dataclass
class _Choice:
    """The choice among the captures of one URL."""

    plan: Plan
    is_own: bool
    digests: set[str]
    since: str
    until: str
    all_captures: bool

    def choose(self, captures: list[StoredCapture]) -> list[StoredCapture]:
        """Return the captures to fetch, by time, and count the others."""
        years = {capture.year for capture in captures if capture.state == "recovered" or capture.is_stored}
        candidates = []
        for capture in captures:
            if reason := self._reason(capture):
                self._count(capture, reason)
            else:
                candidates.append(capture)
        # Pages before redirects and revisits: in a year with a page, the others are skipped.
        chosen: list[StoredCapture] = []
        for capture in sorted(candidates, key=_preference):
            digest = normal_digest(capture.digest or "")
            if not self.all_captures and digest and digest in self.digests:
                self._count(capture, SAME)
            elif not self.all_captures and capture.year in years:
                self._count(capture, SAME_YEAR)
            else:
                years.add(capture.year)
                self.digests.add(digest)
                chosen.append(capture)
                self._count(capture, TO_FETCH)
        return sorted(chosen, key=attrgetter("captured_at"))

    def _reason(self, capture: StoredCapture) -> str | None:
        if capture.state == "recovered" or capture.is_stored:
            return HERE
        if capture.state == "refused":
            return REFUSED
        if self.is_own:
            return SITE_HAS_IT
        if not self.since <= capture.captured_at <= self.until:
            return OUT_OF_RANGE
        return ERROR if capture.status is not None and capture.status >= 400 else None

    def _count(self, capture: StoredCapture, reason: str) -> None:
        self.plan.counts[capture.year][reason] += 1


def _preference(capture: StoredCapture) -> tuple[int, str]:
    if capture.status is None:
        return 1, capture.captured_at
    return (0 if capture.status < 300 else 2), capture.captured_at

"""Choose which of the listed captures to fetch, and count the others by reason and year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from sqlite_utils import Database

from vustacrawl.archive.records import normal_digest
from vustacrawl.catalog.found_captures import StoredCapture, found_captures, payload_digests, urls_captured_from_site

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
    first_day, last_day = since or "", f"{until}~" if until else "~"

    def reason_against(capture: StoredCapture) -> str | None:
        """Return why not to fetch a capture, apart from the other captures of its URL."""
        if _is_here(capture):
            return HERE
        if capture.state == "refused":
            return REFUSED
        if capture.url in own:
            return SITE_HAS_IT
        if not first_day <= capture.captured_at <= last_day:
            return OUT_OF_RANGE
        return ERROR if capture.status is not None and capture.status >= 400 else None

    plan = Plan()
    ranked: list[tuple[int, str, StoredCapture]] = []
    listed = (
        capture for capture in found_captures(db, site) if capture.source in sources and capture.kind == "article"
    )
    for url, group in groupby(listed, attrgetter("url")):
        captures = [*group]
        years = {capture.year for capture in captures if _is_here(capture)}
        chosen: list[StoredCapture] = []
        # Pages before redirects and revisits: in a year with a page, the others are skipped.
        for capture in sorted(captures, key=_preference):
            digest = normal_digest(capture.digest or "")
            reason = reason_against(capture)
            if not reason and not all_captures:
                reason = SAME if digest and digest in digests[url] else SAME_YEAR if capture.year in years else None
            if not reason:
                years.add(capture.year)
                digests[url].add(digest)
                chosen.append(capture)
            plan.counts[capture.year][reason or TO_FETCH] += 1
        in_order = sorted(chosen, key=attrgetter("captured_at"))
        ranked += [(rank, capture.captured_at, capture) for rank, capture in enumerate(in_order)]
    plan.wanted = [capture for _, _, capture in sorted(ranked, key=lambda item: item[:2])]
    return plan


def _is_here(capture: StoredCapture) -> bool:
    return capture.state == "recovered" or bool(capture.is_stored)


def _preference(capture: StoredCapture) -> tuple[int, str]:
    if capture.status is None:
        return 1, capture.captured_at
    return (0 if capture.status < 300 else 2), capture.captured_at

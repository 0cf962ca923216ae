"""Move a site from one process to another in the middle of its crawl."""

from __future__ import annotations

from dataclasses import dataclass

from vustacrawl.frontier.stats import SiteStats


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next process needs to continue the crawl of a site: its row in ``crawls``, and its counters."""

    site: str
    crawl_id: int
    stats: SiteStats
    """``quiet_until`` includes the delay after the last request, which the next process does not know about."""
    is_full_crawl: bool
    """Whether to read listings past pages that bring nothing new."""
    released_at: float
    """Unix time."""

"""A site that moves from one process to another in the middle of its crawl."""

from __future__ import annotations

from dataclasses import dataclass

from vustacrawl.frontier.stats import SiteStats


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next process needs to go on with the same crawl of a site: its row in ``crawls``, and all it counted."""

    site: str
    crawl_id: int
    stats: SiteStats
    """``quiet_until`` is a delay after the last request at least: the next process does not know of that."""
    is_full_crawl: bool
    """Whether listings are read past pages that bring nothing new."""
    released_at: float
    """Unix time."""

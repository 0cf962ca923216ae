"""What a crawl reports about a site at its end: pages reachable only by script, changed layouts, silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlite_utils import Database

from vustacrawl.catalog.drift import coverage_drops
from vustacrawl.catalog.silence import SILENT, describe_silence
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.items import Problem
from vustacrawl.sites import Profile


def script_pages(profile: Profile, stats: SiteStats) -> Iterator[Problem]:
    """Yield a problem if listings have further pages that cannot be fetched."""
    if pages := sum(stats.script_pages.values()):
        reason = f"listing pages need JavaScript or a form: at least {pages} not reachable"
        if profile.id_url:
            reason += f"; `vustacrawl crawl {profile.name} --ids 1-100` visits articles by their numbers"
        yield Problem(next(iter(stats.script_pages)), "parse", reason)


def drift(db: Database, profile: Profile, crawl_id: int, stats: SiteStats) -> Iterator[Problem]:
    """Yield a problem for each field that is empty far more often than in earlier crawls."""
    for drop in coverage_drops(db, profile.name, crawl_id, stats.sources):
        yield Problem(profile.url, "drift", *drop)


def silence(db: Database, profile: Profile, now: float) -> Iterator[Problem]:
    """Yield a problem if a responding site has published nothing for far longer than usual."""
    if detail := describe_silence(db, profile.name, datetime.fromtimestamp(now, UTC).date()):
        yield Problem(profile.url, "drift", SILENT, detail)

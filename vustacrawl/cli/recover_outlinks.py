"""``vustacrawl recover --outlinks``: check the links in articles to other sites."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import chain
from typing import Any

from sqlite_utils import Database

from vustacrawl.archive.files import Archive
from vustacrawl.catalog import open_existing_catalog
from vustacrawl.catalog.outlinks import OUTCOMES, UNANSWERED, UNCHECKED, count_outlinks, unchecked_outlinks
from vustacrawl.cli.output import echo, echo_json
from vustacrawl.cli.progress import counted_progress, with_progress_bar
from vustacrawl.cli.tables import year_table
from vustacrawl.clock import duration, utc_text
from vustacrawl.schedule.pauses import paused_sites
from vustacrawl.sites import Profile, all_profiles
from vustacrawl.text import plural
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace

CHECK_AGAIN_AFTER, RETRY_AFTER = timedelta(days=30), timedelta(days=1)
"""Minimum time between two checks of a link; the second is for links that gave no response."""


def check_outlinks(
    workspace: Workspace, profiles: Sequence[Profile], limit: int | None, dry_run: bool, as_json: bool
) -> int:
    """Read the links of the sites' articles, check those not checked recently, and print the results.

    ``limit`` is the maximum number of links per site. Return the exit code: 1 if links are left for another run, no
    host responded, or an article's page could not be read. A dead link is a result, not a problem.
    """
    left: Counter[str] = Counter()
    is_offline = False
    with closing(open_existing_catalog(workspace.database)) as db:
        unread = _read_links(db, workspace, profiles)
        urls = _links_to_check(db, profiles, limit)
        if urls and not dry_run:
            left, is_offline = _check(db, workspace, profiles, urls)
        counts = {profile.name: count_outlinks(db, profile.name) for profile in profiles}
    if as_json:
        echo_json([{"site": name, "outlinks": records(years)} for name, years in counts.items()])
    else:
        for name, years in counts.items():
            for line in table(name, years):
                echo(line)
            if not years:
                echo(f"{name}: no links to other sites in its articles", err=True)
    if dry_run:
        most = max(Counter(map(host_of, urls)).values(), default=0)
        seconds = duration(most)
        echo(f"{plural(len(urls), 'link')} to check, {seconds} at least at one request a second per host", err=True)
    for reason, count in left.most_common():
        echo(f"{plural(count, 'link')} left for the next run: {reason}", err=True)
    if is_offline:
        echo("no host responded: is this machine online? The links are checked again in a day", err=True)
    if unread:
        echo(f"{plural(unread, 'article')} could not be read; `vustacrawl verify` names what is damaged", err=True)
    return 1 if left or unread or is_offline else 0


def _read_links(db: Database, workspace: Workspace, profiles: Iterable[Profile]) -> int:
    """Store the links of the sites' archived articles; return how many articles could not be read."""
    from vustacrawl.recovery.outlinks import read_outlinks

    archive = Archive(workspace.warc.resolve(), workspace.config.archive.store)
    return sum(
        not is_read
        for profile in profiles
        for is_read in with_progress_bar(read_outlinks(db, archive, profile), f"{profile.name}: articles")
    )


def _links_to_check(db: Database, profiles: Iterable[Profile], limit: int | None) -> list[str]:
    """Return the links not checked recently, each once; at most ``limit`` of each site."""
    now = time.time()
    before, unanswered_before = (utc_text(now - after.total_seconds()) for after in (CHECK_AGAIN_AFTER, RETRY_AFTER))
    links = (unchecked_outlinks(db, profile.name, before, unanswered_before)[:limit] for profile in profiles)
    return [*dict.fromkeys(chain.from_iterable(links))]


def _check(
    db: Database, workspace: Workspace, profiles: Iterable[Profile], urls: Sequence[str]
) -> tuple[Counter[str], bool]:
    """Check links; return how many are left for another run, by reason, and whether no host responded at all."""
    from vustacrawl.discovery.fetcher import run_probe
    from vustacrawl.recovery.outlinks import LinkChecker

    total = plural(len(urls), "link")
    with counted_progress("links", len(urls), lambda done, _: f"{done} of {total} checked") as checked:
        checker = LinkChecker(db, _paused_hosts(workspace), checked)
        known = {profile.name: profile for profile in (*all_profiles(workspace.sites), *profiles)}
        run_probe(workspace, list(known.values()), lambda send: checker.check(send, urls))
    return checker.left, bool(checker.outcomes) and checker.outcomes.keys() <= set(UNANSWERED)


def records(years: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    """Return the counts of links as plain JSON values; an unknown year is null."""
    return [
        {"year": year or None} | {name: counts[name] for name in (*OUTCOMES, UNCHECKED)}
        for year, counts in years.items()
    ]


def table(name: str, years: Mapping[str, Counter[str]]) -> Iterator[str]:
    """Yield a table of the links in a site's articles, by the year of the article and by outcome."""
    total = sum(years.values(), Counter[str]())
    if outcomes := [kind for kind in (*OUTCOMES, UNCHECKED) if total[kind]]:
        yield f"{name}: links in articles to other sites"
        yield from year_table(outcomes, ((year, [counts[kind] for kind in outcomes]) for year, counts in years.items()))


def _paused_hosts(workspace: Workspace) -> dict[str, str]:
    """Return the hosts of paused sites, with the time and reason of the pause."""
    paused = paused_sites(workspace)
    profiles = all_profiles(workspace.sites) if paused else ()
    return {
        host: f"paused {paused[site.name]}" for site in profiles if site.name in paused for host in site.allowed_hosts
    }

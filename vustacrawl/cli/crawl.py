"""``vustacrawl crawl``: work off what is due."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import click

from vustacrawl.cli.logs import log_to_stderr
from vustacrawl.cli.progress import crawl_progress
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import MediaKind
from vustacrawl.sites import find_profile, profile_files
from vustacrawl.spiders.run import run_crawl
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)


@click.command("crawl")
@click.argument("sites", nargs=-1, metavar="SITE…")
@click.option("--all", "every", is_flag=True, help="Every profile, the workspace's and the bundled ones.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many new or changed articles.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave what was published before this day.")
@click.option("--backfill", is_flag=True, help="Read every listing to its end, as a first crawl does.")
@click.option("--images", is_flag=True, help="Fetch the images of articles too, into the archive.")
@click.option("--files", is_flag=True, help="Fetch attached files (PDF, DOC) too, into the archive.")
@click.option("--log-json", is_flag=True, help="One JSON object a line on stderr, and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what Scrapy does.")
@click.pass_obj
def command(
    workspace: Workspace,
    sites: tuple[str, ...],
    every: bool,
    limit: int | None,
    since: datetime | None,
    backfill: bool,
    images: bool,
    files: bool,
    log_json: bool,
    verbose: bool,
) -> None:
    """Work off what is due: a first crawl, a resumed one and a revisit are the same thing.

    SITE is a profile's name (`vustacrawl sites list`) or a path to a TOML file. Stop it as you like; it goes on
    where it was.

    \b
    vustacrawl crawl vusta --limit 50
    vustacrawl crawl husta ./sites/my-union.toml --since 2024-01-01
    """
    names = list(profile_files(workspace.sites)) if every else list(sites)
    if not names:
        raise click.UsageError("name a SITE, or --all; `vustacrawl sites list` shows the profiles")
    if log_json:
        log_to_stderr(as_json=True, verbose=verbose)
    profiles = list(
        {profile.name: profile for name in names for profile in [find_profile(name, workspace.sites)]}.values()
    )
    media: set[MediaKind] = set()
    if images:
        media.add("image")
    if files:
        media.add("file")
    day = f"{since:%Y-%m-%d}" if since else None
    crawl = Crawl(workspace, profiles, limit, day, backfill, frozenset(media))
    with crawl_progress(crawl, is_live=not verbose, as_json=log_json):
        run_crawl(workspace, crawl, "INFO" if verbose else "CRITICAL")
    for told in endings(crawl):
        if log_json:
            logger.log(logging.WARNING if told.falls_short else logging.INFO, told.text, extra={"fields": told.fields})
        else:
            click.echo(told.text, err=True)
    sys.exit(1 if falls_short(crawl) else 0)


class Told(NamedTuple):
    """Something to say at the end of a crawl, for people and for programs."""

    text: str
    fields: dict[str, object]
    falls_short: bool = True


def endings(crawl: Crawl) -> Iterator[Told]:
    """What was done on each site, and what fell short."""
    for name, count in crawl.counts.items():
        counted = {"pages": count.pages, "added": count.added, "changed": count.changed, "problems": count.problems}
        yield Told(
            f"{name}: {count.pages} pages, {count.added} articles added, {count.changed} changed,"
            f" {count.problems} problems",
            {"event": "ended", "site": name, **counted, "gone": count.gone, "requests": count.requests},
            falls_short=False,
        )
        for reason, times in count.failures.most_common(3):
            yield Told(
                f"{name}: {times} × {reason}", {"event": "failure", "site": name, "reason": reason, "times": times}
            )
        if count.drifted:
            text = f"{name}: the site's pages have changed: {', '.join(count.drifted)} (`vustacrawl status`)"
            yield Told(text, {"event": "drift", "site": name, "fields": count.drifted})
        if count.given_up:
            yield Told(f"{name}: {count.given_up}", {"event": "given up", "site": name, "reason": count.given_up})
        if not count.pages and count.failures:
            yield Told(f"{name}: could not be reached", {"event": "unreachable", "site": name})
    if crawl.error:
        yield Told(f"Error: {crawl.error}", {"event": "error", "reason": crawl.error})


def falls_short(crawl: Crawl) -> bool:
    """Whether there is something that a person should look at."""
    return crawl.error is not None or any(
        count.problems or count.given_up or (count.failures and not count.pages) for count in crawl.counts.values()
    )

"""``vustacrawl crawl``: work off what is due."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from vustacrawl.cli.progress import crawl_progress
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import MediaKind
from vustacrawl.sites import find_profile, profile_files
from vustacrawl.spiders.run import run_crawl
from vustacrawl.workspace import Workspace


@click.command("crawl")
@click.argument("sites", nargs=-1, metavar="SITE…")
@click.option("--all", "every", is_flag=True, help="Every profile, the workspace's and the bundled ones.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many new or changed articles.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Leave what was published before this day.")
@click.option("--backfill", is_flag=True, help="Read every listing to its end, as a first crawl does.")
@click.option("--images", is_flag=True, help="Fetch the images of articles too, into the archive.")
@click.option("--files", is_flag=True, help="Fetch attached files (PDF, DOC) too, into the archive.")
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
    with crawl_progress(crawl):
        run_crawl(workspace, crawl, "INFO" if verbose else "CRITICAL")
    sys.exit(report(crawl))


def report(crawl: Crawl) -> int:
    """Say in a line a site what was done and what fell short; the exit code that fits."""
    for name, count in crawl.counts.items():
        click.echo(
            f"{name}: {count.pages} pages, {count.added} articles added, {count.changed} changed,"
            f" {count.problems} problems",
            err=True,
        )
        for reason, times in count.failures.most_common(3):
            click.echo(f"{name}: {times} × {reason}", err=True)
        if count.drifted:
            click.echo(
                f"{name}: the site's pages have changed: {', '.join(count.drifted)} (`vustacrawl status`)", err=True
            )
        if count.given_up:
            click.echo(f"{name}: {count.given_up}", err=True)
        if not count.pages and count.failures:
            click.echo(f"{name}: could not be reached", err=True)
    if crawl.error:
        click.echo(f"Error: {crawl.error}", err=True)
    short = any(
        count.problems or count.given_up or (count.failures and not count.pages) for count in crawl.counts.values()
    )
    return 1 if crawl.error or short else 0

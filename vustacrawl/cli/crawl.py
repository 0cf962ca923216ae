"""``vustacrawl crawl``: fetch everything that is due."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from vustacrawl.cli.crawl_progress import crawl_progress
from vustacrawl.cli.logs import log_to_stderr
from vustacrawl.cli.output import echo
from vustacrawl.cli.summary import finish, report_interruption
from vustacrawl.extras import require_extra
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import MediaKind
from vustacrawl.sites import all_profiles, find_profile, profile_files
from vustacrawl.sites.members import read_directory
from vustacrawl.spiders.run import run_crawl
from vustacrawl.workspace import Workspace


@click.command("crawl")
@click.argument("sites", nargs=-1, metavar="SITE…")
@click.option("--all", "every", is_flag=True, help="Crawl every site: the workspace's profiles and the bundled ones.")
@click.option("--at-risk", is_flag=True, help="Crawl the sites of members whose province was dissolved on 1 July 2025.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Stop each site after this many new or changed articles.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Skip articles published before this date. If only the page shows the date, it is archived but not stored.",
)
@click.option("--backfill", is_flag=True, help="Follow every listing to its last page, as a first crawl does.")
@click.option("--images", is_flag=True, help="Also fetch and archive the images of articles.")
@click.option("--files", is_flag=True, help="Also fetch and archive attached files (PDF, DOC, …).")
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write an HTML report to DIR: new, changed and removed articles, problems, layout changes.",
)
@click.option(
    "--metrics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write metrics of all sites to FILE, for Prometheus' node_exporter (extra `metrics`).",
)
@click.option("--log-json", is_flag=True, help="Log to stderr as JSON Lines, and print nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Show Scrapy's log on stderr.")
@click.pass_obj
def command(
    workspace: Workspace,
    sites: tuple[str, ...],
    every: bool,
    at_risk: bool,
    limit: int | None,
    since: datetime | None,
    backfill: bool,
    images: bool,
    files: bool,
    report: Path | None,
    metrics: Path | None,
    log_json: bool,
    verbose: bool,
) -> None:
    """Fetch everything that is due: new pages, retries and revisits.

    SITE is the name of a profile (`vustacrawl sites list`) or the path of a TOML file. Stop a crawl at any moment; the
    next run picks up where it left off.

    \b
    vustacrawl crawl vusta --limit 50
    vustacrawl crawl husta ./sites/my-union.toml --since 2024-01-01
    vustacrawl crawl --all --images --report reports --metrics /var/lib/node_exporter/vustacrawl.prom
    """
    names = list(profile_files(workspace.sites)) if every else list(sites)
    if at_risk:
        names += _sites_at_risk(workspace)
    if not names:
        raise click.UsageError("specify a SITE, --at-risk or --all; `vustacrawl sites list` lists the profiles")
    if metrics:
        require_extra("metrics", "--metrics")
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
    code = finish(workspace, crawl, report, metrics, log_json)
    sys.exit(1 if report_interruption(log_json) else code)


def _sites_at_risk(workspace: Workspace) -> list[str]:
    """Return the profiles of members' sites that are likely to vanish; print those without a profile on stderr."""
    directory, profiles = read_directory(workspace.members), list(all_profiles(workspace.sites))
    found = []
    for member in filter(directory.is_at_risk, directory.members):
        if profile := directory.profile_of(member, profiles):
            found.append(profile.name)
        else:
            url = member.homepages[0]
            echo(f"{member.name}: at risk, no profile yet; draft one with `vustacrawl sites new {url}`", err=True)
    return found

"""``vustacrawl crawl``: fetch everything that is due."""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click
import scrapy.core.downloader.contextfactory  # noqa: F401 - reads the source of all its callers: here, they are few

from vustacrawl.cli.cluster import open_cluster_crawl
from vustacrawl.cli.crawl_preview import show_preview
from vustacrawl.cli.crawl_progress import crawl_progress
from vustacrawl.cli.crawl_selection import given_urls, read_selection, selects_urls
from vustacrawl.cli.logs import log_to_stderr
from vustacrawl.cli.options import DAY, Duration, GroupedCommand, fetches_media, option_in
from vustacrawl.cli.output import echo
from vustacrawl.cli.summary import finish, report_interruption
from vustacrawl.extras import require_extra
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import MediaKind
from vustacrawl.schedule.pauses import paused_sites
from vustacrawl.sites import Profile, all_profiles, find_profiles, profile_files
from vustacrawl.sites.members import read_directory
from vustacrawl.spiders.access import read_access
from vustacrawl.spiders.processes import DividedCrawl, processes_for
from vustacrawl.spiders.run import run_crawl
from vustacrawl.workspace import Workspace

NOT_IN_A_CLUSTER = (
    "--cluster fetches whatever is due; it cannot be combined with a limit per site, a selection of URLs or"
    " --processes (start one command per core instead)"
)
_scope = option_in("What to crawl")
_bounds = option_in("When to stop")
_output = option_in("What to print and write")


@click.command("crawl", cls=GroupedCommand)
@click.argument("sites", nargs=-1, metavar="SITE…")
@_scope("--all", "every", is_flag=True, help="Crawl every site: the workspace's profiles and the bundled ones.")
@_scope(
    "--at-risk",
    is_flag=True,
    help="Crawl the sites of members whose province was dissolved on 1 July 2025, before the named sites.",
)
@_scope(
    "--since",
    type=DAY,
    help="Skip articles published before this date. If only the page shows the date, it is archived but not stored.",
)
@_scope("--backfill", is_flag=True, help="Follow every listing to its last page, as a first crawl does.")
@fetches_media(
    "Also fetch and archive the images of articles.", "Also fetch and archive attached files (PDF, DOC, …).", _scope
)
@selects_urls
@_bounds("--limit", type=click.IntRange(min=1), help="Stop each site after this many new or changed articles.")
@_bounds("--max-pages", type=click.IntRange(min=1), help="Stop each site after this many responses of any kind.")
@_bounds("--max-time", type=Duration(), metavar="2h", help="Stop all sites after this time (units: s, m, h, d, w).")
@_output("--dry-run", is_flag=True, help="Print what would be visited, and how long it takes; fetch nothing.")
@_output(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write an HTML report to DIR: new, changed and removed articles, problems, layout changes.",
)
@_output(
    "--metrics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write metrics of all sites to FILE, for Prometheus' node_exporter (extra `metrics`).",
)
@_scope(
    "--processes",
    type=click.IntRange(min=1),
    help="Divide the sites among this many processes. [default: as many as cores, if the sites allow enough requests]",
)
@click.option(
    "--cluster",
    metavar="URL",
    envvar="VUSTACRAWL_CLUSTER",
    show_envvar=True,
    help="Share the sites with other machines, through this PostgreSQL (extra `cluster`; see `vustacrawl cluster`).",
)
@_output("--log-json", is_flag=True, help="Log to stderr as JSON Lines, and print nothing else.")
@_output("-v", "--verbose", is_flag=True, help="Show Scrapy's log on stderr.")
@click.pass_obj
def command(
    workspace: Workspace,
    /,
    sites: tuple[str, ...],
    every: bool,
    at_risk: bool,
    since: str | None,
    backfill: bool,
    media: tuple[MediaKind, ...],
    urls: tuple[str, ...],
    url_file: TextIO | None,
    limit: int | None,
    max_pages: int | None,
    max_time: int | None,
    dry_run: bool,
    report: Path | None,
    metrics: Path | None,
    processes: int | None,
    cluster: str | None,
    log_json: bool,
    verbose: bool,
    **selected: Any,
) -> None:
    """Fetch everything that is due: new pages, retries and revisits.

    SITE is the name of a profile (`vustacrawl sites list`) or the path of a TOML file. Stop a crawl at any moment; the
    next run picks up where it left off. Many sites are divided among the cores; sites that share a host stay together.

    \b
    vustacrawl crawl vusta --limit 50
    vustacrawl crawl husta ./sites/my-union.toml --since 2024-01-01
    vustacrawl crawl --all --images --max-time 6h --report reports
    vustacrawl crawl --url https://vusta.vn/bai-viet-p90000.html
    vustacrawl crawl husta --again --failed
    vustacrawl crawl my-union --ids 1-60
    vustacrawl crawl vusta --dry-run
    vustacrawl crawl --all --cluster postgresql://crawler@db.example/vustacrawl
    """
    names = list(profile_files(workspace.sites)) if every else list(sites)
    if at_risk:
        names = [*_sites_at_risk(workspace), *names]
    given = given_urls(urls, url_file)
    if not names and not given:
        raise click.UsageError("specify a SITE, --at-risk or --all; `vustacrawl sites list` lists the profiles")
    if metrics:
        require_extra("metrics", "--metrics")
    if log_json:
        log_to_stderr(as_json=True, verbose=verbose)
    profiles = find_profiles(names, workspace.sites)
    selection, refused = read_selection(profiles or [*all_profiles(workspace.sites)], given, **selected)
    if selection and selection.links:
        profiles = profiles or find_profiles(selection.links, workspace.sites)
    profiles = _without_paused(workspace, profiles, is_named=bool(sites or given))
    read_access(profiles)  # reports an invalid variable before anything is opened
    if dry_run:
        show_preview(workspace, profiles, selection, since, frozenset(media), limit, max_pages)
        sys.exit(1 if refused else 0)
    ends_at = time.monotonic() + max_time if max_time else None
    options: dict[str, Any] = {"since": since, "backfill": backfill, "media": frozenset(media), "ends_at": ends_at}
    level, tick = "INFO" if verbose else "CRITICAL", None
    crawl: Crawl | DividedCrawl
    if cluster:
        if limit or max_pages or selection or (processes or 1) > 1:
            raise click.UsageError(NOT_IN_A_CLUSTER)
        crawl, tick = open_cluster_crawl(workspace, profiles, cluster, **options)
    else:
        opens = partial(Crawl, workspace, limit=limit, max_pages=max_pages, selection=selection, **options)
        count = processes or processes_for(profiles)
        crawl = DividedCrawl(workspace, profiles, opens, count, since) if count > 1 else opens(profiles=profiles)
    with crawl_progress(crawl.stats, is_live=not verbose, as_json=log_json):
        if isinstance(crawl, Crawl):
            run_crawl(workspace, crawl, level, tick)
        else:
            crawl.run(level, partial(log_to_stderr, as_json=True, verbose=verbose) if log_json else None)
    code = finish(workspace, crawl, report, metrics, log_json)
    sys.exit(1 if report_interruption(log_json) or refused else code)


def _without_paused(workspace: Workspace, profiles: list[Profile], is_named: bool) -> list[Profile]:
    """Skip paused sites and print which. Raises UsageError if one was named or no site is left."""
    paused = paused_sites(workspace)
    for profile in profiles:
        if why := paused.get(profile.name):
            text = f"{profile.name}: paused {why}; to crawl it: vustacrawl sites resume {profile.name}"
            if is_named:
                raise click.UsageError(text)
            echo(text, err=True)
    left = [profile for profile in profiles if profile.name not in paused]
    if profiles and not left:
        raise click.UsageError("every site is paused")
    return left


def _sites_at_risk(workspace: Workspace) -> list[str]:
    """Return the profiles of members' sites that are likely to vanish; print those without a profile on stderr."""
    directory = read_directory(workspace.members)
    profiles = directory.profiles_by_member(all_profiles(workspace.sites))
    found = []
    for member in filter(directory.is_at_risk, directory.members):
        if profile := profiles.get(member.name):
            found.append(profile.name)
        else:
            url = member.homepages[0]
            echo(f"{member.name}: at risk, no profile yet; draft one with `vustacrawl sites new {url}`", err=True)
    return found

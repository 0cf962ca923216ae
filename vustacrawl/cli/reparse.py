"""``vustacrawl reparse``: parse the archive again with the current parsers."""

from __future__ import annotations

import sys
import time

import click

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.sites import site_names
from vustacrawl.cli.options import reads_in_parallel
from vustacrawl.cli.output import echo
from vustacrawl.cli.progress import with_progress_bar
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.pipelines.reparse import count_jobs, reparse
from vustacrawl.readers.run import reader_on
from vustacrawl.sites import find_profiles
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


@click.command("reparse")
@click.argument("sites", nargs=-1, metavar="[SITE…]")
@reads_in_parallel
@click.pass_obj
def command(workspace: Workspace, sites: tuple[str, ...], processes: int | None, cluster: str | None) -> None:
    """Parse the archive again with the current parsers: all sites, or the given ones. No requests are made.

    If an article's fields change, the old values are kept as a version. Stop it at any moment; the next run picks up
    where it left off.

    \b
    vustacrawl reparse vusta
    vustacrawl reparse --cluster tcp://10.0.0.1:8786
    """
    names = site_names(read_catalog(workspace.database), sites)
    crawl = Crawl(workspace, find_profiles(names, workspace.sites), kind="reparse")
    began, pages = time.monotonic(), 0
    with crawl:
        for _ in with_progress_bar(reparse(crawl, reader_on(cluster, processes)), "pages", total=count_jobs(crawl)):
            pages += 1
            if crawl.error:
                break
    changed, added, problems = (
        sum(getattr(stats, name) for stats in crawl.stats.values()) for name in ("changed", "added", "problems")
    )
    seconds = time.monotonic() - began
    echo(
        f"parsed {plural(pages, 'page')} in {seconds:.1f} s: {plural(changed, 'article')} changed, {added} new,"
        f" {plural(problems, 'problem')}",
        err=True,
    )
    if crawl.error:
        echo(f"Error: {crawl.error}", err=True)
    sys.exit(1 if problems or crawl.error else 0)

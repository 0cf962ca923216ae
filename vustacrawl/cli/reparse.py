"""``vustacrawl reparse``: today's parsers over the archive."""

from __future__ import annotations

import sys
import time

import click

from vustacrawl.catalog import read_catalog
from vustacrawl.cli.counting import counted
from vustacrawl.cli.output import echo
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.pipelines.reparse import count_jobs, reparse
from vustacrawl.sites import find_profile
from vustacrawl.workspace import Workspace


@click.command("reparse")
@click.argument("sites", nargs=-1, metavar="[SITE…]")
@click.option("--processes", type=click.IntRange(min=1), help="How many read at once. [default: one a core]")
@click.pass_obj
def command(workspace: Workspace, sites: tuple[str, ...], processes: int | None) -> None:
    """Read the archive again with today's parsers: every site's, or those named. No site is asked.

    An article that reads differently keeps its old reading as a version. Stop it as you like; it goes on where it was.

    \b
    vustacrawl reparse vusta
    """
    known = [name for (name,) in read_catalog(workspace.database).execute("SELECT name FROM sites ORDER BY name")]
    if unknown := sorted(set(sites) - set(known)):
        raise click.UsageError(f"the catalog has no site {unknown[0]!r} (`vustacrawl status` names them)")
    crawl = Crawl(workspace, [find_profile(name, workspace.sites) for name in sites or known], kind="reparse")
    began, pages = time.monotonic(), 0
    try:
        for _ in counted(reparse(crawl, processes), "pages", total=count_jobs(crawl)):
            pages += 1
            if crawl.error:
                break
    except BaseException:
        crawl.close(interrupted=True)
        raise
    crawl.close(interrupted=False)
    changed, added, problems = (
        sum(getattr(stats, name) for stats in crawl.stats.values()) for name in ("changed", "added", "problems")
    )
    seconds = time.monotonic() - began
    echo(
        f"{pages} pages read in {seconds:.1f} s: {changed} articles read differently, {added} read for the first time,"
        f" {problems} problems",
        err=True,
    )
    if crawl.error:
        echo(f"Error: {crawl.error}", err=True)
    sys.exit(1 if problems or crawl.error else 0)

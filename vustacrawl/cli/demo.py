"""``vustacrawl demo``: serve an invented federation on loopback, crawl it and export it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from vustacrawl.catalog import read_catalog
from vustacrawl.cli.crawl_progress import crawl_progress
from vustacrawl.cli.output import echo
from vustacrawl.cli.summary import report_interruption
from vustacrawl.cli.tables import print_tables, table
from vustacrawl.config import Config, CrawlConfig
from vustacrawl.demo import Federation, serve
from vustacrawl.export import export
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.spiders.run import run_crawl
from vustacrawl.workspace import Workspace

SUMMARY = """
SELECT sites.name AS site,
  (SELECT count(*) FROM captures AS c WHERE c.site = sites.name AND content_type NOT GLOB 'image/*') AS "pages fetched",
  (SELECT count(*) FROM captures AS c WHERE c.site = sites.name AND content_type GLOB 'image/*') AS "images fetched",
  count(articles.id) AS "articles stored", count(articles.title) AS "· with a title",
  count(published_at) AS "· with a date", count(author_initials) AS "· with initials",
  count(author_name) AS "· with a name", count(lead) AS "· with a lead",
  (SELECT count(*) FROM paragraphs JOIN articles AS a ON a.id = article_id WHERE a.site = sites.name) AS paragraphs,
  (SELECT count(caption) FROM images JOIN articles AS a ON a.id = article_id WHERE a.site = sites.name) AS captions,
  (SELECT count(*) FROM duplicates JOIN articles AS a ON a.id = article_id WHERE a.site = sites.name)
    AS "duplicates found",
  (SELECT count(*) FROM problems WHERE problems.site = sites.name) AS problems
FROM sites LEFT JOIN articles ON articles.site = sites.name GROUP BY sites.name ORDER BY sites.name
"""
MOST_COLUMNS = 5
LINE = {
    "articles stored": "articles",
    "· with a date": "dates",
    "· with a name": "names",
    "· with a lead": "leads",
    "captions": "captions",
    "problems": "problems",
}
"""The values in each line of the summary, and their headings."""
PROBLEMS = "SELECT DISTINCT url, reason || coalesce(': ' || detail, '') AS reason FROM problems ORDER BY id"

NEXT_STEPS = """\
The four problems are part of the demo. Next:
  {command} serve --open           look at it in a browser
  {command} search chuyen doi so   full-text search
  {command} status                 what each site holds and what is due"""


@click.command("demo")
@click.option(
    "--all", "look_alikes", is_flag=True, help="Also serve a small site of every other CMS in the federation."
)
@click.pass_context
def command(ctx: click.Context, look_alikes: bool) -> None:
    """Serve a small invented federation on loopback, crawl it, export it and summarize what was stored.

    It uses the given workspace, or ./demo-workspace. Stop it at any moment; the next run picks up where it left off.
    A further run finds nothing new.
    """
    given = ctx.parent is not None and ctx.parent.params["workspace"]
    workspace: Workspace = ctx.obj if given else Workspace(Path("demo-workspace"))
    federation = Federation(look_alikes)
    workspace.prepare()
    profiles = federation.write_profiles(workspace.sites)
    with serve(federation, workspace.root / "locks" / "demo-has-failed") as server:
        workspace.config = Config(crawl=CrawlConfig(proxy=server.proxy_url))
        crawl = Crawl(workspace, profiles, media=frozenset({"image"}))
        with crawl_progress(crawl.stats):
            run_crawl(workspace, crawl, "CRITICAL")
    if crawl.error:
        raise click.ClickException(crawl.error)
    db = read_catalog(workspace.database)
    export(db, workspace.exports / "full")
    show(db)
    echo(f"catalog  {workspace.database}\ndumps    {workspace.exports / 'full'}")
    echo(NEXT_STEPS.format(command=shlex.join([sys.argv[0], "--workspace", str(workspace.root)])), err=True)
    sys.exit(report_interruption(as_json=False))


def show(db: Database) -> None:
    """Print one column per site: pages, articles and fields; then the problems. It fits 80 columns.

    If there are many sites, print one line for each.
    """
    rows = list(db.query(SUMMARY))
    if len(rows) > MOST_COLUMNS:
        _print_table(["", *LINE.values()], ([row["site"], *(row[name] for name in LINE)] for row in rows))
    else:
        sites = [row.pop("site") for row in rows]
        counted = {what: [row[what] for row in rows] for what in rows[0]}
        _print_table(["", *sites, "all"], ([what, *counts, sum(counts)] for what, counts in counted.items()))
    for problem in db.query(PROBLEMS):
        echo(f"problem  {problem['url']}\n         {problem['reason']}")


def _print_table(columns: list[str], rows: Iterable[list[Any]]) -> None:
    shown = table(*columns, right=slice(1, None), wraps=True)
    shown.padding = (0, 1, 0, 0)
    for row in rows:
        shown.add_row(*map(str, row))
    print_tables(shown)

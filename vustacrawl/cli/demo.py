"""``vustacrawl demo``: a made-up federation on loopback, crawled, stored and exported."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlite_utils import Database

from vustacrawl.catalog import read_catalog
from vustacrawl.cli.progress import crawl_progress
from vustacrawl.demo import Federation, serve
from vustacrawl.export import export
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.spiders.run import run_crawl
from vustacrawl.workspace import CONFIG_FILE, Workspace

SUMMARY = """
SELECT sites.name AS site,
  (SELECT count(*) FROM captures WHERE captures.site = sites.name) AS pages,
  count(articles.id) AS articles, count(articles.title) AS title, count(published_at) AS date,
  count(author_initials) AS initials, count(author_name) AS name, count(lead) AS lead,
  (SELECT count(*) FROM paragraphs JOIN articles AS a ON a.id = article_id WHERE a.site = sites.name) AS paragraphs,
  (SELECT count(caption) FROM images JOIN articles AS a ON a.id = article_id WHERE a.site = sites.name) AS captions,
  (SELECT count(*) FROM duplicates JOIN articles AS a ON a.id = article_id WHERE a.site = sites.name) AS duplicates,
  (SELECT count(*) FROM problems WHERE problems.site = sites.name) AS problems
FROM sites LEFT JOIN articles ON articles.site = sites.name GROUP BY sites.name ORDER BY sites.name
"""


@click.command("demo")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Serve a small made-up federation on loopback, crawl it, export it, say what was stored.

    It works in the workspace given, else in ./demo-workspace. A second run finds nothing new.
    """
    given = ctx.parent is not None and ctx.parent.params["workspace"]
    workspace: Workspace = ctx.obj if given else Workspace(Path("demo-workspace"))
    federation = Federation()
    workspace.prepare()
    profiles = federation.write_profiles(workspace.sites)
    with serve(federation) as server:
        (workspace.root / CONFIG_FILE).write_text(f'[crawl]\nproxy = "{server.proxy_url}"\n', "utf-8")
        crawl = Crawl(workspace, profiles)
        with crawl_progress(crawl):
            run_crawl(workspace, crawl, "CRITICAL")
    db = read_catalog(workspace.database)
    export(db, workspace.exports / "full")
    show(db)
    click.echo(f"catalog  {workspace.database}\ndumps    {workspace.exports / 'full'}")


def show(db: Database) -> None:
    """A row a site: what was fetched, stored and read."""
    rows = list(db.query(SUMMARY))
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console(width=140).print(table)

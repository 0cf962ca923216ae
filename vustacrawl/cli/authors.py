"""``vustacrawl authors``: who writes on each site, and who stands behind initials."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

import click
import orjson
from rich.console import Console
from rich.table import Table

from vustacrawl.catalog import open_catalog, read_catalog
from vustacrawl.catalog.author_names import map_authors
from vustacrawl.catalog.author_stats import AuthorStats, authors
from vustacrawl.cli.output import echo
from vustacrawl.workspace import Workspace


@click.command("authors")
@click.option("--site", help="Only this site's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.pass_obj
def command(workspace: Workspace, site: str | None, as_json: bool) -> None:
    """List who writes on each site, after taking in the workspace's authors.csv.

    Initials get a name where the site's bylines show it without doubt. To confirm or correct one, write a line into
    authors.csv (columns site, initials, name); it counts before the bylines, and nothing ever writes to that file.
    """
    read_catalog(workspace.database).close()  # says so where there is none, instead of making one
    db = open_catalog(workspace.database)
    with db.atomic():
        map_authors(db, workspace.authors, [name for (name,) in db.execute("SELECT name FROM sites").fetchall()])
    rows = authors(db, site)
    if as_json:
        echo(orjson.dumps([row._asdict() for row in rows], option=orjson.OPT_INDENT_2))
        return
    console = Console(highlight=False)
    for name, group in groupby(rows, key=attrgetter("site")):
        console.print(table_of(name, list(group)), "")


def table_of(site: str, rows: list[AuthorStats]) -> Table:
    """The authors of one site; it fits 80 columns."""
    table = Table("initials", "name", "articles", "first", "last", "known by", title=site, title_justify="left")
    table.box, table.pad_edge, table.title_style = None, False, "bold"
    for column in table.columns:
        column.no_wrap = True
    table.columns[2].justify = "right"
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row[1:]))
    return table

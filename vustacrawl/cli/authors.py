"""``vustacrawl authors``: who writes on each site, and whose initials they use."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

import click

from vustacrawl.catalog import open_existing_catalog
from vustacrawl.catalog.author_names import map_authors
from vustacrawl.catalog.author_stats import authors
from vustacrawl.catalog.sites import site_names
from vustacrawl.catalog.sql import transaction
from vustacrawl.cli.output import echo_json
from vustacrawl.cli.tables import print_tables, table
from vustacrawl.workspace import Workspace


@click.command("authors")
@click.option("--site", help="List this site only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def command(workspace: Workspace, site: str | None, as_json: bool) -> None:
    """List the authors of each site and whose initials are whose.

    Initials are matched to a name if the site's bylines show it beyond doubt. To confirm or correct a match, add a line
    to authors.csv in the workspace (columns site, initials, name). It takes precedence over the bylines; vustacrawl
    never writes to that file.
    """
    db = open_existing_catalog(workspace.database)
    site_names(db, [] if site is None else [site])
    with transaction(db):
        map_authors(db, workspace.authors, site_names(db))
    rows = authors(db, site)
    if as_json:
        echo_json([row._asdict() for row in rows])
        return
    for name, group in groupby(rows, key=attrgetter("site")):
        shown = table("initials", "name", "articles", "first", "last", "known by", title=name, right=2)
        for row in group:
            shown.add_row(*("" if value is None else str(value) for value in row[1:]))
        print_tables(shown, "")

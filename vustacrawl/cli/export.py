"""``vustacrawl export``: the dumps."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from vustacrawl.catalog import read_catalog
from vustacrawl.export import Compression, ExportError, export
from vustacrawl.workspace import Workspace


@click.command("export")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="[default: exports/full]")
@click.option("--site", "sites", multiple=True, help="Only this site; may be given several times.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what is new, changed or gone since this day.")
@click.option("--compression", type=click.Choice(get_args(Compression)), default="none", show_default=True)
@click.pass_obj
def command(
    workspace: Workspace, out: Path | None, sites: tuple[str, ...], since: datetime | None, compression: Compression
) -> None:
    """Write the JSON dumps: the same catalog gives the same bytes.

    \b
    vustacrawl export
    vustacrawl export --site vusta --since 2026-01-01 --out exports/delta --compression gz
    """
    out = out or workspace.exports / "full"
    db = read_catalog(workspace.database)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        export(db, out, sites=sites, since=f"{since:%Y-%m-%d}" if since else None, compression=compression)
    except (ExportError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    click.echo(f"{out}", err=False)

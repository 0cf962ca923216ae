"""``vustacrawl backup``: a verified copy of the catalog, made while it is in use."""

from __future__ import annotations

from pathlib import Path

import click

from vustacrawl.catalog.backup import back_up
from vustacrawl.cli.output import echo
from vustacrawl.cli.progress import progress_bars
from vustacrawl.workspace import Workspace


@click.command("backup")
@click.argument("dest", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), default=7, show_default=True, help="Number of copies to keep.")
@click.pass_obj
def command(workspace: Workspace, dest: Path | None, keep: int) -> None:
    """Copy the catalog to the folder DEST (default: `backups` in the workspace), even while a crawl is running.

    The copy is a consistent snapshot. It is verified before older copies are deleted, and its SHA-256 is written next
    to it. To restore it, replace vustacrawl.db with it (docs/6-years-of-running.md). The archive and the dumps are
    plain files that any tool can copy.

    \b
    vustacrawl backup
    vustacrawl backup /mnt/other-disk/vusta --keep 30
    """
    folder = dest or workspace.root / "backups"
    with progress_bars() as show:
        copy = back_up(
            workspace.database,
            folder,
            keep,
            lambda done, total: show("checking" if done == total else "copying", done, total),
        )
    echo(copy)
    echo(f"{copy.stat().st_size / 1e6:.1f} MB, verified", err=True)

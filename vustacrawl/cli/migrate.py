"""``vustacrawl migrate``: upgrade the catalog to this version's schema."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack

import click

from vustacrawl.catalog import CatalogError, open_catalog, read_catalog
from vustacrawl.catalog.schema import CatalogState, state_of
from vustacrawl.catalog.sites import site_names
from vustacrawl.catalog.upgrade import KEPT_SUFFIX, UpgradeError, upgrade_rows
from vustacrawl.workspace import Workspace


@click.command("migrate")
@click.pass_obj
def command(workspace: Workspace) -> None:
    """Upgrade the catalog to this version's schema, completely or not at all.

    A release's catalog is migrated in place. A development version's rows are copied to a new file, and the old file is
    kept next to it. Make a backup first.

    \b
    vustacrawl backup && vustacrawl migrate
    """
    path = workspace.database
    db = read_catalog(path, any_version=True)
    state = state_of(db)
    sites = site_names(db)
    db.close()
    if state is CatalogState.CURRENT:
        click.echo(f"{path}: already up to date", err=True)
        return
    workspace.prepare()
    with ExitStack() as held:
        for site in sites:
            held.enter_context(workspace.lock_site(site))
        if state is CatalogState.OLDER:
            open_catalog(path).close()
            click.echo(f"{path}: migrated", err=True)
            return
        try:
            counts = upgrade_rows(path)
        except (UpgradeError, sqlite3.Error, OSError) as error:
            raise CatalogError(f"{path}: cannot be upgraded; it was not changed: {error}") from None
    copied = ", ".join(f"{count} {table}" for table, count in counts.items() if count)
    click.echo(f"{path}: upgraded ({copied}); the old file was kept as {path.name}{KEPT_SUFFIX}", err=True)

"""``vustacrawl sites pause|resume|remove``: pause the crawls of a site, or remove it from the catalog."""

from __future__ import annotations

import shutil
import time
from contextlib import closing

import click

from vustacrawl.cli.output import echo
from vustacrawl.clock import minute_text
from vustacrawl.schedule.pauses import paused_sites, store_paused_sites
from vustacrawl.sites import find_profiles
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


@click.command("pause")
@click.argument("sites", nargs=-1, required=True, metavar="SITE…")
@click.option("--reason", default="", help="Why; shown with the pause.")
@click.pass_obj
def pause(workspace: Workspace, sites: tuple[str, ...], reason: str) -> None:
    """Pause sites: the schedule leaves them out and `crawl` refuses them, until `sites resume`.

    \b
    vustacrawl sites pause husta --reason 'moves to a new server'
    """
    names = [profile.name for profile in find_profiles(sites, workspace.sites)]
    workspace.prepare()
    since = f"since {minute_text(time.time())} UTC{f': {reason}' if reason else ''}"
    store_paused_sites(workspace, paused_sites(workspace) | dict.fromkeys(names, since))
    for name in names:
        held = "; its running crawl continues" if workspace.is_held(name) else ""
        echo(f"{name}: paused {since}{held}")


@click.command("resume")
@click.argument("sites", nargs=-1, required=True, metavar="SITE…")
@click.pass_obj
def resume(workspace: Workspace, sites: tuple[str, ...]) -> None:
    """Resume paused sites.

    \b
    vustacrawl sites resume husta
    """
    paused = paused_sites(workspace)
    if unknown := [site for site in sites if site not in paused]:
        raise click.UsageError(f"{unknown[0]} is not paused (paused: {', '.join(sorted(paused)) or 'none'})")
    store_paused_sites(workspace, {name: why for name, why in paused.items() if name not in sites})
    for site in sites:
        echo(f"{site}: resumed")


@click.command("remove")
@click.argument("site")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(workspace: Workspace, site: str, yes: bool) -> None:
    """Remove a site from the catalog and the schedule. Its archive is kept, in the workspace's folder `removed`.

    The site is paused; its profile stays. Importing the folder brings everything back. To keep a package of it, run
    `vustacrawl package SITE` first.

    \b
    vustacrawl package husta && vustacrawl sites remove husta
    vustacrawl sites resume husta && vustacrawl import removed/husta
    """
    from vustacrawl.catalog import open_existing_catalog
    from vustacrawl.catalog.sites import remove_site, site_names
    from vustacrawl.catalog.sql import one_value, transaction

    with closing(open_existing_catalog(workspace.database)) as db:
        site_names(db, [site])
        articles = plural(one_value(db, "SELECT count(*) FROM articles WHERE site = ?", (site,)), "article")
        if not yes:
            click.confirm(f"Remove {site} with {articles} from the catalog?", abort=True, err=True)
        workspace.prepare()
        with workspace.lock_site(site):
            with transaction(db):
                files = remove_site(db, site)
            folder = workspace.root / "removed" / site
            moved = [file for name in files if (file := workspace.warc / name).exists()]
            for file in moved:
                folder.mkdir(parents=True, exist_ok=True)
                shutil.move(file, folder / file.name)  # the archive may be on another disk
            removed = f"since {minute_text(time.time())} UTC: removed"
            store_paused_sites(workspace, paused_sites(workspace) | {site: removed})
    where = f"; {plural(len(moved), 'archive file')} in {folder}" if moved else ""
    echo(f"{site}: {articles} removed from the catalog{where}")

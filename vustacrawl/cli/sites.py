"""``vustacrawl sites``: list, show, check and draft profiles."""

from __future__ import annotations

import sys

import click
import orjson

from vustacrawl.cli.output import echo
from vustacrawl.cli.sites_members import command as members
from vustacrawl.cli.sites_new import command as new
from vustacrawl.cli.sites_pause import pause, remove, resume
from vustacrawl.sites import ProfileError, all_profiles, find_profile, profile_files, read_profile
from vustacrawl.workspace import Workspace


@click.group("sites")
def command() -> None:
    """List, show, check and draft site profiles."""


for subcommand in (new, members, pause, resume, remove):
    command.add_command(subcommand)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def list_sites(workspace: Workspace, as_json: bool) -> None:
    """List all profiles: the workspace's own and the bundled ones."""
    profiles = [*all_profiles(workspace.sites)]
    if as_json:
        rows = [profile.model_dump(include={"name", "title", "family", "url"}) for profile in profiles]
        echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    cells = [(profile.name, profile.family, profile.url) for profile in profiles]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row, profile in zip(cells, profiles, strict=True):
        columns = (f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        echo("  ".join([*columns, profile.title]))


@command.command("show")
@click.argument("site")
@click.pass_obj
def show(workspace: Workspace, site: str) -> None:
    """Print a profile as JSON, with all defaults filled in."""
    echo(orjson.dumps(find_profile(site, workspace.sites).model_dump(), option=orjson.OPT_INDENT_2))


@command.command("check")
@click.argument("sites", nargs=-1)
@click.pass_obj
def check(workspace: Workspace, sites: tuple[str, ...]) -> None:
    """Check profiles (default: all) and list their errors and what is not yet confirmed."""
    files = profile_files(workspace.sites)
    faults = 0
    for site in sites or files:
        try:
            profile = read_profile(files[site]) if site in files else find_profile(site, workspace.sites)
        except ProfileError as error:
            faults += 1
            echo(f"Error: {error}", err=True)
        else:
            echo(f"{profile.name}: ok")
            if profile.notes:
                echo(f"{profile.name}: {' '.join(profile.notes.split())}")
            for doubt in profile.unconfirmed:
                echo(f"{profile.name}: not confirmed: {doubt}")
            if profile.unconfirmed:
                echo(f"{profile.name}: to check it: vustacrawl sites new {profile.url} --print")
    sys.exit(2 if faults else 0)

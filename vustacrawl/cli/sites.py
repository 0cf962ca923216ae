"""``vustacrawl sites``: list, show, check and draft profiles."""

from __future__ import annotations

import sys

import click

from vustacrawl.cli.output import echo, echo_json
from vustacrawl.cli.sites_members import command as members
from vustacrawl.cli.sites_new import command as new
from vustacrawl.cli.sites_pause import pause, remove, resume
from vustacrawl.cli.sites_test import command as test
from vustacrawl.sites import Profile, ProfileError, all_profiles, find_profile, profile_files, read_profile
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


@click.group("sites")
def command() -> None:
    """List, show, check and draft site profiles."""


for subcommand in (new, members, pause, resume, remove, test):
    command.add_command(subcommand)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def list_sites(workspace: Workspace, as_json: bool) -> None:
    """List all profiles: the workspace's own and the bundled ones."""
    profiles = [*all_profiles(workspace.sites)]
    if as_json:
        echo_json([profile.model_dump(include={"name", "title", "family", "url"}) for profile in profiles])
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
    echo_json(find_profile(site, workspace.sites).model_dump())


@command.command("check")
@click.argument("sites", nargs=-1)
@click.option(
    "--live",
    type=click.IntRange(min=1),
    metavar="N",
    help="Also fetch the starting points and N articles of one site, and say what fails.",
)
@click.pass_obj
def check(workspace: Workspace, sites: tuple[str, ...], live: int | None) -> None:
    """Check profiles (default: all) and list their errors and what is not yet confirmed.

    With --live, exits with 1 if a starting point gives nothing, or an article has no text or no date.

    \b
    vustacrawl sites check
    vustacrawl sites check my-union --live 5
    """
    if live and len(sites) != 1:
        raise click.UsageError("--live checks one SITE")
    files = profile_files(workspace.sites)
    faults = 0
    for site in sites or files:
        try:
            profile = read_profile(files[site]) if site in files else find_profile(site, workspace.sites)
        except ProfileError as error:
            faults += 1
            echo(f"Error: {error}", err=True)
        else:
            _show_check(profile)
            if live and _check_live(workspace, profile, live):
                sys.exit(1)
    sys.exit(2 if faults else 0)


def _show_check(profile: Profile) -> None:
    echo(f"{profile.name}: ok")
    if profile.notes:
        echo(f"{profile.name}: {' '.join(profile.notes.split())}")
    for doubt in profile.unconfirmed:
        echo(f"{profile.name}: not confirmed: {doubt}")
    if profile.unconfirmed:
        echo(f"{profile.name}: to check it: vustacrawl sites check {profile.name} --live 5")


def _check_live(workspace: Workspace, profile: Profile, pages: int) -> int:
    """Print the results of checks against the live site; return how many fail."""
    from vustacrawl.discovery.fetcher import run_probe
    from vustacrawl.discovery.live_check import check_live

    found = run_probe(workspace, [profile], lambda fetch: check_live(fetch, profile, pages))
    for text, is_fault in found.lines:
        echo(f"{'fails' if is_fault else 'ok':6} {text}")
    echo(f"{profile.name}: {plural(len(found.samples), 'article')} read, {plural(found.faults, 'fault')}", err=True)
    return found.faults

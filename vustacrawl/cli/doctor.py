"""``vustacrawl doctor``: check whether this machine and workspace are ready to crawl."""

from __future__ import annotations

import sys

import click

from vustacrawl.cli.checkup import checks
from vustacrawl.cli.output import echo, echo_json
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


@click.command("doctor")
@click.option("--offline", is_flag=True, help="Skip the checks of the network and the clock, which contact a site.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def command(workspace: Workspace, offline: bool, as_json: bool) -> None:
    """Check disk, clock, network, permissions, settings, versions, locks, and what crashed crawls left behind.

    Changes nothing, and sends one request: for the robots.txt of the first of your own profiles, else of a bundled one.
    Exits with 1 if something keeps crawls from working.

    \b
    vustacrawl doctor
    vustacrawl --workspace /srv/vusta doctor --json
    """
    found = [*checks(workspace, offline)]
    problems = sum(check.state == "problem" for check in found)
    if as_json:
        echo_json([check._asdict() for check in found])
    else:
        for check in found:
            echo(f"{check.state:8} {check.name:10} {check.text}")
        echo(plural(problems, "problem"), err=True)
    sys.exit(1 if problems else 0)

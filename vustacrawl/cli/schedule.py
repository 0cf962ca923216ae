"""``vustacrawl schedule``: crawl sites at the times set in ``vustacrawl.toml``."""

from __future__ import annotations

import asyncio
import logging
import os
import pwd
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from vustacrawl.cli.logs import log_to_stderr
from vustacrawl.cli.options import with_options
from vustacrawl.cli.output import echo, echo_json, write_file
from vustacrawl.cli.tables import print_tables, table
from vustacrawl.extras import require_extra
from vustacrawl.report.notify import notify
from vustacrawl.schedule.install import crontab_line, service, timer, unit_folder, with_line
from vustacrawl.schedule.plan import planned, plans_of
from vustacrawl.schedule.run import Schedule, crawl_command
from vustacrawl.workspace import CONFIG_FILE, Workspace, WorkspaceError

logger = logging.getLogger(__name__)

NO_TIMES = f"{CONFIG_FILE} sets no times under [schedule] (see `vustacrawl schedule --help`)"


@click.group("schedule")
def command() -> None:
    """Crawl sites at the times set in vustacrawl.toml.

    \b
    [schedule]
    "*" = "every 1d"             # all other profiles; units: s, m, h, d, w
    vusta = "0 5,11,17 * * *"    # cron: minute hour day month weekday
    husta = "never"
    timezone = "Asia/Ho_Chi_Minh"
    jitter = "5m"                # a random delay of up to 5 minutes
    at_once = 4                  # at most 4 crawls at a time

    \b
    vustacrawl schedule list
    vustacrawl schedule run
    vustacrawl schedule install --print
    """


with_crawl_options = with_options(  # named like those of `crawl`
    [
        click.option("--images", is_flag=True, help="Also fetch the images of articles."),
        click.option("--files", is_flag=True, help="Also fetch attached files."),
        click.option(
            "--report",
            type=click.Path(file_okay=False, path_type=Path, resolve_path=True),
            metavar="DIR",
            help="Write an HTML report of each crawl to DIR.",
        ),
        click.option(
            "--metrics",
            type=click.Path(dir_okay=False, path_type=Path, resolve_path=True),
            metavar="FILE",
            help="Write metrics of all sites to FILE, for Prometheus' node_exporter (extra `metrics`).",
        ),
        click.option(
            "--processes", type=click.IntRange(min=1), help="Divide the sites of a crawl among this many processes."
        ),
        click.option("--log-json", is_flag=True, help="Log to stderr as JSON Lines."),
    ]
)
"""Adds the options that a command passes on to its crawls."""


def crawl_arguments(given: dict[str, Any]) -> list[str]:
    """Return the given options as arguments of a crawl. Raises MissingExtraError."""
    if given["metrics"]:
        require_extra("metrics", "--metrics")
    arguments = []
    for name, value in given.items():
        if value:
            arguments += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return arguments


@command.command("run")
@click.option("--once", is_flag=True, help="Exit when nothing is due and nothing is running; for timers and cron.")
@with_crawl_options
@click.pass_obj
def run(workspace: Workspace, /, once: bool, **given: Any) -> None:
    """Run in the foreground and start crawls at their times, until Ctrl-C or SIGTERM.

    One crawl fetches all sites that are due together. Crawls of one site never overlap, not even with a crawl started
    by hand. Starts missed while the machine was off, or during a long crawl, are made up for by one crawl. With
    --once, the exit code is 1 if a crawl had problems.

    \b
    vustacrawl schedule run --images
    """
    plans = plans_of(workspace)
    if not plans:
        raise click.UsageError(NO_TIMES)
    workspace.prepare()
    log_to_stderr(given["log_json"])
    options = crawl_arguments(given)

    def broken(site: str, reason: str) -> None:
        logger.error("%s: %s", site, reason, extra={"fields": {"site": site}})
        message = {"workspace": str(workspace.root.resolve()), "needs_attention": [f"{site}: {reason}"]}
        for fault in notify(workspace.config.notify, message):
            logger.error(fault)

    schedule = Schedule(workspace, plans, lambda sites: crawl_command(workspace, sites, options), broken)
    asyncio.run(schedule.run(once))
    sys.exit(1 if once and schedule.failures else 0)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def list_(workspace: Workspace, as_json: bool) -> None:
    """List when each site was last crawled and when it will be next, in the schedule's time zone."""
    rows = planned(workspace)
    if as_json:
        echo_json(rows)
        return
    if not rows:
        echo(NO_TIMES, err=True)
        return
    shown = table("site", "times", "last start", "next start", wraps=True)
    now = datetime.now(UTC)
    for row in rows:
        if row["next"] is None:
            due = f"paused {row['paused']}"
        else:
            due = "now" if row["next"] <= now else f"{row['next']:%Y-%m-%d %H:%M}"
        shown.add_row(row["site"], row["times"], f"{row['last']:%Y-%m-%d %H:%M}" if row["last"] else "-", due)
    print_tables(shown)
    echo(f"Times are in {workspace.config.schedule.timezone}", err=True)


@command.command("install")
@click.option(
    "--as",
    "how",
    type=click.Choice(["timer", "service", "cron"]),
    default="timer",
    show_default=True,
    help="A systemd timer that checks every 5 minutes, a systemd service that keeps running, or a crontab line.",
)
@click.option(
    "--system", is_flag=True, help="Install for the whole machine instead of your user's systemd; implied for root."
)
@click.option("--account", help="User to run as, with --system. [default: the workspace's owner]")
@click.option("--name", default="vustacrawl", show_default=True, help="Name of the units, or of the crontab line.")
@click.option("--print", "only_print", is_flag=True, help="Print what would be written, and write nothing.")
@with_crawl_options
@click.pass_obj
def install(
    workspace: Workspace, /, how: str, system: bool, account: str | None, name: str, only_print: bool, **given: Any
) -> None:
    """Install the schedule as systemd units or a crontab line. It prints what to do next and starts nothing.

    \b
    vustacrawl --workspace /srv/vusta schedule install --print
    vustacrawl --workspace /srv/vusta schedule install --system --account vustacrawl
    """
    if not plans_of(workspace):
        echo(f"{NO_TIMES}; every run fails until it does", err=True)
    root = workspace.root.resolve()
    program = [sys.executable, "-m", "vustacrawl", "--workspace", str(root), "schedule", "run"]
    program += [*(["--once"] if how != "service" else []), *crawl_arguments(given)]
    report, metrics = given["report"], given["metrics"]
    writable = [*([report] if report else []), *([metrics.parent] if metrics else [])]
    system = system or os.geteuid() == 0
    owner = _choose_account(root, account) if system else None
    if how == "cron":
        _install_line(crontab_line(program, name), name, owner, only_print)
        return
    units = {f"{name}.service": service(program, root, owner, is_timed=how == "timer", writable=writable)}
    if how == "timer":
        units[f"{name}.timer"] = timer(root)
    try:
        folder = unit_folder(system)
    except RuntimeError:  # neither HOME nor an entry in the list of users, as in some containers
        raise click.UsageError("this user has no home directory: set XDG_CONFIG_HOME, or use --system") from None
    for file, text in units.items():
        _write_unit(folder / file, text, only_print)
    if not only_print:
        manager = "systemctl" if system else "systemctl --user"
        echo(f"Now run: {manager} daemon-reload && {manager} enable --now {name}.{how}", err=True)
        if not system:
            echo("To keep it running after you log out: loginctl enable-linger", err=True)


def _choose_account(root: Path, account: str | None) -> str:
    """Return the given account, else the workspace's owner; root only if given explicitly."""
    if account:
        return account
    try:
        owner = pwd.getpwuid(root.stat().st_uid).pw_name
    except (KeyError, OSError) as error:
        raise WorkspaceError(f"{root}: cannot determine its owner ({error}); specify --account") from None
    if owner == "root":
        raise click.UsageError("the workspace belongs to root, but crawls should not run as root: specify --account")
    return owner


def _write_unit(path: Path, text: str, only_print: bool) -> None:
    """Write a unit file, or print it."""
    if only_print:
        echo(f"# {path}\n{text}")
    else:
        write_file(path, text)
        echo(path)


def _install_line(line: str, name: str, owner: str | None, only_print: bool) -> None:
    """Add a line to the crontab of the user or of ``owner``, or print it."""
    if only_print:
        echo(line)
        return
    program = shutil.which("crontab")
    if not program:
        raise WorkspaceError("crontab is not installed; --print shows the line")
    command = [program, *(["-u", owner] if owner else [])]
    before = _run_crontab(command, "-l")
    after = with_line(before.stdout if before.returncode == 0 else "", line, name)
    done = _run_crontab(command, "-", after)
    if done.returncode:
        raise WorkspaceError(f"cannot write the crontab ({done.stderr.strip()}); --print shows the line")
    echo(line)


def _run_crontab(crontab: list[str], option: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [*crontab, option]
    return subprocess.run(command, input=text, capture_output=True, text=True)  # noqa: S603 - crontab, and no shell

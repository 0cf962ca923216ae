"""``vustacrawl init``: create a workspace with a commented ``vustacrawl.toml``."""

from __future__ import annotations

import json
import shlex
from importlib.resources import files
from pathlib import Path

import click

from vustacrawl.cli.output import echo
from vustacrawl.workspace import CONFIG_FILE, Workspace, WorkspaceError

TEMPLATE = "config-template.toml"


@click.command("init")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--contact", default="", help="Your e-mail address or web page, for site owners.")
@click.pass_obj
def command(workspace: Workspace, folder: Path | None, contact: str) -> None:
    """Create a workspace: its folders, and a vustacrawl.toml in which every setting is explained.

    Nothing that exists is overwritten.

    \b
    vustacrawl init /srv/vusta --contact archive@example.org
    vustacrawl --workspace /srv/vusta doctor
    """
    workspace = Workspace(folder) if folder else workspace
    path = workspace.root / CONFIG_FILE
    if path.exists():
        raise click.UsageError(f"{path} exists already; `vustacrawl doctor` checks it")
    workspace.prepare()
    text = (files("vustacrawl") / TEMPLATE).read_text("utf-8")
    try:
        workspace.sites.mkdir(exist_ok=True)
        path.write_text(text.replace('contact = ""', f"contact = {json.dumps(contact, ensure_ascii=False)}"), "utf-8")
    except OSError as error:
        raise WorkspaceError(f"{error.filename}: {error.strerror}") from None
    _ = workspace.config  # so that an invalid contact is reported now, not by the first crawl
    echo(path)
    here = "" if workspace.root == Path() else f"--workspace {shlex.quote(str(workspace.root))} "
    echo(f"Next: vustacrawl {here}doctor, then vustacrawl {here}crawl husta --limit 20", err=True)

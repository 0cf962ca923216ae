"""``vustacrawl export``: the dumps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import get_args

import click
from rich.console import Console
from rich.progress import Progress

from vustacrawl.catalog import read_catalog
from vustacrawl.cli.output import echo
from vustacrawl.export import FORMATS, Compression, ExportError, export
from vustacrawl.workspace import Workspace


def _format_options(command: Callable[..., None]) -> Callable[..., None]:
    for each in reversed([each for each in FORMATS if not each.always]):
        option = click.option(
            f"--{each.name}", "formats", flag_value=each.name, multiple=True, help=f"Also: {each.help}"
        )
        command = option(command)
    return command


@click.command("export")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="[default: exports/full; of a part exports/SITE+SITE, exports/since-DAY, exports/SITE-since-DAY]",
)
@click.option("--site", "sites", multiple=True, help="Only this site; may be given several times.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what is new, changed or gone since this day (UTC)."
)
@click.option(
    "--compression",
    type=click.Choice(get_args(Compression)),
    default="none",
    show_default=True,
    help="Of the JSON files.",
)
@_format_options
@click.pass_obj
def command(
    workspace: Workspace,
    out: Path | None,
    sites: tuple[str, ...],
    since: datetime | None,
    compression: Compression,
    formats: tuple[str, ...],
) -> None:
    """Write the dumps: JSON Lines by site and year, and what else is asked for.

    A README, a manifest, checksums and schemas are beside them. The same catalog gives the same bytes. A crawl may go
    on meanwhile; an export that is stopped leaves the earlier one as it was.

    \b
    vustacrawl export
    vustacrawl export --csv --parquet --sqlite --compression zst
    vustacrawl export --site vusta --since 2026-01-01 --out exports/delta
    """
    out = out or workspace.exports / _name_of(sites, since)
    db = read_catalog(workspace.database)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _bar() as progress:
            export(
                db,
                out,
                sites=sites,
                since=f"{since:%Y-%m-%d}" if since else None,
                compression=compression,
                formats=formats,
                progress=progress,
            )
    except (ExportError, OSError) as error:
        echo(f"Error: {error}", err=True)
        sys.exit(2)
    echo(out)


def _name_of(sites: tuple[str, ...], since: datetime | None) -> str:
    """The folder of a selection: a part never takes the place of the full export."""
    parts = ["+".join(sorted(set(sites))), f"since-{since:%Y-%m-%d}" if since else ""]
    return "-".join(filter(None, parts)) or "full"


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """What the export tells of its progress as bars on stderr; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(f"articles {what}", total=total)
            bars.update(tasks[what], completed=done)

        yield show

"""``vustacrawl export``: write the dumps."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from vustacrawl.catalog import read_catalog
from vustacrawl.cli.options import DAY, with_options
from vustacrawl.cli.output import echo
from vustacrawl.cli.progress import progress_bars
from vustacrawl.export import FORMATS, Compression, export
from vustacrawl.workspace import Workspace

_format_options = with_options(
    click.option(
        f"--{format_.name}", "formats", flag_value=format_.name, multiple=True, help=f"Also write {format_.help}"
    )
    for format_ in FORMATS
    if not format_.always
)


@click.command("export")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write. [default: exports/full, or exports/SITE+SITE, exports/since-DAY, exports/SITE-since-DAY]",
)
@click.option("--site", "sites", multiple=True, help="Export this site only; can be repeated.")
@click.option("--since", type=DAY, help="Export only articles that are new, changed or gone since this day (UTC).")
@click.option(
    "--compression",
    type=click.Choice(get_args(Compression)),
    default="none",
    show_default=True,
    help="Compression of the JSON files.",
)
@_format_options
@click.pass_obj
def command(
    workspace: Workspace,
    out: Path | None,
    sites: tuple[str, ...],
    since: str | None,
    compression: Compression,
    formats: tuple[str, ...],
) -> None:
    """Write the dumps: JSON Lines by site and year, and further formats by option.

    Each dump has a README, a manifest, checksums and schemas. The same catalog always gives the same bytes. You can
    export while a crawl is running; a stopped export leaves the previous one untouched.

    \b
    vustacrawl export
    vustacrawl export --csv --parquet --sqlite --compression zst
    vustacrawl export --site vusta --since 2026-01-01 --out exports/delta
    """
    out = out or workspace.exports / _name_of(sites, since)
    with progress_bars() as show:
        export(
            read_catalog(workspace.database),
            out,
            sites=sites,
            since=since,
            compression=compression,
            formats=formats,
            progress=lambda what, done, total: show(f"articles {what}", done, total),
        )
    echo(out)


def _name_of(sites: tuple[str, ...], since: str | None) -> str:
    """Return the default folder of a selection; a selection never replaces the full export."""
    parts = ["+".join(sorted(set(sites))), f"since-{since}" if since else ""]
    return "-".join(filter(None, parts)) or "full"

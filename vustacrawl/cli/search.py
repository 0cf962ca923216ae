"""``vustacrawl search``: full text, as people type."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
import orjson
from rich.console import Console
from rich.text import Text

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.search import FIELDS, Field, Passage, Results, search
from vustacrawl.cli.output import echo
from vustacrawl.text import escape_controls
from vustacrawl.workspace import Workspace

MAX_FACET_ARTICLES = 1_000
"""Matches are counted up to here for people; programs get more."""
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--site", help="Only this site's articles.")
@click.option("--since", type=DAY, help="Published on this day or later.")
@click.option("--until", type=DAY, help="Published on this day or before.")
@click.option("--field", type=click.Choice(FIELDS), help="Look here only.")
@click.option("--exact-marks", is_flag=True, help="hội does not find hôi.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Show this many articles.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out so many of the first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout, with counts by site and year.")
@click.pass_obj
def command(
    workspace: Workspace,
    query: tuple[str, ...],
    site: str | None,
    since: datetime | None,
    until: datetime | None,
    field: Field | None,
    exact_marks: bool,
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """Find articles, with marks or without: words, "a phrase", or beginnings such as nghi*.

    \b
    vustacrawl search dai hoi
    vustacrawl search '"chuyển đổi số"' --site vusta --since 2024-01-01
    vustacrawl search hội --exact-marks --field title --json

    Best first: all the words in the title, then side by side, then anywhere; the newest first in each.
    """
    results = search(
        read_catalog(workspace.database),
        " ".join(query),
        site=site,
        since=f"{since:%Y-%m-%d}" if since else None,
        until=f"{until:%Y-%m-%d}" if until else None,
        field=field,
        exact_marks=exact_marks,
        limit=limit,
        offset=offset,
    )
    if as_json:
        echo(orjson.dumps(as_record(results), option=orjson.OPT_INDENT_2))
    else:
        show(results, offset)


def as_record(results: Results) -> dict[str, Any]:
    """The results as plain JSON values; the pieces of titles and snippets are pairs of text and whether it matches."""
    return {
        "hits": [asdict(hit) for hit in results.hits],
        "more": results.more,
        "facets": asdict(results.count_facets()),
    }


def show(results: Results, offset: int) -> None:
    """Three lines a hit; on a terminal the words looked for stand out."""
    console = Console(highlight=False, soft_wrap=True)
    for hit in results.hits:
        console.print(marked(hit.title, "bold"))
        console.print(
            f"  {(hit.published_at or 'no date')[:10]}  {hit.site}  {escape_controls(hit.url)}",
            style="dim",
            markup=False,
        )
        console.print("  ", marked(hit.snippet, ""), sep="")
    count = results.count(MAX_FACET_ARTICLES)
    shown = f"{offset + 1}-{offset + len(results.hits)} of " if results.hits else ""
    more = "more than " if count > MAX_FACET_ARTICLES else ""
    echo(f"{shown}{more}{min(count, MAX_FACET_ARTICLES)} article{'s' if count != 1 else ''}", err=True)


def marked(passage: Passage, style: str) -> Text:
    """A passage with its matches underlined."""
    return Text.assemble(*((piece, f"{style} underline green" if is_match else style) for piece, is_match in passage))

"""``vustacrawl search``: full-text search."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.search import FIELDS, SORTS, Passage, Results, search
from vustacrawl.catalog.sites import site_names
from vustacrawl.cli.options import DAY
from vustacrawl.cli.output import echo, echo_json
from vustacrawl.text import escape_controls, plural
from vustacrawl.workspace import Workspace

MAX_COUNTED = 1_000
"""Maximum matches counted for display; JSON output has the full count."""


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--site", help="Search this site only.")
@click.option("--since", type=DAY, help="Published on or after this day.")
@click.option("--until", type=DAY, help="Published on or before this day.")
@click.option("--field", type=click.Choice(FIELDS), help="Search this field only.")
@click.option("--exact-marks", is_flag=True, help="Match accents: hội does not find hôi.")
@click.option("--apart", is_flag=True, help="Find words anywhere in the article, not only side by side.")
@click.option("--all", "whole", is_flag=True, help="Search all articles, however frequent the words; --json does, too.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="Order of the articles.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Number of articles to show.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Number of articles to skip.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with counts by site and year.")
@click.pass_obj
def command(
    workspace: Workspace,
    /,
    query: tuple[str, ...],
    site: str | None,
    apart: bool,
    whole: bool,
    offset: int,
    as_json: bool,
    **options: Any,
) -> None:
    """Find articles by words, "a phrase" or a prefix such as nghi*, with or without accents.

    \b
    vustacrawl search chuyen doi so
    vustacrawl search chuyển đổi số nông nghiệp --site vusta --since 2024-01-01
    vustacrawl search 'hội thảo OR tọa đàm -title:"đại hội" after:2020'
    vustacrawl search hội --exact-marks --field title --json

    A query is split into the phrases that the catalog knows. The words of a phrase must be adjacent, and so must other
    consecutive words unless --apart is given. Operators: OR, -word or NOT word, title:, author:, site:, before: and
    after: (2024, 2024-05, 2024-05-06). The interpretation of the query is printed on stderr.

    The best matches come first: all words in the title, then those with the same accents, then the whole query side by
    side. Within each of these, the newest come first.
    """
    db = read_catalog(workspace.database)
    site_names(db, [] if site is None else [site])
    quick = not (whole or as_json)
    results = search(db, " ".join(query), site=site, apart=apart, offset=offset, quick=quick, **options)
    if as_json:
        echo_json(as_record(results))
    else:
        show(results, offset, apart)


def as_record(results: Results) -> dict[str, Any]:
    """Return the results as JSON values; titles and snippets are lists of pairs (text, whether it matches)."""
    return {
        "hits": [asdict(hit) for hit in results.hits],
        "more": results.more,
        "understood": results.understood,
        "apart": results.is_apart,
        "facets": asdict(results.count_facets()),
    }


def show(results: Results, offset: int, apart: bool) -> None:
    """Print three lines per hit, and on stderr the number of hits and how the query was interpreted."""
    console = Console(highlight=False, soft_wrap=True)
    for hit in results.hits:
        console.print(marked(hit.title, "bold"))
        console.print(
            f"  {(hit.published_at or 'no date')[:10]}  {hit.site}  {escape_controls(hit.url)}",
            style="dim",
            markup=False,
        )
        console.print("  ", marked(hit.snippet, ""), sep="")
    count = results.count(MAX_COUNTED)
    understood = f" for {escape_controls(results.understood)}" if results.understood else ""
    shown = f"{offset + 1}-{offset + len(results.hits)} of " if results.hits else ""
    more = "more than " if count > MAX_COUNTED else ""
    echo(f"{shown}{more}{plural(min(count, MAX_COUNTED), 'article')}{understood}", err=True)
    if results.searched_since:
        echo(f"very frequent words: only articles since {results.searched_since} were searched (--all: all)", err=True)
    if results.is_apart and results.hits and not apart:
        echo("no article has all these words side by side; these have them apart", err=True)
    if further := results.count_apart(MAX_COUNTED):
        more = "more than " if further > MAX_COUNTED else ""
        echo(f"{more}{min(further, MAX_COUNTED)} more with the words apart: --apart", err=True)


def marked(passage: Passage, style: str) -> Text:
    """Return a passage with its matches underlined."""
    return Text.assemble(*((piece, f"{style} underline green" if is_match else style) for piece, is_match in passage))

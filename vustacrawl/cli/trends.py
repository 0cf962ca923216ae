"""``vustacrawl trends``: how often phrases occur, year by year."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict

import click

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.search.trends import MAX_PHRASES, MAX_READ, UNITS, Trend, Unit, as_table, trends
from vustacrawl.catalog.sites import site_names
from vustacrawl.cli.output import echo, echo_json
from vustacrawl.cli.tables import print_tables, table
from vustacrawl.text import escape_controls
from vustacrawl.workspace import Workspace


@click.command("trends")
@click.argument("phrases", nargs=-1, required=True, metavar="PHRASE...")
@click.option("--by", "unit", type=click.Choice(UNITS), default="year", show_default=True, help="Length of a period.")
@click.option("--site", help="Count this site's articles only.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV: one line per period and phrase.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array: an object per phrase.")
@click.pass_obj
def command(
    workspace: Workspace, phrases: tuple[str, ...], unit: Unit, site: str | None, as_csv: bool, as_json: bool
) -> None:
    """Show how often a phrase occurs per million words, by year. Quote phrases of several words.

    \b
    vustacrawl trends 'chuyển đổi số' 'kinh tế số'
    vustacrawl trends 'biến đổi khí hậu' --by month --site vusta --csv
    vustacrawl trends 'hội thảo site:vusta' 'hội thảo site:vast'

    A phrase may have accents or not, and the operators of `vustacrawl search`; its words must be adjacent. If it is in
    more than 200 articles, its occurrences are counted in about 200 of them and extrapolated. Articles without a date
    are not counted.
    """
    if as_csv and as_json:
        raise click.UsageError("use either --csv or --json, not both")
    if len(phrases) > MAX_PHRASES:
        raise click.UsageError(f"at most {MAX_PHRASES} phrases at once")
    db = read_catalog(workspace.database)
    site_names(db, [] if site is None else [site])
    found = trends(db, list(phrases), unit=unit, site=site)
    if without := [phrase for phrase in phrases if phrase not in {trend.phrase for trend in found}]:
        raise click.UsageError(f"no words to search for in {', '.join(map(repr, without))}")
    if as_json:
        echo_json([asdict(trend) for trend in found])
    elif as_csv:
        csv.writer(sys.stdout).writerows(as_table(found))
    else:
        _show(found)


def _show(found: list[Trend]) -> None:
    """Print a row per period: each phrase's articles and occurrences per million words; on stderr, its parsed form."""
    phrases = [escape_controls(trend.phrase) for trend in found]
    shown = table("period", *phrases, right=slice(1, None), wraps=True)
    for at, point in enumerate(found[0].points):
        cells = (trend.points[at] for trend in found)
        shown.add_row(
            point.period, *(f"{cell.matches}  {cell.per_million:9,.1f}" if cell.articles else "–" for cell in cells)
        )
    print_tables(shown)
    for trend in found:
        if trend.understood != trend.phrase:
            echo(f"{escape_controls(trend.phrase)}: interpreted as {escape_controls(trend.understood)}", err=True)
        if trend.is_estimated:
            echo(f"{escape_controls(trend.phrase)}: occurrences are estimated from {MAX_READ} articles", err=True)

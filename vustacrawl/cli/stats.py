"""``vustacrawl stats``: what the catalog holds."""

from __future__ import annotations

from typing import Any

import click
import orjson
from rich.console import Console, JustifyMethod
from rich.table import Table
from sqlite_utils import Database

from vustacrawl.catalog import read_catalog
from vustacrawl.workspace import Workspace

BAR = 30
"""Characters of the longest bar."""
SITES = """
SELECT sites.name AS site, count(articles.id) AS articles, substr(min(published_at), 1, 10) AS first_day,
  substr(max(published_at), 1, 10) AS last_day, count(changed_at) AS changed, count(gone_at) AS gone,
  count(duplicates.article_id) AS reposts
FROM sites LEFT JOIN articles ON articles.site = sites.name
LEFT JOIN duplicates ON duplicates.article_id = articles.id
GROUP BY sites.name ORDER BY articles DESC, sites.name
"""
YEARS = "SELECT substr(published_at, 1, 4) AS year, count(*) AS articles FROM articles GROUP BY year ORDER BY year"
COMPLETENESS = """
SELECT field, sum(filled) AS filled, sum(articles) AS articles FROM field_completeness GROUP BY field ORDER BY 2 DESC
"""
TOTALS = """
SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM images) AS images,
  (SELECT count(*) FROM images WHERE caption IS NOT NULL) AS captions, (SELECT count(*) FROM files) AS files,
  (SELECT count(*) FROM article_versions) AS former_versions,
  (SELECT count(*) FROM duplicates WHERE kind = 'exact') AS exact_reposts,
  (SELECT count(*) FROM duplicates WHERE kind = 'near') AS near_reposts,
  (SELECT count(*) FROM captures) AS captures, (SELECT count(*) FROM author_names) AS initials_with_a_name
"""


@click.command("stats")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def command(workspace: Workspace, as_json: bool) -> None:
    """What the catalog holds: sites, articles a year, how complete each field is, reposts and versions."""
    figures = gather(read_catalog(workspace.database))
    if as_json:
        click.echo(orjson.dumps(figures, option=orjson.OPT_INDENT_2))
    else:
        show(Console(highlight=False), figures)


def gather(db: Database) -> dict[str, Any]:
    """All figures; ``year`` is None for articles without a date."""
    return {
        "totals": next(db.query(TOTALS)),
        "sites": list(db.query(SITES)),
        "years": list(db.query(YEARS)),
        "completeness": list(db.query(COMPLETENESS)),
    }


def show(console: Console, figures: dict[str, Any]) -> None:
    """Tables and bars; they fit 80 columns."""
    console.print(*(f"{count} {name.replace('_', ' ')}" for name, count in figures["totals"].items()), sep=" · ")
    if not figures["totals"]["articles"]:
        return
    sites = table("", "site", "articles", "first", "last", "changed", "gone", "reposts", justify="right")
    sites.columns[0].justify = "left"
    for row in figures["sites"]:
        sites.add_row(*("-" if value is None else str(value) for value in row.values()))
    console.print("", sites)
    years = every_year(figures["years"])
    most = max(years.values())
    console.print("", bars("articles a year", [(year, count, most) for year, count in years.items()]))
    completeness = [(row["field"], row["filled"], row["articles"]) for row in figures["completeness"]]
    console.print("", bars("articles with a …", completeness, with_share=True))


def every_year(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Articles by year, years without any among them; articles without a date come last."""
    counts = {row["year"]: row["articles"] for row in rows}
    undated = counts.pop(None, 0)
    years = range(int(min(counts)), int(max(counts)) + 1) if counts else ()
    return {str(year): counts.get(f"{year:04}", 0) for year in years} | ({"no date": undated} if undated else {})


def bars(title: str, rows: list[tuple[str, int, int]], with_share: bool = False) -> Table:
    """A bar a row: its name, its count, and the count that a whole bar stands for."""
    chart = table(title, "", "", "")
    chart.columns[1].justify = "right"
    for name, count, whole in rows:
        share = count / max(1, whole)
        figure = f"{count} {share:4.0%}" if with_share else str(count)
        chart.add_row(name, figure, "█" * round(BAR * share) or ("▏" if count else ""))
    return chart


def table(title: str, *columns: str, justify: JustifyMethod = "left") -> Table:
    """A plain table; nothing in it is wrapped."""
    plain = Table(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False)
    plain.show_header = any(columns)
    for column in columns:
        plain.add_column(column, justify=justify, no_wrap=True)
    return plain

"""``vustacrawl stats``: figures of the catalog."""

from __future__ import annotations

from typing import Any

import click
from rich.table import Table
from sqlite_utils import Database

from vustacrawl.catalog import read_catalog
from vustacrawl.cli.output import echo_json
from vustacrawl.cli.tables import print_tables, table
from vustacrawl.export.records import READ_FIELDS
from vustacrawl.workspace import Workspace

BAR = 30
"""Width of the longest bar, in characters."""
# Counts come from `month_counts`, which triggers maintain: reading a million articles takes a minute.
SITES = """
SELECT name AS site, coalesce((SELECT sum(articles) FROM month_counts WHERE site = name), 0) AS articles,
  (SELECT substr(min(published_at), 1, 10) FROM articles WHERE site = name) AS first_day,
  (SELECT substr(max(published_at), 1, 10) FROM articles WHERE site = name) AS last_day,
  (SELECT count(*) FROM articles WHERE site = name AND changed_at IS NOT NULL) AS changed,
  (SELECT count(*) FROM articles WHERE site = name AND gone_at IS NOT NULL) AS gone,
  coalesce(reposts, 0) AS reposts
FROM sites LEFT JOIN (
  SELECT site, count(*) AS reposts FROM duplicates JOIN articles ON id = article_id GROUP BY site) ON site = name
ORDER BY articles DESC, name
"""
YEARS = """
SELECT nullif(substr(month, 1, 4), '') AS year, sum(articles) AS articles FROM month_counts
GROUP BY year HAVING sum(articles) > 0 ORDER BY year
"""
COUNTED = tuple(name for name in READ_FIELDS if name != "published_at")
"""Fields with their own column in `month_counts`; the month itself shows the date."""
COMPLETENESS = (
    " UNION ALL ".join(
        f"SELECT '{name}' AS field, coalesce(sum({counted}), 0) AS filled, coalesce(sum(articles), 0) AS articles"
        " FROM month_counts"
        for name, counted in [("published_at", "iif(month <> '', articles, 0)"), *zip(COUNTED, COUNTED, strict=True)]
    )
    + " ORDER BY 2 DESC"
)
TOTALS = """
SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM images) AS images,
  (SELECT count(*) FROM images WHERE caption IS NOT NULL) AS captions, (SELECT count(*) FROM files) AS files,
  (SELECT count(*) FROM article_versions) AS former_versions,
  (SELECT count(*) FROM duplicates WHERE kind = 'exact') AS exact_reposts,
  (SELECT count(*) FROM duplicates WHERE kind = 'near') AS near_reposts,
  (SELECT count(*) FROM captures) AS captures, (SELECT count(*) FROM author_names) AS initials_with_a_name
"""


@click.command("stats")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(workspace: Workspace, as_json: bool) -> None:
    """Show what the catalog contains: articles per site and year, completeness of fields, reposts and versions."""
    figures = gather(read_catalog(workspace.database))
    if as_json:
        echo_json(figures)
    else:
        show(figures)


def gather(db: Database) -> dict[str, Any]:
    """Return all figures; ``year`` is None for articles without a date."""
    return {
        "totals": next(db.query(TOTALS)),
        "sites": list(db.query(SITES)),
        "years": list(db.query(YEARS)),
        "completeness": list(db.query(COMPLETENESS)),
    }


def show(figures: dict[str, Any]) -> None:
    """Print tables and bar charts; they fit 80 columns."""
    totals = table("", "", right=1)
    for name, count in figures["totals"].items():
        totals.add_row(name.replace("_", " "), str(count))
    print_tables(totals)
    if not figures["totals"]["articles"]:
        return
    columns = ("articles", "first", "last", "changed", "gone", "reposts")
    sites = table("site", *columns, right=slice(1, None))
    for row in figures["sites"]:
        sites.add_row(*("-" if value is None else str(value) for value in row.values()))
    print_tables("", sites)
    years = every_year(figures["years"])
    most = max(years.values())
    print_tables("", bars("articles per year", [(year, count, most) for year, count in years.items()]))
    completeness = [(row["field"], row["filled"], row["articles"]) for row in figures["completeness"]]
    print_tables("", bars("articles by field", completeness, with_share=True))


def every_year(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return articles by year, including years without any; undated articles come last."""
    counts = {row["year"]: row["articles"] for row in rows}
    undated = counts.pop(None, 0)
    years = range(int(min(counts)), int(max(counts)) + 1) if counts else ()
    return {str(year): counts.get(f"{year:04}", 0) for year in years} | ({"no date": undated} if undated else {})


def bars(title: str, rows: list[tuple[str, int, int]], with_share: bool = False) -> Table:
    """Return a bar chart; each row is a name, a count, and the count of a full bar."""
    chart = table("", "", "", title=title, right=1)
    for name, count, whole in rows:
        share = count / max(1, whole)
        figure = f"{count} {share:4.0%}" if with_share else str(count)
        chart.add_row(name, figure, "█" * round(BAR * share) or ("▏" if count else ""))
    return chart

"""One site of the federation, and the list of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response
from sqlite_utils import Database

from vustacrawl.catalog.author_names import HAS_INITIALS
from vustacrawl.catalog.crawls import latest_crawls
from vustacrawl.catalog.outlinks import count_outlinks
from vustacrawl.export.records import READ_FIELDS
from vustacrawl.frontier.coverage import YearCoverage, coverage_by_year
from vustacrawl.frontier.missing import NumberRun, missing, number_runs
from vustacrawl.text import fold
from vustacrawl.web.pages.home import site_counts
from vustacrawl.web.request_context import RequestContext

AUTHORS = 40
YEARS = 20
"""Years of a site that the list of sites shows, up to the newest article of all."""
PROBLEMS = 20
CRAWLS = 8
LEVELS = 4

_MONTHS = "SELECT * FROM month_counts WHERE site = ? AND articles > 0 ORDER BY month"
# Initials count for the person they are known to stand for; a byline of two people counts for each.
_AUTHORS = f"""
WITH signed (printed, signatures, initials) AS (
  SELECT coalesce(author_names.name, author), signatures, iif(author_names.name IS NULL, NULL, author)
  FROM author_counts LEFT JOIN author_names ON NOT is_name AND author_names.site = author_counts.site AND {HAS_INITIALS}
  WHERE author_counts.site = ? AND signatures > 0)
SELECT person, coalesce(min(name), printed) AS author, sum(signatures) AS articles, max(initials) AS initials
FROM signed LEFT JOIN person_names USING (printed) GROUP BY coalesce(person, printed) ORDER BY 3 DESC, 2 LIMIT ?
"""
_YEARS = """
SELECT site, substr(month, 1, 4), sum(articles), count(*) FROM month_counts
WHERE month <> '' AND articles > 0 GROUP BY 1, 2
"""
_PROBLEMS = "SELECT url, stage, reason, detail, seen_at FROM problems WHERE site = ? ORDER BY seen_at DESC LIMIT ?"
_CRAWLS = """
SELECT started_at, finished_at, outcome, reason, pages, added, changed, problems FROM crawls
WHERE site = ? ORDER BY started_at DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A month or year of a site: ``2024-05`` or ``2024``, its articles, its shade (0 to 4) relative to the busiest."""

    period: str
    articles: int
    level: int
    is_gap: bool
    """Whether it has no articles although it is between the site's first one and its last."""

    @property
    def short(self) -> str:
        """The number of articles in at most four characters."""
        return str(self.articles) if self.articles < 1000 else f"{self.articles // 1000}k"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the list. ``missing_months`` are those without articles between its first and its last."""

    name: str
    title: str
    articles: int
    years: list[Cell]
    missing_months: int
    crawl: dict[str, Any] | None


ORDERS: dict[str, Callable[[SiteRow], Any]] = {
    "articles": lambda row: -row.articles,
    "title": lambda row: fold(row.title),
    "gaps": lambda row: -row.missing_months,
    "crawled": lambda row: row.crawl["started_at"] if row.crawl else "",
    "problems": lambda row: -row.crawl["problems"] if row.crawl else 1,
}
"""How the list of sites can be sorted: by the latest crawl, the one that is longest ago or never was comes first."""


def sites(context: RequestContext) -> Response:
    """``/sites``: each site with its years, gaps and latest crawl; ``q`` filters by name, ``sort`` is one of ORDERS."""
    order = context.parameter("sort")
    order = order if order in ORDERS else next(iter(ORDERS))
    wanted = context.parameter("q")
    rows = [row for row in _site_rows(context.db) if fold(wanted) in fold(f"{row.title} {row.name}")]
    rows.sort(key=ORDERS[order])
    years = [cell.period for cell in rows[0].years] if rows else []
    return context.page("sites.html", sites=rows, years=years, orders=list(ORDERS), order=order, wanted=wanted)


def _site_rows(db: Database) -> list[SiteRow]:
    counts: dict[str, dict[str, int]] = {}
    months: Counter[str] = Counter()
    for name, year, articles, month_count in db.execute(_YEARS):
        counts.setdefault(name, {})[year] = articles
        months[name] += month_count
    crawls = latest_crawls(db)
    last = max((int(year) for years in counts.values() for year in years), default=0)
    shown = [f"{year:04}" for year in range(last - YEARS + 1, last + 1)] if last else []
    return [
        SiteRow(
            site["name"],
            site["title"],
            site["articles"],
            _cells(counts.get(site["name"], {}), shown),
            _months_between(site["first_month"], site["last_month"]) - months[site["name"]],
            crawls.get(site["name"]),
        )
        for site in site_counts(db)
    ]


def _cells(counts: dict[str, int], periods: Iterable[str]) -> list[Cell]:
    """Return a cell for each period; ``counts`` are the articles of the periods that have any."""
    first, last, most = min(counts, default=""), max(counts, default=""), max(counts.values(), default=1)
    return [
        Cell(period, articles, shade(articles, most), first < period < last and not articles)
        for period in periods
        for articles in [counts.get(period, 0)]
    ]


def _months_between(first: str | None, last: str | None) -> int:
    """Return the number of months from the first to the last, both included."""
    if not first or not last:
        return 0
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1


def shade(articles: int, most: int) -> int:
    """Return the level of a cell: 0 for none, LEVELS for the busiest."""
    return ceil(LEVELS * sqrt(articles / most))


def site(context: RequestContext) -> Response:
    """``/sites/NAME``: coverage by month, completeness by field, authors, crawls, what is missing, problems."""
    name = unquote(context.path_part("site"))
    found = context.row("SELECT * FROM sites WHERE name = ?", name, "no such site")
    months = list(context.db.query(_MONTHS, [name]))
    total = sum(month["articles"] for month in months)
    dated = {month["month"]: month["articles"] for month in months if month["month"]}
    filled = {field: sum(month.get(field, 0) for month in months) for field in READ_FIELDS}
    filled["published_at"] = sum(dated.values())
    years = coverage(dated)
    runs = number_runs(context.db, name)
    return context.page(
        "site.html",
        site=found,
        total=total,
        undated=total - filled["published_at"],
        dated=dated,
        coverage=years,
        gaps=sum(month.is_gap for _, months in years for month in months),
        completeness=sorted(filled.items(), key=lambda item: -item[1]),
        authors=list(context.db.query(_AUTHORS, [name, AUTHORS])),
        crawls=list(context.db.query(_CRAWLS, [name, CRAWLS])),
        missing=missing(context.db, name, runs),
        lost=lost_by_year(context.db, name, runs),
        outlinks=sum(count_outlinks(context.db, name).values(), Counter[str]()).most_common(),
        problems=list(context.db.query(_PROBLEMS, [name, PROBLEMS])),
    )


def lost_by_year(db: Database, name: str, runs: list[NumberRun]) -> list[YearCoverage]:
    """Return the coverage by year, newest first, of a site that has lost articles; else nothing."""
    years = coverage_by_year(db, name, runs)
    return years[::-1] if any(year.kept or year.elsewhere or year.known for year in years) else []


def coverage(dated: dict[str, int]) -> list[tuple[str, list[Cell]]]:
    """Return the years with their twelve months each, newest first."""
    if not dated:
        return []
    years = [f"{year:04}" for year in range(int(max(dated)[:4]), int(min(dated)[:4]) - 1, -1)]
    cells = _cells(dated, (f"{year}-{number:02}" for year in years for number in range(1, 13)))
    return [(year, cells[12 * at : 12 * at + 12]) for at, year in enumerate(years)]

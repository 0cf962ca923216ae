"""One site of the federation, and the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from urllib.parse import unquote

from datasette.utils.asgi import NotFound, Response

from vustacrawl.catalog.missing import missing
from vustacrawl.web.pages.home import last_day, site_counts
from vustacrawl.web.request_context import RequestContext

AUTHORS = 40
PROBLEMS = 20
CRAWLS = 8
LEVELS = 4
FIELDS = (
    "published_at",
    "lead",
    "body",
    "byline",
    "author_initials",
    "author_name",
    "section",
    "captions",
    "source_credit",
)

_MONTHS = "SELECT * FROM month_counts WHERE site = ? AND articles > 0 ORDER BY month"
# Initials count for the person they are known to stand for.
_AUTHORS = """
SELECT coalesce(author_names.name, author) AS author, sum(signatures) AS articles,
  max(iif(author_names.name IS NOT NULL, author, NULL)) AS initials
FROM author_counts LEFT JOIN author_names ON NOT is_name AND author_names.site = author_counts.site
  AND author_names.initials = upper(replace(replace(author, '.', ''), ' ', ''))
WHERE author_counts.site = ? AND signatures > 0 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?
"""
_PROBLEMS = "SELECT url, stage, reason, detail, seen_at FROM problems WHERE site = ? ORDER BY seen_at DESC LIMIT ?"
_CRAWLS = """
SELECT started_at, finished_at, outcome, reason, pages, added, changed, problems FROM crawls
WHERE site = ? ORDER BY started_at DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a site: ``YYYY-MM``, its articles, its shade in the chart (0 to 4)."""

    month: str
    articles: int
    level: int
    is_gap: bool
    """Whether it has no articles although it is between the site's first month and its last."""

    @classmethod
    def of(cls, month: str, dated: dict[str, int], first: str, last: str, most: int) -> Month:
        """Return a month with its shade, relative to the busiest month's ``most`` articles."""
        articles = dated.get(month, 0)
        return cls(month, articles, ceil(LEVELS * sqrt(articles / most)), first <= month <= last and not articles)

    @property
    def first_day(self) -> str:
        """``2024-05-01``."""
        return f"{self.month}-01"

    @property
    def last_day(self) -> str:
        """``2024-05-31``."""
        return last_day(self.month)

    @property
    def short(self) -> str:
        """The number of articles in at most four characters."""
        return str(self.articles) if self.articles < 1000 else f"{self.articles // 1000}k"


def sites(context: RequestContext) -> Response:
    """``/sites``."""
    rows = site_counts(context.db)
    return context.page("sites.html", sites=rows, most=max((row["articles"] for row in rows), default=0))


def site(context: RequestContext) -> Response:
    """``/sites/NAME``: coverage by month, completeness by field, authors, crawls, what is missing, problems."""
    name = unquote(context.path_part("site"))
    found = next(context.db.query("SELECT * FROM sites WHERE name = ?", [name]), None)
    if found is None:
        raise NotFound("no such site")
    months = list(context.db.query(_MONTHS, [name]))
    total = sum(month["articles"] for month in months)
    dated = {month["month"]: month["articles"] for month in months if month["month"]}
    filled = {field: sum(month.get(field, 0) for month in months) for field in FIELDS}
    filled["published_at"] = sum(dated.values())
    years = coverage(dated)
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
        missing=missing(context.db, name),
        problems=list(context.db.query(_PROBLEMS, [name, PROBLEMS])),
    )


def coverage(dated: dict[str, int]) -> list[tuple[str, list[Month]]]:
    """Return the years with their twelve months each, newest first."""
    if not dated:
        return []
    first, last, most = min(dated), max(dated), max(dated.values())
    return [
        (f"{year:04}", [Month.of(f"{year:04}-{number:02}", dated, first, last, most) for number in range(1, 13)])
        for year in range(int(last[:4]), int(first[:4]) - 1, -1)
    ]

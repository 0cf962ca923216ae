"""The home page: the newest articles, articles per year, recent changes and removals."""

from __future__ import annotations

from collections import Counter
from typing import Any

from datasette.utils.asgi import Response
from sqlite_utils import Database

from vustacrawl.catalog.crawls import latest_crawls
from vustacrawl.web.request_context import RequestContext

NEWEST = 8
CHANGES = 8
SITES = 12

_SITES = """
SELECT sites.name, sites.title, coalesce(sum(articles), 0) AS articles,
  min(iif(month = '', NULL, month)) AS first_month, max(month) AS last_month
FROM sites LEFT JOIN month_counts ON month_counts.site = sites.name AND articles > 0
GROUP BY sites.name ORDER BY articles DESC, sites.name
"""
_YEARS = """
SELECT substr(day, 1, 4) AS year, sum(articles) AS articles FROM day_counts
WHERE articles > 0 GROUP BY 1 ORDER BY 1
"""
_DAYS = "SELECT day, articles FROM day_counts WHERE day BETWEEN ?1 || '-01-01' AND ?1 || '-12-31' AND articles > 0"
# A page that prints a day to come, by mistake or for a jubilee, is not news.
_NEWEST = """
SELECT public_id, articles.title, published_at, lead, site, sites.title AS site_title, (
  SELECT position FROM images WHERE article_id = articles.id AND sha256 IS NOT NULL ORDER BY position LIMIT 1
) AS image
FROM articles JOIN sites ON sites.name = site
WHERE published_at IS NOT NULL AND gone_at IS NULL ORDER BY published_at DESC LIMIT ?
"""
# A few of each site are read by its index, rather than all changes of all sites.
_CHANGES = """
SELECT public_id, articles.title, sites.title AS site_title, site, {moment} AS seen_at, '{kind}' AS kind
FROM sites JOIN articles ON articles.id IN (
  SELECT id FROM articles WHERE site = sites.name AND {moment} IS NOT NULL ORDER BY {moment} DESC LIMIT :count)
"""
_LATEST_CHANGES = f"""
{_CHANGES.format(moment="changed_at", kind="changed")} WHERE gone_at IS NULL
UNION ALL {_CHANGES.format(moment="gone_at", kind="gone")} ORDER BY seen_at DESC, 1 LIMIT :count
"""
_UNDATED = "SELECT coalesce(sum(articles), 0) FROM month_counts WHERE month = ''"


def site_counts(db: Database) -> list[dict[str, Any]]:
    """Return every site with its article count and its first and last month, largest first."""
    return list(db.query(_SITES))


def home(context: RequestContext) -> Response:
    """``/``: the newest articles, articles per year and site, one year's calendar, latest changes and crawls."""
    db = context.db
    all_sites = site_counts(db)
    years = [(year, articles) for year, articles in db.execute(_YEARS)]
    named = {year for year, _ in years}
    year = context.parameter("year") if context.parameter("year") in named else max(named, default=None)
    days = dict(map(tuple, db.execute(_DAYS, [year]))) if year else {}
    months: Counter[str] = Counter()
    for day, articles in days.items():
        months[day[:7]] += articles
    return context.page(
        "home.html",
        sites=all_sites[:SITES],
        site_count=len(all_sites),
        most=max((row["articles"] for row in all_sites), default=0),
        total=sum(row["articles"] for row in all_sites),
        years=years,
        year=year,
        days=days,
        months=sorted(months.items()),
        newest=list(db.query(_NEWEST, [NEWEST])),
        changes=list(db.query(_LATEST_CHANGES, {"count": CHANGES})),
        undated=db.execute(_UNDATED).fetchone()[0],
        crawls=[*latest_crawls(db).values()][:SITES],
    )

"""What a site has published, by year: live, archived here only, in other archives, or merely known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column, one_value
from vustacrawl.frontier.missing import NumberRun, numbers_in, ranges
from vustacrawl.reasons import OFF_SITE

UNKNOWN_YEAR = ""


@dataclass(frozen=True, slots=True)
class YearCoverage:
    """The articles of one year of publication; for unread articles, the year of the evidence."""

    year: str
    """YYYY; UNKNOWN_YEAR if neither the article nor what points to it has a date."""
    live: int
    """In the catalog, and on the site at the last visit."""
    kept: int
    """In the catalog, but gone from the site or found only in other archives."""
    elsewhere: int
    """Listed by other archives but not recovered, by the year of the first capture."""
    known: int
    """Known from a link (by the year of the linking article), a missing number (by the year of the number before), or
    captures that their archives refuse to serve (by the year of the first)."""

    def record(self) -> dict[str, Any]:
        """Return plain JSON values; an unknown year is null."""
        return asdict(self) | {"year": self.year or None}


_ALL = "SELECT substr(month, 1, 4), sum(articles) FROM month_counts WHERE site = ? AND articles > 0 GROUP BY 1"
_KEPT = """
SELECT coalesce(substr(published_at, 1, 4), ''), count(*) FROM articles WHERE id IN (
  SELECT id FROM articles WHERE site = :site AND gone_at IS NOT NULL
  UNION
  SELECT articles.id FROM captures JOIN article_urls USING (url)
    JOIN articles ON articles.id = article_id AND articles.capture_id = captures.id
  WHERE captures.site = :site AND found_in IS NOT NULL)
GROUP BY 1
"""
_FOUND = """
SELECT substr(min(captured_at) FILTER (WHERE state <> 'refused'), 1, 4), substr(min(captured_at), 1, 4)
FROM found_captures AS found
WHERE site = ? AND kind = 'article' AND state <> 'recovered' AND (status IS NULL OR status < 400)
  AND NOT EXISTS (SELECT 1 FROM article_urls WHERE article_urls.url = found.url)
GROUP BY url
"""
"""By URL: the year of the first capture that an archive may serve (NULL if none), and of the first capture."""
_LINKS = f"""
SELECT coalesce(substr(articles.published_at, 1, 4), ''), count(*)
FROM frontier LEFT JOIN article_urls AS via ON via.url = frontier.via LEFT JOIN articles ON articles.id = via.article_id
WHERE frontier.site = :site AND state IN ('failed', 'skipped')
  AND (kind = 'article' AND state = 'failed'
    OR kind NOT IN ('image', 'file') AND state = 'skipped' AND reason = '{OFF_SITE}' AND EXISTS (
      SELECT 1 FROM sites, json_each(sites.former_hosts)
      WHERE name = :site AND frontier.url GLOB 'http://' || value || '/?*'))
  AND NOT EXISTS (SELECT 1 FROM article_urls WHERE article_urls.url = frontier.url)
  AND NOT EXISTS (SELECT 1 FROM found_captures AS found WHERE found.site = :site AND found.url = frontier.url
    AND found.state <> 'recovered' AND (found.status IS NULL OR found.status < 400))
GROUP BY 1
"""


def coverage_by_year(db: Database, site: str, runs: list[NumberRun]) -> list[YearCoverage]:
    """Return the coverage of a site by year, oldest first, unknown years last; empty years are omitted.

    ``runs`` are those of ``number_runs``.
    """
    total = Counter(dict(db.execute(_ALL, (site,)).fetchall()))
    kept = Counter(dict(db.execute(_KEPT, {"site": site}).fetchall()))
    found = db.execute(_FOUND, (site,)).fetchall()
    elsewhere = Counter(year for year, _ in found if year is not None)
    known = Counter(dict(db.execute(_LINKS, {"site": site}).fetchall()))
    known.update(first for year, first in found if year is None)
    known.update(_years_of_numbers(db, site, runs))
    years = sorted(total | kept | elsewhere | known, key=lambda year: (year == UNKNOWN_YEAR, year))
    return [YearCoverage(year, total[year] - kept[year], kept[year], elsewhere[year], known[year]) for year in years]


_YEAR_OF = "SELECT substr(published_at, 1, 4) FROM articles WHERE site = ? AND native_id = ?"
_FOUND_URLS = "SELECT DISTINCT url FROM found_captures WHERE site = ?"


def _years_of_numbers(db: Database, site: str, runs: list[NumberRun]) -> Iterator[str]:
    """Yield, for each missing article number, the year of the article before the gap."""
    found = numbers_in(one_column(db, _FOUND_URLS, (site,))) if runs else set()
    for run in runs:
        unused = {*run.unused}
        for low, high in ranges(number for number in run.missing if number not in found):
            before = next(number for number in range(low - 1, run.first - 1, -1) if number not in unused)
            yield from [one_value(db, _YEAR_OF, (site, str(before))) or UNKNOWN_YEAR] * (high - low + 1)

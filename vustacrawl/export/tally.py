"""Count an export's articles while it is written, and derive its known gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import NamedTuple

import orjson
from sqlite_utils import Database

from vustacrawl.export.manifest import Counts, YearCounts
from vustacrawl.export.records import READ_FIELDS, Exported

_PROBLEMS = """
SELECT stage, reason, count(DISTINCT url) AS pages, count(DISTINCT site) FROM problems
WHERE site IN (SELECT value FROM json_each(?)) GROUP BY stage, reason ORDER BY pages DESC, stage, reason
"""


class Tally:
    """Counts of an export's articles, which are added site by site and by date."""

    def __init__(self) -> None:
        self.last_seen_at = ""
        """The newest ``last_seen_at`` (UTC)."""
        self.updated_at = ""
        """The newest ``updated_at`` (UTC)."""
        self._by_year: dict[tuple[str, int | None], list[int]] = {}
        self._months: defaultdict[str, list[str]] = defaultdict(list)
        self._read: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._at: tuple[str, str | None] | None = None

    def add(self, article: Exported) -> None:
        """Count one article."""
        if (article.site, article.month) != self._at:
            self._at = (article.site, article.month)
            self._counts = self._by_year.setdefault((article.site, article.year), [0, 0, 0, 0])
            self._read_of_site = self._read[article.site]
            if article.month:
                self._months[article.site].append(article.month)
        counts = self._counts
        counts[0] += 1
        counts[1] += article.paragraphs
        counts[2] += article.images
        counts[3] += article.is_duplicate
        self._read_of_site[article.read] += 1
        if article.last_seen_at > self.last_seen_at:
            self.last_seen_at = article.last_seen_at
        if article.updated_at and article.updated_at > self.updated_at:
            self.updated_at = article.updated_at

    def by_year(self) -> list[YearCounts]:
        """Return the counts by site and year, in the order of the dumps."""
        return [
            YearCounts(site=site, year=year, **dict(zip(Counts.model_fields, counts, strict=True)))
            for (site, year), counts in self._by_year.items()
        ]

    def total(self) -> Counts:
        """Return the counts of all sites and years."""
        totals = map(sum, zip(*self._by_year.values(), strict=True)) if self._by_year else [0, 0, 0, 0]
        return Counts(**dict(zip(Counts.model_fields, totals, strict=True)))

    def articles_of(self, site: str) -> int:
        """Return the number of a site's articles."""
        return self._read[site].total()

    def months_without_articles(self, site: str) -> list[tuple[str, str]]:
        """Return the periods (first and last YYYY-MM) without articles between a site's first and last month."""
        present = [*map(_number, self._months[site])]
        return [(_month(before + 1), _month(after - 1)) for before, after in pairwise(present) if after > before + 1]

    def not_read(self, site: str) -> list[tuple[str, int]]:
        """Return the fields missing in some of a site's articles with their counts, most frequent first."""
        missing = Counter(
            {
                name: sum(count for read, count in self._read[site].items() if not read >> at & 1)
                for at, name in enumerate(READ_FIELDS)
            }
        )
        return [(name, count) for name, count in missing.most_common() if count]


class ProblemCount(NamedTuple):
    """A reason of problems, with its number of pages and sites."""

    stage: str
    reason: str
    pages: int
    sites: int


def problem_counts(db: Database, sites: tuple[str, ...]) -> list[ProblemCount]:
    """Return the reasons of all problems of these sites, most frequent first."""
    return [ProblemCount(*row) for row in db.execute(_PROBLEMS, (orjson.dumps(sites).decode(),))]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"

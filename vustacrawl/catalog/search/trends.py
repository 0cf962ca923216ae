"""Phrases through time: in which share of each year's or month's articles a phrase occurs.

An article counts once, however often it has the phrase, so that a count is the number of articles that a search for
the same phrase in the same period finds. Reposts count, in both the matches and the articles of a period; articles
without a date are in no period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.search.keys import LAST_ID, LAST_KEY, key_of_day
from vustacrawl.catalog.search.query import Closeness, ParsedQuery, parse_query
from vustacrawl.catalog.search.small_index import FOLDED
from vustacrawl.catalog.search.words import part

Unit = Literal["year", "month"]
UNITS: tuple[Unit, ...] = get_args(Unit)
MAX_PHRASES = 6
MAX_PERIODS = 1_200
"""A hundred years of months; of more, the newest."""
_UNIT_CHARS: dict[Unit, int] = {"year": 4, "month": 7}

# Periods on which pages print impossible days, such as year 0001, are left out: they would stretch the scale.
_ARTICLES = """
SELECT substr(month, 1, :chars), sum(articles) FROM month_counts
WHERE month >= '1900' AND articles > 0 AND (:sites IS NULL OR site IN (SELECT value FROM json_each(:sites)))
GROUP BY 1 ORDER BY 1
"""
_MATCHES = f"SELECT count(*) FROM {FOLDED} WHERE {FOLDED} MATCH ? AND rowid BETWEEN ? AND ?"


@dataclass(frozen=True, slots=True)
class Point:
    """A period (``2024`` or ``2024-05``), its articles with the phrase, and all its articles."""

    period: str
    matches: int
    articles: int

    @property
    def share(self) -> float:
        """The share of the period's articles, 0 to 1; 0 where it has none."""
        return self.matches / self.articles if self.articles else 0.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A phrase as it was typed and as it was understood, with a point for each period, the oldest first."""

    phrase: str
    understood: str
    points: list[Point]

    @property
    def matches(self) -> int:
        """The number of articles with the phrase in all periods."""
        return sum(point.matches for point in self.points)


def trends(db: Database, phrases: list[str], *, unit: Unit = "year", site: str | None = None) -> list[Trend]:
    """Return the trend of each phrase, over the same periods: from the first article to the last, none left out.

    A phrase is anything that ``search`` takes, with its operators; its words have to stand side by side. Phrases
    without a letter or digit, and all after the first MAX_PHRASES, have no trend. With ``site``, only its articles are
    counted; a phrase with ``site:`` is compared with the articles of the sites that it names.
    """
    read = [(phrase, parse_query(phrase, partial(part, db))) for phrase in phrases]
    read = [(phrase, parsed) for phrase, parsed in read if not parsed.is_empty][:MAX_PHRASES]
    totals = {phrase: _articles(db, _sites(parsed, site), unit) for phrase, parsed in read}
    known = {period for counts in totals.values() for period in counts}
    periods = [*_periods(min(known), max(known), unit)][-MAX_PERIODS:] if known else []
    return [
        Trend(phrase, str(parsed), [*_points(db, parsed, site, periods, totals[phrase])]) for phrase, parsed in read
    ]


def as_table(found: list[Trend]) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows of a table, its column names first: one row per period and phrase."""
    yield "period", "phrase", "matches", "articles", "share"
    for trend in found:
        for point in trend.points:
            yield point.period, trend.phrase, point.matches, point.articles, f"{point.share:.6f}"


def _sites(parsed: ParsedQuery, site: str | None) -> list[str] | None:
    """Return the names of the sites whose articles are counted; None for all."""
    named = [bytes.fromhex(clause.words[0]).decode() for clause in parsed.sites]
    if site is None:
        return named or None
    return [site] if not named or site in named else []


def _articles(db: Database, sites: list[str] | None, unit: Unit) -> dict[str, int]:
    bound = {"sites": None if sites is None else orjson.dumps(sites).decode(), "chars": _UNIT_CHARS[unit]}
    return dict(map(tuple, db.execute(_ARTICLES, bound)))


def _periods(first: str, last: str, unit: Unit) -> Iterator[str]:
    """Yield every period from the first to the last."""
    for year in range(int(first[:4]), int(last[:4]) + 1):
        for period in [f"{year:04}"] if unit == "year" else [f"{year:04}-{month:02}" for month in range(1, 13)]:
            if first <= period <= last:
                yield period


def _points(
    db: Database, parsed: ParsedQuery, site: str | None, periods: list[str], articles: dict[str, int]
) -> Iterator[Point]:
    scope = f'site : "{site.encode("utf-8", "replace").hex()}" AND ' if site is not None else ""
    match = f"{scope}({parsed.match(Closeness.TOGETHER, exact_marks=False)})"
    since = key_of_day(parsed.since) if parsed.since else 0
    until = key_of_day(parsed.until) | LAST_ID if parsed.until else LAST_KEY
    for period in periods:
        # Days that no month has are printed too: a month's keys end where the next month's begin.
        start = int(f"{period}-00-00".replace("-", "")[:8]) << 32
        end = start + ((10_000 if len(period) == 4 else 100) << 32) - 1
        bound = (match, max(start, since), min(end, until))
        matches = db.execute(_MATCHES, bound).fetchone()[0] if articles.get(period) else 0
        yield Point(period, matches, articles.get(period, 0))

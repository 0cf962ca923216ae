"""Phrases over time: how often a phrase occurs in each year or month, relative to all words of its articles.

Each period also has the number of articles with the phrase, as many as a search for it in that period finds.
If there are more than MAX_READ, the occurrences are counted in that many of them, from each year, and projected to
all, since the indexes do not say how often an article has a phrase. Reposts count; articles without a date
are in no period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.phrase_counts import stored_counts
from vustacrawl.catalog.search.indexes import FOLDED
from vustacrawl.catalog.search.keys import ID_BITS, LAST_ID, LAST_KEY, key_of_day, keys_of
from vustacrawl.catalog.search.query import Closeness, ParsedQuery, parse_query
from vustacrawl.catalog.search.words import fold, part

Unit = Literal["year", "month"]
UNITS: tuple[Unit, ...] = get_args(Unit)
MAX_PHRASES = 6
MAX_PERIODS = 1_200
"""A hundred years of months; beyond that, only the newest."""
MAX_READ = 200
"""Articles in which the occurrences of a phrase are counted: about 0.1 ms each."""
_UNIT_CHARS: dict[Unit, int] = {"year": 4, "month": 7}

# Periods with impossible dates printed on pages, such as year 0001, are left out: they would stretch the scale.
_TOTALS = """
SELECT month, sum(articles), sum(words) FROM month_counts
WHERE month >= '1900' AND articles > 0 AND (?1 IS NULL OR site IN (SELECT value FROM json_each(?1)))
GROUP BY 1 ORDER BY 1
"""
_FOUND = f"FROM {FOLDED} WHERE {FOLDED} MATCH ? AND rowid BETWEEN ? AND ?"
_MATCHES = f"SELECT count(*) {_FOUND}"
_MATCHES_BY_MONTH = f"SELECT (rowid >> {ID_BITS}) / 100, count(*) {_FOUND} GROUP BY 1"
_MARKED = " || ".join(f"coalesce(highlight({FOLDED}, {at}, char(2), ''), '')" for at in range(5))
# The oldest of a period are read: in descending order, FTS5 would read beyond the period to the next match.
_OCCURRENCES = f"""
SELECT count(*), sum(length(texts) - length(replace(texts, char(2), '')))
FROM (SELECT {_MARKED} AS texts {_FOUND} ORDER BY rowid LIMIT ?)
"""


@dataclass(frozen=True, slots=True)
class Point:
    """A period (``2024`` or ``2024-05``): its articles and occurrences of the phrase, and its totals."""

    period: str
    matches: int
    occurrences: int
    articles: int
    words: int

    @property
    def per_million(self) -> float:
        """Occurrences per million words; 0 if the period has no articles."""
        return 1e6 * self.occurrences / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A phrase as typed and as parsed, with a point for each period, oldest first."""

    phrase: str
    understood: str
    is_estimated: bool
    """Whether the occurrences were counted in some of the articles and projected to all."""
    points: list[Point]

    @property
    def matches(self) -> int:
        """The number of articles with the phrase in all periods."""
        return sum(point.matches for point in self.points)


def trends(db: Database, phrases: list[str], *, unit: Unit = "year", site: str | None = None) -> list[Trend]:
    """Return the trend of each phrase over the same periods, without gaps, from the first article to the last.

    A phrase is anything that ``search`` accepts, with its operators; its words must be adjacent. Phrases
    without a letter or digit, and all after the first MAX_PHRASES, have no trend. With ``site``, only its articles are
    counted; a phrase with ``site:`` is compared with the articles of the sites that it names.
    """
    queries = [(phrase, parse_query(phrase, partial(part, db))) for phrase in phrases]
    read = [(phrase, parsed, _sites(parsed, site)) for phrase, parsed in queries if not parsed.is_empty][:MAX_PHRASES]
    totals = {sites: _totals(db, sites) for sites in {sites for *_, sites in read}}
    known = {month[: _UNIT_CHARS[unit]] for counts in totals.values() for month in counts}
    periods = [*_periods(min(known), max(known), unit)][-MAX_PERIODS:] if known else []
    return [_trend(db, phrase, parsed, site, unit, periods, totals[sites]) for phrase, parsed, sites in read]


def as_table(found: list[Trend]) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows of a table, one per period and phrase, after its column names."""
    yield "period", "phrase", "matches", "articles", "occurrences", "words", "per_million"
    for trend in found:
        for point in trend.points:
            counts = (point.matches, point.articles, point.occurrences, point.words)
            yield point.period, trend.phrase, *counts, f"{point.per_million:.3f}"


def _sites(parsed: ParsedQuery, site: str | None) -> tuple[str, ...] | None:
    """Return the names of the sites whose articles are counted; None for all."""
    named = tuple(bytes.fromhex(clause.words[0]).decode() for clause in parsed.sites)
    if site is None:
        return named or None
    return (site,) if not named or site in named else ()


def _totals(db: Database, sites: tuple[str, ...] | None) -> dict[str, tuple[int, int]]:
    """Return the number of articles and of words of each month that has any."""
    named = None if sites is None else orjson.dumps(sites).decode()
    return {month: (articles, words) for month, articles, words in db.execute(_TOTALS, (named,))}


def _periods(first: str, last: str, unit: Unit) -> Iterator[str]:
    """Yield every period from the first to the last."""
    for year in range(int(first[:4]), int(last[:4]) + 1):
        for period in [f"{year:04}"] if unit == "year" else [f"{year:04}-{month:02}" for month in range(1, 13)]:
            if first <= period <= last:
                yield period


def _trend(
    db: Database,
    phrase: str,
    parsed: ParsedQuery,
    site: str | None,
    unit: Unit,
    periods: list[str],
    totals: dict[str, tuple[int, int]],
) -> Trend:
    scope = f'site : "{site.encode("utf-8", "replace").hex()}" AND ' if site is not None else ""
    match = f"{scope}({parsed.match(Closeness.TOGETHER, exact_marks=False)})"
    chars = _UNIT_CHARS[unit]
    months = [month for month in totals if [month[:chars]] >= periods[:1]]
    phrase_alone = _phrase_of(parsed) if site is None else ""
    stored = stored_counts(db, phrase_alone, months) if phrase_alone else {}
    matches = _add_up(_count_by_month(db, parsed, match, months, stored), chars)
    found = [period for period in periods if matches[period]]
    is_estimated = matches.total() > MAX_READ
    if is_estimated:
        years = dict.fromkeys(period[:4] for period in found)
        most = -(-MAX_READ // len(years))
        counted = [db.execute(_OCCURRENCES, (match, *_keys(year, parsed), most)).fetchone() for year in years]
        mean = sum(count for _, count in counted) / sum(articles for articles, _ in counted)
        occurrences = {period: round(mean * matches[period]) for period in found}
    else:
        occurrences = {
            period: db.execute(_OCCURRENCES, (match, *_keys(period, parsed), MAX_READ)).fetchone()[1]
            for period in found
        }
    articles = _add_up({month: totals[month][0] for month in months}, chars)
    words = _add_up({month: totals[month][1] for month in months}, chars)
    points = [
        Point(period, matches[period], occurrences.get(period, 0), articles[period], words[period])
        for period in periods
    ]
    return Trend(phrase, str(parsed), is_estimated, points)


def _phrase_of(parsed: ParsedQuery) -> str:
    """Return the words of a query that is just a word or phrase, in lower case and without marks; else nothing."""
    clauses = [clause for clauses in parsed.alternatives for clause in clauses]
    if len(clauses) == 1 and parsed == ParsedQuery(parsed.alternatives):
        [clause] = clauses
        if clause.column is None and not clause.is_prefix:
            return fold(" ".join(clause.words))
    return ""


def _count_by_month(
    db: Database, parsed: ParsedQuery, match: str, months: list[str], stored: dict[str, int]
) -> dict[str, int]:
    """Return the number of matches in each of these months, from the stored counts where there are any."""
    keys = {month: _keys(month, parsed) for month in months if month not in stored}
    if keys and not stored and len(parsed.single_words(exact_marks=False)) > 1:
        # A word's matches are counted month by month; those of a phrase take longer to find, so they are found once.
        whole = min(first for first, _ in keys.values()), max(last for _, last in keys.values())
        by_month = dict(db.execute(_MATCHES_BY_MONTH, (match, *whole)))
        return {month: by_month.get(int(month.replace("-", "")), 0) for month in months}
    return stored | {month: db.execute(_MATCHES, (match, *bounds)).fetchone()[0] for month, bounds in keys.items()}


def _add_up(by_month: dict[str, int], chars: int) -> Counter[str]:
    """Add up the numbers of the months with the same first characters."""
    sums: Counter[str] = Counter()
    for month, number in by_month.items():
        sums[month[:chars]] += number
    return sums


def _keys(period: str, parsed: ParsedQuery) -> tuple[int, int]:
    """Return the first and the last key of a period, within the days of the query."""
    start, end = keys_of(period)
    since = key_of_day(parsed.since) if parsed.since else 0
    until = key_of_day(parsed.until) | LAST_ID if parsed.until else LAST_KEY
    return max(start, since), min(end, until)

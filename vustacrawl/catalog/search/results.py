"""Find articles, with or without diacritics; adjacent words come before scattered ones.

Ranking: articles with all phrases of the query in the title, then those with the marks of the query, then those with
the whole query as adjacent words, then the rest; newest first in each group. Index rows are ordered by day of
publication, so that a page of the newest matches costs the same among a million articles as among a thousand
(``benchmarks/search.py``); bm25 would have to read every match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial
from typing import Literal, get_args

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.search.facets import (
    AUTHOR,
    FACET_COLUMNS,
    MAX_COUNTED,
    MAX_FACET_ARTICLES,
    Facets,
    count_facets,
)
from vustacrawl.catalog.search.hits import Hit, load_hits
from vustacrawl.catalog.search.indexes import EXACT, FOLDED, TITLES
from vustacrawl.catalog.search.keys import FIRST_DATED, ID_BITS, LAST_ID, LAST_KEY, key_of_day
from vustacrawl.catalog.search.query import Closeness, Field, ParsedQuery, parse_query
from vustacrawl.catalog.search.small_index import SmallIndex
from vustacrawl.catalog.search.words import fold, part

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)

MAX_RANKED = 1_000
"""Only this many of the newest matches are ranked; ranking all would mean reading them. Titles are searched in all
articles; by a quick search, in as many as MAX_READ allows.
"""
MAX_REINDEXED = 60
"""Up to this many matches are indexed separately for ranking (``SmallIndex``)."""
MAX_READ = 1_200_000
"""Index entries (one per word and article; 0.07 µs each) that a quick search reads, until it has MAX_RANKED matches."""
MAX_READ_IF_NONE = 4_000_000
"""The same while it has no match at all."""
SAMPLE = 1_000
"""Number of newest articles in which a quick search measures the frequency of its words."""
_KEY = f"CAST(replace(day, '-', '') AS INTEGER) << {ID_BITS}"
_NEWEST = f"""
SELECT day, {_KEY}, total
FROM (SELECT day, sum(articles) OVER (ORDER BY day DESC) AS total FROM day_counts WHERE {_KEY} <= ?)
WHERE total >= ? LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, best first, and whether more follow.

    ``understood`` is the query as it was parsed, in the form a user might type. ``is_apart``: consecutive words of
    the query are not adjacent in the hits, because that was requested or because they are adjacent nowhere.
    ``searched_since`` is the first day (YYYY-MM-DD) that a quick search covered if it skipped older and undated
    articles; hits and counts then exclude those. None if all were searched.
    """

    hits: list[Hit]
    more: bool
    understood: str
    is_apart: bool
    searched_since: str | None
    _query: _Query

    def count(self, most: int) -> int:
        """Count all matches; return ``most`` + 1 if there are more than ``most``."""
        return len(self._query.newest(most + 1))

    def count_apart(self, most: int) -> int:
        """Count further articles, in which the words are not adjacent; return ``most`` + 1 if there are more."""
        return 0 if self.is_apart else self._query.count_apart(most)

    def ids(self, most: int) -> list[int]:
        """Return the row IDs of up to ``most`` matches, best first."""
        return [key & LAST_ID for key in self._query.best(most)]

    def count_facets(self, most: int | None = MAX_FACET_ARTICLES) -> Facets:
        """Count all matches by site, year, author and section, or the newest ``most``.

        Of far more than MAX_COUNTED, about so many of the newest are counted.
        """
        return self._query.count_all() if most is None else self._query.count_newest(most)


def search(
    db: Database,
    query: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    author: str | None = None,
    section: str | None = None,
    field: Field | None = None,
    exact_marks: bool = False,
    apart: bool = False,
    sort: Sort = "relevance",
    limit: int = 20,
    offset: int = 0,
    quick: bool = False,
) -> Results:
    """Find articles. Any string is a query (``search.query``); one without a letter or digit finds nothing.

    Consecutive words of the query must be adjacent: as phrases that the catalog knows, the others as written in the
    query. If no article has them so, or with ``apart``, they may occur anywhere.

    ``since`` and ``until`` are inclusive days of publication (``2024-05-06``) as the articles' pages print them;
    articles without a date are found only if neither is given. With ``exact_marks``, ``hội`` does not find
    ``hôi``. ``author`` and ``section`` are values from the facets.

    A search for frequent words that are rarely adjacent reads all their occurrences, so its time grows with the
    catalog. A ``quick`` search that finds few matches among the newest of many articles skips the others and says so
    (``Results.searched_since``); before it finds nothing, it reads MAX_READ_IF_NONE entries.
    """
    parsed = parse_query(query, partial(part, db))
    since = max(filter(None, (since, parsed.since)), default=None)
    until = min(filter(None, (until, parsed.until)), default=None)
    scope = f'site : "{site.encode("utf-8", "replace").hex()}" AND ' if site is not None else ""
    wanted = _Query(
        db,
        parsed,
        scope,
        field,
        exact_marks,
        sort,
        Closeness.APART if apart else Closeness.TOGETHER,
        first_key=key_of_day(since) if since else FIRST_DATED if until else 0,
        last_key=key_of_day(until) | LAST_ID if until else LAST_KEY,
        author=author,
        section=section,
    )
    if quick and sort != "oldest":
        wanted.search_newest()
    else:
        wanted.loosen()
    keys = wanted.best(offset + limit + 1)
    hits = load_hits(db, wanted.index, wanted.match(wanted.closeness), keys[offset : offset + limit])
    is_apart = wanted.closeness is not Closeness.TOGETHER
    return Results(hits, len(keys) > offset + limit, str(parsed), is_apart, wanted.searched_since, wanted)


@dataclass(slots=True)
class _Query:
    """A query of the indexes, and the range of rows to search. One without a word has no matches."""

    db: Database
    parsed: ParsedQuery
    scope: str
    field: Field | None
    exact_marks: bool
    sort: Sort
    closeness: Closeness
    first_key: int
    last_key: int
    author: str | None
    section: str | None
    is_loosened: bool = False
    """Whether the words may be apart because they are adjacent nowhere."""
    searched_since: str | None = None
    _newest: list[int] = dataclass_field(default_factory=list)
    _known: int = 0
    _titles_from: int = 0
    """The first key of the titles that are searched for better matches."""

    @property
    def index(self) -> str:
        """The index of all texts."""
        return EXACT if self.exact_marks else FOLDED

    def match(
        self,
        closeness: Closeness,
        within: str | None = None,
        *,
        exact_marks: bool = False,
        parsed: ParsedQuery | None = None,
    ) -> str:
        """Return the FTS5 expression of the query, or of one derived from it."""
        exact_marks = exact_marks or self.exact_marks
        return f"{self.scope}({(parsed or self.parsed).match(closeness, exact_marks, within or self.field)})"

    def search_newest(self) -> None:
        """Loosen among the newest articles only if searching all would take long, among more if they have no match."""
        all_from = self.first_key
        for most_read in (MAX_READ, MAX_READ_IF_NONE):
            self.first_key, self.searched_since = all_from, None
            self._leave_out_older(most_read)
            self._known, self._newest = 0, []
            self.loosen()
            if self.newest(MAX_RANKED + 1) or not self.searched_since:
                break
        if self.searched_since and len(self._newest) > MAX_RANKED and not self.is_loosened:
            self.first_key, self.searched_since = all_from, None

    def _leave_out_older(self, most_read: int) -> None:
        """Skip articles older than those that can be searched by reading so many index entries."""
        words = self.parsed.single_words(self.exact_marks)
        if len(words) == 1:
            return
        # Each is read once for each closeness, and once more for title columns.
        times = len({self.match(closeness) for closeness in Closeness}) + self.parsed.has_columns
        window = self._newest_with(self.index, words, most_read // times)
        if window and window[1] > self.first_key:
            self.searched_since, self.first_key, _ = window
        if titles := self._newest_with(TITLES, words, MAX_READ):
            self._titles_from = titles[1]

    def _newest_with(self, index: str, expressions: Iterable[str], most: int) -> tuple[str, int, int] | None:
        """Return the newest days in which so many articles match these expressions, added up; None if fewer do."""
        if (sample := self._newest_days(SAMPLE)) is None:
            return None
        _, first, articles = sample
        count = f"SELECT count(*) FROM {index} WHERE {index} MATCH ? AND rowid BETWEEN ? AND ?"
        found = sum(self.db.execute(count, (match, first, self.last_key)).fetchone()[0] for match in expressions)
        return self._newest_days(most * articles // max(found, 1))

    def _newest_days(self, articles: int, last: int | None = None) -> tuple[str, int, int] | None:
        """Return the first of the newest days with that many articles, its first key, and the number of articles since.

        None if there are fewer.
        """
        found: tuple[str, int, int] | None
        found = self.db.execute(_NEWEST, (self.last_key if last is None else last, articles)).fetchone()
        return found

    def loosen(self) -> None:
        """If nothing is found, let the words be apart, those of known phrases last."""
        requested = self.closeness
        for closeness in Closeness if requested is Closeness.TOGETHER else ():
            if closeness is requested or self.match(closeness) != self.match(self.closeness):
                self.closeness, self._known, self._newest = closeness, 0, []
                if self.newest(MAX_RANKED + 1):
                    self.is_loosened = closeness is not requested
                    return
        self.closeness = requested

    def best(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` articles, best first."""
        if self.sort == "oldest":
            return self._oldest(count)
        matches = self.newest(MAX_RANKED + 1)
        keys = self._ranked(matches, count) if matches and self.sort == "relevance" else {}
        return list(keys if len(keys) >= count else keys | dict.fromkeys(self.newest(count)))[:count]

    def _ranked(self, matches: list[int], count: int) -> dict[int, None]:
        """Return the keys of at least ``count`` better matches, or of all if there are fewer; best first."""
        keys: dict[int, None] = {}
        are_few = len(matches) <= MAX_REINDEXED
        with closing(SmallIndex(self.db, matches if are_few else [])) as few:
            for index, match, is_bounded in self._tiers():
                if are_few:
                    better = few.select(index, match)
                else:
                    first = matches[-1] if is_bounded else max(self.first_key, self._titles_from)
                    better = self._select(index, match, count, first=first)
                keys |= dict.fromkeys(better)
                if len(keys) >= count:
                    break
        return keys

    def _tiers(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the index and the expression of better matches, best first, and whether to search only a few."""
        # With marks, less is excluded, so a result need not be a match.
        is_narrower = not self.exact_marks and not self.parsed.excluded
        has_marks = is_narrower and fold(typed := str(self.parsed)) != typed.lower()
        titles = self.index if self.exact_marks or self.parsed.has_columns else TITLES
        for closeness in dict.fromkeys((Closeness.TOGETHER, self.closeness)):
            if self.is_loosened and closeness is Closeness.TOGETHER:
                continue
            if self.field is None:
                yield titles, self.match(closeness, "title"), titles == self.index
            if has_marks:
                yield EXACT, self.match(closeness, exact_marks=True), True
            if closeness is Closeness.TOGETHER and (together := self.parsed.side_by_side()):
                yield self.index, self.match(closeness, parsed=together), True
            if closeness is not self.closeness:
                yield self.index, self.match(closeness), True

    def newest(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` of the newest matches, without searching again for known ones."""
        if count > self._known and len(self._newest) == self._known:
            older = self._newest[-1] - 1 if self._newest else None
            self._newest += self._select(
                self._last_index, self.match(self.closeness), count - len(self._newest), last=older
            )
            self._known = count
        return self._newest[:count]

    @property
    def _last_index(self) -> str:
        """The index that covers the whole query: that of the titles if nothing else is searched."""
        return TITLES if self.field == "title" and not self.exact_marks and not self.parsed.has_columns else self.index

    def _oldest(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` of the oldest matches; undated ones come last."""
        match = self.match(self.closeness)
        first = max(self.first_key, FIRST_DATED)
        keys = self._select(self._last_index, match, count, first=first, order="ASC")
        if len(keys) < count and self.first_key < FIRST_DATED:
            keys += self._select(self._last_index, match, count - len(keys), last=FIRST_DATED - 1, order="ASC")
        return keys

    def count_apart(self, most: int) -> int:
        """Count further articles, in which the words are not adjacent."""
        match = self.match(Closeness.APART)
        if match == self.match(self.closeness) or not self.newest(1):
            return 0
        return len(self._select(self._last_index, match, 2 * most + 2, order="ASC")) - len(self.newest(most + 1))

    def _select(
        self,
        index: str,
        match: str,
        count: int,
        *,
        first: int | None = None,
        last: int | None = None,
        order: str = "DESC",
    ) -> list[int]:
        if self.parsed.is_empty:
            return []
        first = self.first_key if first is None else first
        last = self.last_key if last is None else last
        if order == "DESC" and first:
            # In descending order, FTS5 would read beyond the first key to the next match, through all rows if need be.
            keys = self._select(index, match, 4 * count, first=first, last=last, order="ASC")
            if len(keys) < 4 * count:
                return keys[: -count - 1 : -1]
            if last != LAST_KEY:
                return self._select_before(index, match, count, first, last)
        rows = f"{index} CROSS JOIN articles ON search_key = {index}.rowid" if self._filters else index
        select = f"SELECT {index}.rowid FROM {rows} {self._where(index)} ORDER BY {index}.rowid {order} LIMIT :count"
        values = self._values(match) | {"count": count, "first": first, "last": last}
        return [key for (key,) in self.db.execute(select, values)]

    def _select_before(self, index: str, match: str, count: int, first: int, last: int) -> list[int]:
        """Return the keys of the newest matches of a range that has many, without reading all that came after it.

        In descending order, FTS5 begins with the last row of all.
        """
        articles = 4 * count
        while (days := self._newest_days(articles, last)) and days[1] > first:
            keys = self._select(index, match, -1, first=days[1], last=last, order="ASC")
            if len(keys) >= count:
                return keys[: -count - 1 : -1]
            articles *= 4
        return self._select(index, match, -1, first=first, last=last, order="ASC")[: -count - 1 : -1]

    @property
    def _filters(self) -> str:
        filters = f" AND {AUTHOR} = :author" if self.author is not None else ""
        # Without the plus, the index on sections would be scanned for each match.
        return filters + (" AND +articles.section = :section" if self.section is not None else "")

    def _where(self, index: str) -> str:
        return f"WHERE {index} MATCH :match AND {index}.rowid BETWEEN :first AND :last{self._filters}"

    def _values(self, match: str) -> dict[str, object]:
        return {
            "match": match,
            "first": self.first_key,
            "last": self.last_key,
            "author": self.author,
            "section": self.section,
        }

    def count_newest(self, most: int) -> Facets:
        """Count all matches, or the newest ``most``."""
        keys = self.newest(most + 1)
        rows = self.db.execute(
            f"SELECT {FACET_COLUMNS}, 1 FROM json_each(?) AS found CROSS JOIN articles ON search_key = found.value",
            (orjson.dumps(keys[:most]).decode(),),
        )
        return count_facets(rows, is_whole=len(keys) <= most)

    def count_all(self) -> Facets:
        """Count all matches, or about MAX_COUNTED of the newest."""
        if self.parsed.is_empty:
            return self.count_newest(0)
        index, match = self._last_index, self.match(self.closeness)
        window = self._newest_with(index, [match], MAX_COUNTED)
        first = max(self.first_key, window[1] if window else 0)
        rows = self.db.execute(
            f"SELECT {FACET_COLUMNS}, count(*) FROM {index} CROSS JOIN articles ON search_key = {index}.rowid"
            f" {self._where(index)} GROUP BY 1, 2, 3, 4",
            self._values(match) | {"first": first},
        )
        return count_facets(rows, is_whole=first == self.first_key)

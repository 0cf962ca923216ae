"""Find articles: with or without diacritics, words side by side before words apart.

Ranking: articles with all phrases of the query in the title, then those with the marks that the query has, then those
with the whole query side by side, then the rest; the newest first in each. Rows of the indexes are ordered by day of
publication, so that a page of the newest matches costs the same among a million articles as among a thousand
(``benchmarks/search.py``); bm25 would have to read every match.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from functools import partial
from typing import Literal, get_args

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.search.query import Closeness, Field, ParsedQuery, parse_query
from vustacrawl.catalog.search.words import fold, part

Passage = list[tuple[str, bool]]
"""Text in pieces; True where a piece matches the query."""
Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)

MAX_FACET_ARTICLES = 10_000
"""Facets are counted over at most this many of the newest matches."""
MAX_RANKED = 1_000
"""Matches are ranked among this many of the newest and one more; only titles are searched in all. To rank all, every
match would have to be read."""
_SNIPPET_WORDS = 24
_FOLDED, _EXACT, _TITLES = "articles_fts", "articles_fts_exact", "titles_fts"
_OPEN, _CLOSE = "\x02", "\x03"
_MARKS = re.compile("[\x02\x03]")
_ID_BITS = 32
LAST_ID = (1 << _ID_BITS) - 1
_FIRST_DATED, _LAST_KEY = 10101 << _ID_BITS, (1 << 63) - 1
AUTHOR = "coalesce(author_name, author_initials)"
FACET_COLUMNS = f"site, search_key / 10000 >> {_ID_BITS}, {AUTHOR}, section"
"""The columns of ``articles`` that facets count."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; ``title`` and ``snippet`` are its own text with the matches marked."""

    id: int
    site: str
    url: str
    published_at: str | None
    title: Passage
    snippet: Passage


@dataclass(frozen=True, slots=True)
class Facets:
    """The number of matches, in all and by site, year, author and section, most first.

    Where there are more than the limit, ``is_whole`` is False and only the newest are counted.
    """

    count: int
    is_whole: bool
    sites: dict[str, int]
    years: dict[str, int]
    authors: dict[str, int]
    sections: dict[str, int]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, best first, and whether more follow.

    ``understood`` is the query as it was read, as one may type it. ``is_apart`` says that words which follow each
    other in the query stand apart in the hits, because that was asked for or because they stand together nowhere.
    """

    hits: list[Hit]
    more: bool
    understood: str
    is_apart: bool
    _query: _Query | None

    def count(self, most: int) -> int:
        """Count all matches; ``most`` + 1 where there are more than ``most``."""
        return len(self._query.newest(most + 1)) if self._query else 0

    def count_apart(self, most: int) -> int:
        """Count further articles, in which the words stand apart; ``most`` + 1 where there are more than ``most``."""
        if self.is_apart or self._query is None:
            return 0
        return self._query.count_apart(most)

    def ids(self, most: int) -> list[int]:
        """Return the row IDs of up to ``most`` matches, best first."""
        return [key & LAST_ID for key in self._query.best(most)] if self._query else []

    def count_facets(self, most: int = MAX_FACET_ARTICLES) -> Facets:
        """Count all matches, or the newest ``most``, by site, year, author and section."""
        if self._query is None:
            return Facets(0, True, {}, {}, {}, {})
        return self._query.count_facets(most)


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
) -> Results:
    """Find articles. Any string is a query (``search.query``); one without a letter or digit finds nothing.

    Words of the query that follow each other have to stand side by side: as phrases that the catalog knows, the others
    as they stand in the query. Where no article has them so, or with ``apart``, they may stand anywhere.

    ``since`` and ``until`` are days of publication (``2024-05-06``), both included, as the articles' pages print them;
    articles without a date are found only where neither is given. With ``exact_marks``, ``hội`` does not find
    ``hôi``. ``author`` and ``section`` are values as the facets have them.
    """
    parsed = parse_query(query, partial(part, db))
    if parsed.is_empty:
        return Results([], False, str(parsed), apart, None)
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
        first_key=key_of_day(since) if since else _FIRST_DATED if until else 0,
        last_key=key_of_day(until) | LAST_ID if until else _LAST_KEY,
        author=author,
        section=section,
    )
    wanted.loosen()
    keys = wanted.best(offset + limit + 1)
    hits = [wanted.hit(key) for key in keys[offset : offset + limit]]
    return Results(hits, len(keys) > offset + limit, str(parsed), wanted.closeness is not Closeness.TOGETHER, wanted)


def key_of_day(day: str) -> int:
    """Return the smallest ``search_key`` of articles published on a day (YYYY-MM-DD)."""
    return int(date.fromisoformat(day[:10]).strftime("%Y%m%d")) << _ID_BITS


@dataclass(slots=True)
class _Query:
    """A query for the indexes, and the range of rows."""

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
    """Whether the words stand apart because they stand together nowhere."""
    _newest: list[int] = dataclass_field(default_factory=list)
    _known: int = 0

    @property
    def index(self) -> str:
        """The index of all texts."""
        return _EXACT if self.exact_marks else _FOLDED

    def match(
        self,
        closeness: Closeness,
        within: str | None = None,
        *,
        exact_marks: bool = False,
        parsed: ParsedQuery | None = None,
    ) -> str:
        """Return the FTS5 expression of the query, or of one that is made of it."""
        exact_marks = exact_marks or self.exact_marks
        return f"{self.scope}({(parsed or self.parsed).match(closeness, exact_marks, within or self.field)})"

    def loosen(self) -> None:
        """Where nothing is found, let the words stand apart; those of known phrases last."""
        tried = self.closeness
        for closeness in Closeness if tried is Closeness.TOGETHER else ():
            if closeness is tried or self.match(closeness) != self.match(self.closeness):
                self.closeness, self._known = closeness, 0
                if self.newest(MAX_RANKED + 1):
                    self.is_loosened = closeness is not tried
                    return
        self.closeness = tried

    def best(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` articles, best first."""
        if self.sort == "oldest":
            return self._oldest(count)
        keys: dict[int, None] = {}
        matches = self.newest(MAX_RANKED + 1)
        for index, match, is_bounded in self._tiers() if matches and self.sort == "relevance" else ():
            keys |= dict.fromkeys(self._select(index, match, count, first=matches[-1] if is_bounded else None))
            if len(keys) >= count:
                return list(keys)[:count]
        return list(keys | dict.fromkeys(self.newest(count)))[:count]

    def _tiers(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the index and the expression of better matches, best first, and whether to look at few alone."""
        # With marks, less is excluded: what is found so need not be a match.
        is_narrower = not self.exact_marks and not self.parsed.excluded
        has_marks = is_narrower and fold(typed := str(self.parsed)) != typed.lower()
        titles = self.index if self.exact_marks or self.parsed.has_columns else _TITLES
        for closeness in dict.fromkeys((Closeness.TOGETHER, self.closeness)):
            if self.is_loosened and closeness is Closeness.TOGETHER:
                continue
            if self.field is None:
                yield titles, self.match(closeness, "title"), titles == self.index
            if has_marks:
                yield _EXACT, self.match(closeness, exact_marks=True), True
            if closeness is Closeness.TOGETHER and (together := self.parsed.side_by_side()):
                yield self.index, self.match(closeness, parsed=together), True
            if closeness is not self.closeness:
                yield self.index, self.match(closeness), True

    def newest(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` of the newest matches; known ones are not searched again."""
        if count > self._known and len(self._newest) == self._known:
            match = self.match(self.closeness)
            self._newest, self._known = self._select(self._last_index, match, count), count
        return self._newest[:count]

    @property
    def _last_index(self) -> str:
        """The index that has all that is looked for: that of the titles where nothing else is."""
        return _TITLES if self.field == "title" and not self.exact_marks and not self.parsed.has_columns else self.index

    def _oldest(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` of the oldest matches; those without a date come last."""
        match = self.match(self.closeness)
        first = max(self.first_key, _FIRST_DATED)
        keys = self._select(self._last_index, match, count, first=first, order="ASC")
        if len(keys) < count and self.first_key < _FIRST_DATED:
            keys += self._select(self._last_index, match, count - len(keys), last=_FIRST_DATED - 1, order="ASC")
        return keys

    def count_apart(self, most: int) -> int:
        """Count further articles, in which the words stand apart."""
        match = self.match(Closeness.APART)
        if match == self.match(self.closeness):
            return 0
        return len(self._select(self._last_index, match, 2 * most + 2)) - len(self.newest(most + 1))

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
        wanted = ""
        if self.author is not None:
            wanted += f" AND {AUTHOR} = :author"
        if self.section is not None:
            wanted += " AND +section = :section"  # otherwise the index on sections is scanned for each match
        rows = f"{index} CROSS JOIN articles ON search_key = {index}.rowid" if wanted else index
        select = (
            f"SELECT {index}.rowid FROM {rows} WHERE {index} MATCH :match"
            f" AND {index}.rowid BETWEEN :first AND :last{wanted} ORDER BY {index}.rowid {order} LIMIT :count"
        )
        values = {
            "match": match,
            "first": self.first_key if first is None else first,
            "last": self.last_key if last is None else last,
            "author": self.author,
            "section": self.section,
            "count": count,
        }
        return [key for (key,) in self.db.execute(select, values)]

    def hit(self, key: int) -> Hit:
        """Load a match with its words marked; the snippet is from the first text with a match, else from the lead."""
        snippets = ", ".join(f"snippet({self.index}, {at}, ?2, ?3, '…', {_SNIPPET_WORDS})" for at in (1, 2, 3, 4))
        row = self.db.execute(
            f"SELECT articles.id, articles.site, url, published_at, highlight({self.index}, 0, ?2, ?3), {snippets}"
            f" FROM {self.index} CROSS JOIN articles ON search_key = {self.index}.rowid"
            f" WHERE {self.index} MATCH ?1 AND {self.index}.rowid = ?4",
            (self.match(self.closeness), _OPEN, _CLOSE, key),
        ).fetchone()
        texts = [text for text in row[5:] if text]
        snippet = next((text for text in texts if _OPEN in text), texts[0] if texts else "")
        article_id, site, url, published_at, title = row[:5]
        return Hit(article_id, site, url, published_at, _passage(title), _passage(" ".join(snippet.split())))

    def count_facets(self, most: int) -> Facets:
        """Count all matches, or the newest ``most``."""
        rows = self.db.execute(
            f"SELECT {FACET_COLUMNS} FROM json_each(?) AS found CROSS JOIN articles ON search_key = found.value",
            (orjson.dumps(self.newest(most + 1)).decode(),),
        ).fetchall()
        return count_facets(rows, most)


def count_facets(rows: Sequence[Sequence[object]], most: int) -> Facets:
    """Count rows of ``FACET_COLUMNS``, selected with a limit of ``most`` + 1."""
    columns = zip(*rows[:most], strict=True) if rows else [()] * 4
    counts = (Counter(str(value) for value in column if value) for column in columns)
    sites, years, authors, sections = (dict(count.most_common()) for count in counts)
    return Facets(min(len(rows), most), len(rows) <= most, sites, years, authors, sections)


def _passage(text: str) -> Passage:
    """Split a text at the marks around matches; matches with only a space between them become one."""
    pieces = _MARKS.split(text.replace(f"{_CLOSE} {_OPEN}", " "))
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]

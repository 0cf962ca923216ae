"""Full-text search: with or without diacritics, quoted phrases, prefixes with ``*``; any string is a valid query.

Ranking: articles with all words in the title, then those with the words side by side, then the rest; the newest first
in each. Rows of the indexes are ordered by day of publication, so that a page of the newest matches costs the same
among a million articles as among a thousand (``benchmarks/search.py``); bm25 would have to read every match.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Literal, get_args

import orjson
from sqlite_utils import Database

Field = Literal["title", "lead", "body", "captions", "byline"]
FIELDS: tuple[Field, ...] = get_args(Field)
Passage = list[tuple[str, bool]]
"""Text in pieces; True where a piece matches the query."""

MAX_WORDS = 32
MAX_QUERY_CHARS = 1000
MAX_FACET_ARTICLES = 10_000
"""Facets are counted over at most this many of the newest matches."""
_SNIPPET_WORDS = 24
_FOLDED, _EXACT, _TITLES = "articles_fts", "articles_fts_exact", "titles_fts"
_OPEN, _CLOSE = "\x02", "\x03"
_UNFOLDED = str.maketrans("đĐ", "dD")
_QUOTES = re.compile('["“”„«»]')
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_MARKS = re.compile("[\x02\x03]")
_ID_BITS = 32
LAST_ID = (1 << _ID_BITS) - 1
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
    """A page of hits, best first, and whether more follow."""

    hits: list[Hit]
    more: bool
    _query: _Query | None

    def count(self, most: int) -> int:
        """Count all matches; ``most`` + 1 where there are more than ``most``."""
        return len(self._query.newest(most + 1)) if self._query else 0

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
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Find articles. Any string is a query; one without a letter or digit finds nothing.

    ``since`` and ``until`` are days of publication (``2024-05-06``), both included, as the articles' pages print them;
    articles without a date are found only where neither is given. With ``exact_marks``, ``hội`` does not find
    ``hôi``. ``*`` after two letters or more stands for any ending. ``author`` and ``section`` are values as the facets
    have them.
    """
    words = _words(query, exact_marks)
    if not words:
        return Results([], False, None)
    scope = f'site : "{site.encode("utf-8", "replace").hex()}" AND ' if site is not None else ""
    wanted = _Query(
        db,
        index=_EXACT if exact_marks else _FOLDED,
        tiers=[(index, f"{scope}({match})") for index, match in _tiers(words, field, exact_marks)],
        first_key=key_of_day(since) if since else key_of_day("0001-01-01") if until else 0,
        last_key=key_of_day(until) | LAST_ID if until else (1 << 63) - 1,
        author=author,
        section=section,
    )
    keys = wanted.best(offset + limit + 1)
    return Results([wanted.hit(key) for key in keys[offset : offset + limit]], len(keys) > offset + limit, wanted)


def key_of_day(day: str) -> int:
    """Return the smallest ``search_key`` of articles published on a day (YYYY-MM-DD)."""
    return int(date.fromisoformat(day[:10]).strftime("%Y%m%d")) << _ID_BITS


def _words(query: str, exact_marks: bool) -> list[_Word]:
    """Split a query into words and phrases; those without a letter or digit are dropped."""
    text = unicodedata.normalize("NFC", query[:MAX_QUERY_CHARS]).encode("utf-8", "replace").decode()
    text = _CONTROLS.sub(" ", text if exact_marks else text.translate(_UNFOLDED))
    words = []
    for at, part in enumerate(_QUOTES.split(text)):
        is_phrase = at % 2 == 1
        words += [_Word(piece, is_phrase) for piece in ([part] if is_phrase else part.split())]
    return [word for word in words if any(map(str.isalnum, word.text))][:MAX_WORDS]


def _tiers(words: list[_Word], field: Field | None, exact_marks: bool) -> list[tuple[str, str]]:
    """Return FTS5 expressions with their index, from the best matches to all of them."""
    index, titles = (_EXACT, _EXACT) if exact_marks else (_FOLDED, _TITLES)
    everywhere = " AND ".join(word.match for word in words)
    side_by_side = [_Word(" ".join(word.text for word in words)).match]
    if len(words) == 1 or any(word.is_phrase for word in words):
        side_by_side = []
    if field:
        where = titles if field == "title" else index
        return [(where, f"{field} : ({match})") for match in (*side_by_side, everywhere)]
    return [(titles, f"title : ({everywhere})"), *((index, match) for match in (*side_by_side, everywhere))]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or quoted phrase; a ``*`` at its end makes it a prefix."""

    text: str
    is_phrase: bool = False

    @property
    def match(self) -> str:
        """The FTS5 expression."""
        bare = self.text.rstrip("*")
        is_beginning = bare != self.text and len(bare) > 1 and bare[-2:].isalnum()
        return f'"{bare}"*' if is_beginning else f'"{bare}"'


@dataclass(slots=True)
class _Query:
    """A query for the indexes: the expressions of each tier, and the range of rows."""

    db: Database
    index: str
    tiers: list[tuple[str, str]]
    first_key: int
    last_key: int
    author: str | None
    section: str | None
    _newest: list[int] = dataclass_field(default_factory=list)
    _known: int = 0

    def best(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` articles, best first."""
        keys: dict[int, None] = {}
        for tier in self.tiers[:-1]:
            keys |= dict.fromkeys(self._select(tier, count))
            if len(keys) >= count:
                return list(keys)[:count]
        return list(keys | dict.fromkeys(self.newest(count)))[:count]

    def newest(self, count: int) -> list[int]:
        """Return the keys of up to ``count`` of the newest matches; known ones are not searched again."""
        if count > self._known and len(self._newest) == self._known:
            self._newest, self._known = self._select(self.tiers[-1], count), count
        return self._newest[:count]

    def _select(self, tier: tuple[str, str], count: int) -> list[int]:
        index, match = tier
        wanted = ""
        if self.author is not None:
            wanted += f" AND {AUTHOR} = :author"
        if self.section is not None:
            wanted += " AND +section = :section"  # otherwise the index on sections is scanned for each match
        rows = f"{index} CROSS JOIN articles ON search_key = {index}.rowid" if wanted else index
        select = (
            f"SELECT {index}.rowid FROM {rows} WHERE {index} MATCH :match"
            f" AND {index}.rowid BETWEEN :first AND :last{wanted} ORDER BY {index}.rowid DESC LIMIT :count"
        )
        values = {
            "match": match,
            "first": self.first_key,
            "last": self.last_key,
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
            (self.tiers[-1][1], _OPEN, _CLOSE, key),
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

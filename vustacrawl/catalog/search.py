"""Full text as people type it: with marks or without, phrases in quotes, beginnings with ``*``, any string at all.

Best first: articles with all the words in the title, then those with the words side by side, then the rest; the newest
first in each. The indexes keep their rows by day of publication, so that a page of the newest matches costs as much
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
"""Text in pieces; True where a piece is what was searched for."""

MOST_WORDS = 32
LONGEST_QUERY = 1000
COUNTED = 10_000
"""Facets are counted over so many of the newest matches."""
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
FACETED = f"site, search_key / 10000 >> {_ID_BITS}, {AUTHOR}, section"
"""What facets count, as columns of ``articles``."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; ``title`` and ``snippet`` in its own letters, the words looked for marked."""

    id: int
    site: str
    url: str
    published_at: str | None
    title: Passage
    snippet: Passage


@dataclass(frozen=True, slots=True)
class Facets:
    """How many matches there are, and how many of each site, year, author and section, most first.

    Where there are more than were to be counted, ``is_whole`` is False and the counts are of the newest of them.
    """

    count: int
    is_whole: bool
    sites: dict[str, int]
    years: dict[str, int]
    authors: dict[str, int]
    sections: dict[str, int]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, best first, and whether there are more after it."""

    hits: list[Hit]
    more: bool
    _asked: _Asked | None

    def count(self, most: int) -> int:
        """How many match, not on this page alone; ``most`` + 1 where there are more than ``most``."""
        return len(self._asked.newest(most + 1)) if self._asked else 0

    def count_facets(self, most: int = COUNTED) -> Facets:
        """Count all that matches, or the newest ``most``, by site, year, author and section."""
        if self._asked is None:
            return Facets(0, True, {}, {}, {}, {})
        return self._asked.count_facets(most)


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
    asked = _Asked(
        db,
        index=_EXACT if exact_marks else _FOLDED,
        tiers=[(index, f"{scope}({match})") for index, match in _tiers(words, field, exact_marks)],
        first_key=key_of_day(since) if since else key_of_day("0001-01-01") if until else 0,
        last_key=key_of_day(until) | LAST_ID if until else (1 << 63) - 1,
        author=author,
        section=section,
    )
    keys = asked.best(offset + limit + 1)
    return Results([asked.hit(key) for key in keys[offset : offset + limit]], len(keys) > offset + limit, asked)


def key_of_day(day: str) -> int:
    """The least ``search_key`` of articles published on that day."""
    return int(date.fromisoformat(day[:10]).strftime("%Y%m%d")) << _ID_BITS


def _words(query: str, exact_marks: bool) -> list[_Word]:
    """What the query asks for, piece by piece; pieces without a letter or digit ask for nothing."""
    text = unicodedata.normalize("NFC", query[:LONGEST_QUERY]).encode("utf-8", "replace").decode()
    text = _CONTROLS.sub(" ", text if exact_marks else text.translate(_UNFOLDED))
    words = []
    for at, part in enumerate(_QUOTES.split(text)):
        is_phrase = at % 2 == 1
        words += [_Word(piece, is_phrase) for piece in ([part] if is_phrase else part.split())]
    return [word for word in words if any(map(str.isalnum, word.text))][:MOST_WORDS]


def _tiers(words: list[_Word], field: Field | None, exact_marks: bool) -> list[tuple[str, str]]:
    """What is asked for as expressions of FTS5, each for an index, from the best matches to all of them."""
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
    """A word, or a phrase in quotes; ``*`` at its end asks for what begins so."""

    text: str
    is_phrase: bool = False

    @property
    def match(self) -> str:
        """It as FTS5 takes it."""
        bare = self.text.rstrip("*")
        is_beginning = bare != self.text and len(bare) > 1 and bare[-2:].isalnum()
        return f'"{bare}"*' if is_beginning else f'"{bare}"'


@dataclass(slots=True)
class _Asked:
    """A query as the indexes take it: where and how its matches are found, and between which rows."""

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
        """The keys of so many articles, best first."""
        keys: dict[int, None] = {}
        for tier in self.tiers[:-1]:
            keys |= dict.fromkeys(self._select(tier, count))
            if len(keys) >= count:
                return list(keys)[:count]
        return list(keys | dict.fromkeys(self.newest(count)))[:count]

    def newest(self, count: int) -> list[int]:
        """The keys of the newest matches, so many at most; what is known of them is not looked for again."""
        if count > self._known and len(self._newest) == self._known:
            self._newest, self._known = self._select(self.tiers[-1], count), count
        return self._newest[:count]

    def _select(self, tier: tuple[str, str], count: int) -> list[int]:
        index, match = tier
        wanted = ""
        if self.author is not None:
            wanted += f" AND {AUTHOR} = :author"
        if self.section is not None:
            wanted += " AND +section = :section"  # the index on sections would be walked anew for each match
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
        """A match with its words marked; the snippet is from the first text that has one, else how the lead begins."""
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
        """Count all that matches, or the newest ``most``."""
        rows = self.db.execute(
            f"SELECT {FACETED} FROM json_each(?) AS found CROSS JOIN articles ON search_key = found.value",
            (orjson.dumps(self.newest(most + 1)).decode(),),
        ).fetchall()
        return facets_of(rows, most)


def facets_of(rows: Sequence[Sequence[object]], most: int) -> Facets:
    """Count rows of ``FACETED``, of which ``most`` and one more were asked for."""
    columns = zip(*rows[:most], strict=True) if rows else [()] * 4
    counts = (Counter(str(value) for value in column if value) for column in columns)
    sites, years, authors, sections = (dict(count.most_common()) for count in counts)
    return Facets(min(len(rows), most), len(rows) <= most, sites, years, authors, sections)


def _passage(text: str) -> Passage:
    """Pieces of a text whose matches stand between the marks; matches with a space between them are one."""
    pieces = _MARKS.split(text.replace(f"{_CLOSE} {_OPEN}", " "))
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]

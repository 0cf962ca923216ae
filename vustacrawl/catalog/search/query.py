"""Parse a query: words, ``"phrases"``, prefixes with ``*``, and operators. Any string is a query.

``OR`` separates alternatives; ``title:`` and ``author:`` apply to the word or phrase that follows. The others apply to
the whole query: ``-word`` and ``NOT word`` exclude; ``site:`` names a site; ``before:`` and ``after:`` take a year,
month or day (``2024``, ``2024-05``, ``2024-05-06``): ``after:`` includes it, ``before:`` does not.
Anything that is not an operator in its position is a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Literal, get_args

from vustacrawl.catalog.search.words import normalize, spellings, split_words

Field = Literal["title", "lead", "body", "captions", "byline"]
FIELDS: tuple[Field, ...] = get_args(Field)
Parter = Callable[[Sequence[str]], list[int]]
"""Splits words into phrases and single words: returns the length of each part (``words.part``)."""

MAX_WORDS = 32
MAX_QUERY_CHARS = 1000
_QUOTES = re.compile("[“”„«»]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_ITEM = re.compile(
    r'(?P<minus>-)?(?:(?P<field>title|author|site|before|after):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_COLUMNS = {"title": "title", "author": "byline"}
_OPERATORS = {"title": "title", "byline": "author"}
_KEYWORDS = ("OR", "AND", "NOT")
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Closeness(Enum):
    """How close to each other the words of a query must be."""

    TOGETHER = "together"
    """Consecutive words are adjacent, whether or not the catalog's phrases join them."""
    JOINED = "joined"
    """The words of each phrase that the catalog knows are adjacent, others anywhere."""
    APART = "apart"
    """All words anywhere, except those of a quoted phrase."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Adjacent words; ``is_joined`` if they are a phrase of the catalog, ``is_quoted`` if the user quoted them."""

    words: tuple[str, ...]
    column: str | None = None
    is_excluded: bool = False
    is_quoted: bool = False
    is_joined: bool = False
    is_prefix: bool = False

    def match(self, closeness: Closeness, exact_marks: bool, within: str | None = None) -> str:
        """Return the FTS5 expression; ``within`` is the column of clauses that name none."""
        column = self.column or within
        is_phrase = self.is_quoted or self.is_excluded or len(self.words) == 1
        if is_phrase or closeness is Closeness.TOGETHER or (self.is_joined and closeness is Closeness.JOINED):
            match = self._phrase(" ".join(self.words), exact_marks)
        else:
            match = " AND ".join(self._phrase(word, exact_marks) for word in self.words)
        return f"{column} : ({match})" if column else f"({match})"

    @property
    def is_open(self) -> bool:
        """Whether an adjacent word could be taken as part of it."""
        return len(self.words) == 1 and not self.is_quoted and not self.is_prefix

    def _phrase(self, text: str, exact_marks: bool) -> str:
        text = normalize(text, exact_marks)
        forms = spellings(text) if exact_marks else [text]
        match = " OR ".join(f'"{form}"*' if self.is_prefix else f'"{form}"' for form in forms)
        return match if len(forms) == 1 else f"({match})"

    def __str__(self) -> str:
        """Return the clause as a user might type it."""
        text = " ".join(self.words) + ("*" if self.is_prefix else "")
        if self.column == "site":
            text = f"site:{bytes.fromhex(text).decode()}"
        else:
            text = f'"{text}"' if len(self.words) > 1 or self.is_quoted or text in _KEYWORDS else text
            text = f"{_OPERATORS[self.column]}:{text}" if self.column else text
        return f"-{text}" if self.is_excluded else text


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A parsed query.

    An article matches if it has all clauses of an alternative, is on one of the ``sites`` if any are given, and has
    no clause of ``excluded``. ``since`` and ``until`` are inclusive days of publication (YYYY-MM-DD).
    """

    alternatives: tuple[tuple[Clause, ...], ...]
    sites: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    since: str | None = None
    until: str | None = None

    def __str__(self) -> str:
        """Return the query as a user might type it, each phrase in quotation marks."""
        words = " OR ".join(_typed(clauses) for clauses in self.alternatives)
        days = [f"after:{self.since}"] if self.since else []
        days += [f"before:{_day_after(self.until)}"] if self.until else []
        return " ".join(filter(None, (words, *map(str, self.excluded), *map(str, self.sites), *days)))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for in the texts."""
        return not self.alternatives and not self.sites

    @property
    def has_columns(self) -> bool:
        """Whether a clause is about a text other than the title, or excludes articles by any of their texts."""
        return any(clause.column == "byline" for clauses in self.alternatives for clause in clauses) or any(
            clause.column != "site" for clause in self.excluded
        )

    def match(self, closeness: Closeness, exact_marks: bool, within: str | None = None) -> str:
        """Return the FTS5 expression; ``within`` is the column of clauses that name none."""

        def matches(clauses: Iterable[Clause], within: str | None = None) -> Iterable[str]:
            return dict.fromkeys(clause.match(closeness, exact_marks, within) for clause in clauses)

        words = " OR ".join(f"({' AND '.join(matches(clauses, within))})" for clauses in self.alternatives)
        wanted = " AND ".join(f"({match})" for match in (" OR ".join(matches(self.sites)), words) if match)
        return f"({wanted}) NOT ({' OR '.join(matches(self.excluded))})" if self.excluded else wanted

    def single_words(self, exact_marks: bool) -> set[str]:
        """Return an FTS5 expression for each word that is searched for or excluded."""
        clauses = (clause for clauses in (*self.alternatives, self.excluded) for clause in clauses)
        return {
            replace(clause, words=(word,)).match(Closeness.APART, exact_marks)
            for clause in clauses
            for word in clause.words
        }

    def side_by_side(self) -> ParsedQuery | None:
        """Return the query with all its words as one phrase, if it consists only of several phrases, else None."""
        if len(self.alternatives) != 1 or len(self.alternatives[0]) == 1:
            return None
        if any(clause != Clause(clause.words, is_joined=clause.is_joined) for clause in self.alternatives[0]):
            return None
        words = tuple(word for clause in self.alternatives[0] for word in clause.words)
        return replace(self, alternatives=((Clause(words),),))


def _typed(clauses: tuple[Clause, ...]) -> str:
    """Return clauses as a user might type them; of two single words in a row, the second is quoted."""
    pairs = zip((None, *clauses), clauses, strict=False)
    return " ".join(
        str(replace(clause, is_quoted=True) if before and before.is_open and clause.is_open else clause)
        for before, clause in pairs
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece of the query between spaces, or a quoted phrase."""

    text: str
    field: str = ""
    is_excluded: bool = False
    is_quoted: bool = False

    @property
    def is_bare(self) -> bool:
        return not (self.field or self.is_excluded or self.is_quoted)


def parse_query(query: str, part: Parter) -> ParsedQuery:
    """Parse a query; ``part`` joins its words into phrases. Without a letter or digit there are no alternatives."""
    text = unicodedata.normalize("NFC", query[:MAX_QUERY_CHARS]).encode("utf-8", "replace").decode()
    items, since, until = _extract_days([*_items(_CONTROLS.sub(" ", _QUOTES.sub('"', text)))])
    wanted: dict[tuple[Clause, ...], None] = {}  # dicts keep the order, and each clause once
    sites: dict[Clause, None] = {}
    excluded: dict[Clause, None] = {}
    room = MAX_WORDS
    for alternative in _split_at_or(items):
        kept: dict[Clause, None] = {}
        for clause in _clauses(alternative, part):
            room -= len(clause.words)
            if room >= 0:
                (excluded if clause.is_excluded else sites if clause.column == "site" else kept)[clause] = None
        if kept:
            wanted[tuple(kept)] = None
    if not wanted and not sites:
        wanted = {(replace(clause, is_excluded=False),): None for clause in excluded if clause.column != "site"}
        excluded = {}
    return ParsedQuery(tuple(wanted), tuple(sites), tuple(excluded), since, until)


def _items(text: str) -> Iterator[_Item]:
    for found in _ITEM.finditer(text):
        is_quoted = found["phrase"] is not None
        content = found["phrase"] if is_quoted else found["word"]
        if any(map(str.isalnum, content)):
            yield _Item(content, (found["field"] or "").lower(), bool(found["minus"]), is_quoted)


def _extract_days(items: list[_Item]) -> tuple[list[_Item], str | None, str | None]:
    """Extract ``before:`` and ``after:``; if no period follows, they are words."""
    kept: list[_Item] = []
    since: list[date] = []
    until: list[date] = []
    for item in items:
        first = _first_day(item.text) if item.field in ("before", "after") and not item.is_excluded else None
        if first and item.field == "after":
            since.append(first)
        elif first and first > date.min:
            until.append(first - timedelta(days=1))
        elif item.field in ("before", "after"):
            kept.append(_Item(f"{item.field} {item.text}", is_excluded=item.is_excluded))
        else:
            kept.append(item)
    return kept, max(since).isoformat() if since else None, min(until).isoformat() if until else None


def _first_day(text: str) -> date | None:
    found = _PERIOD.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
    except ValueError:
        return None


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _split_at_or(items: list[_Item]) -> list[list[_Item]]:
    """Split at each OR between two words, apply NOT to the word after it, and drop each AND between two words."""
    alternatives: list[list[_Item]] = [[]]
    is_next_excluded = False
    for at, item in enumerate(items):
        follows = at + 1 < len(items) and not _is_operator(items[at + 1])
        if _is_operator(item) and follows and item.text == "NOT":
            is_next_excluded = True
        elif _is_operator(item) and follows and alternatives[-1]:
            if item.text == "OR":
                alternatives.append([])
        else:
            alternatives[-1].append(replace(item, is_excluded=True) if is_next_excluded else item)
            is_next_excluded = False
    return alternatives


def _is_operator(item: _Item) -> bool:
    return item.is_bare and item.text in _KEYWORDS


def _clauses(items: list[_Item], part: Parter) -> Iterator[Clause]:
    """Join the words of each run of items; an operator before the first applies to the phrase that begins there."""
    run: list[str] = []
    first: _Item | None = None
    for item in items:
        words = tuple(split_words(item.text))
        is_prefix = item.text.endswith("*") and len(words[-1]) > 1 and item.text.rstrip("*")[-2:].isalnum()
        if not item.is_bare or is_prefix:
            yield from _join(run, first, part)
            run, first = [], None
        if item.field == "site":
            yield Clause((item.text.lower().encode().hex(),), "site", item.is_excluded, is_quoted=True)
        elif item.is_quoted or is_prefix:
            column = _COLUMNS.get(item.field)
            yield Clause(words, column, item.is_excluded, is_quoted=item.is_quoted, is_prefix=is_prefix)
        else:
            first = first if run else item
            run += words
    yield from _join(run, first, part)


def _join(run: list[str], first: _Item | None, part: Parter) -> Iterator[Clause]:
    """Yield the phrases of a run, and the words between phrases as adjacent words."""
    if first is None:
        return
    lengths = part(run[:MAX_WORDS])
    at = 0
    if not first.is_bare:
        yield Clause(tuple(run[: lengths[0]]), _COLUMNS.get(first.field), first.is_excluded, is_joined=lengths[0] > 1)
        at, lengths = lengths[0], lengths[1:]
    loose: list[str] = []
    for length in lengths:
        words = run[at : at + length]
        at += length
        if length == 1:
            loose += words
            continue
        if loose:
            yield Clause(tuple(loose))
            loose = []
        yield Clause(tuple(words), is_joined=True)
    if loose:
        yield Clause(tuple(loose))

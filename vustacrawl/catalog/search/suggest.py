"""Complete what a user types with frequent phrases, names, tags and titles that begin with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from vustacrawl.catalog.search.words import fold, split_words

Kind = Literal["phrase", "person", "tag", "title"]
MIN_CHARS = 2
MAX_CHARS = 100
_EACH = 4
_LAST = "\U0010ffff"

_PHRASES = "SELECT spelling FROM phrases WHERE phrase >= ?1 AND phrase < ?1 || ?2 ORDER BY articles DESC LIMIT ?3"
_PEOPLE = """
SELECT author FROM author_counts WHERE is_name AND signatures > 0 AND author >= ?1 AND author < ?1 || ?2
GROUP BY author ORDER BY sum(signatures) DESC LIMIT ?3
"""
# The next tag is looked up each time: reading all rows of a frequent tag would take long.
_TAGS = """
WITH RECURSIVE found (tag) AS (
  SELECT min(tag) FROM tags WHERE tag >= ?1 AND tag < ?1 || ?2
  UNION ALL SELECT (SELECT min(tags.tag) FROM tags WHERE tags.tag > found.tag AND tags.tag < ?1 || ?2)
  FROM found WHERE found.tag IS NOT NULL LIMIT ?3)
SELECT tag FROM found WHERE tag IS NOT NULL
"""
_TITLES = """
SELECT articles.title FROM titles_fts CROSS JOIN articles ON search_key = titles_fts.rowid
WHERE titles_fts MATCH ? ORDER BY titles_fts.rowid DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to search for, and its kind."""

    text: str
    kind: Kind


def suggest(db: Database, typed: str) -> list[Suggestion]:
    """Return a few texts that begin with the input: phrases and titles with any marks, names and tags as typed."""
    typed = " ".join(typed.encode("utf-8", "replace").decode().split())
    words = split_words(fold(typed[:MAX_CHARS]))
    if len(" ".join(words)) < MIN_CHARS or len(typed) > MAX_CHARS:
        return []
    found = {suggestion.text.casefold(): suggestion for suggestion in reversed([*_find(db, typed, words)])}
    return [*reversed(found.values())]


def _find(db: Database, typed: str, words: list[str]) -> Iterator[Suggestion]:
    of_kind: tuple[tuple[Kind, str, str], ...] = (
        ("phrase", _PHRASES, " ".join(words)),
        ("person", _PEOPLE, typed.title()),
        ("tag", _TAGS, typed),
    )
    for kind, query, beginning in of_kind:
        for (text,) in db.execute(query, (beginning, _LAST, _EACH)):
            yield Suggestion(text, kind)
    prefix = "*" if len(words[-1]) >= MIN_CHARS else ""
    for (text,) in db.execute(_TITLES, (f'"{" ".join(words)}"{prefix}', _EACH)):
        yield Suggestion(text, "title")

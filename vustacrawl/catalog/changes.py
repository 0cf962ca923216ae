"""Word-by-word differences between the versions of an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Literal

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.articles import load_record
from vustacrawl.catalog.sql import one_value
from vustacrawl.catalog.versions import without_empty
from vustacrawl.items import PARSED_FIELDS, TEXT_FIELDS

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]

MAX_WORDS = 4_000
"""Longer passages are shown as replaced completely, since comparing words takes quadratic time."""
_WORD = re.compile(r"\s*\S+|\s+$")
"""A word with the space before it, so that appending a word does not change the one before it."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change from one version to the next. Times are UTC; ``fields`` has the diff of each changed field."""

    version: int
    """The number of the older version, 1 for the first."""
    seen_at: str
    """When the older version was first seen."""
    replaced_at: str
    """When the newer version was first seen."""
    cause: Literal["site", "parser"]
    """Whether the site changed the page or a parser read it differently."""
    parser: str
    """The parser of the older version."""
    fields: dict[str, list[Piece]]


def article_at(db: Database, urls: Sequence[str]) -> int | None:
    """Return the id of the article at one of these canonical URLs; None if there is none."""
    query = "SELECT article_id FROM article_urls WHERE url IN (SELECT value FROM json_each(?))"
    found: int | None = one_value(db, query, (orjson.dumps(urls).decode(),))
    return found


def changes(db: Database, article_id: int) -> list[Change]:
    """Return every change of an article, oldest first."""
    rows = db.execute(
        "SELECT version, seen_at, replaced_at, cause, parser, record FROM article_versions"
        " WHERE article_id = ? ORDER BY version",
        (article_id,),
    ).fetchall()
    records = [*(orjson.loads(row[5]) for row in rows), load_record(db, article_id)]
    return [
        Change(version, seen_at, replaced_at, cause, parser, diff_records(old, new))
        for (version, seen_at, replaced_at, cause, parser, _), (old, new) in zip(rows, pairwise(records), strict=True)
    ]


def diff_records(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Piece]]:
    """Return the diff of each field in which two records differ; a list is compared as text with one item per line."""
    return {
        name: word_diff(as_text(name, old.get(name)), as_text(name, new.get(name)))
        for name in PARSED_FIELDS
        if without_empty(old.get(name)) != without_empty(new.get(name))
    }


def as_text(name: str, value: Any) -> str:
    """Return a field's value as text for people."""
    if name in TEXT_FIELDS:
        return value or ""
    return "\n".join(map(_LINES[name], value or []))


def _line(*keys: str) -> Callable[[dict[str, Any]], str]:
    return lambda item: " · ".join(item[key] for key in keys if item.get(key))


_LINES: dict[str, Callable[[Any], str]] = {
    "paragraphs": _line("text"),
    "images": _line("url", "caption", "credit", "alt"),
    "authors": _line("role", "name", "initials", "unit"),
    "files": _line("url", "title"),
    "tags": str,
}


def word_diff(old: str, new: str) -> list[Piece]:
    """Compare two texts; without ``added`` pieces the result is the old text, without ``removed`` ones the new."""
    pieces: list[Piece] = []
    for kind, text in _compare(old.splitlines(keepends=True), new.splitlines(keepends=True), _words_of):
        if pieces and pieces[-1][0] == kind:
            pieces[-1] = (kind, pieces[-1][1] + text)
        else:
            pieces.append((kind, text))
    return pieces


def shortened(pieces: Sequence[Piece], words: int) -> list[Piece]:
    """Return the diff of a field with unchanged text cut to this many words next to each change."""
    last = len(pieces) - 1
    return [
        (kind, _ends_of(text, words if at > 0 else 0, words if at < last else 0) if kind == "same" else text)
        for at, (kind, text) in enumerate(pieces)
    ]


def _ends_of(text: str, first: int, last: int) -> str:
    """Return the first and the last words of a text; all of them if only one would be left out."""
    words = re.findall(r"\s*\S+\s*", text)
    if len(words) <= first + last + 1:
        return text
    return ("".join(words[:first]).rstrip() + " … " + "".join(words[len(words) - last :]).lstrip()).lstrip()


def _words_of(old: str, new: str) -> Iterator[Piece]:
    words, others = _WORD.findall(old), _WORD.findall(new)
    if max(len(words), len(others)) > MAX_WORDS or "".join(words) != old or "".join(others) != new:
        return _whole(old, new)
    return _compare(words, others, _whole)


def _whole(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield "removed", old
    if new:
        yield "added", new


def _compare(old: list[str], new: list[str], closer: Callable[[str, str], Iterator[Piece]]) -> Iterator[Piece]:
    """Compare two lists; ``closer`` compares the passages that differ."""
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield "same", "".join(old[a:b])
        else:
            yield from closer("".join(old[a:b]), "".join(new[c:d]))

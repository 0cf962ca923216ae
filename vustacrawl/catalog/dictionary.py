"""The data dictionary: a description of every table, view and column, read from the comments in the schema.

In ``schema.sql`` and the files of ``migrations/``, a comment right above a table or view describes it, and a comment
at the end of a column's line describes that column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sqlite_utils import Database

from vustacrawl.catalog.schema import migrate, schema_statements

Kind = Literal["table", "view", "index"]

_CREATE = re.compile(r"^CREATE (?:VIRTUAL TABLE|TABLE|VIEW) (\w+)", re.MULTILINE)
_ADD_COLUMN = re.compile(r"^ALTER TABLE (\w+) ADD COLUMN (\w+) [^;]*; -- (.+)$", re.MULTILINE)
_COLUMN_OF_TABLE = re.compile(r"^  (\w+) [A-Z].*? -- (.+)$", re.MULTILINE)
_COLUMN_OF_VIEW = re.compile(r"(\w+),? -- (.+)$", re.MULTILINE)
_VALUES = re.compile(r"\b(\w+) IN \(('[^)]*')\)")
_INDEXED = {"site": "`articles.site` in hexadecimal, as one word"}
"""What a full-text index contains if it is not just the words of the column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its SQLite type (empty in views) and description."""

    name: str
    type: str
    is_required: bool
    """Whether it is never NULL."""
    description: str
    refers_to: str | None = None
    """The column that a foreign key refers to, such as ``articles.id``."""
    values: tuple[str, ...] = ()
    """The allowed values, if the schema lists them."""
    is_key: bool = False
    """Whether it is the primary key or part of it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a view, or a full-text index."""

    name: str
    kind: Kind
    description: str
    columns: tuple[Column, ...]


@cache
def data_dictionary() -> dict[str, Relation]:
    """Return every table, view and full-text index of the current schema by name, in the order of creation."""
    db = Database(memory=True)
    try:
        migrate(db)
        texts, values = _comments()
        return {relation.name: relation for relation in _relations(db, texts, values)}
    finally:
        db.close()


def _relations(db: Database, texts: dict[str, str], values: dict[str, tuple[str, ...]]) -> Iterator[Relation]:
    kinds: dict[str, Kind] = {"table": "table", "view": "view", "virtual": "index"}
    listed = {name: kind for _, name, kind, *_ in db.execute("PRAGMA table_list") if kind in kinds}
    for (name,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"
    ).fetchall():
        if name in listed and not name.startswith(("sqlite_", "_sqlite")):
            kind = kinds[listed[name]]
            columns = tuple(_columns(db, name, kind, texts, values))
            yield Relation(name, kind, texts.get(name, ""), columns)


def _columns(
    db: Database, table: str, kind: Kind, texts: dict[str, str], values: dict[str, tuple[str, ...]]
) -> Iterator[Column]:
    references = {
        column: f"{parent}.{key}"
        for _, _, parent, column, key, *_ in db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    }
    for _, name, of_type, is_not_null, _, key, hidden in db.execute(f"PRAGMA table_xinfo({table})").fetchall():
        if hidden == 1:  # added by FTS5 for internal use
            continue
        path = f"{table}.{name}"
        text = _INDEXED.get(name, f"words of `articles.{name}`") if kind == "index" else texts.get(path, "")
        yield Column(
            name, of_type, bool(is_not_null or key), text, references.get(name), values.get(path, ()), bool(key)
        )


def _comments() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return descriptions by ``table`` and ``table.column``, and allowed values, from the schema's files."""
    texts: dict[str, str] = {}
    values: dict[str, tuple[str, ...]] = {}
    for statement in schema_statements():
        for table, column, text in _ADD_COLUMN.findall(statement):
            texts[f"{table}.{column}"] = text
            values |= _values(table, statement)
        if created := _CREATE.search(statement):
            name = created[1]
            texts |= {name: _text_above(statement[: created.start()])}
            pattern = _COLUMN_OF_VIEW if created[0].startswith("CREATE VIEW") else _COLUMN_OF_TABLE
            texts |= {f"{name}.{column}": text for column, text in pattern.findall(statement)}
            values |= _values(name, statement)
    return texts, values


def _text_above(statement: str) -> str:
    """Return the comment right above a statement, without a blank line in between."""
    lines = statement.rstrip("\n").rpartition("\n\n")[2].splitlines() if not statement.endswith("\n\n") else []
    return " ".join(line.removeprefix("-- ") for line in lines if line.startswith("-- "))


def _values(table: str, statement: str) -> dict[str, tuple[str, ...]]:
    return {
        f"{table}.{column}": tuple(value.strip("'") for value in listed.split(", "))
        for column, listed in _VALUES.findall(statement)
    }

"""The catalog's schema: ``schema.sql``, released with 0.1.0, then the numbered files of ``migrations/`` in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("vustacrawl")
_HERE = Path(__file__).parent
_STEPS = {"0.1.0": _HERE / "schema.sql"} | {
    file.stem: file for file in sorted((_HERE / "migrations").glob("[0-9]*.sql"))
}
_FIRST_STEP_BEFORE_0_1_0 = "0001_foundation"

SCHEMA_VERSION = 100 + len(_STEPS) - 1
"""Grows with every migration; those below 100 were never released."""


class CatalogState(Enum):
    """What a SQLite file is to this version of vustacrawl."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    """Of a release before this one: its migrations are pending."""
    BEFORE_0_1_0 = "before 0.1.0"
    """Of a development version: its rows have to be copied (``upgrade``)."""
    NEWER = "newer"
    FOREIGN = "foreign"
    """A SQLite file of another program."""


def state_of(db: Database) -> CatalogState:
    """What the file is. Reads only; raises sqlite3.DatabaseError where it is no SQLite file."""
    tables = db.table_names()
    if not tables:
        return CatalogState.EMPTY
    if MIGRATIONS.migrations_table not in tables:
        return CatalogState.FOREIGN
    applied = {step.name for step in MIGRATIONS.applied(db)}
    if _FIRST_STEP_BEFORE_0_1_0 in applied:
        return CatalogState.BEFORE_0_1_0
    if not applied:
        return CatalogState.FOREIGN
    if applied - set(_STEPS):
        return CatalogState.NEWER
    return CatalogState.CURRENT if applied == set(_STEPS) else CatalogState.OLDER


def split_statements(script: str) -> Iterator[str]:
    """One statement after the other: ``executescript`` would commit the migration's transaction half-way."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def schema_statements() -> Iterator[str]:
    """Every statement of the schema in order, with the comments above it and at its lines' ends."""
    for file in _STEPS.values():
        yield from split_statements(file.read_text("utf-8"))


def migrate(db: Database) -> None:
    """Bring an empty file or a released catalog to today's schema: completely or, where that fails, not at all.

    Other processes that open the catalog wait meanwhile, and then find it done.
    """
    if MIGRATIONS.pending(db):
        db.execute("BEGIN IMMEDIATE")
        with _all_or_nothing(db):
            MIGRATIONS.apply(db)


@contextmanager
def _all_or_nothing(db: Database) -> Iterator[None]:
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise


def _register(name: str, file: Path) -> None:
    def apply(db: Database) -> None:
        for statement in split_statements(file.read_text("utf-8")):
            db.execute(statement)

    MIGRATIONS(name=name)(apply)


for _name, _file in _STEPS.items():
    _register(_name, _file)

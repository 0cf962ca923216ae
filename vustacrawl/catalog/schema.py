"""The catalog's schema: ``schema.sql``, released with 0.1.0, then the numbered files of ``migrations/`` in order."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path

from sqlite_utils import Database, Migrations

from vustacrawl.catalog.sql import transaction

MIGRATIONS = Migrations("vustacrawl")
_HERE = Path(__file__).parent
_STEPS = {"0.1.0": _HERE / "schema.sql"} | {
    file.stem: file for file in sorted((_HERE / "migrations").glob("[0-9]*.sql"))
}
_FIRST_STEP_BEFORE_0_1_0 = "0001_foundation"

SCHEMA_VERSION = 100 + len(_STEPS) - 1
"""Increases with every migration; versions below 100 were never released."""


class CatalogState(Enum):
    """The state of a SQLite file for this version of vustacrawl."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    """From an earlier release; migrations are pending."""
    BEFORE_0_1_0 = "before 0.1.0"
    """From a development version; rows have to be copied (``upgrade``)."""
    NEWER = "newer"
    FOREIGN = "foreign"
    """From another program."""


def state_of(db: Database) -> CatalogState:
    """Return the state of a file without changing it. Raises sqlite3.DatabaseError if it is not a SQLite file."""
    tables = db.table_names()
    if not tables:
        return CatalogState.EMPTY
    if MIGRATIONS.migrations_table not in tables:
        return CatalogState.FOREIGN
    applied = {step.name for step in MIGRATIONS.applied(db)}
    if _FIRST_STEP_BEFORE_0_1_0 in applied or ("0.1.0" in applied and _tables_of_0_1_0() - set(tables)):
        return CatalogState.BEFORE_0_1_0
    if not applied:
        return CatalogState.FOREIGN
    if applied - set(_STEPS):
        return CatalogState.NEWER
    return CatalogState.CURRENT if applied == set(_STEPS) else CatalogState.OLDER


@cache
def _tables_of_0_1_0() -> frozenset[str]:
    return frozenset(re.findall(r"^CREATE (?:VIRTUAL )?TABLE (\w+)", _STEPS["0.1.0"].read_text("utf-8"), re.MULTILINE))


def split_statements(script: str) -> Iterator[str]:
    """Split a script into statements, since ``executescript`` would commit the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def schema_statements() -> Iterator[str]:
    """Return every statement of the schema in order, with its comments."""
    for file in _STEPS.values():
        yield from split_statements(file.read_text("utf-8"))


def migrate(db: Database) -> None:
    """Create the current schema in an empty file, or migrate a released catalog; all or nothing.

    Other processes that open the catalog wait until this is done.
    """
    if MIGRATIONS.pending(db):
        with transaction(db):
            MIGRATIONS.apply(db)


def _register(name: str, file: Path) -> None:
    def apply(db: Database) -> None:
        for statement in split_statements(file.read_text("utf-8")):
            db.execute(statement)

    MIGRATIONS(name=name)(apply)


for _name, _file in _STEPS.items():
    _register(_name, _file)

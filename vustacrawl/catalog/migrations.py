"""The catalog's schema, step by step: each file of ``schema/`` is one migration, applied once and in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

from vustacrawl.catalog.duplicates import index_all

MIGRATIONS = Migrations("vustacrawl")
_MORE: dict[str, Callable[[Database], None]] = {"0011_near_duplicates": index_all}
"""What a migration does after its statements."""
_FILES = sorted((Path(__file__).parent / "schema").glob("*.sql"))


def _statements(script: str) -> Iterator[str]:
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
    """Every statement of the schema's files in their order, with the comments above it and at its lines' ends."""
    for file in _FILES:
        yield from _statements(file.read_text("utf-8"))


def _register(file: Path) -> None:
    def migrate(db: Database) -> None:
        for statement in _statements(file.read_text("utf-8")):
            db.execute(statement)
        if file.stem in _MORE:
            _MORE[file.stem](db)

    MIGRATIONS(name=file.stem)(migrate)


for _file in _FILES:
    _register(_file)

MIGRATION_NAMES = [file.stem for file in _FILES]
SCHEMA_VERSION = len(_FILES)

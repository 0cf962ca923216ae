"""The catalog's schema, step by step: each file of ``schema/`` is one migration, applied once and in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from vustacrawl.catalog.articles import rehash_all
from vustacrawl.catalog.duplicates import index_all

MIGRATIONS = Migrations("vustacrawl")
_FILES = sorted((Path(__file__).parent / "schema").glob("*.sql"))


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
    """Every statement of the schema's files in their order, with the comments above it and at its lines' ends."""
    for file in _FILES:
        yield from split_statements(file.read_text("utf-8"))


def migrate(db: Database) -> None:
    """Bring a catalog to today's schema: wholly or, where that fails or is interrupted, not at all.

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


def _complete_crawls(db: Database) -> None:
    """Add the column that the first form of 0003_archive lacked."""
    if "kind" not in db.table("crawls").columns_dict:
        addition = next(text for text in schema_statements() if "ALTER TABLE crawls ADD COLUMN kind" in text)
        db.execute(addition)


_MORE: dict[str, Callable[[Database], None]] = {
    "0002_authors_and_files": rehash_all,
    "0011_near_duplicates": index_all,
    "0016_mend": _complete_crawls,
}
"""What a migration does after its statements."""


def _register(file: Path) -> None:
    def take(db: Database) -> None:
        for statement in split_statements(file.read_text("utf-8")):
            db.execute(statement)
        if file.stem in _MORE:
            _MORE[file.stem](db)

    MIGRATIONS(name=file.stem)(take)


for _file in _FILES:
    _register(_file)

MIGRATION_NAMES = [file.stem for file in _FILES]
SCHEMA_VERSION = len(_FILES)

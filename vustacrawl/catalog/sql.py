"""What most queries of the catalog are: one value, one column, or several statements in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

Bound = Sequence[Any] | dict[str, Any]


def one_value(db: Database, query: str, bound: Bound = ()) -> Any:
    """Return the first column of the first row; None where there is no row."""
    row = db.execute(query, bound).fetchone()
    return row[0] if row else None


def one_column(db: Database, query: str, bound: Bound = ()) -> list[Any]:
    """Return the first column of all rows."""
    return [row[0] for row in db.execute(query, bound).fetchall()]


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Run the block in a transaction that holds the write lock from its start: no other process commits meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise

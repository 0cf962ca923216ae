"""Common kinds of catalog queries: one value, one column, or several statements in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

Bound = Sequence[Any] | dict[str, Any]


def one_value(db: Database, query: str, bound: Bound = ()) -> Any:
    """Return the first column of the first row; None if there is no row."""
    row = db.execute(query, bound).fetchone()
    return row[0] if row else None


def one_column(db: Database, query: str, bound: Bound = ()) -> list[Any]:
    """Return the first column of all rows."""
    return [row[0] for row in db.execute(query, bound)]


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Run the block in a transaction that holds the write lock from its start, so that no other process can commit."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


def insert(db: Database, table: str, row: Mapping[str, object]) -> int:
    """Insert a row and return its row id."""
    query = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    return db.execute(query, [*row.values()]).lastrowid or 0


def update(db: Database, table: str, changes: Mapping[str, object], where: str, *bound: object) -> None:
    """Set these columns in the rows that meet a condition."""
    columns = ", ".join(f"{name} = ?" for name in changes)
    db.execute(f"UPDATE {table} SET {columns} WHERE {where}", [*changes.values(), *bound])

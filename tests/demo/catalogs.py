"""Compare two catalogs row by row, whatever the ids of their rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_ARTICLE = "(SELECT url FROM articles AS x WHERE x.id = {})"
_CAPTURE = "(SELECT url || ' ' || fetched_at FROM captures AS x WHERE x.id = {})"
_REFERENCES = {
    "article_id": _ARTICLE,
    "of": _ARTICLE,
    "capture_id": _CAPTURE,
    "original_id": _CAPTURE,
    "crawl_id": "(SELECT site || ' ' || started_at FROM crawls AS x WHERE x.id = {})",
}
_OWN_TIMES = {"articles": {"id", "updated_at", "search_key"}, "problems": {"id", "seen_at"}}
"""Columns that depend on when, or under which row id, a catalog stored something."""
_SKIPPED = ("_sqlite_migrations", "phrases", "phrase_sample", "frequent_phrases", "phrase_counts")
"""Phrases are counted each time the number of articles doubles, so they depend on the history of the catalog."""


def tables(catalog: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every table, each reference replaced by what it refers to."""
    with closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as db:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'"
        names = sorted(name for (name,) in db.execute(query) if name not in _SKIPPED)
        return {name: _rows(db, name) for name in names}


def _rows(db: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    dropped = _OWN_TIMES.get(table, {"id"})
    columns = [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,)) if name not in dropped]
    selected = ", ".join(_REFERENCES.get(name, "{}").format(f't."{name}"') for name in columns)
    return sorted(db.execute(f"SELECT {selected} FROM {table} AS t"), key=repr)


def differences(one: Path, other: Path) -> dict[str, tuple[list[tuple[object, ...]], list[tuple[object, ...]]]]:
    """Return by table the rows that only one of two catalogs has."""
    these, those = tables(one), tables(other)
    found = {}
    for name, rows in these.items():
        missing = [row for row in rows if row not in set(those[name])]
        added = [row for row in those[name] if row not in set(rows)]
        if missing or added or len(rows) != len(those[name]):
            found[name] = (missing, added)
    return found

"""The full-text indexes of the catalog, and how the articles of a transaction are added to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

FOLDED, EXACT, TITLES = "articles_fts", "articles_fts_exact", "titles_fts"
_TEXTS = ("title", "lead", "body", "captions", "byline", "site")
INDEXES = {
    FOLDED: ("fold_articles", _TEXTS, 2),
    EXACT: ("exact_articles", _TEXTS, 0),
    TITLES: ("fold_articles", ("title", "site"), 2),
}
"""For each index, the view that feeds it, its columns, and how its tokenizer treats marks."""


@contextmanager
def index_at_end(db: Database) -> Iterator[None]:
    """Index the articles that the block stores all at once at its end, in its transaction.

    Otherwise triggers index each article when it is stored, and FTS5 writes a separate segment for it: it flushes its
    buffer whenever another statement begins or rowids do not ascend.
    """
    db.execute("INSERT INTO unindexed_articles VALUES (0)")
    yield
    index_articles(db, "search_key IN (SELECT search_key FROM articles WHERE id IN unindexed_articles)")
    db.execute("DELETE FROM unindexed_articles")


def index_articles(db: Database, condition: str) -> None:
    """Add the articles that meet a condition to the indexes, none of which may contain them yet."""
    for index, (view, texts, _) in INDEXES.items():
        columns = ", ".join(texts)
        db.execute(
            f"INSERT INTO {index} (rowid, {columns}) SELECT search_key, {columns} FROM {view}"
            f" WHERE {condition} ORDER BY search_key"
        )

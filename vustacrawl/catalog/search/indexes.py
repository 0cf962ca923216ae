"""The full-text indexes of the catalog, and how the articles of a transaction get into them."""

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
"""Of each index the view that it is fed with, its columns, and what its tokenizer does to marks."""


@contextmanager
def index_at_end(db: Database) -> Iterator[None]:
    """Index the articles that the block stores together at its end, in its transaction.

    Otherwise triggers index each article as it is stored, and FTS5 writes a segment of its own for it: it writes what
    it has gathered whenever a further statement begins, and where rowids do not ascend.
    """
    db.execute("INSERT INTO unindexed_articles VALUES (0)")
    yield
    index_articles(db, "search_key IN (SELECT search_key FROM articles WHERE id IN unindexed_articles)")
    db.execute("DELETE FROM unindexed_articles")


def index_articles(db: Database, which: str) -> None:
    """Add the articles for which a condition holds to the indexes; they are in none of them yet."""
    for index, (view, texts, _) in INDEXES.items():
        columns = ", ".join(texts)
        db.execute(
            f"INSERT INTO {index} (rowid, {columns}) SELECT search_key, {columns} FROM {view}"
            f" WHERE {which} ORDER BY search_key"
        )

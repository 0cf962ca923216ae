"""Reposts: the same text on several pages. The earliest publication is the original, the others point at it."""

from __future__ import annotations

from sqlite_utils import Database

FEWEST_WORDS = 30
"""Shorter texts ("Xem tệp đính kèm.") are alike without being copies of each other."""


def link_exact_duplicates(db: Database, content_hash: str) -> None:
    """Make ``duplicates`` right for all articles whose lead and body have this hash, whatever order they came in."""
    rows = db.execute(
        "SELECT id, word_count FROM articles WHERE content_hash = ?"
        " ORDER BY published_at IS NULL, published_at, first_seen_at, url",
        (content_hash,),
    ).fetchall()
    ids = [row[0] for row in rows if row[1] >= FEWEST_WORDS]
    if (
        len(ids) < 2
        and not db.execute(
            "SELECT 1 FROM duplicates WHERE article_id IN (SELECT id FROM articles WHERE content_hash = ?1)"
            " OR of IN (SELECT id FROM articles WHERE content_hash = ?1)",
            (content_hash,),
        ).fetchone()
    ):
        return
    db.execute(
        "DELETE FROM duplicates WHERE kind = 'exact' AND article_id IN"
        " (SELECT id FROM articles WHERE content_hash = ?)",
        (content_hash,),
    )
    db.conn.executemany(
        "INSERT INTO duplicates (article_id, of, kind, similarity) VALUES (?, ?, 'exact', 1.0)",
        [(repost, ids[0]) for repost in ids[1:]],
    )


def unlink_duplicate(db: Database, article_id: int) -> None:
    """Forget what this article was a copy of, and which were copies of it: its text is another now."""
    db.execute("DELETE FROM duplicates WHERE article_id = ?1 OR of = ?1", (article_id,))

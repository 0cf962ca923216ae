"""Count the articles of each month with frequent words and phrases: their trends need not read the search index."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.search.indexes import FOLDED
from vustacrawl.catalog.search.keys import keys_of

MAX_HOLD_S = 0.02
"""Other processes can write after each of these."""
_MISSING = """
SELECT phrase, month
FROM frequent_phrases AS f
CROSS JOIN (SELECT DISTINCT month FROM month_counts WHERE month <> '' AND articles > 0) AS months
WHERE NOT EXISTS (SELECT 1 FROM phrase_counts AS c WHERE c.phrase = f.phrase AND c.month = months.month)
ORDER BY f.articles DESC, phrase, month DESC
"""
_COUNT = f"""
INSERT INTO phrase_counts
SELECT phrase, ?2, (SELECT count(*) FROM {FOLDED} WHERE {FOLDED} MATCH '"' || ?1 || '"' AND rowid BETWEEN ?3 AND ?4)
FROM frequent_phrases
WHERE phrase = ?1 AND NOT EXISTS (SELECT 1 FROM phrase_counts WHERE phrase = ?1 AND month = ?2)
"""
"""Nothing is stored if another crawl has meanwhile replaced the phrase, or counted it."""


def choose_phrases(db: Database, phrases: dict[str, int]) -> None:
    """Replace the phrases that are counted, the most frequent first; the caller commits."""
    chosen = orjson.dumps(phrases).decode()
    db.execute("DELETE FROM frequent_phrases WHERE phrase NOT IN (SELECT key FROM json_each(?))", (chosen,))
    db.execute(
        "INSERT INTO frequent_phrases SELECT key, value FROM json_each(?) WHERE true"
        " ON CONFLICT DO UPDATE SET articles = excluded.articles",
        (chosen,),
    )


def count_by_month(db: Database, transaction: Callable[[], AbstractContextManager[None]], seconds: float) -> None:
    """Count chosen phrases in months whose counts are missing, for this time, in transactions of about MAX_HOLD_S."""
    missing = deque(db.execute(_MISSING).fetchall())
    ends = time.monotonic() + seconds
    while missing and time.monotonic() < ends:
        with transaction():
            until = time.monotonic() + MAX_HOLD_S
            while missing and time.monotonic() < until:
                phrase, month = missing.popleft()
                db.execute(_COUNT, (phrase, month, *keys_of(month)))


def stored_counts(db: Database, phrase: str) -> dict[str, int]:
    """Return the articles with a phrase (in lower case, without marks) in each month that has been counted."""
    return dict(db.execute("SELECT month, articles FROM phrase_counts WHERE phrase = ?", (phrase,)).fetchall())

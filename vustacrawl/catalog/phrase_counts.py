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

MAX_SECONDS = 60.0
"""After a crawl, counting stops after this time, newest months first; the next crawl goes on."""
MAX_HOLD_S = 0.02
"""Other processes can write after each of these."""
_MISSING = """
SELECT phrase, month
FROM (SELECT DISTINCT month FROM month_counts WHERE month <> '' AND articles > 0) CROSS JOIN frequent_phrases
WHERE (phrase, month) NOT IN (SELECT phrase, month FROM phrase_counts)
ORDER BY month DESC, phrase
"""
_COUNT = f"""
INSERT OR REPLACE INTO phrase_counts
SELECT phrase, ?2, (SELECT count(*) FROM {FOLDED} WHERE {FOLDED} MATCH '"' || ?1 || '"' AND rowid BETWEEN ?3 AND ?4)
FROM frequent_phrases WHERE phrase = ?1
"""
"""Nothing is stored for a phrase that another crawl has replaced meanwhile."""


def choose_phrases(db: Database, phrases: list[str]) -> None:
    """Replace the phrases that are counted; the caller commits."""
    chosen = orjson.dumps(phrases).decode()
    db.execute("DELETE FROM frequent_phrases WHERE phrase NOT IN (SELECT value FROM json_each(?))", (chosen,))
    db.execute("INSERT OR IGNORE INTO frequent_phrases SELECT value FROM json_each(?)", (chosen,))


def count_by_month(
    db: Database, transaction: Callable[[], AbstractContextManager[None]], seconds: float = MAX_SECONDS
) -> None:
    """Count each chosen phrase in each month whose counts are missing, in transactions of about MAX_HOLD_S."""
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

"""Count the articles of each month with frequent words and phrases: their trends need not read the search index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.batch import MAX_HOLD_CPU_S
from vustacrawl.catalog.search.indexes import FOLDED
from vustacrawl.catalog.search.keys import keys_of
from vustacrawl.catalog.sql import one_column
from vustacrawl.interrupts import was_interrupted

_PHRASES = "SELECT phrase FROM frequent_phrases ORDER BY articles DESC, phrase"
_MONTHS = "SELECT DISTINCT month FROM month_counts WHERE month <> '' AND articles > 0 ORDER BY month DESC"
_COUNT = f"""
INSERT INTO phrase_counts
SELECT ?1, ?2, (SELECT count(*) FROM {FOLDED} WHERE {FOLDED} MATCH '"' || ?2 || '"' AND rowid BETWEEN ?3 AND ?4)
WHERE NOT EXISTS (SELECT 1 FROM phrase_counts WHERE month = ?1 AND phrase = ?2)
"""
"""Nothing is stored if another crawl has meanwhile counted it."""
_STORED = """
SELECT month, articles FROM json_each(?1) CROSS JOIN phrase_counts ON month = value AND phrase = ?2
"""


def choose_phrases(db: Database, phrases: dict[str, int]) -> None:
    """Replace the phrases that are counted, the most frequent first; the caller commits.

    The counts of others stay until their month changes: they are true, and deleting them would take long.
    """
    db.execute("DELETE FROM frequent_phrases")
    db.execute("INSERT INTO frequent_phrases SELECT key, value FROM json_each(?)", (orjson.dumps(phrases).decode(),))


def count_by_month(db: Database, transaction: Callable[[], AbstractContextManager[None]], seconds: float) -> None:
    """Count chosen phrases in months whose counts are missing, in transactions of about MAX_HOLD_CPU_S.

    It stops after this time, and at an interrupt.
    """
    missing = _missing(db)
    ends = time.monotonic() + seconds
    following = next(missing, None)
    while following and time.monotonic() < ends and not was_interrupted():
        with transaction():
            until = time.thread_time() + MAX_HOLD_CPU_S
            while following and time.thread_time() < until:
                phrase, month = following
                db.execute(_COUNT, (month, phrase, *keys_of(month)))
                following = next(missing, None)


def _missing(db: Database) -> Iterator[tuple[str, str]]:
    """Yield each phrase and month that has no count."""
    months = one_column(db, _MONTHS)
    for phrase in one_column(db, _PHRASES):
        counted = stored_counts(db, phrase, months)
        yield from ((phrase, month) for month in months if month not in counted)


def stored_counts(db: Database, phrase: str, months: Sequence[str]) -> dict[str, int]:
    """Return the articles with a phrase (in lower case, without marks) in those of the months that were counted."""
    return dict(db.execute(_STORED, (orjson.dumps(months).decode(), phrase)).fetchall())

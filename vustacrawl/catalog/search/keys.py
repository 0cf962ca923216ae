"""``articles.search_key``, the row of an article in the search indexes: its day of publication, then its row ID."""

from __future__ import annotations

from datetime import date

ID_BITS = 32
LAST_ID = (1 << ID_BITS) - 1
FIRST_DATED, LAST_KEY = 10101 << ID_BITS, (1 << 63) - 1


def key_of_day(day: str) -> int:
    """Return the smallest ``search_key`` of articles published on a day (YYYY-MM-DD)."""
    return int(date.fromisoformat(day[:10]).strftime("%Y%m%d")) << ID_BITS


def keys_of(period: str) -> tuple[int, int]:
    """Return the smallest and the largest ``search_key`` of a year or month (YYYY, YYYY-MM)."""
    # Pages also print days that a month does not have: a month's keys end where the next month's begin.
    first = int(f"{period}-00-00".replace("-", "")[:8]) << ID_BITS
    return first, first + ((10_000 if len(period) == 4 else 100) << ID_BITS) - 1

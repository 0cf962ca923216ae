"""``articles.search_key``, the row of an article in the search indexes: its day of publication, then its row ID."""

from __future__ import annotations

from datetime import date

ID_BITS = 32
LAST_ID = (1 << ID_BITS) - 1
FIRST_DATED, LAST_KEY = 10101 << ID_BITS, (1 << 63) - 1


def key_of_day(day: str) -> int:
    """Return the smallest ``search_key`` of articles published on a day (YYYY-MM-DD)."""
    return int(date.fromisoformat(day[:10]).strftime("%Y%m%d")) << ID_BITS

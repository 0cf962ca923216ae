"""The Retry-After header (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from vustacrawl.archive.records import parse_date
from vustacrawl.clock import unix_time

MAX_WAIT_S = 7 * 86_400.0
"""Maximum pause granted: a week."""


def seconds_to_wait(value: str | None, now: float) -> float | None:
    """Return the seconds from ``now`` (Unix time) to wait by a Retry-After header; None if missing or invalid."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_WAIT_S)
    date = parse_date(text)
    return min(max(unix_time(date) - now, 0.0), MAX_WAIT_S) if date else None

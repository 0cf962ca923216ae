"""The Retry-After header (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

MAX_WAIT_S = 7 * 86_400.0
"""Maximum pause granted: a week."""


def seconds_to_wait(value: str | None, now: float) -> float | None:
    """Return the seconds from ``now`` (Unix time) to wait by a Retry-After header; None if missing or invalid."""
    if value is None:
        return None
    text = value.strip()
    try:
        if text.isascii() and text.isdigit():
            wait = float(text)
        else:
            moment = parsedate_to_datetime(text)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait, 0.0), MAX_WAIT_S)

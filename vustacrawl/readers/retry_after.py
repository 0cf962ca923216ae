"""The Retry-After header (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import re

from vustacrawl.archive.records import parse_date
from vustacrawl.clock import unix_time

MAX_WAIT_S = 7 * 86_400.0
"""Maximum pause granted: a week."""
_SECONDS = re.compile(r"\d+(?:\.\d*)?", re.ASCII)
"""The standard allows no fraction; some servers send one."""
_NEXT_VALUE = re.compile(r",(?!\s*\d{1,2}[ -][A-Za-z]{3})")
"""Between two values; a date has a comma before its day."""


def seconds_to_wait(value: str | None, now: float) -> float | None:
    """Return the seconds from ``now`` (Unix time) to wait by a Retry-After header; None if missing or invalid.

    The longest of several values, joined by commas, counts.
    """
    waits = (_wait(text.strip(), now) for text in _NEXT_VALUE.split(value or ""))
    return max((wait for wait in waits if wait is not None), default=None)


def _wait(text: str, now: float) -> float | None:
    if _SECONDS.fullmatch(text):
        return min(float(text), MAX_WAIT_S)
    date = parse_date(text)
    return min(max(unix_time(date) - now, 0.0), MAX_WAIT_S) if date else None

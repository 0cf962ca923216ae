"""The crawl's own times: UTC, ISO 8601 to the millisecond, ``Z`` at the end; they sort as text."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(unix_time: float) -> str:
    """``1700000000.5`` as ``2023-11-14T22:13:20.500Z``."""
    moment = datetime.fromtimestamp(unix_time, UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def minute_text(unix_time: float) -> str:
    """``1700000000.5`` as ``2023-11-14 22:13``: a time in UTC for people, who are told the zone beside it."""
    return f"{datetime.fromtimestamp(unix_time, UTC):%Y-%m-%d %H:%M}"


def unix_time(text: str) -> float:
    """Any ISO 8601 time or date as Unix time; without an offset it is taken for UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

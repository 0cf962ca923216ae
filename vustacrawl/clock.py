"""Times as text that sorts by time (UTC, ISO 8601 with milliseconds and ``Z``), and for people."""

from __future__ import annotations

import time
from datetime import UTC, datetime, tzinfo


class SteadyClock:
    """The current Unix time, except that it never goes back: if the machine's clock is set back, it goes on from there.

    Whatever was planned before remains as near as it was.
    """

    def __init__(self, latest: float = 0.0) -> None:
        """Go on from ``latest``, the last time of another such clock, if the machine's is behind it."""
        self._latest, self._ahead = latest, 0.0

    def __call__(self) -> float:
        """Return the time."""
        now = time.time() + self._ahead
        self._ahead += max(0.0, self._latest - now)
        self._latest = max(self._latest, now)
        return self._latest


def utc_text(unix_time: float) -> str:
    """Format Unix time: ``1700000000.5`` as ``2023-11-14T22:13:20.500Z``."""
    moment = datetime.fromtimestamp(unix_time, UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def minute_text(unix_time: float, zone: tzinfo = UTC) -> str:
    """Format Unix time for people: ``1700000000.5`` as ``2023-11-14 22:13`` in UTC; show it with the zone."""
    return f"{datetime.fromtimestamp(unix_time, zone):%Y-%m-%d %H:%M}"


def unix_time(text: str) -> float:
    """Parse an ISO 8601 time or date as Unix time; without an offset, it is UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def duration(seconds: float) -> str:
    """Format seconds as ``40 s``, ``3 min``, ``1 h 25 min`` or ``2 d 3 h``."""
    minutes, hours = int(seconds // 60), int(seconds // 3_600)
    if not minutes:
        return f"{int(seconds)} s"
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes % 60} min" if hours < 24 else f"{hours // 24} d {hours % 24} h"

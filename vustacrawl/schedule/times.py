"""The times in ``[schedule]``: a cron expression, or ``every 6h``.

cronsim follows Debian's cron, also across daylight saving changes. APScheduler 3 counts weekdays from Monday, unlike
cron, and version 4 is not stable yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
NEVER = "never"


@dataclass(frozen=True)
class Interval:
    """A fixed interval after the last start."""

    seconds: int

    def after(self, moment: datetime) -> datetime:
        """Return the first time after ``moment``, in UTC."""
        return moment.astimezone(UTC) + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Cron:
    """A cron expression in a time zone."""

    expression: str
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime:
        """Return the first time after ``moment``, in UTC."""
        return next(CronSim(self.expression, moment.astimezone(self.zone))).astimezone(UTC)


Times = Interval | Cron


def read_times(text: str, zone: ZoneInfo) -> Times:
    """Parse times as written. Raises ValueError with a one-line message."""
    words = text.split()
    if words[:1] == ["every"]:
        if seconds := read_duration(" ".join(words[1:])):
            return Interval(seconds)
        raise ValueError(f"{text!r} is not a valid interval; write for example 'every 6h' (units: s, m, h, d, w)")
    if len(words) != 5:
        raise ValueError(
            f"{text!r} is neither 'every 6h' nor a cron expression of five fields such as '30 5 * * *'"
            f" (minute hour day month weekday)"
        )
    try:
        times = Cron(" ".join(words), zone)
        times.after(datetime.now(UTC))
    except (CronSimError, StopIteration) as error:
        raise ValueError(f"{text!r} is not a valid cron expression: {error or 'it never occurs'}") from None
    return times


def read_duration(text: str) -> int | None:
    """Return the seconds of ``90s``, ``5m``, ``6 h``, ``1d`` or ``2w``; None for anything else."""
    match = re.fullmatch(r"(\d{1,6})\s*([smhdw])", text.strip())
    return int(match[1]) * SECONDS[match[2]] if match else None

"""The times that ``[schedule]`` names: a cron expression, or ``every 6h``.

cronsim reads the expressions as Debian's cron does, over changes of the clock too. APScheduler 3 would count weekdays
from Monday, not as cron does, and 4 is no stable release yet.
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
class Every:
    """So long after the last start."""

    seconds: int

    def after(self, moment: datetime) -> datetime:
        """The first time after ``moment``, in UTC."""
        return moment.astimezone(UTC) + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Cron:
    """A cron expression in a time zone."""

    expression: str
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime:
        """The first time after ``moment``, in UTC."""
        return next(CronSim(self.expression, moment.astimezone(self.zone))).astimezone(UTC)


Times = Every | Cron


def read_times(text: str, zone: ZoneInfo) -> Times:
    """What a text says. Raises ValueError, in one line."""
    words = text.split()
    if words[:1] == ["every"]:
        if seconds := read_duration(" ".join(words[1:])):
            return Every(seconds)
        raise ValueError(f"{text!r} is no span of time: write for example 'every 6h' (units: s, m, h, d, w)")
    if len(words) != 5:
        raise ValueError(
            f"{text!r} is neither 'every 6h' nor a cron expression of five fields such as '30 5 * * *'"
            f" (minute hour day month weekday)"
        )
    try:
        times = Cron(" ".join(words), zone)
        times.after(datetime.now(UTC))
    except (CronSimError, StopIteration) as error:
        raise ValueError(f"{text!r} is no cron expression: {error or 'it never comes'}") from None
    return times


def read_duration(text: str) -> int | None:
    """Seconds of ``90s``, ``5m``, ``6 h``, ``1d``, ``2w``; None for anything else."""
    match = re.fullmatch(r"(\d{1,6})\s*([smhdw])", text.strip())
    return int(match[1]) * SECONDS[match[2]] if match else None

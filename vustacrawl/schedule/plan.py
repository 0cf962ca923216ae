"""When each site is crawled next. Deterministic: the same last starts give the same next ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vustacrawl.config import ScheduleConfig
from vustacrawl.schedule.pauses import paused_sites
from vustacrawl.schedule.starts import Starts
from vustacrawl.schedule.times import NEVER, Interval, Times, read_duration, read_times
from vustacrawl.sites import profile_files
from vustacrawl.workspace import CONFIG_FILE, Workspace, WorkspaceError

EVERY_SITE = "*"


@dataclass(frozen=True)
class Plan:
    """The times of one site."""

    site: str
    text: str
    """As written."""
    times: Times
    jitter: int
    """The longest delay of a start, in seconds."""

    def next_run(self, last_start: datetime | None, planned_since: datetime) -> datetime:
        """Return when the site is due, in UTC; a time in the past was missed.

        ``last_start``: start of its newest crawl. A site that was never crawled is due at once with ``every``, and at
        the first time after ``planned_since`` with a cron expression.
        """
        if last_start is None and isinstance(self.times, Interval):
            return planned_since
        moment = self.times.after(last_start or planned_since)
        return moment + timedelta(seconds=self._delay(moment))

    def _delay(self, moment: datetime) -> int:
        """Return a delay derived from site and time, so that every process computes the same."""
        drawn = hashlib.sha256(f"{self.site} {moment.isoformat()}".encode()).digest()
        return int.from_bytes(drawn[:8]) % (self.jitter + 1)


def plans_of(workspace: Workspace) -> list[Plan]:
    """Return the plans of the workspace's sites. Raises WorkspaceError."""
    return read_plans(workspace.config.schedule, profile_files(workspace.sites))


def planned(workspace: Workspace) -> list[dict[str, Any]]:
    """Return one row per scheduled site: its times as written, its last and next start, and why it is paused."""
    plans = plans_of(workspace)
    if not plans:
        return []
    starts, paused = Starts(workspace), paused_sites(workspace)
    last, since = starts.all(datetime.now(UTC)), starts.planned_since()
    zone = ZoneInfo(workspace.config.schedule.timezone)
    return [
        {
            "site": plan.site,
            "times": plan.text,
            "last": last[plan.site].astimezone(zone) if plan.site in last else None,
            "next": plan.next_run(last.get(plan.site), since).astimezone(zone) if plan.site not in paused else None,
            "paused": paused.get(plan.site),
        }
        for plan in plans
    ]


def read_plans(config: ScheduleConfig, profiles: Iterable[str]) -> list[Plan]:
    """Return the plans of all scheduled sites, sorted by name. Raises WorkspaceError for invalid settings."""
    profiles = list(profiles)
    zone = read_zone(config.timezone)
    jitter = read_duration(config.jitter)
    if jitter is None:
        raise _fault("jitter", f"{config.jitter!r} is not a valid interval such as '5m' (units: s, m, h, d, w)")
    for name in config.times:
        if name != EVERY_SITE and name not in profiles:
            close = get_close_matches(name, [*profiles, *ScheduleConfig.model_fields], n=1)
            raise _fault(
                name, f"no profile has this name ({f'did you mean {close[0]}?' if close else 'see `sites list`'})"
            )
    texts = {name: config.times.get(name, config.times.get(EVERY_SITE, NEVER)) for name in profiles}
    plans = []
    for name, text in sorted(texts.items()):
        if text.strip() != NEVER:
            try:
                plans.append(Plan(name, text, read_times(text, zone), jitter))
            except ValueError as error:
                raise _fault(name if name in config.times else EVERY_SITE, str(error)) from None
    return plans


def read_zone(name: str) -> ZoneInfo:
    """Return the time zone of this name (IANA). Raises WorkspaceError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _fault("timezone", f"unknown time zone {name!r}; write for example 'Asia/Ho_Chi_Minh'") from None


def _fault(key: str, sentence: str) -> WorkspaceError:
    return WorkspaceError(f"{CONFIG_FILE}: schedule.{key}: {sentence}")

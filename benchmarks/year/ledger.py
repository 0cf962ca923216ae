"""The expected events of the year, computed independently of the measured code, and the actual ones."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from benchmarks.year.sites import LOCAL, Event, EventKind
from tests.http_server import Request, http_server

INTERVALS_S = {"every 1d": 86_400, "every 3d": 3 * 86_400, "every 1w": 7 * 86_400}
CRON_WEEKDAYS, CRON_HOUR, CRON_MINUTE = (0, 3), 5, 30
"""For ``30 5 * * 1,4``, in Python's numbering of weekdays."""
SLACK_S = 2 * 3_600.0
"""How late a crawl may begin: jitter, the timer's five minutes, and crawls before it that wait for a site."""
NOTIFICATIONS: dict[EventKind, str] = {
    "no response": r"no response|robots\.txt unreachable",
    "server error": r"robots\.txt returned HTTP 500|HTTP 500",
    "throttled": r"429|pause until",
    "redesign": r"found on far fewer pages",
    "no such host": r"does not resolve",
    "spam": r"changed hands",
    "for sale": r"changed hands",
    "silent": r"silent: ",
}
"""For each kind of event, the text of its notification."""


class Runs:
    """The starts of each site's crawls, compared with its scheduled times."""

    def __init__(self, begins: float, times: dict[str, str]) -> None:
        self._begins = begins
        self._times = times
        self.starts: defaultdict[str, list[float]] = defaultdict(list)
        self.off: list[tuple[float, float]] = []
        """When the machine was off."""

    def tally(self, since: float, until: float) -> tuple[int, int, int, int]:
        """Return how many crawls were due in a period, made, skipped and doubled."""
        due = made = skipped = doubled = 0
        for site, times in self._times.items():
            starts = self.starts[site]
            first = bisect_left(starts, since)
            inside = starts[first : bisect_left(starts, until)]
            previous = starts[first - 1] if first else None
            for start in inside:
                made += 1
                expected = self._due_after(previous, times)
                doubled += start < expected
                due += start >= expected
                skipped += self._missed(expected, start, times)
                due += self._missed(expected, start, times)
                previous = start
            missed = self._missed(self._due_after(previous, times), until - SLACK_S, times)
            due, skipped = due + missed, skipped + missed
        return due, made, skipped, doubled

    def _missed(self, expected: float, start: float, times: str) -> int:
        """Return how many turns passed between one that was due and the start that followed."""
        for began, ended in self.off:
            if began - SLACK_S <= expected <= ended:
                expected = ended
        missed = 0
        while expected + SLACK_S < start:
            missed += 1
            expected = self._due_after(expected, times)
        return missed

    def _due_after(self, start: float | None, times: str) -> float:
        if interval := INTERVALS_S.get(times):
            return self._begins if start is None else start + interval
        at = datetime.fromtimestamp(self._begins if start is None else start, LOCAL)
        day = at.replace(hour=CRON_HOUR, minute=CRON_MINUTE, second=0, microsecond=0)
        while day <= at or day.weekday() not in CRON_WEEKDAYS:
            day += timedelta(days=1)
        return day.timestamp()


class Notices:
    """Matches notifications with events."""

    def __init__(self, events: Sequence[Event], clock: Callable[[], float]) -> None:
        self._events = {event.site: event for event in events}
        self._clock = clock
        self.other: list[str] = []
        """Lines that no event explains."""

    def record(self, notice: dict[str, list[str]]) -> None:
        """Record a posted notification."""
        seen: set[str] = set()
        for line in notice["needs_attention"]:
            site = line.partition(":")[0]
            event = self._events.get(site)
            now = self._clock()
            if event and event.begins <= now and re.search(NOTIFICATIONS[event.kind], line):
                if site not in seen:
                    event.notified_at.append(now)
                seen.add(site)
            elif not event or now < event.begins:
                self.other.append(f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d} {line}")

    @contextmanager
    def webhook(self) -> Iterator[str]:
        """Receive notifications on loopback until the block ends; yield the URL to post to."""

        def respond(request: Request) -> None:
            self.record(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
            request.reply(204)

        with http_server(respond) as url:
            yield url

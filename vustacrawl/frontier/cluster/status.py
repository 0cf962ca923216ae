"""The state of a cluster: which worker holds what, its speed, what is waiting, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg.rows import class_row, tuple_row

from vustacrawl.frontier.cluster.connection import connect, errors_of
from vustacrawl.text import plural

_WORKERS = """
SELECT workers.id, machine, process, extract(epoch FROM now() - seen_at)::float AS seen_s, pages,
  pages_a_minute::float, problems,
  coalesce(array_agg(DISTINCT hosts.site ORDER BY hosts.site) FILTER (WHERE hosts.site IS NOT NULL), '{}') AS sites,
  stopped_at IS NULL AND seen_at < now() - make_interval(secs => (SELECT lease_s FROM settings)) AS is_silent
FROM workers LEFT JOIN hosts ON worker_id = workers.id
WHERE stopped_at IS NULL GROUP BY workers.id ORDER BY workers.id
"""
_WAITING = """
SELECT name AS site, extract(epoch FROM quiet_until - now())::float AS seconds FROM sites
WHERE quiet_until > now() ORDER BY name
"""
_GIVEN_UP = "SELECT name, given_up FROM sites WHERE given_up IS NOT NULL ORDER BY name"
_STATES = "SELECT state, count(*) FROM frontier GROUP BY state ORDER BY state"
_DUE = """
SELECT count(*) FROM frontier WHERE state = 'due' AND next_due <= extract(epoch FROM now())
"""


@dataclass(frozen=True)
class WorkerState:
    """A worker that is running or has died."""

    id: int
    machine: str
    process: int
    seen_s: float
    """Seconds since it last renewed its leases."""
    pages: int
    pages_a_minute: float
    problems: int
    sites: list[str]
    is_silent: bool
    """Whether its leases have expired: it died, froze or lost its connection."""


@dataclass(frozen=True)
class Wait:
    """A site that gets no requests for some more seconds."""

    site: str
    seconds: float


@dataclass(frozen=True)
class ClusterState:
    """What all machines are doing together."""

    workers: list[WorkerState]
    waiting: list[Wait]
    given_up: dict[str, str]
    """By site: why its last worker skipped the rest of the crawl."""
    due: int
    """URLs that are due now."""
    urls: dict[str, int]
    """URLs by state."""

    @property
    def needs_attention(self) -> bool:
        """Whether a person should look into it."""
        return bool(self.given_up) or any(worker.is_silent and worker.sites for worker in self.workers)

    def lines(self) -> Iterator[str]:
        """Yield the state as lines of text."""
        for worker in self.workers:
            if worker.is_silent and not worker.sites:
                continue
            seen = f"silent for {worker.seen_s:.0f} s" if worker.is_silent else f"seen {worker.seen_s:.0f} s ago"
            yield (
                f"{worker.machine}, process {worker.process} (worker {worker.id}): {seen},"
                f" {plural(len(worker.sites), 'site')}, {worker.pages_a_minute:.0f} pages/min,"
                f" {plural(worker.pages, 'page')}, {plural(worker.problems, 'problem')}"
            )
            if worker.sites:
                yield f"  {' '.join(worker.sites)}"
        if not self.workers:
            yield "no worker is running"
        for wait in self.waiting:
            yield f"{wait.site}: paused for {wait.seconds:.0f} s"
        for site, reason in self.given_up.items():
            yield f"{site}: {reason}"
        states = ", ".join(f"{count} {state}" for state, count in self.urls.items())
        yield f"{plural(sum(self.urls.values()), 'URL')}, {self.due} due now{f' ({states})' if states else ''}"


def read_state(url: str) -> ClusterState:
    """Return the state of the cluster at a PostgreSQL URL. Raises ClusterError."""
    with connect(url) as connection, errors_of(url), connection.transaction():
        workers = connection.cursor(row_factory=class_row(WorkerState)).execute(_WORKERS).fetchall()
        waiting = connection.cursor(row_factory=class_row(Wait)).execute(_WAITING).fetchall()
        pairs = connection.cursor(row_factory=tuple_row)
        given_up: dict[str, str] = dict(pairs.execute(_GIVEN_UP).fetchall())
        states: dict[str, int] = dict(pairs.execute(_STATES).fetchall())
        due = pairs.execute(_DUE).fetchall()[0][0]
    return ClusterState(workers, waiting, given_up, due, states)

"""A worker's membership in the cluster: the hosts it holds, and what it records about them in PostgreSQL."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
import psycopg
from psycopg.rows import dict_row

from vustacrawl import __version__
from vustacrawl.frontier.cluster.queue import COLUMNS
from vustacrawl.frontier.cluster.session import Session, clock
from vustacrawl.reasons import OFF_SITE

RESEED_S = 900.0
"""Starting points that another worker made due less than this long before a worker began are not made due again."""
NEAR_S = 60.0
"""A site with a longer pause left than this is not leased to any worker until the pause is nearly over."""
ROWS_PER_FETCH = 5_000

_CANDIDATES = """
WITH wanted AS (SELECT * FROM json_to_recordset(%(sites)s::json) AS wanted (site text, hosts text[]))
SELECT wanted.site FROM wanted JOIN sites ON sites.name = wanted.site
WHERE NOT EXISTS (
    SELECT FROM hosts WHERE host = ANY (wanted.hosts)
    AND (leased_until > now() AND worker_id <> %(me)s OR not_before > now() + make_interval(secs => %(near)s)))
  AND (quiet_until IS NULL OR quiet_until <= now() + make_interval(secs => %(near)s))
  AND (seeded_at IS NULL
    OR seeded_at < (SELECT started_at FROM workers WHERE id = %(me)s) - make_interval(secs => %(reseed)s)
    OR EXISTS (
      SELECT FROM frontier WHERE frontier.site = wanted.site AND state IN ('due', 'leased')
      AND next_due <= extract(epoch FROM now()) AND kind <> ALL (%(excluded)s)
      AND (hinted_at IS NULL OR hinted_at >= %(since)s)))
ORDER BY last_machine IS NOT DISTINCT FROM %(machine)s DESC, seeded_at NULLS FIRST, name
"""
_FREE_HOSTS = """
SELECT host, coalesce(worker_id = %(me)s, false) AS is_mine,
  greatest(0, coalesce(extract(epoch FROM not_before - now()), 0))::float AS wait_s
FROM hosts WHERE host = ANY (%(hosts)s) AND (worker_id IS NULL OR worker_id = %(me)s OR leased_until <= now())
ORDER BY host FOR UPDATE SKIP LOCKED
"""
_HOLD = """
UPDATE hosts SET worker_id = %(me)s, site = CASE WHEN worker_id = %(me)s THEN site ELSE %(site)s END,
  epoch = epoch + CASE WHEN worker_id = %(me)s THEN 0 ELSE 1 END,
  leased_until = now() + make_interval(secs => %(lease)s)
WHERE host = ANY (%(hosts)s) RETURNING host, epoch
"""
_OPEN_SITE = """
UPDATE sites SET last_machine = %(machine)s WHERE name = %(site)s
RETURNING round, has_full_crawl, pushbacks,
  greatest(0, coalesce(extract(epoch FROM quiet_until - now()), 0))::float AS quiet_s,
  (seeded_at IS NULL
    OR seeded_at < (SELECT started_at FROM workers WHERE id = %(me)s) - make_interval(secs => %(reseed)s)) AS is_to_seed
"""
_RENEW = """
UPDATE hosts SET leased_until = now() + make_interval(secs => %(lease)s)
FROM json_to_recordset(%(held)s::json) AS held (host text, epoch bigint)
WHERE hosts.host = held.host AND hosts.epoch = held.epoch AND worker_id = %(me)s RETURNING hosts.host
"""
_CHECK = "SELECT host, epoch FROM hosts WHERE host = ANY (%s) AND worker_id = %s ORDER BY host FOR SHARE"
_COLUMNS = ("key", *COLUMNS, "round")
_STORE_CHANGES = f"""
INSERT INTO frontier ({", ".join(_COLUMNS)})
SELECT {", ".join(_COLUMNS)} FROM json_populate_recordset(NULL::frontier, %s::json)
ON CONFLICT (key) DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])},
  round = coalesce(excluded.round, frontier.round)
WHERE frontier.site = excluded.site OR frontier.state = 'skipped' AND frontier.reason = '{OFF_SITE}'
"""
_WORKERS = """
SELECT workers.id, count(DISTINCT hosts.site) AS sites FROM workers
LEFT JOIN hosts ON worker_id = workers.id AND leased_until > now()
WHERE stopped_at IS NULL AND seen_at > now() - make_interval(secs => %(lease)s) GROUP BY workers.id
"""


class Lease(NamedTuple):
    """What a worker learns about a site when it leases it."""

    round: int
    """The round to which this crawl belongs."""
    is_to_seed: bool
    """Whether to make the starting points due, because this round begins now."""
    has_full_crawl: bool
    pushbacks: int
    quiet_s: float
    """Seconds until the first request may be sent."""


class Share(NamedTuple):
    """How the sites are divided among the workers now."""

    fair: int
    """The number of sites that a worker should hold."""
    fewest: int
    """The number held by the worker with the fewest sites."""
    elsewhere: int
    """The number of sites that other workers hold."""


class Backoff(NamedTuple):
    """The backoff of a site; ``quiet_s`` counts from now."""

    pushbacks: int
    quiet_s: float


@dataclass(slots=True)
class _Held:
    epochs: dict[str, int]
    """By host."""
    until: float
    """When the worker stops sending requests, by this machine's clock."""
    round: int
    is_to_seed: bool


class Cluster:
    """One worker of a cluster. Every change in PostgreSQL that concerns a site is made under the epochs of its hosts.

    A worker stops sending requests to a site when a third of the lease is left, so that requests in flight time out
    before it ends. Methods raise ClusterUnreachableError if PostgreSQL does not answer; call them again later.
    """

    def __init__(self, url: str, hosts: Mapping[str, Collection[str]]) -> None:
        """Join the cluster; ``hosts`` has the hosts of each site with a profile on this worker. Raises ClusterError."""
        self.machine = socket.gethostname()
        self._hosts = {site: sorted(of_site) for site, of_site in hosts.items()}
        self._held: dict[str, _Held] = {}
        self.session = Session(url)
        with self.session.transaction() as cursor:
            [settings] = cursor.execute("SELECT lease_s FROM settings").fetchall()
            self.lease_s = float(settings["lease_s"])
            query = "INSERT INTO workers (machine, process, version) VALUES (%s, %s, %s) RETURNING id"
            [worker] = cursor.execute(query, (self.machine, os.getpid(), __version__)).fetchall()
            self.id = int(worker["id"])
            for site, of_site in sorted(self._hosts.items()):
                cursor.execute("INSERT INTO sites (name) VALUES (%s) ON CONFLICT DO NOTHING", (site,))
                cursor.execute("INSERT INTO hosts (host) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", (of_site,))
        # A request may be about to be sent while the event loop waits; the wait must end long before the lease does.
        self.session.limit_waiting(self.lease_s / 12)

    @property
    def name(self) -> str:
        """The name of this worker, as used in its WARC file names."""
        plain = "".join(character for character in self.machine.partition(".")[0] if character.isalnum())
        return f"{plain if plain.isascii() and plain else 'worker'}{self.id}"

    def epoch(self, site: str) -> int:
        """Return the epoch of a held site: the highest epoch of its hosts."""
        return max(self._held[site].epochs.values())

    def may_request(self, site: str) -> bool:
        """Return whether a request to this site may be sent now, by this machine's clock alone."""
        held = self._held.get(site)
        return held is not None and clock() < held.until

    def candidates(self, excluded_kinds: Collection[str], since: str) -> list[str]:
        """Return the free sites that have something due; those last crawled on this machine come first.

        URLs of ``excluded_kinds``, and those dated before ``since``, do not count.
        """
        wanted = [{"site": site, "hosts": hosts} for site, hosts in self._hosts.items() if site not in self._held]
        values = {"sites": orjson.dumps(wanted).decode(), "me": self.id, "machine": self.machine}
        values |= {"near": NEAR_S, "reseed": RESEED_S, "excluded": sorted(excluded_kinds), "since": since}
        with self.session.transaction() as cursor:
            return [row["site"] for row in cursor.execute(_CANDIDATES, values).fetchall()]

    def acquire(self, site: str) -> Lease | None:
        """Lease all hosts of a site; return None if another worker was faster."""
        hosts, began = self._hosts[site], clock()
        values = {"me": self.id, "site": site, "hosts": hosts, "lease": self.lease_s}
        with self.session.transaction() as cursor:
            free = cursor.execute(_FREE_HOSTS, values).fetchall()
            if len(free) < len(hosts):
                return None
            epochs = {row["host"]: row["epoch"] for row in cursor.execute(_HOLD, values).fetchall()}
            values |= {"machine": self.machine, "reseed": RESEED_S}
            [found] = cursor.execute(_OPEN_SITE, values).fetchall()
        wait_s = max([found.pop("quiet_s"), *(row["wait_s"] for row in free)])
        lease = Lease(**found | {"round": found["round"] + found["is_to_seed"], "quiet_s": wait_s})
        self._held[site] = _Held(epochs, began + self.lease_s * 2 / 3, lease.round, lease.is_to_seed)
        return lease

    def rows(self, site: str) -> Iterator[dict[str, Any]]:
        """Yield the queue of a held site."""
        query = f"SELECT {', '.join((*COLUMNS, 'round'))} FROM frontier WHERE site = %s"
        with self.session.transaction() as cursor, cursor.connection.cursor(name="rows", row_factory=dict_row) as rows:
            rows.itersize = ROWS_PER_FETCH
            yield from rows.execute(query, (site,))

    def store_changes(
        self, sites: Collection[str], rows: Iterable[list[dict[str, Any]]], backoffs: Mapping[str, Backoff]
    ) -> set[str]:
        """Store changed ``rows`` and backoffs of these sites in one transaction; return the sites that were lost.

        Rows of sites that this worker does not hold are ignored: they belong to the holder.
        """
        held = (set(sites) | backoffs.keys()) & self._held.keys()
        with self.session.transaction() as cursor:
            lost = self._check(cursor, held)
            owned = held - lost
            for chunk in rows:
                if changed := [row for row in chunk if row["site"] in owned]:
                    cursor.execute(_STORE_CHANGES, (orjson.dumps(changed).decode(),))
            for site in owned & backoffs.keys():
                cursor.execute(
                    "UPDATE sites SET pushbacks = %s, quiet_until = now() + make_interval(secs => %s) WHERE name = %s",
                    (*backoffs[site], site),
                )
        return lost

    def begin_rounds(self, sites: Collection[str]) -> None:
        """Record that the starting points of held sites are due. Call this once they are sent."""
        for site in sites:
            held = self._held.get(site)
            if held and held.is_to_seed:
                with self.session.transaction() as cursor:
                    if not self._check(cursor, {site}):
                        cursor.execute(
                            "UPDATE sites SET round = %s, seeded_at = now() WHERE name = %s", (held.round, site)
                        )
                held.is_to_seed = False

    def _check(self, cursor: psycopg.Cursor[dict[str, Any]], sites: Collection[str]) -> set[str]:
        """Return which of these sites another worker took over; lock the others until the transaction ends."""
        hosts = sorted({host for site in sites for host in self._held[site].epochs})
        epochs = {row["host"]: row["epoch"] for row in cursor.execute(_CHECK, (hosts, self.id)).fetchall()}
        return {site for site in sites if not self._held[site].epochs.items() <= epochs.items()}

    def renew(self, pages: int, pages_a_minute: float, problems: int) -> set[str]:
        """Renew all leases and report this worker's state; return the sites that were lost meanwhile."""
        epochs = {host: epoch for held in self._held.values() for host, epoch in held.epochs.items()}
        wanted = orjson.dumps([{"host": host, "epoch": epoch} for host, epoch in sorted(epochs.items())]).decode()
        began = clock()
        with self.session.transaction() as cursor:
            values = {"held": wanted, "lease": self.lease_s, "me": self.id}
            kept = {row["host"] for row in cursor.execute(_RENEW, values).fetchall()}
            cursor.execute(
                "UPDATE workers SET seen_at = now(), pages = %s, pages_a_minute = %s, problems = %s WHERE id = %s",
                (pages, pages_a_minute, problems, self.id),
            )
        lost = {site for site, held in self._held.items() if not held.epochs.keys() <= kept}
        for site in self._held.keys() - lost:
            self._held[site].until = began + self.lease_s * 2 / 3
        return lost

    def share(self, free: int) -> Share:
        """Return how the sites are divided now; ``free`` is the number that nobody holds."""
        with self.session.transaction() as cursor:
            workers = cursor.execute(_WORKERS, {"lease": self.lease_s}).fetchall()
            query = "SELECT count(DISTINCT site) AS sites FROM hosts WHERE leased_until > now() AND worker_id <> %s"
            [elsewhere] = cursor.execute(query, (self.id,)).fetchall()
        held = {row["id"]: row["sites"] for row in workers} | {self.id: len(self._held)}
        return Share(-(-(sum(held.values()) + free) // len(held)), min(held.values()), elsewhere["sites"])

    def release(self, site: str, delay_s: float, is_full_crawl: bool, given_up: str | None) -> None:
        """End the lease of a site; the next holder sends its first request after ``delay_s`` at the earliest."""
        held = self._held[site]
        others = {host for name, other in self._held.items() if name != site for host in other.epochs}
        with self.session.transaction() as cursor:
            if not self._check(cursor, {site}):
                cursor.execute(
                    "UPDATE hosts SET worker_id = NULL, leased_until = NULL,"
                    " not_before = now() + make_interval(secs => %s) WHERE host = ANY (%s)",
                    (delay_s, sorted(held.epochs.keys() - others)),
                )
                cursor.execute(
                    "UPDATE sites SET released_at = now(), has_full_crawl = has_full_crawl OR %s, given_up = %s"
                    " WHERE name = %s",
                    (is_full_crawl, given_up, site),
                )
        del self._held[site]

    def forget(self, site: str) -> None:
        """Forget a site that another worker took over."""
        self._held.pop(site, None)

    def leave(self) -> None:
        """Record that this worker has ended, and close the connection."""
        with self.session.transaction() as cursor:
            cursor.execute("UPDATE workers SET stopped_at = now(), seen_at = now() WHERE id = %s", (self.id,))
        self.close()

    def close(self) -> None:
        """Close the connection; leases that were not released expire."""
        self.session.close()

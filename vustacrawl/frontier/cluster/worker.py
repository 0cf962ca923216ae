"""A cluster worker: opens and closes the sites of a crawl as it acquires and releases their leases."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vustacrawl.catalog import CatalogError
from vustacrawl.catalog.batch import CatalogBusyError
from vustacrawl.frontier.cluster.connection import ClusterError, ClusterUnreachableError
from vustacrawl.frontier.cluster.membership import Backoff, Cluster
from vustacrawl.frontier.cluster.session import clock
from vustacrawl.workspace import WorkspaceError

if TYPE_CHECKING:
    from vustacrawl.frontier.cluster.crawl import ClusterCrawl

logger = logging.getLogger(__name__)

LOOK_INTERVAL_S = 2.0
"""How often a worker looks for sites to lease."""
MAX_OUTAGE_S = 600.0
"""How long a worker waits for PostgreSQL to answer. It stops fetching earlier, when its leases end."""
REST_S = 900.0
"""How long all workers leave a site alone that does not respond."""


class ClusterWorker:
    """Shares the sites with other workers, and sends what each transaction of the crawl changed."""

    def __init__(self, cluster: Cluster, crawl: ClusterCrawl) -> None:
        self.crawl = crawl
        self.after_open: Callable[[str], object] = lambda _: None
        """Called with each opened site, before its first request."""
        self.is_done = False
        """Whether this worker has nothing left to do, even if another one dies."""
        self._cluster = cluster
        self._queue = crawl.cluster_queue
        self._lost: set[str] = set()
        self._sent: dict[str, tuple[int, float]] = {}
        self._rests: dict[str, float] = {}
        self._closed: dict[str, tuple[bool, str | None]] = {}
        self._renewed_at = clock()
        self._looked_at = float("-inf")
        self._pages_then = 0
        self._is_cut_off = False
        self._is_in_sync = True

    def tick(self) -> None:
        """Renew leases, close finished sites, lease others. Call this about twice a second."""
        if self.crawl.is_closed:
            return
        with self._end_crawl_on_failure():
            now, interval = clock(), self._cluster.lease_s / 6
            if now - self._renewed_at >= interval:
                self._renew(now)
            self._close_sites()
            self._send_changes()
            self._release_closed()
            if now - self._looked_at >= min(LOOK_INTERVAL_S, interval):
                self._looked_at = now
                self._acquire_sites()

    def send_changes(self) -> None:
        """Send what was committed to PostgreSQL; what cannot be sent now is sent later."""
        with self._end_crawl_on_failure():
            self._send_changes()

    @contextmanager
    def _end_crawl_on_failure(self) -> Iterator[None]:
        """End the crawl if the catalog or PostgreSQL fails in the block, but wait if PostgreSQL does not answer."""
        try:
            with self.crawl.abort_on_storage_failure():
                yield
        except ClusterUnreachableError as error:
            self._report_outage(str(error))
        except ClusterError as error:
            self.crawl.error = self.crawl.error or str(error)

    def _send_changes(self) -> None:
        self._is_in_sync = False
        backoffs = self._changed_backoffs()
        mark, sites = self._queue.unsent_changes()
        if mark or backoffs:
            self._mark_lost(self._cluster.store_changes(sites, self._queue.changed_rows(mark), backoffs))
            self._queue.forget_sent(mark)
            self._sent |= {site: self._backoff(site) for site in backoffs}
        self._cluster.begin_rounds(self.crawl.profiles)
        self._is_in_sync = True

    def leave(self) -> None:
        """Release all sites at the end of the crawl and leave the cluster; if that fails, the leases expire."""
        try:
            self._renew(clock())
            if self._is_in_sync and not self.crawl.has_lost_writes:
                self._closed |= {site: (False, self.crawl.stats[site].given_up) for site in self.crawl.profiles}
                self._release_closed()
            self._cluster.leave()
        except ClusterError as error:
            self.crawl.error = self.crawl.error or f"{error}; the leases end after {self._cluster.lease_s:.0f} seconds"
            self._cluster.close()

    def _changed_backoffs(self) -> dict[str, Backoff]:
        now = time.time()
        changed = {site: self._backoff(site) for site in self.crawl.profiles if site in self._sent}
        return {
            site: Backoff(pushbacks, max(0.0, quiet_until - now))
            for site, (pushbacks, quiet_until) in changed.items()
            if (pushbacks, quiet_until) != self._sent[site]
        }

    def _backoff(self, site: str) -> tuple[int, float]:
        stats = self.crawl.stats[site]
        return stats.throttled_in_a_row, stats.quiet_until

    def _report_outage(self, error: str) -> None:
        since = self._cluster.session.unreachable_since
        if since is not None and clock() - since > MAX_OUTAGE_S:
            self.crawl.error = self.crawl.error or f"{error}; what was not sent is fetched again"
        if not self._is_cut_off:
            logger.warning("%s; requests go on until the leases end", error)
        self._is_cut_off = True

    def _renew(self, now: float) -> None:
        every = self.crawl.all_stats()
        pages, problems = sum(stats.pages for stats in every), sum(stats.problems for stats in every)
        minutes = max(now - self._renewed_at, 1.0) / 60
        self._mark_lost(self._cluster.renew(pages, (pages - self._pages_then) / minutes, problems))
        self._renewed_at, self._pages_then, self._is_cut_off = now, pages, False

    def _mark_lost(self, sites: set[str]) -> None:
        for site in sites - self._lost:
            if stats := self.crawl.latest_stats(site):
                stats.is_taken_over = True
        self._lost |= sites
        self.crawl.leaving |= sites & self.crawl.profiles.keys()

    def _close_sites(self) -> None:
        """Close the sites with nothing in flight if nothing is due soon, or if they are to be released."""
        for site in list(self.crawl.profiles):
            stats = self.crawl.stats[site]
            is_idle = not stats.in_flight and not stats.pending
            if is_idle and (site in self.crawl.leaving or not self.crawl.will_have_work(site)):
                self._close(site)

    def _close(self, site: str) -> None:
        stats = self.crawl.stats[site]
        reads_all = self.crawl.full_crawl[site] and self.crawl.since is None
        is_full_crawl = reads_all and site not in self.crawl.leaving and not stats.given_up
        if not self.crawl.close_site(site):
            return
        if not stats.pages:
            self._rests[site] = clock() + self._cluster.lease_s / 6
        self._sent.pop(site, None)
        self._closed[site] = is_full_crawl, stats.given_up

    def _release_closed(self) -> None:
        """Release the closed sites; their changes have been sent."""
        for site, (is_full_crawl, given_up) in list(self._closed.items()):
            if site in self._lost:
                self._lost.remove(site)
                self._cluster.forget(site)
            else:
                delay_s = self.crawl.shortest_delays[self.crawl.every_profile[site].host]
                self._cluster.release(site, REST_S if given_up else delay_s, is_full_crawl, given_up)
            del self._closed[site]

    def _acquire_sites(self) -> None:
        now = clock()
        found = self._cluster.candidates({"image", "file"} - self.crawl.media, self.crawl.since or "")
        free = [site for site in found if self._rests.get(site, now) <= now]
        share = self._cluster.share(len(free))
        held = len(self.crawl.profiles)
        is_over = self.crawl.limits.is_out_of_time or self.crawl.error is not None
        self.is_done = not held and (is_over or not (found or share.elsewhere))
        if held > share.fair and share.fewest < held - 1:
            self.crawl.leaving |= set(list(self.crawl.profiles)[share.fair :])
        for site in free:
            if len(self.crawl.profiles) >= share.fair or is_over:
                break
            self._acquire(site)

    def _acquire(self, site: str) -> None:
        lease = self._cluster.acquire(site)
        if lease is None:
            return
        try:
            self.crawl.open_site(site, lease, self._cluster.name, self._cluster.epoch(site))
        except (WorkspaceError, CatalogBusyError) as error:  # another command on this machine uses site or catalog
            logger.warning("%s", error)
            self._rests[site] = clock() + self._cluster.lease_s
            self._cluster.release(site, 0.0, False, None)
            return
        except (CatalogError, OSError) as error:
            self.crawl.error = self.crawl.error or str(error)
            return
        except ClusterUnreachableError:
            self._cluster.forget(site)  # so that it is leased again after the outage
            raise
        self._sent[site] = self._backoff(site)
        self.send_changes()
        try:
            self.after_open(site)
        except CatalogBusyError as error:
            logger.warning("%s: %s", site, error)
            self.crawl.leaving.add(site)  # no request before what a crashed crawl left is recovered

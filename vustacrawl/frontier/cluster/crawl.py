"""The crawl of one worker of a cluster: its sites come and go while it runs."""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from vustacrawl.archive.crawl_info import CrawlInfo
from vustacrawl.catalog.captures import finish_warc_files
from vustacrawl.catalog.sql import update
from vustacrawl.clock import utc_text
from vustacrawl.frontier.cluster.membership import Cluster, Lease
from vustacrawl.frontier.cluster.queue import ClusterQueue
from vustacrawl.frontier.cluster.worker import ClusterWorker
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.frontier.visit import Visit
from vustacrawl.sites import Profile
from vustacrawl.workspace import Workspace


class ClusterCrawl(Crawl):
    """A crawl of the sites that its worker holds now (``profiles``); ``every_profile`` has all sites.

    ``options`` are those of ``Crawl``. Raises WorkspaceError or CatalogError if it cannot begin.
    """

    def __init__(self, workspace: Workspace, profiles: Collection[Profile], cluster: Cluster, **options: Any) -> None:
        self.every_profile = {profile.name: profile for profile in profiles}
        self._closed_sites: list[tuple[str, int, SiteStats]] = []
        self._continues: dict[str, bool] = {}
        super().__init__(workspace, [], **options)
        self.cluster = cluster
        self.worker = ClusterWorker(cluster, self)

    def _open_queue(self) -> ClusterQueue:
        self.cluster_queue = ClusterQueue(self.db, self.ids, self.since, self.media)
        return self.cluster_queue

    @property
    def profiles_to_crawl(self) -> Collection[Profile]:
        """The profiles of every site that the worker may come to hold."""
        return self.every_profile.values()

    def may_visit(self, site: str) -> bool:
        """Return whether requests to the site may be sent: its lease is held and not about to be released."""
        return site not in self.leaving and self.cluster.may_request(site)

    def lease(self, site: str, most: int) -> list[Visit]:
        """Lease visits as any crawl does; the cluster records this before the first request is sent."""
        visits = super().lease(site, most)
        self.worker.send_changes()
        return visits

    @property
    def will_go_on(self) -> bool:
        """Whether there is work, or there may be if another worker dies."""
        return not self.worker.is_done

    def all_stats(self) -> list[SiteStats]:
        """Return the counters of all sites, including closed ones."""
        return [*self.stats.values(), *(stats for *_, stats in self._closed_sites)]

    def latest_stats(self, site: str) -> SiteStats | None:
        """Return the counters of a site since it was last leased; None if it was never opened."""
        closed = [stats for name, _, stats in self._closed_sites if name == site]
        return self.stats.get(site) or (closed[-1] if closed else None)

    def open_site(self, site: str, lease: Lease, worker: str, epoch: int) -> None:
        """Begin to crawl a leased site. Raises WorkspaceError if it is in use on this machine, CatalogError, OSError.

        The names of its WARC files include the worker and the epoch.
        """
        now = time.time()
        with ExitStack() as lock:
            lock.enter_context(self._workspace.lock_site(site))
            self.profiles[site], self.stats[site] = self.every_profile[site], SiteStats()
            self._continues[site] = not lease.is_to_seed
            try:
                with self.batch.transaction():
                    self._begin_site(site, now)
                    self.full_crawl[site] &= self._backfill or not lease.has_full_crawl
                    self._adopt(site, lease, now)
                    self._enqueue_first(site, lease.is_to_seed, now)
                self._open_site(site, now, f"{self.ids[site]}-{worker}-{epoch}")
            except BaseException:
                del self.profiles[site], self.stats[site]
                self.ids.pop(site, None)
                raise
            self._locks[site] = self._held.enter_context(lock.pop_all())

    def _info_of(self, site: str) -> CrawlInfo:
        return replace(super()._info_of(site), is_continued=self._continues[site])

    def _adopt(self, site: str, lease: Lease, now: float) -> None:
        self.cluster_queue.rounds[site] = lease.round
        self.cluster_queue.adopt(site, self.cluster.rows(site))
        quiet_until = now + lease.quiet_s if lease.quiet_s else None
        update(self.db, "sites", {"pushbacks": lease.pushbacks, "quiet_until": quiet_until}, "name = ?", site)

    def close_site(self, site: str) -> bool:
        """End the crawl of a site with nothing in flight: finish its files, release its leases and its lock.

        Return False if the catalog cannot be written now; it stays open then.
        """
        end = self._end(site, utc_text(time.time()), interrupted=site in self.leaving)
        with self.abort_on_storage_failure():
            self.batch.before_commit()  # so that no thread is still syncing its files
            files = self.archive.close_site(site, end)
            with self.batch.transaction():
                finish_warc_files(self.db, files, site, self.ids[site])
                self._record_end(site, end)
            del self.profiles[site], self.leased[site]
            self._closed_sites.append((site, self.ids.pop(site), self.stats.pop(site)))
            self.leaving.discard(site)
            self.archive.forget_site(site)
            self._locks.pop(site).close()
            return True
        return False

    def hand_over_idle(self) -> None:
        """Do nothing: the worker closes sites."""

    def _committed(self) -> None:
        super()._committed()
        self.worker.send_changes()

    def close(self, interrupted: bool) -> None:
        """Close the crawl as usual, release all sites, and include every site that was crawled in the summary."""
        if self.is_closed:
            return
        try:
            super().close(interrupted)
        finally:
            self.worker.leave()
        for site, crawl_id, stats in self._closed_sites:
            self.profiles[site] = self.every_profile[site]
            self.ids.setdefault(site, crawl_id)
            self.stats.setdefault(site, SiteStats()).add(stats)

"""Store what a crawl fetches: in the archive at once, in the catalog in groups of pages."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from vustacrawl.archive.exchange import Exchange
from vustacrawl.catalog import CatalogError, open_catalog
from vustacrawl.catalog.batch import Batch, CatalogBusyError
from vustacrawl.catalog.captures import insert_capture, last_payload
from vustacrawl.catalog.connection import BUSY_SECONDS, copy_write_ahead_log
from vustacrawl.frontier.archiver import CrawlArchiver, unread_capture
from vustacrawl.frontier.group_commit import GroupCommit
from vustacrawl.frontier.in_flight import VisitsInFlight
from vustacrawl.frontier.problems import Problems
from vustacrawl.frontier.queue import Queue
from vustacrawl.frontier.scope import Scope
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.frontier.visit import Visit, VisitOutcome
from vustacrawl.items import Capture, Page, Problem
from vustacrawl.workspace import Workspace


class StoringCrawl:
    """The part of a crawl that writes. A failed write aborts the crawl, since no site is to blame for it."""

    def __init__(self, workspace: Workspace, stats: dict[str, SiteStats], clock: Callable[[], float]) -> None:
        self.stats = stats
        """By site."""
        self.ids: dict[str, int] = {}
        """By site: its row id in ``crawls``."""
        self.error: str | None = None
        """Why the crawl was aborted, if it was."""
        self.has_lost_writes = False
        """Whether the archive has responses that the catalog lacks; the next crawl recovers them."""
        self.queue: Queue
        self.scope: Scope
        self._workspace = workspace
        self._clock = clock
        self._busy_since: float | None = None
        self._group_commit: GroupCommit | None = None
        self._next_due: dict[str, float] = {}
        """By site without leased visits: when the next one is due; unknown after each commit of its pages."""

    def _open_stores(self) -> None:
        self.db = open_catalog(self._workspace.database)
        self.batch = Batch(self.db)
        self.archive = CrawlArchiver()
        self.in_flight = VisitsInFlight(self.stats)
        self.problems = Problems(self.db, self.stats, self.ids, self.now)

    def now(self) -> float:
        """Return the current Unix time of the crawl."""
        return self._clock()

    def _follow_commits(self) -> None:
        """From now on, sync the archive before each commit, and count visits as pending until then."""
        self.batch.on_seal = self.in_flight.seal
        self.batch.before_commit, self.batch.after_commit = self.archive.sync, self._committed

    def archive_exchange(self, site: str, exchange: Exchange) -> None:
        """Write an exchange to the archive; abort the crawl if the archive or the catalog fails."""
        original = None  # captures pending in memory are not found: their payload is archived again
        with self.abort_on_storage_failure():
            original = last_payload(self.db, exchange.url)
        with self.abort_on_storage_failure():
            self.archive.write_exchange(exchange, site, original)

    def add(self, work: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        """Run ``work`` in the next transaction, or ``refuse`` if it fails; see ``Batch.add``."""
        if self.has_lost_writes:
            return  # the next crawl recovers it from the archive
        self.batch.add(work, refuse)
        if self.batch.is_full:
            self.commit_soon()

    def commit_in_background(self, on_commit: Callable[[], None]) -> None:
        """From now on, let ``commit_soon`` sync in threads and commit later; call this in the event loop.

        ``on_commit`` is called after each commit.
        """
        copy_log = partial(copy_write_ahead_log, self._workspace.database)
        commits = self._group_commit = GroupCommit(self.batch, self.archive, self.abort_on_storage_failure, copy_log)
        commits.on_commit, self.batch.before_commit = on_commit, commits.sync

    def commit_soon(self) -> None:
        """Commit what is pending: at once, or in the background."""
        if self._group_commit:
            self._group_commit.commit_soon()
        else:
            self.flush()

    def flush(self) -> None:
        """Commit what is pending; it stays pending, up to BUSY_SECONDS, while another process holds the catalog."""
        with self.abort_on_storage_failure():
            self.batch.flush()

    @contextmanager
    def abort_on_storage_failure(self) -> Iterator[None]:
        """Abort the crawl if the block cannot write the catalog or the archive."""
        try:
            yield
        except CatalogBusyError as error:
            now = time.monotonic()
            self._busy_since = self._busy_since or now
            if now - self._busy_since + self.batch.busy_timeout_s >= BUSY_SECONDS:
                self.abort(str(error))
        except OSError as error:
            self.abort(f"the archive cannot be written: {error}")
        except CatalogError as error:
            self.abort(str(error))
        except sqlite3.Error as error:
            self.abort(f"the catalog cannot be read: {error}")

    def abort(self, error: str) -> None:
        """End the crawl after a failed write. The next one recovers from the archive what the catalog lacks."""
        self.error = self.error or error
        self.has_lost_writes = True
        self.batch.forget()

    def _committed(self) -> None:
        self._busy_since = None
        for site in self.in_flight.commit():
            self._next_due.pop(site, None)

    def stop_before_disk_is_full(self) -> None:
        """End the crawl while there is still room to do so cleanly; the next one picks up where it left off."""
        reserve = self._workspace.config.archive.reserve_mb
        free = shutil.disk_usage(self._workspace.root).free // 1_000_000
        if free < reserve and not self.error:
            self.error = f"only {free} MB of disk space left (reserve_mb = {reserve}); free some and run it again"

    def add_capture(self, site: str, capture: Capture) -> None:
        """Store the capture of a response without a page: a robots.txt, or an imported listing."""

        def refuse(error: Exception) -> None:
            self.problems.add(site, Problem.not_stored(capture.url, "archive", error))

        self.add(lambda: self._insert_capture(site, capture), refuse)

    def fail_visit(self, visit: Visit, problem: Problem, capture: Capture | None = None) -> None:
        """Record a visit as failed for this reason: it has no page to store.

        ``capture`` is its archived response. A visit that has already ended keeps its outcome; the problem is recorded.
        """
        is_over = self.in_flight.end(visit.url) is None
        if problem.stage == "fetch":
            self.stats[visit.site].failures[problem.reason] += 1

        def record(capture: Capture | None) -> None:
            if not is_over:
                self._record_failure(visit, problem.reason, capture)
            self.problems.add(visit.site, problem)

        self.add(lambda: record(capture), lambda _: record(None))

    def put_back(self, visit: Visit) -> None:
        """Put a begun visit back into the queue: its request was not sent."""
        if self.in_flight.end(visit.url):
            self.add(lambda: self.queue.put_back(visit.url), lambda _: None)

    def fail_page(self, page: Page, problem: Problem, visit: Visit | None) -> None:
        """Record in the open transaction why a page cannot be stored, and store its capture.

        ``visit`` is the visit that returned the page, if any; it is recorded as failed.
        """
        self.scope.forget(page)
        if visit:
            self._record_failure(visit, problem.reason, page.capture)
        elif page.capture and page.capture_id is None:
            self._insert_capture(page.site, page.capture)
        for found in (*page.problems, problem):
            self.problems.add(page.site, found)

    def _record_failure(self, visit: Visit, reason: str, capture: Capture | None) -> None:
        if capture:
            self._insert_capture(visit.site, capture)
        self.queue.record_outcome(visit.url, VisitOutcome("failed", attempts=visit.attempts + 1, reason=reason))

    def _insert_capture(self, site: str, capture: Capture) -> None:
        insert_capture(self.db, site, self.ids[site], capture)

    def fail_lost_visits(self) -> None:
        """Record visits still in flight as failed; call this when no download or callback is running."""
        for visit, exchange in self.in_flight.all():
            problem = Problem(visit.url, "fetch", "internal error: the response was never processed")
            self.fail_visit(visit, problem, unread_capture(exchange) if exchange else None)

"""Commit several pages at once, after other threads have synced the records they refer to.

Many sites write many WARC files: syncing them one by one in the event loop would hold up every site. So would copying
the catalog's write-ahead log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager

from vustacrawl.archive.writer import WarcSync
from vustacrawl.catalog.batch import Batch
from vustacrawl.frontier.archiver import CrawlArchiver

COMMIT_INTERVAL_S = 0.5
"""Maximum time a page is pending; pages pending in a killed crawl are recovered from the archive."""
SYNCS_AT_ONCE = 8
"""File systems sync several files with one journal write if the requests come at the same time."""
PAGES_PER_COPY = 40
"""Stored pages after which the catalog's write-ahead log is copied into its file: some 14 MB."""
MAX_PENDING_PAGES = 200
"""Maximum number of pending pages: if the disk is slower, the crawl waits for it."""


class GroupCommit:
    """Commits the pending pages of a crawl in the event loop, one group at a time, after syncing in threads.

    ``guard`` handles what the archive or the catalog raises. ``copy_log`` copies the catalog's write-ahead log into its
    file, in a thread, so that no commit has to; if it fails, a later commit does it, and raises.
    """

    def __init__(
        self,
        batch: Batch,
        archive: CrawlArchiver,
        guard: Callable[[], AbstractContextManager[None]],
        copy_log: Callable[[], None],
    ) -> None:
        self.on_commit: Callable[[], None] = lambda: None
        """Called after a group was committed."""
        self._batch = batch
        self._archive = archive
        self._guard = guard
        self._copy_log = copy_log
        self._copying: Future[None] | None = None
        self._not_copied = 0
        self._threads = ThreadPoolExecutor(SYNCS_AT_ONCE, "sync")
        self._syncs: dict[Future[None], WarcSync] = {}
        self._task: asyncio.Task[None] | None = None

    def commit_soon(self) -> None:
        """Begin to commit what is pending unless a commit is running; if much is pending, another one follows it.

        Call this in the event loop.
        """
        if len(self._batch) >= MAX_PENDING_PAGES:
            with self._guard():
                self._batch.flush()
        if self._batch and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._commit())

    async def _commit(self) -> None:
        while True:
            self._batch.seal()
            self._syncs = {self._threads.submit(sync.run): sync for sync in self._archive.begin_sync()}
            if self._syncs:
                await asyncio.to_thread(wait, list(self._syncs))
            pending = len(self._batch)
            with self._guard():
                self._end_syncs()
                self._batch.flush_sealed()
            self._copy_after(pending - len(self._batch))
            self.on_commit()
            if not self._batch.is_full:
                return

    def _copy_after(self, stored: int) -> None:
        self._not_copied += stored
        if self._not_copied >= PAGES_PER_COPY and (self._copying is None or self._copying.done()):
            self._not_copied = 0
            self._copying = self._threads.submit(self._copy_log)

    def sync(self) -> None:
        """Sync everything written to disk before returning. Raises OSError."""
        wait(self._syncs)
        self._end_syncs()
        self._archive.sync()

    def _end_syncs(self) -> None:
        syncs, self._syncs = self._syncs, {}
        for future, sync in syncs.items():
            future.result()
            sync.done()

    def close(self) -> None:
        """End the threads after their current syncs."""
        self._threads.shutdown()

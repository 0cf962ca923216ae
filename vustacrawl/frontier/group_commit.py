"""Commit several pages at once, after other threads have synced the records they refer to.

Many sites write many WARC files: syncing them one by one in the event loop would hold up every site.
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
MAX_PENDING_PAGES = 200
"""Maximum number of pending pages: if the disk is slower, the crawl waits for it."""


class GroupCommit:
    """Commits the pending pages of a crawl in the event loop, one group at a time, after syncing in threads.

    ``guard`` handles what the archive or the catalog raises.
    """

    def __init__(self, batch: Batch, archive: CrawlArchiver, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self.on_commit: Callable[[], None] = lambda: None
        """Called after a group was committed."""
        self._batch = batch
        self._archive = archive
        self._guard = guard
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
                await asyncio.wait([asyncio.wrap_future(future) for future in self._syncs])
            with self._guard():
                self._end_syncs()
                self._batch.flush_sealed()
            self.on_commit()
            if not self._batch.is_full:
                return

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

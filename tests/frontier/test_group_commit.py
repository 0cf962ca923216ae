"""Pages are committed only after the records they refer to are on disk."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import pytest

from tests.waiting import HANG_S
from vustacrawl.archive.writer import WarcWriter
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.batch import PAGES_PER_COMMIT, Batch
from vustacrawl.frontier.archiver import CrawlArchiver
from vustacrawl.frontier.group_commit import MAX_PENDING_PAGES, PAGES_PER_COPY, GroupCommit


class SlowDisk:
    """An archive whose syncs end when the test allows it."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.begun = 0
        self.on_disk = 0
        self.fails = False
        self.written = 0

    def begin_sync(self) -> list[Sync]:
        return [Sync(self, self.written)] if self.written > self.on_disk else []

    def sync(self) -> None:
        self.on_disk = self.written


class Sync:
    def __init__(self, disk: SlowDisk, written: int) -> None:
        self.disk, self.written = disk, written

    def run(self) -> None:
        self.disk.begun += 1
        self.disk.may_end.wait(HANG_S)
        if self.disk.fails:
            raise OSError(errno.EIO, "broken disk")

    def done(self) -> None:
        self.disk.on_disk = max(self.disk.on_disk, self.written)


class Rig:
    """A batch of pages that check on storing that their records are on disk."""

    def __init__(self, path: Path) -> None:
        self.db = open_catalog(path)
        self.disk = SlowDisk()
        self.batch = Batch(self.db)
        self.stored: list[int] = []
        self.errors: list[OSError] = []
        self.copies = 0
        self.may_copy = threading.Event()
        self.commits = GroupCommit(self.batch, cast(CrawlArchiver, self.disk), self.guard, self.copy_log)
        self.batch.before_commit = self.commits.sync

    @contextmanager
    def guard(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.errors.append(error)
            self.batch.forget()

    def copy_log(self) -> None:
        self.copies += 1
        self.may_copy.wait(HANG_S)

    def add(self, count: int = 1) -> None:
        for _ in range(count):
            self.disk.written += 1
            number = self.disk.written

            def store(number: int = number) -> None:
                assert self.disk.on_disk >= number, "the record is not on disk"
                self.stored.append(number)

            self.batch.add(store, pytest.fail)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path / "catalog.db")
    with closing(rig.db.conn):
        yield rig
        rig.may_copy.set()
        rig.commits.close()


def test_event_loop_is_not_blocked_while_files_are_synced(rig: Rig) -> None:
    async def run() -> None:
        rig.add(3)
        rig.commits.commit_soon()
        await until(lambda: rig.disk.begun == 1)
        rig.add(2)
        rig.commits.commit_soon()
        assert (rig.stored, len(rig.batch)) == ([], 5)
        rig.disk.may_end.set()
        await until(lambda: bool(rig.stored))
        assert rig.stored == [1, 2, 3], "later pages refer to records that are not on disk yet"
        rig.commits.commit_soon()
        await until(lambda: len(rig.stored) == 5)

    asyncio.run(run())


def test_next_commit_follows_when_many_pages_are_pending(rig: Rig) -> None:
    async def run() -> None:
        rig.add()
        rig.commits.commit_soon()
        await until(lambda: rig.disk.begun == 1)
        rig.add(PAGES_PER_COMMIT)
        rig.disk.may_end.set()
        await until(lambda: len(rig.stored) == 1 + PAGES_PER_COMMIT)

    asyncio.run(run())


def test_flush_waits_for_running_sync_and_commits_everything(rig: Rig) -> None:
    async def run() -> None:
        rig.add(2)
        rig.commits.commit_soon()
        await until(lambda: rig.disk.begun == 1)
        rig.add()
        threading.Timer(0.05, rig.disk.may_end.set).start()
        rig.batch.flush()
        assert rig.stored == [1, 2, 3]
        await asyncio.sleep(0.05)
        assert rig.stored == [1, 2, 3], "each page is stored once"

    asyncio.run(run())


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "later"])
def test_nothing_is_committed_after_failed_sync(rig: Rig, at_once: bool) -> None:
    async def run() -> None:
        rig.disk.fails = True
        rig.add(2)
        rig.commits.commit_soon()
        await until(lambda: rig.disk.begun == 1)
        rig.disk.may_end.set()
        if at_once:
            with rig.guard():
                rig.batch.flush()
        await until(lambda: bool(rig.errors))
        assert (rig.stored, len(rig.batch), rig.errors[0].errno) == ([], 0, errno.EIO)

    asyncio.run(run())


def test_slow_disk_blocks_crawl_at_limit_of_pending_pages(rig: Rig) -> None:
    async def run() -> None:
        rig.add()
        rig.commits.commit_soon()
        await until(lambda: rig.disk.begun == 1)
        rig.add(MAX_PENDING_PAGES)
        threading.Timer(0.05, rig.disk.may_end.set).start()
        rig.commits.commit_soon()
        assert len(rig.stored) == 1 + MAX_PENDING_PAGES

    asyncio.run(run())


def test_log_is_copied_in_one_thread_while_commits_go_on(rig: Rig) -> None:
    async def commit(pages: int) -> None:
        stored = len(rig.stored) + pages
        rig.add(pages)
        rig.commits.commit_soon()
        await until(lambda: len(rig.stored) == stored)

    async def run() -> None:
        rig.disk.may_end.set()
        await commit(PAGES_PER_COPY - 1)
        assert rig.copies == 0
        await commit(1)
        await until(lambda: rig.copies == 1)
        await commit(PAGES_PER_COPY)
        assert rig.copies == 1, "the first has not ended"
        rig.may_copy.set()
        await commit(PAGES_PER_COPY)
        await until(lambda: rig.copies == 2)

    asyncio.run(run())


def test_file_can_be_finished_while_being_synced(tmp_path: Path) -> None:
    about = {"operator": "", "robots": "", "profile": "", "capture_method": ""}
    writer = WarcWriter(tmp_path, "union", "1", roll_at=1, **about)
    writer.write_metadata("<urn:uuid:1>", "http://hoi.vn/", "2026-01-01T00:00:00Z", [])
    sync = writer.begin_sync()
    assert sync
    writer.write_metadata("<urn:uuid:2>", "http://hoi.vn/2", "2026-01-01T00:00:00Z", [])  # in the next file
    sync.run()
    sync.done()
    assert writer.begin_sync() is not None, "the second file is not on disk"
    assert len(writer.close()) == 2


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(HANG_S):
        while not holds():
            await asyncio.sleep(0.005)

"""A workspace on a disk that is mounted read-only, and one whose files belong to another user."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.in_process import vustacrawl
from vustacrawl.workspace import Workspace


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Mount a folder read-only while the block runs."""
    for arguments in (["--bind", str(folder), str(folder)], ["-o", "remount,bind,ro", str(folder)]):
        mounted = subprocess.run(["mount", *arguments], capture_output=True, text=True)
        if mounted.returncode:
            pytest.skip(f"nothing can be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.slow
def test_read_only_workspace_can_be_read(crawled: Command, tmp_path: Path) -> None:
    with read_only(crawled.workspace):
        for arguments in (["stats"], ["search", "hội thảo"], ["verify"], ["export", "--out", str(tmp_path / "out")]):
            done = crawled(*arguments)
            assert done.returncode == 0, done.stderr
        assert "30 articles" in crawled("status").stdout
        for arguments in (["reparse"], ["crawl", "union"], ["import", "warc"], ["export"], ["authors"]):
            refused = crawled(*arguments)
            assert refused.returncode == 2, refused.stderr
            assert refused.stderr.startswith("Error: ")
            assert refused.stderr.count("\n") == 1


@pytest.mark.slow
def test_log_on_read_only_disk_is_not_ignored(crawled: Command) -> None:
    with closing(sqlite3.connect(crawled.workspace / "vustacrawl.db")) as writer:
        writer.execute("INSERT INTO day_counts VALUES ('2031-01-01', 1)")
        writer.commit()
        (crawled.workspace / "log").write_bytes((crawled.workspace / "vustacrawl.db-wal").read_bytes())
    (crawled.workspace / "log").rename(crawled.workspace / "vustacrawl.db-wal")
    with read_only(crawled.workspace):
        done = crawled("stats")
    assert done.returncode == 2
    assert "SQLite needs write access to its folder" in done.stderr


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "locks/union.lock"), "locks/union.lock: Permission denied"),
        (OSError(errno.EMFILE, "Too many open files"), "too many open files; allow more with `ulimit -n`"),
        (MemoryError(), "not enough memory"),
    ],
    ids=["another user's file", "open files", "memory"],
)
def test_lack_of_access_or_resources_is_named(
    crawled: Command, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    def denied(self: Workspace, site: str) -> None:
        raise error

    monkeypatch.setattr(Workspace, "_lock_file", denied)
    done = vustacrawl("reparse", "--processes", "1", folder=crawled.workspace)
    assert done.returncode in (1, 2)
    assert done.stderr == f"Error: {message}\n"

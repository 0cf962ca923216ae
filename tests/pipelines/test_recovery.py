"""What crashed crawls left of sites that a cluster worker may not get is recovered first, or the command ends."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.profiles import a_profile
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.writer import OPEN_SUFFIX
from vustacrawl.catalog import CatalogError
from vustacrawl.catalog.batch import CatalogBusyError
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.pipelines import recovery
from vustacrawl.pipelines.recovery import recover_left
from vustacrawl.workspace import Workspace

PROFILE = a_profile("https://union.vn/", name="union")
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Tin</p>"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace in which a crawl crashed after it had archived a page."""
    workspace = Workspace(tmp_path)
    crawl = Crawl(workspace, [PROFILE])
    crawl.archive_exchange("union", Exchange("https://union.vn/x", datetime.now(UTC), 0.1, b"GET /x HTTP/1.1", PAGE))
    crawl.abort("no power")
    crawl.close(interrupted=True)
    [file] = workspace.warc.iterdir()
    file.rename(f"{file}{OPEN_SUFFIX}")
    return workspace


def captures(workspace: Workspace) -> list[str]:
    with closing(sqlite3.connect(workspace.database)) as db:
        return [url for (url,) in db.execute("SELECT url FROM captures")]


def test_page_of_crashed_crawl_is_recovered(workspace: Workspace) -> None:
    recover_left(workspace, [PROFILE])
    assert captures(workspace) == ["https://union.vn/x"]


def test_locked_catalog_ends_command(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise CatalogBusyError("another process has locked it")

    with monkeypatch.context() as locked:
        locked.setattr(recovery, "_ingest", fail)
        with pytest.raises(CatalogError, match=r"union: .*another process has locked it"):
            recover_left(workspace, [PROFILE])
    recover_left(workspace, [PROFILE])
    assert captures(workspace) == ["https://union.vn/x"]


def test_site_in_use_is_named(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    with workspace.lock_site("union"):
        recover_left(workspace, [PROFILE])
    assert "union is in use by" in caplog.text
    assert captures(workspace) == []

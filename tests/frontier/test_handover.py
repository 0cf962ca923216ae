"""A site moves to another process only once the catalog has all of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.profiles import a_profile
from vustacrawl.archive.exchange import Exchange
from vustacrawl.frontier import crawl as crawl_module
from vustacrawl.frontier.crawl import Crawl, Handover
from vustacrawl.workspace import Workspace

PROFILE = a_profile("https://union.vn/", name="union")


def test_site_is_handed_over_once_catalog_is_free(tmp_path: Path) -> None:
    handed_over: list[Handover] = []
    with (
        Crawl(Workspace(tmp_path), [PROFILE]) as crawl,
        closing(sqlite3.connect(tmp_path / "vustacrawl.db", isolation_level=None)) as other,
    ):
        crawl.on_handover = handed_over.append
        response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Tin</p>"
        crawl.archive_exchange(
            "union", Exchange("https://union.vn/tin", datetime.now(UTC), 0.1, b"GET /tin HTTP/1.1\r\n\r\n", response)
        )
        crawl.leaving.add("union")
        crawl.batch.busy_timeout_s = 0.01
        other.execute("BEGIN IMMEDIATE")
        crawl.hand_over_idle()
        assert (handed_over, crawl.error) == ([], None)
        other.execute("ROLLBACK")
        crawl.hand_over_idle()
        assert [handover.site for handover in handed_over] == ["union"]
        assert not crawl.profiles
        listed = other.execute("SELECT name FROM warc_files WHERE sha256 IS NOT NULL").fetchall()
        assert [name for (name,) in listed] == [path.name for path in (tmp_path / "warc").iterdir()]


def test_sites_are_free_while_phrases_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, held = Workspace(tmp_path / "ws"), list[bool]()
    monkeypatch.setattr(crawl_module, "count_by_month", lambda *_: held.append(workspace.is_held("hoi")))
    with Crawl(workspace, [a_profile()]):
        held.append(workspace.is_held("hoi"))
    assert held == [True, False]

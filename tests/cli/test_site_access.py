"""A site that needs a cookie and a password."""

from __future__ import annotations

import gzip

import pytest

from tests.cli.conftest import Command, Site, rows


@pytest.mark.slow
def test_credentials_are_sent_to_site_and_not_archived(
    run: Command, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.cookie = "phien=rat-bi-mat"
    monkeypatch.setenv("VUSTACRAWL_UNION_COOKIE", site.cookie)
    monkeypatch.setenv("VUSTACRAWL_UNION_AUTH", "a:rat-bi-mat")
    assert run("crawl", "union", "--limit", "2").returncode == 0
    assert rows(run, "SELECT count(*) FROM captures WHERE status = 302") == [(0,)]
    [warc] = (run.workspace / "warc").glob("*.warc.gz")
    archived = gzip.decompress(warc.read_bytes())
    assert b"GET /tin HTTP/1.1" in archived
    assert b"rat-bi-mat" not in archived
    assert b"uthorization" not in archived
    assert run("verify").returncode == 0

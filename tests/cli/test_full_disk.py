"""A disk that fills up: the crawl ends cleanly, loses nothing, and continues once there is space."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def enlarge(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)


def noise(kilobytes: int) -> str:
    """Markup that does not compress."""
    return f"<!-- {os.urandom(kilobytes * 500).hex()} -->"


@pytest.mark.slow
@pytest.mark.parametrize("reserve", [1, 0], ids=["with-reserve", "without-reserve"])
def test_crawl_stops_cleanly_on_full_disk_and_continues_later(site: Site, small_disk: Path, reserve: int) -> None:
    run = Command(small_disk / "ws", site)
    (run.workspace / "vustacrawl.toml").write_text(f"[archive]\nreserve_mb = {reserve}\n", "utf-8")
    site.inside = {number: noise(150) for number in range(1, ARTICLES + 1)}
    site.delay = 0.05

    ended = run("crawl", "union")

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ("free some" if reserve else "written") in ended.stderr
    before = {url for (url,) in rows(run, "SELECT url FROM articles")}
    assert len(before) < ARTICLES

    enlarge(small_disk)
    (run.workspace / "vustacrawl.toml").write_text("[archive]\nreserve_mb = 1\n", "utf-8")
    run("crawl", "union")
    after = {url for (url,) in rows(run, "SELECT url FROM articles")}
    due = rows(run, "SELECT count(*) FROM frontier WHERE state = 'due' AND kind = 'article' AND attempts > 0")
    assert before <= after
    assert len(after) + due[0][0] == ARTICLES, "pages that could not be written are still due"
    verified = run("verify")
    assert verified.returncode == 0, verified.stdout


@pytest.mark.slow
def test_import_on_full_disk_counts_captures_as_failed(run: Command, site: Site, small_disk: Path) -> None:
    site.inside = {number: noise(300) for number in range(1, ARTICLES + 1)}
    assert run("crawl", "union").returncode == 0
    other = Command(small_disk / "ws", site)
    (other.workspace / "vustacrawl.toml").write_text("[archive]\nreserve_mb = 1\n", "utf-8")
    full = other("import", str(run.workspace / "warc"))
    assert full.returncode == 1
    assert "0 of sites without a profile, failed 3" in full.stderr.replace("\n", " ")
    assert "No space left on device" in full.stderr
    enlarge(small_disk)
    assert other("import", str(run.workspace / "warc")).returncode == 0
    assert rows(other, "SELECT count(*) FROM articles") == [(ARTICLES,)]

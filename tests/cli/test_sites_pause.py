"""Sites that are paused, resumed and removed."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.cli.conftest import Command, Site
from tests.in_process import vustacrawl


def test_paused_site_is_not_crawled_and_shown_as_paused(tmp_path: Path) -> None:
    (tmp_path / "vustacrawl.toml").write_text('[schedule]\nhusta = "every 1d"\nvusta = "every 1d"\n', "utf-8")
    assert vustacrawl("sites", "pause", "husta", "--reason", 'chuyển "máy chủ"', folder=tmp_path).returncode == 0
    done = vustacrawl("crawl", "husta", "--dry-run", folder=tmp_path)
    assert done.returncode == 2
    assert 'chuyển "máy chủ"; to crawl it: vustacrawl sites resume husta' in done.stderr
    rows = {row["site"]: row for row in json.loads(vustacrawl("schedule", "list", "--json", folder=tmp_path).stdout)}
    assert rows["husta"]["next"] is None
    assert rows["vusta"]["paused"] is None
    assert "husta: paused" in vustacrawl("crawl", "--all", "--dry-run", folder=tmp_path).stderr
    assert vustacrawl("sites", "resume", "husta", folder=tmp_path).returncode == 0
    assert vustacrawl("sites", "resume", "husta", folder=tmp_path).returncode == 2
    assert vustacrawl("crawl", "husta", "--dry-run", folder=tmp_path).returncode == 0


def test_pausing_unknown_site_is_usage_error(tmp_path: Path) -> None:
    done = vustacrawl("sites", "pause", "hutsa", folder=tmp_path)
    assert (done.returncode, "did you mean husta?" in done.stderr) == (2, True)


@pytest.mark.slow
def test_removed_site_is_restored_by_importing_its_archive(run: Command, site: Site) -> None:
    run("crawl", "union", "--limit", "3")
    workspace = run.workspace
    on_another_disk = OSError(errno.EXDEV, os.strerror(errno.EXDEV))
    with patch.object(os, "rename", side_effect=on_another_disk):
        done = vustacrawl("sites", "remove", "union", "--yes", folder=workspace)
    assert done.stdout == "union: 3 articles removed from the catalog; 1 archive file in removed/union\n"
    assert vustacrawl("verify", folder=workspace).returncode == 0
    assert vustacrawl("stats", folder=workspace).returncode == 0
    assert "paused since" in run("crawl", "union").stderr
    assert vustacrawl("sites", "resume", "union", folder=workspace).returncode == 0
    assert "3 articles added" in vustacrawl("import", "removed/union", folder=workspace).stderr
    assert vustacrawl("sites", "remove", "nobody", "--yes", folder=workspace).returncode == 2

"""``vustacrawl backup``, also during a crawl."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.cli.conftest import ARTICLES, Command, Site, rows
from tests.waiting import HANG_S, wait_until


def test_backup_during_crawl_is_valid_and_can_be_restored(run: Command, site: Site, tmp_path: Path) -> None:
    site.delay = 0.1
    crawl = run.start("crawl", "union")
    wait_until(lambda: sum(site.requests.values()) >= 6, crawl)
    site.may_respond.clear()
    made = run("backup", str(tmp_path / "elsewhere"))
    assert crawl.poll() is None, "the crawl is still running"
    assert made.returncode == 0, made.stderr
    site.delay = 0.0
    site.may_respond.set()
    _, err = crawl.communicate(timeout=HANG_S)
    assert f"{ARTICLES} articles added" in err, "the crawl is not disturbed"

    copy = Path(made.stdout.strip())
    checked = subprocess.run(["sha256sum", "--check", f"{copy.name}.sha256"], cwd=copy.parent, capture_output=True)
    assert checked.returncode == 0
    for left in run.workspace.glob("vustacrawl.db*"):
        left.unlink()
    shutil.copy(copy, run.workspace / "vustacrawl.db")
    before = rows(run, "SELECT count(*) FROM articles")[0][0]
    assert before < ARTICLES
    requests_before = site.requests.copy()
    assert run("crawl", "union").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    again = [path for path in site.requests if path.startswith("/bai") and site.requests[path] > requests_before[path]]
    assert not again, "archived pages are imported, not requested"
    assert run("verify").returncode == 0


def test_backup_without_catalog_fails(run: Command) -> None:
    ended = run("backup")
    assert ended.returncode == 2
    assert "no catalog here yet" in ended.stderr


def test_unwritable_backup_folder_is_reported_in_one_line(crawled: Command) -> None:
    ended = crawled("backup", "/proc/none")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: /proc/none")
    assert ended.stderr.count("\n") == 1

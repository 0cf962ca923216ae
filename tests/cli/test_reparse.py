"""``reparse`` runs the current parsers over the archive: no requests, nothing lost, resumable."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows
from tests.waiting import HANG_S, children_of, ended_within, wait_until

BOLD_LEAD = """
[selectors]
title = "div.sapo h5"
"""


def change_profile(run: Command) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(profile.read_text("utf-8") + BOLD_LEAD, "utf-8")


def test_changed_parse_result_is_stored_as_version(crawled: Command, site: Site) -> None:
    run = crawled
    assert "parsed 0 pages" in run("reparse").stderr

    change_profile(run)
    done = run("reparse", "union", "--processes", "2")

    assert done.returncode == 0, done.stderr
    assert f"{ARTICLES} articles changed" in done.stderr
    assert not site.requests
    assert rows(run, "SELECT count(*), min(cause) FROM article_versions") == [(ARTICLES, "parser")]
    assert rows(run, "SELECT count(*) FROM articles WHERE title LIKE 'Ngày 30/12%'") == [(ARTICLES,)]
    assert rows(run, "SELECT count(*) FROM captures WHERE url LIKE '%-p%'") == [(ARTICLES,)]
    assert "parsed 0 pages" in run("reparse").stderr
    verified = run("verify")
    assert verified.returncode == 0, verified.stdout


def test_previously_unparsable_page_is_added(run: Command, site: Site) -> None:
    site.unreadable.add(4)
    run("crawl", "union")
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]
    change_profile(run)
    done = run("reparse")
    assert "1 new" in done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]


def descendants_of(pid: int) -> set[int]:
    children = children_of(pid)
    return children.union(*map(descendants_of, children))


def start_reparse(run: Command) -> tuple[subprocess.Popen[str], set[int]]:
    """Start parsing all pages with a changed profile; return the process and the ids of its four descendants."""
    change_profile(run)
    process = run.start("reparse", "--processes", "2")
    readers: set[int] = set()
    while len(readers) < 4 and process.poll() is None:  # a resource tracker, a fork server and two parsers
        readers |= descendants_of(process.pid)
        time.sleep(0.02)
    assert len(readers) == 4
    return process, readers


def is_running(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_stopped_reparse_leaves_no_process_and_can_be_run_again(crawled: Command, by: signal.Signals) -> None:
    process, readers = start_reparse(crawled)
    process.send_signal(by)
    assert "Traceback" not in ended_within(10, process)
    again = crawled("reparse")
    assert again.returncode == 0, again.stderr
    wait_until(lambda: not any(map(is_running, readers)))
    assert rows(crawled, "SELECT count(*) FROM article_versions") == [(ARTICLES,)]


def test_killed_parser_process_is_reported(crawled: Command) -> None:
    process, readers = start_reparse(crawled)
    os.kill(max(readers), signal.SIGKILL)
    _, err = process.communicate(timeout=HANG_S)
    assert process.returncode == 1
    assert "a process that reads pages died" in err
    assert crawled("reparse").returncode == 0
    assert rows(crawled, "SELECT count(*) FROM article_versions") == [(ARTICLES,)]


def test_unknown_site_is_usage_error(crawled: Command) -> None:
    done = crawled("reparse", "onion")
    assert done.returncode == 2
    assert "the catalog has no site 'onion'" in done.stderr

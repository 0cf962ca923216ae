"""Today's parsers over the archive: no site asked, nothing lost, gone on with after a kill."""

from __future__ import annotations

import signal
import time

from tests.cli.conftest import ARTICLES, Command, Site
from tests.cli.test_archive import rows

BOLD_LEAD = """
[selectors]
title = "div.sapo h5"
"""


def with_another_profile(run: Command) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(profile.read_text("utf-8") + BOLD_LEAD, "utf-8")


def test_what_reads_differently_is_a_version(run: Command, site: Site) -> None:
    run("crawl", "union")
    asked = sum(site.asked.values())
    assert "0 pages read" in run("reparse").stderr

    with_another_profile(run)
    done = run("reparse", "union", "--processes", "2")

    assert done.returncode == 0, done.stderr
    assert f"{ARTICLES} articles read differently" in done.stderr
    assert sum(site.asked.values()) == asked
    assert rows(run.workspace, "SELECT count(*), min(cause) FROM article_versions") == [(ARTICLES, "parser")]
    assert rows(run.workspace, "SELECT count(*) FROM articles WHERE title LIKE 'Ngày 30/12%'") == [(ARTICLES,)]
    assert rows(run.workspace, "SELECT count(*) FROM captures WHERE url LIKE '%-p%'") == [(ARTICLES,)]
    assert "0 pages read" in run("reparse").stderr
    verified = run("verify")
    assert verified.returncode == 0, verified.stdout


def test_a_page_that_no_parser_could_read_is_read_when_one_can(run: Command, site: Site) -> None:
    site.unreadable.add(4)
    run("crawl", "union")
    assert rows(run.workspace, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]
    with_another_profile(run)
    done = run("reparse")
    assert "1 read for the first time" in done.stderr
    assert rows(run.workspace, "SELECT count(*) FROM articles") == [(ARTICLES,)]


def test_a_killed_reparse_goes_on(run: Command, site: Site) -> None:
    run("crawl", "union")
    with_another_profile(run)
    process = run.start("reparse", "--processes", "1")
    time.sleep(1.0)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert run("reparse").returncode == 0
    assert rows(run.workspace, "SELECT count(*) FROM article_versions") == [(ARTICLES,)]


def test_an_unknown_site_is_one_clear_line(run: Command) -> None:
    run("crawl", "union", "--limit", "1")
    done = run("reparse", "onion")
    assert done.returncode == 2
    assert "the catalog has no site 'onion'" in done.stderr

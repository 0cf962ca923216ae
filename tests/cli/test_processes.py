"""``vustacrawl crawl --processes``, with sites at separate loopback addresses."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows, served
from tests.waiting import HANG_S, children_of, ended_within, wait_until
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.sites import find_profile
from vustacrawl.spiders.processes import DividedCrawl
from vustacrawl.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "darwin", reason="macOS has one loopback address, and sites share no host"),
]
NAMES = ("an", "binh", "chau", "dung")


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    with ExitStack() as servers:
        yield [servers.enter_context(served(f"127.0.0.{at}")) for at in range(2, 2 + len(NAMES))]


@pytest.fixture
def run(tmp_path: Path, sites: list[Site]) -> Command:
    command = Command(tmp_path / "ws", sites[0])
    (command.workspace / "sites" / "union.toml").unlink()
    for name, site in zip(NAMES, sites, strict=True):
        command.add_profile(name, site)
    return command


def crawlers_of(pid: int) -> list[int]:
    return [child for server in children_of(pid) for child in children_of(server)]


def request_count(sites: list[Site]) -> int:
    return sum(sum(site.requests.values()) for site in sites)


def test_two_processes_crawl_every_site_once(run: Command, sites: list[Site]) -> None:
    done = run("crawl", *NAMES, "--processes", "2")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "articles added" in line] == [
        f"{name}: {ARTICLES + 3} pages, {ARTICLES} articles added, 0 changed, 0 problems" for name in NAMES
    ]
    assert rows(run, "SELECT site, count(*) FROM articles GROUP BY site") == [(name, ARTICLES) for name in NAMES]
    assert rows(run, "SELECT count(*), count(DISTINCT site), min(outcome), max(outcome) FROM crawls") == [
        (4, 4, "finished", "finished")
    ]
    assert all(times == 1 for site in sites for path, times in site.requests.items() if path != "/robots.txt"), (
        "robots.txt is requested again if a site moves to a process that is idle, as on a busy machine"
    )
    assert run("verify").returncode == 0
    again = run("crawl", *NAMES, "--processes", "2")
    assert again.returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(4 * ARTICLES,)]


def test_sites_move_to_idle_process(run: Command, sites: list[Site]) -> None:
    for site in sites[::2]:  # the sites of the first process, which still has work when the second has none
        site.endless = True
        site.delay = 0.02
    process = run.start("crawl", *NAMES, "--processes", "2", "--limit", "450")
    begun: set[int] = set()
    wait_until(lambda: len(begun.update(crawlers_of(process.pid)) or begun) >= 3 or process.poll() is not None)
    _, err = process.communicate(timeout=HANG_S)
    assert len(begun) == 3, err
    assert process.returncode == 0, err
    counts = dict(rows(run, "SELECT site, count(*) FROM articles GROUP BY site"))
    assert counts == {"an": 450, "binh": ARTICLES, "chau": 450, "dung": ARTICLES}
    assert rows(run, "SELECT count(*), count(finished_at) FROM crawls") == [(4, 4)], (
        "a site that moves stays in its crawl"
    )
    moved = rows(run, "SELECT site FROM warc_files GROUP BY site HAVING count(*) > 1")
    assert moved in ([("an",)], [("chau",)]), "the process that continues writes separate files"
    assert all(times == 1 for site in sites for path, times in site.requests.items() if path != "/robots.txt")
    assert run("verify").returncode == 0


def test_sites_of_killed_process_are_crawled_again(run: Command, sites: list[Site]) -> None:
    for site in sites:
        site.delay = 0.02
    process = run.start("crawl", *NAMES, "--processes", "2")
    wait_until(lambda: request_count(sites) > 40, process)
    os.kill(crawlers_of(process.pid)[0], signal.SIGKILL)
    _, err = process.communicate(timeout=HANG_S)
    assert process.returncode == 1
    assert "a process of the crawl was killed by signal 9; crawling its 2 sites again: " in err
    assert err.count("1 × crawl: its process died and another one crawled it again") == 2
    assert rows(run, "SELECT site, count(*) FROM articles GROUP BY site") == [(name, ARTICLES) for name in NAMES]
    assert run("verify").returncode == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_all_processes(run: Command, sites: list[Site], how: signal.Signals) -> None:
    for site in sites:
        site.endless = True
    process = run.start("crawl", *NAMES, "--processes", "2")
    wait_until(lambda: request_count(sites) > 60, process)
    for site in sites:
        site.may_respond.clear()  # responses that never arrive do not delay it
    crawlers = crawlers_of(process.pid)
    process.send_signal(how)
    err = ended_within(10, process)
    for site in sites:
        site.may_respond.set()
    assert process.returncode == 1
    assert err.count("stopped early; run it again to pick up where it left off") == 1
    wait_until(lambda: not any(Path(f"/proc/{crawler}").exists() for crawler in crawlers))
    assert rows(run, "SELECT DISTINCT outcome FROM crawls") == [("interrupted",)]
    assert rows(run, "SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]


def test_processes_stop_when_command_is_killed(run: Command, sites: list[Site]) -> None:
    for site in sites:
        site.endless = True
    process = run.start("crawl", *NAMES, "--processes", "2")
    wait_until(lambda: request_count(sites) > 60, process)
    crawlers = crawlers_of(process.pid)
    process.kill()
    process.communicate(timeout=HANG_S)
    wait_until(lambda: not any(Path(f"/proc/{crawler}").exists() for crawler in crawlers))
    assert rows(run, "SELECT DISTINCT outcome FROM crawls") == [("interrupted",)]


def test_site_in_use_is_usage_error(run: Command, sites: list[Site]) -> None:
    sites[0].may_respond.clear()
    other = run.start("crawl", "an")
    wait_until(lambda: request_count(sites[:1]) > 0, other)
    done = run("crawl", *NAMES, "--processes", "2")
    sites[0].may_respond.set()
    other.communicate(timeout=HANG_S)
    assert done.returncode == 2
    assert "an is in use by `vustacrawl crawl an`" in done.stderr
    assert request_count(sites[1:]) == 0


def test_site_locked_by_other_command_is_reported_and_skipped(run: Command) -> None:
    workspace = Workspace(run.workspace)
    profiles = [find_profile(name, workspace.sites) for name in NAMES]
    crawl = DividedCrawl(workspace, profiles, partial(Crawl, workspace), processes=1)
    with workspace.lock_site("an"):
        crawl.run("CRITICAL")
    given_up = {name: stats.given_up for name, stats in crawl.stats.items() if stats.given_up}
    assert [*given_up] == ["an"]
    assert str(given_up["an"]).startswith("in use by `")
    assert crawl.error is None
    crawled = "SELECT site, count(*) FROM articles GROUP BY site ORDER BY site"
    assert rows(run, crawled) == [(name, ARTICLES) for name in NAMES[1:]]

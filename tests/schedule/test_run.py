"""The loop that starts crawls, with a fake clock and commands that end at once."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.waiting import HANG_S
from vustacrawl.schedule.plan import read_plans
from vustacrawl.schedule.run import Schedule
from vustacrawl.schedule.starts import Starts
from vustacrawl.workspace import IN_USE_CODE, Workspace

SITES = ["husta", "vusta"]


def a_workspace(folder: Path, schedule: str) -> Workspace:
    (folder / "vustacrawl.toml").write_text(f'[schedule]\njitter = "0s"\n{schedule}\n', "utf-8")
    workspace = Workspace(folder)
    workspace.prepare()
    return workspace


class Clock:
    """A clock that advances at every reading, at any speed."""

    def __init__(self, step: timedelta) -> None:
        self.moment = datetime.now(UTC)
        self.step = step

    def __call__(self) -> datetime:
        self.moment += self.step
        return self.moment


def a_schedule(
    workspace: Workspace,
    command: Callable[[Sequence[str]], list[str]],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    broken: Callable[[str, str], None] = lambda site, reason: None,
    sites: Sequence[str] = SITES,
) -> Schedule:
    return Schedule(workspace, read_plans(workspace.config.schedule, sites), command, broken, clock)


def commands_into(started: list[list[str]]) -> Callable[[Sequence[str]], list[str]]:
    """Return a maker of commands that succeed at once; it adds the sites of each to a list."""

    def command(sites: Sequence[str]) -> list[str]:
        started.append(list(sites))
        return ["true"]

    return command


async def run_for(schedule: Schedule, enough: Callable[[], bool]) -> None:
    """Run the schedule until ``enough``; then stop it as systemd would."""
    running = asyncio.create_task(schedule.run())
    async with asyncio.timeout(HANG_S):
        while not enough():
            await asyncio.sleep(0.01)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, HANG_S)
    assert enough()


def test_once_ends_when_nothing_is_due(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, '"*" = "every 6h"')
    started: list[list[str]] = []
    for _ in range(2):
        asyncio.run(a_schedule(workspace, commands_into(started)).run(once=True))
    assert started == [["husta", "vusta"]], "one process for both, and nothing is due in the second run"
    assert set(Starts(workspace).all(datetime.now(UTC))) == {"husta", "vusta"}


@pytest.mark.parametrize(
    ("end", "reason"),
    [("kill -9 $$", "the crawl was killed by signal 9"), ("exit 2", "the crawl crashed (exit code 2)")],
)
def test_site_that_crashes_process_is_reported_and_affects_no_other(tmp_path: Path, end: str, reason: str) -> None:
    workspace = a_workspace(tmp_path, '"*" = "every 6h"')
    reported: list[tuple[str, str]] = []
    crawled: list[str] = []

    def command(sites: Sequence[str]) -> list[str]:
        if "husta" in sites:
            return ["sh", "-c", end]
        crawled.extend(sites)
        return ["true"]

    sites = ["busta", "husta", "lusta", "tusta", "vusta"]
    schedule = a_schedule(workspace, command, broken=lambda *words: reported.append(words), sites=sites)
    asyncio.run(schedule.run(once=True))
    assert reported == [("husta", reason)]
    assert schedule.failures == 1
    assert sorted(crawled) == ["busta", "lusta", "tusta", "vusta"], "each is crawled once"
    assert set(Starts(workspace).all(datetime.now(UTC))) == set(sites), "the failed site is not tried again at once"


def test_sites_due_meanwhile_do_not_wait_for_first_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vustacrawl.schedule.run.MAX_SLEEP_S", 0.01)
    workspace = a_workspace(tmp_path, 'husta = "every 1h"\nlusta = "every 5h"\nvusta = "every 5h"')
    clock = Clock(timedelta())
    starts = Starts(workspace)
    for site, hours in (("husta", 2), ("lusta", 1), ("vusta", 1)):
        starts.record(site, clock.moment - timedelta(hours=hours))
    started: list[list[str]] = []

    def command(sites: Sequence[str]) -> list[str]:
        started.append(list(sites))
        if len(started) == 1:
            clock.moment += timedelta(hours=4)
        return ["sleep", "30"]

    schedule = a_schedule(workspace, command, clock, sites=["husta", "lusta", "vusta"])
    asyncio.run(run_for(schedule, lambda: len(started) == 2))
    assert started == [["husta"], ["lusta", "vusta"]]


def test_starts_recorded_while_clock_was_ahead_do_not_hold_up_the_schedule(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, '"*" = "every 6h"')
    for site in SITES:
        Starts(workspace).record(site, datetime.now(UTC) + timedelta(days=400))
    started: list[list[str]] = []
    for _ in range(2):
        asyncio.run(a_schedule(workspace, commands_into(started)).run(once=True))
    assert started == [SITES], "once, and then after six hours"


def test_missing_workspace_is_reported_once_a_minute(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, '"*" = "every 6h"')
    reported: list[tuple[str, str]] = []
    schedule = a_schedule(workspace, lambda _: ["true"], broken=lambda *words: reported.append(words))
    (tmp_path / "locks").rmdir()
    rounds = iter(range(50))
    asyncio.run(run_for(schedule, lambda: next(rounds, 49) >= 40))
    assert sorted(site for site, _ in reported) == SITES
    assert all(reason.startswith("the crawl could not be started: ") for _, reason in reported)


@pytest.mark.slow
def test_memory_does_not_grow_over_many_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vustacrawl.schedule.run.MAX_SLEEP_S", 0.001)
    workspace = a_workspace(tmp_path, '"*" = "every 1h"')
    started: Counter[str] = Counter()
    peaks: list[int] = []

    def command(sites: Sequence[str]) -> list[str]:
        started.update(sites)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return ["true"]

    schedule = a_schedule(workspace, command, Clock(timedelta(minutes=10)))
    asyncio.run(run_for(schedule, lambda: sum(started.values()) >= 300))
    assert min(started.values()) > 100
    assert peaks[-1] - peaks[50] < 3_000, "kilobytes"


def test_at_once_limits_number_of_processes(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, '"*" = "every 6h"\nat_once = 1')
    log = tmp_path / "log"
    script = f"echo begin >> {log}; sleep 0.2; echo end >> {log}"

    def command(sites: Sequence[str]) -> list[str]:
        return ["sh", "-c", script if len(sites) == 1 else "exit 3"]

    asyncio.run(a_schedule(workspace, command).run(once=True))
    assert log.read_text().split() == ["begin", "end", "begin", "end"]


def test_sigterm_lets_running_crawl_end_cleanly(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, 'vusta = "every 6h"')
    began, ended = tmp_path / "began", tmp_path / "ended"
    program = (
        "import signal, sys, time, pathlib\n"
        f"def end(*_): time.sleep(.3); pathlib.Path({str(ended)!r}).touch(); sys.exit(0)\n"
        f"signal.signal(signal.SIGTERM, end); pathlib.Path({str(began)!r}).touch(); time.sleep(30)"
    )
    schedule = a_schedule(workspace, lambda _: [sys.executable, "-c", program])
    asyncio.run(run_for(schedule, began.exists))
    assert ended.exists()


def test_scheduled_crawl_waits_for_manual_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vustacrawl.schedule.run.HELD_POLL_S", 0.05)
    workspace = a_workspace(tmp_path, 'vusta = "every 6h"')
    freed: list[float] = []
    started: list[float] = []

    def command(_: Sequence[str]) -> list[str]:
        started.append(time.monotonic())
        return ["true"]

    async def hold_and_run() -> None:
        schedule = a_schedule(workspace, command)
        with workspace.lock_site("vusta"):
            running = asyncio.create_task(schedule.run(once=True))
            await asyncio.sleep(0.3)
            assert not started
            freed.append(time.monotonic())
        await asyncio.wait_for(running, HANG_S)

    asyncio.run(hold_and_run())
    assert len(started) == 1
    assert started[0] > freed[0]


def test_scheduled_crawl_waits_if_manual_crawl_locks_site_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr("vustacrawl.schedule.run.HELD_POLL_S", 0.05)
    workspace = a_workspace(tmp_path, 'vusta = "every 6h"')
    manual = ExitStack()
    codes: list[int] = []
    reported: list[str] = []

    def command(sites: Sequence[str]) -> list[str]:
        if not codes:  # after the check whether the site is free
            manual.enter_context(workspace.lock_site(sites[0]))
        codes.append(0 if codes else IN_USE_CODE)
        return ["sh", "-c", f"exit {codes[-1]}"]

    async def run() -> None:
        schedule = a_schedule(workspace, command, broken=lambda _, reason: reported.append(reason))
        running = asyncio.create_task(schedule.run(once=True))
        async with asyncio.timeout(HANG_S):
            while "vusta: already being crawled" not in caplog.text:
                await asyncio.sleep(0.01)
        assert codes == [IN_USE_CODE]
        manual.close()
        await asyncio.wait_for(running, HANG_S)
        assert not schedule.failures

    asyncio.run(run())
    assert codes == [IN_USE_CODE, 0]
    assert not reported


def test_sites_are_crawled_again_if_manual_crawl_has_ended_meanwhile(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, '"*" = "every 6h"')
    started: list[list[str]] = []
    reported: list[str] = []

    def command(sites: Sequence[str]) -> list[str]:
        started.append(list(sites))
        return ["sh", "-c", f"exit {IN_USE_CODE if len(started) == 1 else 0}"]

    schedule = a_schedule(workspace, command, broken=lambda _, reason: reported.append(reason))
    asyncio.run(schedule.run(once=True))
    assert started == [SITES, SITES]
    assert (reported, schedule.failures) == ([], 0)


def test_crawl_that_fails_to_start_is_reported(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, 'vusta = "every 6h"')
    reported: list[str] = []
    schedule = a_schedule(workspace, lambda _: ["sh", "-c", "exit 2"], broken=lambda _, reason: reported.append(reason))
    asyncio.run(schedule.run(once=True))
    assert reported == ["the crawl crashed (exit code 2)"]

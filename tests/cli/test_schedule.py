"""``vustacrawl schedule``, with real crawls at short intervals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows
from tests.in_process import vustacrawl
from tests.waiting import HANG_S, wait_until
from vustacrawl.workspace import IN_USE_CODE, SCHEDULED, Workspace

CRONTAB = """#!/bin/sh
[ "$1" = -u ] && shift 2
[ "$1" = -l ] && exec cat "$(dirname "$0")/table"
exec cat > "$(dirname "$0")/table"
"""
CRAWLS = "SELECT site, outcome FROM crawls ORDER BY id"


def plan(run: Command, *lines: str) -> None:
    text = "\n".join(["[schedule]", 'jitter = "0s"', *lines, ""])
    (run.workspace / "vustacrawl.toml").write_text(text, "utf-8")


def finished_crawls(run: Command) -> int:
    try:
        return len(rows(run, "SELECT id FROM crawls WHERE finished_at > ''"))
    except sqlite3.OperationalError:  # the first crawl has not created the table yet
        return 0


def test_site_is_crawled_repeatedly_until_sigterm(run: Command) -> None:
    plan(run, 'union = "every 1s"')
    process = run.start("schedule", "run")
    wait_until(lambda: finished_crawls(run) >= 2)
    process.terminate()
    _, err = process.communicate(timeout=HANG_S)
    assert process.returncode == 0, err
    assert "union: crawl started (every 1s)" in err
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert "Traceback" not in err


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_running_crawl_cleanly(run: Command, site: Site, how: signal.Signals) -> None:
    site.delay = 0.1
    plan(run, 'union = "every 1h"')
    process = run.start("schedule", "run")
    wait_until(lambda: sum(site.requests.values()) > 5)
    process.send_signal(how)
    _, err = process.communicate(timeout=HANG_S)
    assert process.returncode == 0, err
    assert rows(run, CRAWLS) == [("union", "interrupted")]
    assert rows(run, "SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]


def test_site_with_invalid_profile_does_not_affect_others(run: Command) -> None:
    (run.workspace / "sites" / "broken.toml").write_text("family = 3", "utf-8")
    plan(run, 'union = "every 1h"', 'broken = "every 1h"')
    ended = run("schedule", "run", "--once")
    assert ended.returncode == 1
    assert "broken: the crawl crashed (exit code 2)" in ended.stderr
    assert rows(run, CRAWLS) == [("union", "finished")]


def test_missed_start_is_caught_up_once(run: Command) -> None:
    run("crawl", "union")
    rows(run, "UPDATE crawls SET started_at = '2026-01-01T00:00:00.000Z' RETURNING id")
    plan(run, 'union = "30 5 * * *"')
    for _ in range(2):
        assert run("schedule", "run", "--once").returncode == 0
    assert rows(run, CRAWLS) == [("union", "finished")] * 2


def test_manual_crawl_counts_as_start_and_never_overlaps(run: Command, site: Site) -> None:
    site.delay = 0.1
    by_hand = run.start("crawl", "union")
    wait_until(lambda: sum(site.requests.values()) > 3)
    plan(run, 'union = "every 6h"')
    by_schedule = run("schedule", "run", "--once")
    assert (by_schedule.returncode, by_schedule.stderr) == (0, ""), "its start is six hours away"
    by_hand.communicate(timeout=HANG_S)
    assert rows(run, CRAWLS) == [("union", "finished")]


def test_scheduled_crawl_reports_site_in_use(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SCHEDULED, "1")
    workspace = Workspace(run.workspace)
    workspace.prepare()
    with workspace.lock_site("union"):
        ended = run("crawl", "union")
    assert ended.returncode == IN_USE_CODE
    assert ended.stderr.startswith("Error: union is in use by ")


def test_every_line_is_json_with_log_json(run: Command) -> None:
    plan(run, 'union = "every 1h"')
    lines = [json.loads(line) for line in run("schedule", "run", "--once", "--log-json").stderr.splitlines()]
    assert [line["message"] for line in lines if line["logger"] == "vustacrawl.schedule.run"] == [
        "union: crawl started (every 1h)",
        "union: crawl finished with exit code 0",
    ]
    assert all(line["time"].endswith("Z") and line["level"] for line in lines)


def test_list_and_status_show_last_and_next_start(run: Command) -> None:
    run("crawl", "union")
    plan(run, 'union = "30 5 * * *"', 'vusta = "every 6h"')
    listed = {row["site"]: row for row in json.loads(run("schedule", "list", "--json").stdout)}
    following = datetime.fromisoformat(listed["union"]["next"])
    assert (following.hour, following.minute, following.utcoffset()) == (5, 30, following.utcoffset())
    assert listed["union"]["next"].endswith("+07:00")
    assert listed["union"]["last"] is not None
    assert listed["vusta"]["last"] is None
    table = run("schedule", "list").stdout
    assert f"{following:%Y-%m-%d %H:%M}" in table
    assert "now" in table
    [state] = json.loads(run("status", "--json").stdout)
    assert datetime.fromisoformat(state["next_crawl"]) == following
    assert f"next crawl {following:%Y-%m-%d %H:%M}" in run("status").stdout


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('unoin = "every 6h"', "schedule.unoin: no profile has this name (did you mean union?)"),
        ('union = "6h"', "schedule.union: '6h' is neither 'every 6h' nor a cron expression"),
        ("union = 6", "schedule.union"),
        ("at_once = 0", "schedule.at_once"),
    ],
)
@pytest.mark.parametrize("command", ["run", "list", "install"])
def test_config_error_is_reported_in_one_line(run: Command, line: str, message: str, command: str) -> None:
    plan(run, line)
    ended = run("schedule", command)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_schedule_without_times_can_be_installed_but_not_run(run: Command) -> None:
    ended = run("schedule", "run")
    assert ended.returncode == 2
    assert "sets no times" in ended.stderr
    installed = run("schedule", "install", "--as", "cron", "--account", "daemon", "--print")
    assert installed.returncode == 0
    assert "sets no times" in installed.stderr


def printed_units(run: Command, folder: Path, *options: str) -> list[Path]:
    ended = run("schedule", "install", "--print", *options)
    assert ended.returncode == 0, ended.stderr
    units = []
    for part in ended.stdout.split("# /")[1:]:
        path, _, text = part.partition("\n")
        units.append(folder / Path(path).name)
        units[-1].write_text(text, "utf-8")
    return units


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize(
    "scope", [("--system", "--account", "daemon"), ()] if os.geteuid() else [("--account", "daemon")]
)
@pytest.mark.parametrize("how", ["timer", "service"])
def test_systemd_units_pass_systemd_analyze(run: Command, tmp_path: Path, how: str, scope: tuple[str, ...]) -> None:
    units = printed_units(run, tmp_path, "--as", how, *scope)
    assert [unit.suffix for unit in units] == [".service", ".timer"][: 2 if how == "timer" else 1]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    text = units[0].read_text("utf-8")
    assert "Restart=on-failure" in text
    assert "NoNewPrivileges=yes" in text
    assert ("User=daemon" in text) == bool(scope)


def test_install_never_defaults_to_root(run: Command) -> None:
    ended = run("schedule", "install", "--system", "--print")
    if run.workspace.stat().st_uid == 0:
        assert ended.returncode == 2
        assert "specify --account" in ended.stderr
    else:
        assert f"User={run.workspace.owner()}" in ended.stdout
    assert "User=root" not in ended.stdout


def test_user_without_home_or_name_can_install(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {uid}")

    monkeypatch.setattr("os.geteuid", lambda: 12345)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    for name in ("HOME", "LOGNAME", "USER", "LNAME", "USERNAME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    refused = vustacrawl("schedule", "install", folder=run.workspace)
    assert refused.returncode == 2
    assert "set XDG_CONFIG_HOME" in refused.stderr
    monkeypatch.setenv("XDG_CONFIG_HOME", str(run.workspace))
    installed = vustacrawl("schedule", "install", folder=run.workspace)
    assert installed.returncode == 0, installed.stderr
    assert "loginctl enable-linger" in installed.stderr


def test_crontab_line_replaces_older_one(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, program = tmp_path / "table", tmp_path / "crontab"
    program.write_text(CRONTAB, "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    table.write_text("0 1 * * * other\n", "utf-8")
    for _ in range(2):
        ended = run("schedule", "install", "--as", "cron", "--account", "daemon")
        assert ended.returncode == 0, ended.stderr
    other, ours = table.read_text("utf-8").splitlines()
    assert other == "0 1 * * * other"
    assert ours == ended.stdout.strip()
    assert ours.startswith("*/5 * * * * ")
    assert f"--workspace {run.workspace} schedule run --once" in ours

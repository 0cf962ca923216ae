"""Ctrl-C and SIGTERM end every command, whatever it is waiting for."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Command, Site, rows
from tests.waiting import HANG_S, ended_within, wait_until
from vustacrawl.interrupts import watch_signals

BOUND_S = 10
"""Seconds after the first signal within which every command must have ended."""


@contextmanager
def catalog_locked(workspace: Path) -> Iterator[None]:
    """Let no other process read or write the catalog."""
    with closing(sqlite3.connect(workspace / "vustacrawl.db", isolation_level=None)) as db:
        assert db.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
        db.execute("BEGIN EXCLUSIVE")
        yield


def handles_sigterm(process: subprocess.Popen[str]) -> bool:
    """Return whether the process handles SIGTERM yet."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) & 1 << signal.SIGTERM - 1)


def stop_by_signal(process: subprocess.Popen[str], by: signal.Signals) -> str:
    """Send a signal, check that the command ends cleanly, and return its stderr."""
    process.send_signal(by)
    err = ended_within(BOUND_S, process)
    assert "Traceback" not in err
    assert "could not be stopped" not in err
    return err


def stalled() -> Iterable[bytes]:
    """A response that begins and then stalls."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>"
    for _ in range(600):
        yield b""


COMMANDS = {
    "authors": ["authors"],
    "backup": ["backup"],
    "crawl": ["crawl", "union"],
    "diff": ["diff", "2020-01-01"],
    "export": ["export"],
    "import": ["import", "warc"],
    "package": ["package", "union", "--cdxj"],
    "reparse": ["reparse"],
    "search": ["search", "hội thảo"],
    "stats": ["stats"],
    "status": ["status"],
    "verify": ["verify"],
    "why": ["why", "http://127.0.0.1/bai-p1.html"],
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_command_waiting_for_catalog_can_be_stopped(crawled: Command, name: str) -> None:
    with catalog_locked(crawled.workspace):
        process = crawled.start(*COMMANDS[name])
        wait_until(lambda: handles_sigterm(process))
        time.sleep(0.5)  # it must end whether or not it is waiting by now
        err = stop_by_signal(process, signal.SIGTERM)
    assert process.returncode == 1, err
    assert "stopped" in err


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_crawl_with_stalled_download_can_be_stopped(run: Command, site: Site, by: signal.Signals) -> None:
    site.raw["/bai-p1.html"] = stalled()
    process = run.start("crawl", "union")
    wait_until(lambda: site.requests["/bai-p1.html"] > 0)
    err = stop_by_signal(process, by)
    assert process.returncode == 1
    assert "stopped early; run it again" in err
    assert rows(run, "SELECT outcome FROM crawls") == [("interrupted",)]
    assert rows(run, "SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]
    assert not list((run.workspace / "warc").glob("*.open"))


def test_crawl_waiting_for_retry_after_can_be_stopped(run: Command, site: Site) -> None:
    site.faults["/tin"] = [(503, {"Retry-After": "100"})] * 9
    process = run.start("crawl", "union")
    wait_until(lambda: site.requests["/tin"] > 0)
    stop_by_signal(process, signal.SIGTERM)
    assert process.returncode == 1
    assert rows(run, "SELECT outcome FROM crawls") == [("interrupted",)]


def test_running_crawl_waiting_for_catalog_can_be_stopped(run: Command, site: Site) -> None:
    site.endless, site.delay = True, 0.05
    process = run.start("crawl", "union")
    wait_until(lambda: site.requests["/tin"] > 0)
    with closing(sqlite3.connect(run.workspace / "vustacrawl.db", isolation_level=None, timeout=30)) as db:
        db.execute("BEGIN IMMEDIATE")
        time.sleep(1)
        stop_by_signal(process, signal.SIGTERM)
    assert process.returncode == 1
    site.endless = False
    assert run("crawl", "union").returncode == 0
    assert run("verify").returncode == 0


def test_discovery_of_stalled_site_can_be_stopped(run: Command, site: Site) -> None:
    site.raw["/"] = stalled()
    process = run.start("sites", "new", site.url, "--print")
    wait_until(lambda: site.requests["/"] > 0)
    err = stop_by_signal(process, signal.SIGINT)
    assert process.returncode == 1
    assert "stopped" in err


def test_server_with_stalled_client_can_be_stopped(crawled: Command) -> None:
    process = crawled.start("serve", "--port", "0")
    assert process.stderr
    line = process.stderr.readline()
    port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port)) as reader:
        reader.sendall(b"GET / HTTP/1.1\r\n")
        stop_by_signal(process, signal.SIGTERM)
    assert process.returncode == 0


def test_demo_can_be_stopped(run: Command) -> None:
    process = run.start("demo")
    wait_until((run.workspace / "demo-workspace/vustacrawl.db").exists)
    stop_by_signal(process, signal.SIGINT)
    assert process.returncode == 1


def test_second_signal_stops_command_immediately(run: Command, site: Site) -> None:
    site.raw["/bai-p1.html"] = stalled()
    process = run.start("crawl", "union")
    wait_until(lambda: site.requests["/bai-p1.html"] > 0)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    err = ended_within(3, process)  # only the first signal waits for the stalled download
    assert process.returncode == 128 + signal.SIGTERM
    assert err.endswith("stopped immediately\n")


def test_schedule_with_stalled_crawl_can_be_stopped(run: Command, site: Site) -> None:
    (run.workspace / "vustacrawl.toml").write_text('[schedule]\njitter = "0s"\nunion = "every 1h"\n', "utf-8")
    site.raw["/bai-p1.html"] = stalled()
    process = run.start("schedule", "run")
    wait_until(lambda: site.requests["/bai-p1.html"] > 0)
    stop_by_signal(process, signal.SIGTERM)
    assert process.returncode == 0
    assert rows(run, "SELECT outcome FROM crawls") == [("interrupted",)]


def test_locked_catalog_is_reported_in_one_line(crawled: Command) -> None:
    program = (
        "import sys, vustacrawl.catalog.connection as connection; connection.BUSY_SECONDS = 0.3;"
        "from vustacrawl.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "--workspace", str(crawled.workspace), "stats"]
    with catalog_locked(crawled.workspace):
        done = subprocess.run(command, capture_output=True, text=True, timeout=HANG_S)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "database is locked" in done.stderr


def test_stop_watching_restores_threads_and_signal_handlers() -> None:
    before = threading.active_count(), signal.getsignal(signal.SIGTERM)
    stop_watching = watch_signals()
    assert threading.active_count() == before[0] + 1
    stop_watching()
    assert (threading.active_count(), signal.getsignal(signal.SIGTERM)) == before


IN_DESTRUCTOR = """
import os, signal, time
from vustacrawl.interrupts import watch_signals

class Held:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass

watch_signals()
held = Held()
try:
    del held
    time.sleep(100)
except KeyboardInterrupt:
    print("stopped")
"""


def test_signal_during_destructor_is_not_lost() -> None:
    done = subprocess.run([sys.executable, "-c", IN_DESTRUCTOR], capture_output=True, text=True, timeout=HANG_S)
    assert (done.stdout, done.stderr) == ("stopped\n", "")


IN_CLASS_CREATION = """
import os, signal
import click

class Field:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.SIGTERM)

@click.command()
def command():
    type("Owner", (), {"field": Field()})
"""
AFTER_END = """
import io, os, signal, sys
import click

class Output(io.StringIO):
    def flush(self):
        os.kill(os.getpid(), signal.SIGTERM)

@click.command()
def command():
    sys.stdout = Output()
"""
RUN = """
import sys
from vustacrawl import cli

cli.import_module = lambda name: sys.modules["__main__"]
sys.argv = ["vustacrawl", "stats"]
cli.main()
"""


@pytest.mark.parametrize("program", [IN_CLASS_CREATION, AFTER_END], ids=["class creation", "after its end"])
def test_signal_at_odd_moment_of_command_prints_no_traceback(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program + RUN], capture_output=True, text=True, timeout=HANG_S)
    assert (done.returncode, done.stderr) == (1, "stopped\n")

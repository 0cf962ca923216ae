"""The real command on the demo sites; all tests that only read share one complete run."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared import made_once
from tests.waiting import HANG_S
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.server import DemoServer

COMMAND = [str(Path(sys.executable).parent / "vustacrawl"), "--workspace", "ws"]


@dataclass(frozen=True)
class Run:
    """A workspace in ``folder`` / ``ws``, and the output of the command that created it."""

    folder: Path
    stdout: str
    stderr: str

    @property
    def catalog(self) -> Path:
        return self.folder / "ws/vustacrawl.db"

    @property
    def dumps(self) -> Path:
        return self.folder / "ws/exports/full"

    def copy(self, folder: Path) -> Run:
        shutil.copytree(self.folder / "ws", folder / "ws")
        return Run(folder, self.stdout, self.stderr)


def run_demo(folder: Path) -> Run:
    done = subprocess.run([*COMMAND, "demo"], cwd=folder, capture_output=True, text=True, timeout=HANG_S)
    assert done.returncode == 0, done.stderr
    return Run(folder, done.stdout, done.stderr)


@contextmanager
def crawled_again(run: Run, federation: Federation, *options: str) -> Iterator[DemoServer]:
    """Crawl all sites of a workspace once more, from a server whose federation may have changed meanwhile."""
    with serve(federation) as server:
        (run.folder / "ws/vustacrawl.toml").write_text(f'[crawl]\nproxy = "{server.proxy_url}"\n', "utf-8")
        server.request_counts[federation.flaky_url] += 1  # it has failed once already
        names = [site.name for site in federation.sites]
        command = [*COMMAND, "crawl", *names, *options]
        done = subprocess.run(command, cwd=run.folder, capture_output=True, text=True, timeout=HANG_S)
        assert done.returncode in (0, 1), done.stderr
        server.request_counts[federation.flaky_url] -= 1
        yield server


def rows(catalog: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run a statement on a catalog, commit, and return its rows."""
    with closing(sqlite3.connect(f"file:{catalog}?mode=rw", uri=True)) as db, db:
        return db.execute(sql, values).fetchall()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = made_once(tmp_path_factory, "demo", run_demo_and_save_output)
    output = json.loads((folder / "output.json").read_text("utf-8"))
    return Run(folder, output["stdout"], output["stderr"])


def run_demo_and_save_output(folder: Path) -> None:
    run = run_demo(folder)
    (folder / "output.json").write_text(json.dumps({"stdout": run.stdout, "stderr": run.stderr}), "utf-8")

"""A demo that is stopped in any way resumes and ends with the result of an uninterrupted run."""

import json
import re
import signal
import subprocess
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from tests.demo.conftest import COMMAND, Run, rows, run_demo
from tests.waiting import HANG_S, wait_until

FETCH_TIMES = frozenset({"first_seen_at", "last_seen_at"})
"""The only keys of a record by which the dumps of two crawls of the same pages may differ."""
HASHES_AND_TIMES = re.compile(r"\b[0-9a-f]{64}\b|(?<=vustacrawl-)[0-9a-f]{12}\b|\d{4}-\d\d-\d\dT[\d:.]+Z")
"""Values in the README of a dump that depend on the times of the crawl."""


def stop_after(pages: int, folder: Path, by: signal.Signals) -> subprocess.CompletedProcess[str]:
    """Start the demo and send it a signal once its catalog has this many captures."""
    process = subprocess.Popen(
        [*COMMAND, "demo"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    catalog = folder / "ws/vustacrawl.db"
    wait_until(lambda: captures(catalog) >= pages, process)
    process.send_signal(by)
    stdout, stderr = process.communicate(timeout=HANG_S)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def captures(catalog: Path) -> int:
    if not catalog.exists() or not rows(catalog, "SELECT 1 FROM sqlite_master WHERE name = 'captures'"):
        return 0
    return int(str(rows(catalog, "SELECT count(*) FROM captures")[0][0]))


def files_of(run: Run) -> dict[str, Any]:
    """Return every file of an export without fetch times, nor the hashes and sizes that depend on them."""
    found: dict[str, Any] = {}
    for path in run.dumps.rglob("*"):
        name = str(path.relative_to(run.dumps))
        if path.is_dir():
            continue
        if name == "articles.json":
            found[name] = [_timeless(record) for record in json.loads(path.read_bytes())]
        elif path.suffix == ".jsonl":
            found[name] = [_timeless(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        elif name == "manifest.json":
            manifest = _without(json.loads(path.read_bytes()), {"catalog_as_of", "catalog_changed_at"})
            files = [{"path": file["path"], "articles": file["articles"]} for file in manifest["files"]]
            found[name] = manifest | {"files": files}
        elif name == "datapackage.json":
            package = _without(json.loads(path.read_bytes()), {"version"})
            resources = [_without(resource, {"hash", "bytes"}) for resource in package["resources"]]
            found[name] = package | {"resources": resources}
        elif name == "README.md":
            found[name] = HASHES_AND_TIMES.sub("…", path.read_text("utf-8"))
        elif name == "SHA256SUMS":
            found[name] = [line.split()[1] for line in path.read_text().splitlines()]
        else:
            found[name] = path.read_bytes()
    return found


def _timeless(record: dict[str, Any]) -> dict[str, Any]:
    assert record.keys() >= FETCH_TIMES
    return _without(record, FETCH_TIMES)


def _without(record: dict[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


@pytest.mark.slow
def test_demo_killed_twelve_times_ends_with_equal_dumps(demo: Run, tmp_path: Path) -> None:
    for kills in range(12):
        killed = stop_after(20 * kills + 5, tmp_path, signal.SIGKILL)
        assert killed.returncode == -signal.SIGKILL
    ours, theirs = files_of(run_demo(tmp_path)), files_of(demo)
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert ours[name] == theirs[name], name


def test_demo_killed_and_interrupted_ends_with_equal_dumps(demo: Run, tmp_path: Path) -> None:
    killed = stop_after(50, tmp_path, signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    interrupted = stop_after(150, tmp_path, signal.SIGINT)
    assert interrupted.returncode == 1
    assert "run it again" in interrupted.stderr
    assert "Traceback" not in interrupted.stderr
    again = run_demo(tmp_path)
    ours, theirs = files_of(again), files_of(demo)
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert ours[name] == theirs[name], name

"""Processes that the benchmarks start: what they take, and what running ones have taken so far (Linux)."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

VUSTACRAWL = str(Path(sys.executable).parent / "vustacrawl")


class Usage(NamedTuple):
    """What a command took, and what it printed."""

    seconds: float
    cpu: float
    peak_mb: float
    stdout: str
    stderr: str


def run(command: list[str], expected: tuple[int, ...] = (0,)) -> Usage:
    """Run a command to its end. Raises SystemExit for an exit code that is not expected."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / name for name in ("stdout", "stderr")]
        flags = os.O_WRONLY | os.O_CREAT
        began = time.perf_counter()
        child = os.posix_spawn(
            command[0],
            command,
            os.environ,
            file_actions=[(os.POSIX_SPAWN_OPEN, number, path, flags, 0o600) for number, path in enumerate(outputs, 1)],
        )
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - began
        out, err = (path.read_text("utf-8", "replace") for path in outputs)
    if os.waitstatus_to_exitcode(status) not in expected:
        raise SystemExit(f"failed: {' '.join(command)}\n{err}")
    return Usage(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out, err)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process so far. Raises OSError if it has ended."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def memory(pid: int, field: str = "VmRSS") -> int:
    """Return the resident memory of a process in bytes, or its maximum with ``VmHWM``."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]

"""Wait for other processes and threads."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

HANG_S = 300
"""Seconds after which a test considers a process hung: far more than any needs on a busy machine."""

_COMPUTED_S = 0.5


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Return as soon as ``holds`` is true. Fail if ``process`` has ended, or after ``HANG_S``."""
    end = time.monotonic() + HANG_S
    while not holds():
        assert process is None or process.poll() is None, f"the process ended with exit code {process.returncode}"
        assert time.monotonic() < end, "timed out"
        time.sleep(0.01)


def children_of(pid: int) -> set[int]:
    """Return the child processes of a process; empty if it has ended."""
    try:
        lists = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return set()
    return {int(child) for children in lists for child in children.split()}


def ended_within(seconds: float, process: subprocess.Popen[str]) -> str:
    """Return the stderr of a process when it ends. Fail if that takes more than ``seconds``.

    On a busy machine, the limit is multiplied by the ratio of wall-clock time to CPU time of a computation.
    """
    began = time.monotonic()
    _, err = process.communicate(timeout=HANG_S)
    took = time.monotonic() - began
    assert took < seconds or took < seconds * _slowdown(), f"the process ended after {took:.1f} seconds"
    return err


def _slowdown() -> float:
    began, computed = time.monotonic(), time.thread_time()
    while time.thread_time() - computed < _COMPUTED_S:
        pass
    return (time.monotonic() - began) / _COMPUTED_S

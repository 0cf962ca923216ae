"""Waiting for what other processes and threads do."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

HANG_S = 300
"""Seconds after which a test takes a process for hung. Much more than any takes on a busy machine: no test of speed."""

_COMPUTED_S = 0.5


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Return as soon as ``holds`` is true. Fail where ``process`` has ended by then, or after ``HANG_S``."""
    end = time.monotonic() + HANG_S
    while not holds():
        assert process is None or process.poll() is None, f"it ended with exit code {process.returncode}"
        assert time.monotonic() < end, "it hangs"
        time.sleep(0.01)


def ended_within(seconds: float, process: subprocess.Popen[str]) -> str:
    """Return what a process says on stderr until it ends. Fail where it takes more than so many seconds to end.

    They are those of a machine of its own: where others have its cores, they count as many times as a computation then
    takes longer by the clock than it computes.
    """
    began = time.monotonic()
    _, err = process.communicate(timeout=HANG_S)
    took = time.monotonic() - began
    assert took < seconds or took < seconds * _slowdown(), f"it ended after {took:.1f} seconds"
    return err


def _slowdown() -> float:
    began, computed = time.monotonic(), time.thread_time()
    while time.thread_time() - computed < _COMPUTED_S:
        pass
    return (time.monotonic() - began) / _COMPUTED_S

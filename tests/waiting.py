"""Waiting for what other processes and threads do."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

HANG_S = 300
"""Seconds after which a test takes a process for hung. Much more than any takes on a busy machine: no test of speed."""


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Return as soon as ``holds`` is true. Fail where ``process`` has ended by then, or after ``HANG_S``."""
    end = time.monotonic() + HANG_S
    while not holds():
        assert process is None or process.poll() is None, f"it ended with exit code {process.returncode}"
        assert time.monotonic() < end, "it hangs"
        time.sleep(0.01)

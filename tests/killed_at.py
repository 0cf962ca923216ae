"""Run ``vustacrawl`` and kill or stop it at a call of a given function.

``python -m tests.killed_at MODULE:NAME NUMBER WHEN ARGUMENT…``

``NUMBER`` counts the calls of the function from 1; ``WHEN`` is ``before``, ``after``, or ``after:STOP`` to stop the
process (SIGSTOP) instead of killing it. Tests call ``run_killed``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from tests.waiting import HANG_S
from vustacrawl.cli import main


def run_killed(folder: Path, point: str, number: int, when: str, *arguments: str) -> None:
    """Run ``vustacrawl`` in ``folder`` until it is killed at a point; fail if it ends otherwise."""
    command = [sys.executable, "-m", "tests.killed_at", point, str(number), when, *arguments]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=HANG_S)
    assert done.returncode == -signal.SIGKILL, f"the command was not killed: {done.stderr}"


def kill_at(point: str, number: int, when: str) -> None:
    """Kill or stop this process at a call of the function ``point`` (``module:Class.name``)."""
    when, _, by = when.partition(":")
    signal_number = signal.SIGSTOP if by == "STOP" else signal.SIGKILL
    module, _, path = point.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    calls = count(1)

    def killing(*arguments: Any, **named: Any) -> Any:
        is_chosen_call = next(calls) == number
        if is_chosen_call and when == "before":
            os.kill(os.getpid(), signal_number)
        result = original(*arguments, **named)
        if is_chosen_call:
            os.kill(os.getpid(), signal_number)
        return result

    setattr(owner, name, killing)


if __name__ == "__main__":
    kill_at(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    sys.argv = ["vustacrawl", *sys.argv[4:]]
    main()

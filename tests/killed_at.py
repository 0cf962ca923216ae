"""Run ``vustacrawl`` and kill or freeze it at a named call.

``python -m tests.killed_at MODULE:NAME NUMBER WHEN ARGUMENT…``

``NUMBER`` says which call of the function it is, counted from 1; ``WHEN`` is ``before``, ``after``, or
``after:STOP`` to freeze it.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from itertools import count
from typing import Any

from vustacrawl.cli import main


def kill_at(point: str, number: int, when: str) -> None:
    """Have this process killed, or frozen, at a call of the function ``point`` (``module:Class.name``)."""
    when, _, by = when.partition(":")
    number_of_signal = signal.SIGSTOP if by == "STOP" else signal.SIGKILL
    module, _, path = point.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    calls = count(1)

    def killing(*arguments: Any, **named: Any) -> Any:
        is_the_one = next(calls) == number
        if is_the_one and when == "before":
            os.kill(os.getpid(), number_of_signal)
        given = original(*arguments, **named)
        if is_the_one:
            os.kill(os.getpid(), number_of_signal)
        return given

    setattr(owner, name, killing)


if __name__ == "__main__":
    kill_at(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    sys.argv = ["vustacrawl", *sys.argv[4:]]
    main()

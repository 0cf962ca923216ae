"""Limits on CPU time relative to another computation, so that they hold on any machine, however slow or busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

ROUNDS = 5
_lowest: dict[Callable[[], object], float] = {}
"""The lowest CPU time of each control, in seconds."""


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of one call, in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def assert_costs_at_most(times: float, control: Callable[[], object], work: Callable[[], object]) -> None:
    """Assert that ``work`` takes at most ``times`` times the CPU time of ``control``.

    Both are measured in turn. Other processes share caches and cores, so a measurement above the limit is repeated,
    and the lowest of ``ROUNDS`` ratios counts. The first is to the lowest cost of ``control``, if it is a function that
    was measured before.
    """
    ratios = [cpu_seconds(work) / _lowest[control]] if control in _lowest else [inf]
    if ratios[0] <= times:
        return
    while len(ratios) <= ROUNDS:
        seconds = cpu_seconds(control)
        _lowest[control] = min(seconds, _lowest.get(control, inf))
        ratios.append(cpu_seconds(work) / seconds)
        if ratios[-1] <= times:
            return
    raise AssertionError(f"costs {min(ratios):.1f} times the control, more than {times:g}")

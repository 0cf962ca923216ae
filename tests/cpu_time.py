"""Limits on CPU time relative to another computation, so that they hold on any machine, however slow or busy."""

from __future__ import annotations

import time
from collections.abc import Callable

ROUNDS = 5


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of one call, in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def assert_costs_at_most(times: float, control: Callable[[], object], work: Callable[[], object]) -> None:
    """Assert that ``work`` takes at most ``times`` times the CPU time of ``control``.

    Both are measured in turn. Other processes share caches and cores, so a measurement above the limit is repeated,
    and the lowest of ``ROUNDS`` ratios counts.
    """
    ratios: list[float] = []
    while len(ratios) < ROUNDS:
        ratios.append(cpu_seconds(work) / cpu_seconds(control))
        if ratios[-1] <= times:
            return
    raise AssertionError(f"costs {min(ratios):.1f} times the control, more than {times:g}")

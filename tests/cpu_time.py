"""Bounds of a computation's cost that hold on any machine, however slow or busy: relative to another computation."""

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
    """Assert that ``work`` takes at most this many times the CPU time of ``control``.

    Both are measured side by side; as other processes share caches and cores, a measurement above the bound is
    repeated, and the lowest of ``ROUNDS`` ratios counts.
    """
    ratios: list[float] = []
    while len(ratios) < ROUNDS:
        ratios.append(cpu_seconds(work) / cpu_seconds(control))
        if ratios[-1] <= times:
            return
    raise AssertionError(f"costs {min(ratios):.1f} times the control, more than {times:g}")

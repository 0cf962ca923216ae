"""The clock of a crawl, and durations for people."""

from __future__ import annotations

import time

import pytest

from vustacrawl.clock import SteadyClock, duration


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (5_100, "1 h 25 min"), (183_600, "2 d 3 h")]
)
def test_duration_format(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_clock_goes_on_where_that_of_the_machine_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = iter([1000.0, 1005.0, 905.0, 906.0, 3000.0, 2000.0])
    monkeypatch.setattr(time, "time", lambda: next(readings))
    clock = SteadyClock()
    assert [clock() for _ in range(6)] == [1000.0, 1005.0, 1005.0, 1006.0, 3100.0, 3100.0]


def test_clock_goes_on_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    assert (SteadyClock(900.0)(), SteadyClock(1100.0)()) == (1000.0, 1100.0)

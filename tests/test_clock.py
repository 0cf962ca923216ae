from __future__ import annotations

import pytest

from vustacrawl.clock import duration


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (5_100, "1 h 25 min"), (183_600, "2 d 3 h")]
)
def test_duration_format(seconds: float, text: str) -> None:
    assert duration(seconds) == text

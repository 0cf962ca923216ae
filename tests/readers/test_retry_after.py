"""Retry-After headers as servers send them (RFC 9110, section 10.2.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.readers.retry_after import MAX_WAIT_S, seconds_to_wait

NOW = 1_700_000_000.0
"""14 November 2023, 22:13:20 UTC."""


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("999999999", MAX_WAIT_S),
        ("9" * 5000, MAX_WAIT_S),
        ("1.5", 1.5),
        ("3600.", 3600),
        ("120, 300", 300),
        ("60, Tue, 14 Nov 2023 22:14:30 GMT", 70),
        ("Tue, 14 Nov 2023 22:14:30 GMT, 60", 70),
        ("soon, 60", 60),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60),
        ("Tue, 14 Nov 2023 22:14:20", 60),
        ("Tuesday, 14-Nov-23 22:14:20 GMT", 60),
        ("Tue Nov 14 22:14:20 2023", 60),
        ("Wed, 15 Nov 2023 05:14:20 +0700", 60),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0),
        ("Tue, 14 Nov 2123 22:00:00 GMT", MAX_WAIT_S),
    ],
)
def test_retry_after_in_seconds_or_as_date(value: str, seconds: float) -> None:
    assert seconds_to_wait(value, NOW) == seconds


@pytest.mark.parametrize(
    "value", [None, "", "soon", "-1", "1.5.2", "nan", "1e3", "١٢", ",", "Tue, 99 Nov 2023 22:14:20 GMT"]
)
def test_invalid_retry_after_is_ignored(value: str | None) -> None:
    assert seconds_to_wait(value, NOW) is None


@given(st.text())
def test_any_text_gives_bounded_wait_or_none(value: str) -> None:
    wait = seconds_to_wait(value, NOW)
    assert wait is None or 0 <= wait <= MAX_WAIT_S

"""Times in the section ``[schedule]``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.schedule.times import read_duration, read_times

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - the strategy wants it naive


def after(text: str, moment: str, zone: ZoneInfo = HANOI) -> str:
    return read_times(text, zone).after(datetime.fromisoformat(moment)).astimezone(zone).isoformat()


def test_cron_expression_uses_time_zone_of_schedule() -> None:
    assert after("30 5 * * *", "2026-11-24T00:00:00+00:00") == "2026-11-25T05:30:00+07:00"


@pytest.mark.parametrize(("weekday", "day"), [("0", "29"), ("7", "29"), ("1", "30"), ("sun", "29"), ("5-7", "27")])
def test_weekdays_are_numbered_as_in_cron(weekday: str, day: str) -> None:
    assert after(f"0 3 * * {weekday}", "2026-11-24T12:00:00+07:00").startswith(f"2026-11-{day}T03:00")


def test_day_or_weekday_matches_as_in_cron() -> None:
    assert after("0 3 13 * 5", "2026-11-24T12:00:00+07:00") == "2026-11-27T03:00:00+07:00"


def test_hour_skipped_by_daylight_saving_time_is_not_lost() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert after("30 2 * * *", "2026-03-28T12:00:00+01:00", berlin) == "2026-03-29T03:00:00+02:00"


@given(MOMENTS)
def test_interval_counts_from_last_start(moment: datetime) -> None:
    assert read_times("every 6h", HANOI).after(moment) - moment == timedelta(hours=6)


@given(MOMENTS, st.sampled_from(["0 */6 * * *", "15 4 1 * *", "*/7 9-17 * * 1-5", "0 0 29 2 *"]))
def test_next_cron_time_is_later_and_matches_expression(moment: datetime, text: str) -> None:
    times = read_times(text, HANOI)
    due = times.after(moment)
    assert due > moment
    assert times.after(due - timedelta(seconds=1)) == due


@pytest.mark.parametrize(
    "text",
    ["", "daily", "every", "every 0h", "every six hours", "every 6 hours", "* * * *", "61 * * * *", "0 0 30 2 *",
     "0 3 * * mob", "0 3 * * * *"],
)  # fmt: skip
def test_invalid_time_is_rejected_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as raised:
        read_times(text, HANOI)
    assert repr(text) in str(raised.value)


def test_durations() -> None:
    assert [read_duration(text) for text in ("90s", "5m", "6 h", "1d", "2w", "0s")] == [
        90, 300, 21_600, 86_400, 1_209_600, 0
    ]  # fmt: skip
    assert [read_duration(text) for text in ("", "5", "m", "-5m", "5M", "1h30m")] == [None] * 6

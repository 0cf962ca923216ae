"""When a site is crawled next, and which sites have a plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.config import ScheduleConfig
from vustacrawl.schedule.plan import Plan, read_plans
from vustacrawl.workspace import WorkspaceError

PROFILES = ["husta", "vusta", "vusta-en"]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def plans(**keys: object) -> dict[str, Plan]:
    return {plan.site: plan for plan in read_plans(ScheduleConfig.model_validate({"jitter": "0s", **keys}), PROFILES)}


def test_star_applies_to_all_other_profiles() -> None:
    found = plans(**{"*": "every 1d", "vusta": "0 5 * * *", "husta": "never"})
    assert {site: plan.text for site, plan in found.items()} == {"vusta": "0 5 * * *", "vusta-en": "every 1d"}


def test_only_named_sites_are_crawled_without_star() -> None:
    assert list(plans(vusta="every 6h")) == ["vusta"]
    assert plans() == {}


def test_start_missed_many_times_is_due_once() -> None:
    plan = plans(vusta="0 5 * * *")["vusta"]
    last_start = NOON - timedelta(days=9)
    due = plan.next_run(last_start, NOON)
    assert due < NOON, "the missed start is due"
    assert plan.next_run(NOON, NOON) == datetime(2026, 11, 24, 22, tzinfo=UTC), "it is not due again once caught up"


def test_first_start_is_now_for_interval_and_next_time_for_cron() -> None:
    assert plans(vusta="every 6h")["vusta"].next_run(None, NOON) == NOON
    assert plans(vusta="0 5 * * *")["vusta"].next_run(None, NOON) == datetime(2026, 11, 24, 22, tzinfo=UTC)


@given(st.integers(0, 10**6), st.integers(0, 7_200))
def test_jitter_is_bounded_and_deterministic(seconds: int, jitter: int) -> None:
    last_start = NOON + timedelta(seconds=seconds)
    found = [plans(vusta="every 6h", jitter=f"{jitter}s")["vusta"].next_run(last_start, NOON) for _ in range(2)]
    assert found[0] == found[1]
    assert timedelta() <= found[0] - last_start - timedelta(hours=6) <= timedelta(seconds=jitter)


def test_jitter_differs_between_sites() -> None:
    found = plans(**{"*": "0 5 * * *", "jitter": "1h"}).values()
    assert len({plan.next_run(NOON, NOON) for plan in found}) == len(PROFILES)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("vsta", "every 6h", "schedule.vsta: no profile has this name (did you mean vusta?)"),
        ("timezne", "Asia/Ho_Chi_Minh", "did you mean timezone?"),
        ("vusta", "evry 6h", "schedule.vusta: 'evry 6h' is neither"),
        ("*", "every 6", "schedule.*: 'every 6' is not a valid interval"),
        ("timezone", "Asia/Hanoi", "schedule.timezone: unknown time zone 'Asia/Hanoi'"),
        ("timezone", "../../etc/passwd", "schedule.timezone: unknown time zone"),
        ("jitter", "a while", "schedule.jitter: 'a while' is not a valid interval"),
    ],
)
def test_config_error_is_reported_in_one_line(key: str, value: str, message: str) -> None:
    with pytest.raises(WorkspaceError) as raised:
        plans(**{key: value})
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)

"""When a URL is visited next, and when a whole site is paused."""

from typing import Any

import pytest

from tests.profiles import a_profile
from vustacrawl.frontier.policy import (
    DAY_S,
    GONE_AFTER_S,
    LONG_BACKOFF_S,
    RETRY_DELAYS_S,
    SITE_BACKOFFS_S,
    History,
    decide_next_visit,
    is_throttled,
    revisit_interval,
    site_backoff,
)
from vustacrawl.items import Capture, Page

PROFILE = a_profile("https://s.vn/", name="s", article_url=r"-p(?P<id>\d+)\.html$")
NEW = History()


def page(status: int, truncated: str | None = None, **more: Any) -> Page:
    capture = Capture("https://s.vn/a", "2026-01-01T00:00:00.000Z", status, "sha256:", 0, truncated=truncated)
    failure = None if status in (200, 304) and not truncated else f"HTTP {status}"
    return Page("s", "https://s.vn/a", "article", capture, failure=failure, **more)


def test_server_error_is_retried_soon_up_to_limit() -> None:
    first = decide_next_visit(page(500), NEW, 1000.0, PROFILE)
    assert (first.state, first.next_due, first.attempts) == ("due", 1000.0 + RETRY_DELAYS_S[0], 1)
    assert decide_next_visit(page(500), History(attempts=len(RETRY_DELAYS_S)), 1000.0, PROFILE).state == "failed"


def test_throttled_page_waits_for_retry_after_or_default() -> None:
    assert decide_next_visit(page(429, retry_after=7200.0), NEW, 0.0, PROFILE).next_due == 7200.0
    assert decide_next_visit(page(403), NEW, 0.0, PROFILE).next_due == 120.0


def test_truncated_page_is_retried() -> None:
    assert decide_next_visit(page(200, truncated="disconnect"), NEW, 0.0, PROFILE).next_due == RETRY_DELAYS_S[0]


def test_unknown_page_with_404_is_not_retried() -> None:
    outcome = decide_next_visit(page(404), NEW, 0.0, PROFILE)
    assert (outcome.state, outcome.next_due, outcome.reason) == ("failed", None, "HTTP 404")


@pytest.mark.parametrize("status", [404, 410])
def test_article_is_gone_when_missing_twice_days_apart(status: int) -> None:
    first = decide_next_visit(page(status), History(is_known=True), 1000.0, PROFILE)
    assert (first.next_due, first.missing_since, first.is_gone) == (1000.0 + GONE_AFTER_S, 1000.0, False)
    early = decide_next_visit(page(status), History(is_known=True, missing_since=1000.0), 2000.0, PROFILE)
    assert (early.next_due, early.is_gone) == (1000.0 + GONE_AFTER_S, False)
    second = decide_next_visit(
        page(status), History(is_known=True, missing_since=1000.0), 1000.0 + GONE_AFTER_S, PROFILE
    )
    assert second.is_gone
    assert second.next_due == 1000.0 + GONE_AFTER_S + 180 * DAY_S, "gone articles may come back"
    assert (
        decide_next_visit(page(200), History(is_known=True, missing_since=1000.0), 2e6, PROFILE).missing_since is None
    )


@pytest.mark.parametrize("reason", ["robots.txt", "too large"])
def test_disallowed_or_too_large_page_is_skipped_with_reason(reason: str) -> None:
    outcome = decide_next_visit(Page("s", "https://s.vn/a", "article", failure=reason), NEW, 0.0, PROFILE)
    assert (outcome.state, outcome.reason) == ("skipped", reason)


def test_revisit_interval_grows_with_age() -> None:
    now = 10_000 * DAY_S
    assert revisit_interval(now, PROFILE, now - DAY_S) == DAY_S
    assert revisit_interval(now, PROFILE, now - 100 * DAY_S) == 30 * DAY_S
    assert revisit_interval(now, PROFILE, now - 5000 * DAY_S) == 180 * DAY_S


def test_site_backoff_grows_with_each_throttling() -> None:
    pauses = [site_backoff(times, None) for times in range(1, len(SITE_BACKOFFS_S) + 2)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONG_BACKOFF_S
    assert site_backoff(1, 3.0) == 3.0, "Retry-After takes precedence"
    assert site_backoff(99, 3.0) == LONG_BACKOFF_S, "but not after many throttlings in a row"


@pytest.mark.parametrize(("status", "expected"), [(403, True), (429, True), (503, True), (500, False), (404, False)])
def test_throttling_statuses(status: int, expected: bool) -> None:
    assert is_throttled(page(status)) is expected


def test_article_that_redirects_elsewhere_is_gone() -> None:
    moved = page(301, redirects_to="https://s.vn/b")
    moved.failure = None
    gone = decide_next_visit(moved, History(leads_away=True), 1000.0, PROFILE)
    assert (gone.state, gone.is_gone, gone.reason) == ("due", True, "redirects to https://s.vn/b")
    assert (gone.next_due, gone.missing_since) == (1000.0 + GONE_AFTER_S, 1000.0)
    still = decide_next_visit(moved, History(leads_away=True, missing_since=1000.0), 5000.0, PROFILE)
    assert (still.next_due, still.missing_since) == (5000.0 + PROFILE.revisit.max_days * DAY_S, 1000.0)
    assert decide_next_visit(moved, History(leads_away=False), 1000.0, PROFILE).next_due == 1000.0 + GONE_AFTER_S
    assert decide_next_visit(moved, NEW, 1000.0, PROFILE).state == "done"


def test_article_that_redirects_where_many_do_is_gone_only_if_it_still_does_days_later() -> None:
    moved = page(302, redirects_to="https://s.vn/bao-tri.html")
    moved.failure = None
    first = decide_next_visit(moved, History(leads_away=True, is_usual_target=True), 1000.0, PROFILE)
    assert (first.state, first.is_gone, first.next_due) == ("due", False, 1000.0 + GONE_AFTER_S)
    assert first.reason == "redirects to https://s.vn/bao-tri.html"
    later = History(leads_away=True, is_usual_target=True, missing_since=first.missing_since)
    assert decide_next_visit(moved, later, 1000.0 + GONE_AFTER_S, PROFILE).is_gone

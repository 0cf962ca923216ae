"""When a URL is visited next, and when a whole site is left alone."""

from typing import Any

import pytest

from vustacrawl.frontier.policy import (
    DAY,
    GONE_AFTER,
    RETRY_DELAYS,
    SITE_PAUSES,
    SITE_REST,
    History,
    judge,
    pushes_back,
    revisit_interval,
    site_pause,
)
from vustacrawl.items import Capture, Page
from vustacrawl.sites import Profile

PROFILE = Profile(
    name="s",
    title="S",
    family="vnmedia",
    url="https://s.vn/",
    article_url=r"-p(?P<id>\d+)\.html$",
    listings=("https://s.vn/l",),
)
NEW = History()


def page(status: int, truncated: str | None = None, **more: Any) -> Page:
    capture = Capture("https://s.vn/a", "2026-01-01T00:00:00.000Z", status, "sha256:", 0, truncated=truncated)
    failure = None if status in (200, 304) and not truncated else f"HTTP {status}"
    return Page("s", "https://s.vn/a", "article", capture, failure=failure, **more)


def test_a_passing_fault_is_asked_again_soon_and_not_for_ever() -> None:
    first = judge(page(500), NEW, 1000.0, PROFILE)
    assert (first.state, first.next_due, first.attempts) == ("due", 1000.0 + RETRY_DELAYS[0], 1)
    assert judge(page(500), History(attempts=len(RETRY_DELAYS)), 1000.0, PROFILE).state == "failed"


def test_a_server_that_pushes_back_gets_the_pause_it_asks_for() -> None:
    assert judge(page(429, retry_after=7200.0), NEW, 0.0, PROFILE).next_due == 7200.0
    assert judge(page(403), NEW, 0.0, PROFILE).next_due == 120.0


def test_what_came_cut_short_is_asked_for_again() -> None:
    assert judge(page(200, truncated="disconnect"), NEW, 0.0, PROFILE).next_due == RETRY_DELAYS[0]


def test_what_was_never_there_is_not_asked_again() -> None:
    verdict = judge(page(404), NEW, 0.0, PROFILE)
    assert (verdict.state, verdict.next_due, verdict.reason) == ("failed", None, "HTTP 404")


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_is_gone_when_it_is_missing_twice_days_apart(status: int) -> None:
    first = judge(page(status), History(is_known=True), 1000.0, PROFILE)
    assert (first.next_due, first.missing_since, first.is_gone) == (1000.0 + GONE_AFTER, 1000.0, False)
    early = judge(page(status), History(is_known=True, missing_since=1000.0), 2000.0, PROFILE)
    assert (early.next_due, early.is_gone) == (1000.0 + GONE_AFTER, False)
    second = judge(page(status), History(is_known=True, missing_since=1000.0), 1000.0 + GONE_AFTER, PROFILE)
    assert second.is_gone
    assert second.next_due == 1000.0 + GONE_AFTER + 180 * DAY, "what is gone may come back"
    assert judge(page(200), History(is_known=True, missing_since=1000.0), 2e6, PROFILE).missing_since is None


@pytest.mark.parametrize("reason", ["robots.txt", "too large"])
def test_what_may_not_or_cannot_be_fetched_is_skipped_with_its_reason(reason: str) -> None:
    verdict = judge(Page("s", "https://s.vn/a", "article", failure=reason), NEW, 0.0, PROFILE)
    assert (verdict.state, verdict.reason) == ("skipped", reason)


def test_old_and_unchanged_is_looked_at_seldom() -> None:
    now = 10_000 * DAY
    assert revisit_interval(now, PROFILE, now - DAY) == DAY
    assert revisit_interval(now, PROFILE, now - 100 * DAY) == 30 * DAY
    assert revisit_interval(now, PROFILE, now - 5000 * DAY) == 180 * DAY


def test_a_site_that_pushes_back_is_left_alone_longer_each_time() -> None:
    pauses = [site_pause(times, None) for times in range(1, len(SITE_PAUSES) + 2)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == SITE_REST
    assert site_pause(1, 3.0) == 3.0, "its own word counts"
    assert site_pause(99, 3.0) == SITE_REST, "but not for ever"


@pytest.mark.parametrize(("status", "pushed"), [(403, True), (429, True), (503, True), (500, False), (404, False)])
def test_which_answers_push_back(status: int, pushed: bool) -> None:
    assert pushes_back(page(status)) is pushed


def test_an_article_whose_address_redirects_to_something_else_is_gone() -> None:
    moved = page(301, redirects_to="https://s.vn/b")
    moved.failure = None
    gone = judge(moved, History(leads_away=True), 1000.0, PROFILE)
    assert (gone.state, gone.is_gone, gone.reason) == ("due", True, "redirects to https://s.vn/b")
    assert (gone.next_due, gone.missing_since) == (1000.0 + GONE_AFTER, 1000.0)
    still = judge(moved, History(leads_away=True, missing_since=1000.0), 5000.0, PROFILE)
    assert (still.next_due, still.missing_since) == (5000.0 + PROFILE.revisit.max_days * DAY, 1000.0)
    assert judge(moved, History(leads_away=False), 1000.0, PROFILE).next_due == 1000.0 + GONE_AFTER
    assert judge(moved, NEW, 1000.0, PROFILE).state == "done"

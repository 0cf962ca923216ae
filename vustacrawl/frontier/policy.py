"""Decide when a URL is visited next. Pure functions from a page and its URL's history to the visit's outcome."""

from __future__ import annotations

from dataclasses import dataclass

from vustacrawl.frontier.visit import VisitOutcome
from vustacrawl.items import Page
from vustacrawl.reasons import COOKIE_WALL, DISCONNECTED, NEVER_FETCHED, TIMED_OUT, TO_HOME_PAGE, TO_LIST, TOO_LARGE
from vustacrawl.sites import Profile

DAY_S = 86_400.0
RETRY_DELAYS_S = (5.0, 20.0, 120.0, 1_800.0, 21_600.0)
"""Before the 2nd, 3rd … attempt; the first are short, to retry transient faults within the crawl."""
THROTTLING = frozenset({403, 429, 503})
"""Statuses by which a server throttles: the first pause is minutes, not seconds."""
RETRYABLE = THROTTLING | {408, 425, 500, 502, 504, 520, 521, 522, 523, 524}
NOT_FOUND = frozenset({404, 410})
GONE_AFTER_S = 2 * DAY_S
"""An article counts as vanished after two visits this far apart that did not find it."""
FAILURE_OF_TRUNCATION = {"length": TOO_LARGE, "time": TIMED_OUT, "disconnect": DISCONNECTED}
"""By WARC-Truncated: the failure of a visit whose response was archived in part."""
UNCHANGED_SHARE = 0.3
"""An article is visited again after this share of the time for which it has been unchanged."""
SITE_BACKOFFS_S = (10.0, 40.0, 160.0, 640.0)
"""Pauses of a whole site after the 1st, 2nd … throttling response in a row without Retry-After."""
LONG_BACKOFF_S = 6 * 3_600.0
"""The pause of a site that has throttled more times in a row than SITE_BACKOFFS_S has entries."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known about a URL before a visit. Times are Unix times."""

    attempts: int = 0
    """Visits since the last successful one."""
    unchanged_since: float | None = None
    """When its article last changed, if it is one."""
    missing_since: float | None = None
    """When it was first found missing, if it is missing now."""
    is_known: bool = False
    """Whether the catalog has an article of this URL."""
    leads_away: bool | None = None
    """Whether the URL of a known article redirects to another page; None if there is no article or no redirect."""
    is_usual_target: bool = False
    """Whether several URLs redirect to that page, as all do while a site shows nothing but a notice of maintenance."""


def decide_next_visit(page: Page, history: History, now: float, profile: Profile) -> VisitOutcome:
    """Return the outcome of a visit: when the URL is visited next, if at all, and why not."""
    if page.failure is None:
        if page.kind == "article" and page.redirects_to is None:
            return VisitOutcome("due", now + revisit_interval(now, profile, history.unchanged_since))
        if history.leads_away is not None:
            return _redirected(page, history, now, profile)
        if leads_to_list(page) and not history.is_known:
            is_home = page.redirects_to == f"{profile.home.url.origin}/"
            return VisitOutcome("failed", attempts=1, reason=TO_HOME_PAGE if is_home else TO_LIST)
        return VisitOutcome("failed", reason=page.links.fault) if page.links.fault else VisitOutcome("done")
    if page.failure in NEVER_FETCHED:
        return VisitOutcome("skipped", reason=page.failure)
    if page.failure == COOKIE_WALL and history.attempts == 0:
        return VisitOutcome("due", now, 1, page.failure)
    status = page.capture.status if page.capture and not page.capture.truncated else None
    if status in NOT_FOUND and history.is_known:
        return _missing(page.failure, history.missing_since or now, now, profile)
    is_retryable = status is None or status in RETRYABLE
    if not is_retryable or history.attempts >= len(RETRY_DELAYS_S):
        return VisitOutcome("failed", attempts=history.attempts + 1, reason=page.failure)
    return VisitOutcome("due", now + _retry_delay(page, history.attempts), history.attempts + 1, page.failure)


def _retry_delay(page: Page, attempts: int) -> float:
    if not is_throttled(page):
        return max(RETRY_DELAYS_S[attempts], page.retry_after or 0.0)
    if page.retry_after is not None:
        return page.retry_after
    return RETRY_DELAYS_S[attempts if page.is_throttled else max(attempts, 2)]


def _missing(reason: str, since: float, now: float, profile: Profile) -> VisitOutcome:
    """Return the outcome for a missing article: check again after GONE_AFTER_S, then rarely, as it may come back."""
    if now < since + GONE_AFTER_S:
        return VisitOutcome("due", since + GONE_AFTER_S, 1, reason, missing_since=since)
    return VisitOutcome("due", now + profile.revisit.max_days * DAY_S, 1, reason, missing_since=since, is_gone=True)


def _redirected(page: Page, history: History, now: float, profile: Profile) -> VisitOutcome:
    """Return the outcome for an article URL that redirects; the target shows whether the article vanished or moved."""
    if not history.leads_away:
        return VisitOutcome("due", now + GONE_AFTER_S)
    reason = f"redirects to {page.redirects_to}"
    if history.is_usual_target:
        return _missing(reason, history.missing_since or now, now, profile)
    pause = GONE_AFTER_S if history.missing_since is None else profile.revisit.max_days * DAY_S
    return VisitOutcome("due", now + pause, 1, reason, missing_since=history.missing_since or now, is_gone=True)


def revisit_interval(now: float, profile: Profile, unchanged_since: float | None) -> float:
    """Return the seconds until an article's next visit: few if it is new or changing, many if old and unchanged."""
    unchanged_s = max(0.0, now - unchanged_since) if unchanged_since is not None else 0.0
    bounds = profile.revisit
    return min(max(unchanged_s * UNCHANGED_SHARE, bounds.min_days * DAY_S), bounds.max_days * DAY_S)


def leads_to_list(page: Page) -> bool:
    """Return whether the URL of an article redirects to a list or the home page."""
    return bool(
        page.kind == "article" and page.redirects_to and any(link.kind == "listing" for link in page.links.found)
    )


def is_throttled(page: Page) -> bool:
    """Return whether a response asks for a pause of the whole site."""
    return page.is_throttled or (page.capture is not None and page.capture.status in THROTTLING)


def site_backoff(throttled_in_a_row: int, retry_after: float | None) -> float:
    """Return the pause of a site in seconds, after its n-th throttling response in a row (1 is the first)."""
    if throttled_in_a_row > len(SITE_BACKOFFS_S):
        return max(LONG_BACKOFF_S, retry_after or 0.0)
    return retry_after if retry_after is not None else SITE_BACKOFFS_S[throttled_in_a_row - 1]

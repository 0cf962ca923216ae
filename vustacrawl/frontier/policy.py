"""When a URL is visited next. Pure: the outcome of a visit in, a verdict out."""

from __future__ import annotations

from dataclasses import dataclass

from vustacrawl.frontier.queue import Verdict
from vustacrawl.frontier.scope import OFF_SITE
from vustacrawl.items import Page
from vustacrawl.sites import Profile

DAY = 86_400.0
RETRY_DELAYS = (5.0, 20.0, 120.0, 1_800.0, 21_600.0)
"""Seconds before the 2nd, 3rd … attempt; the first are short, so that a passing fault is mended within the crawl."""
PUSHED_BACK = frozenset({403, 429, 503})
"""Statuses by which a server asks for less: the first pause is minutes, not seconds."""
PASSING = PUSHED_BACK | {408, 425, 500, 502, 504, 520, 521, 522, 523, 524}
MISSING = frozenset({404, 410})
GONE_AFTER = 2 * DAY
"""An article that is missing on two visits so far apart is gone."""
ROBOTS = "robots.txt"
TOO_LARGE = "too large"
PRIVATE = "private address"
COOKIE_WALL = "redirects to itself with a cookie"
"""Asked again once, with the cookie: it then answers with the page, or the redirect is one without an end."""
REPEATED = "repeats an article whose own URL is visited first"
"""Visited again once, after that URL: the article has moved here where it redirects here now."""
NEVER_FETCHED = frozenset({ROBOTS, TOO_LARGE, PRIVATE, OFF_SITE})
QUIET_SHARE = 0.3
"""An article unchanged for a time is looked at again after this share of that time."""
SITE_PAUSES = (10.0, 40.0, 160.0, 640.0)
"""Seconds that a whole site is left alone after the 1st, 2nd … answer in a row that pushes back and names no time."""
SITE_REST = 6 * 3_600.0
"""Seconds that a site is left alone once it has pushed back more often in a row than there are pauses."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a URL before a visit. Times are Unix times."""

    attempts: int = 0
    """Visits since the last that went well."""
    unchanged_since: float | None = None
    """When its article last changed, where it is one."""
    missing_since: float | None = None
    """When it was first found missing, where it is now."""
    is_known: bool = False
    """Whether an article was read there before."""
    leads_away: bool | None = None
    """Whether it is an article's own address and redirects to something else; None where it is none or does not."""


def judge(page: Page, history: History, now: float, profile: Profile) -> Verdict:
    """What becomes of a visited URL."""
    if page.failure is None:
        if page.kind == "article" and page.redirects_to is None:
            return Verdict("due", now + revisit_interval(now, profile, history.unchanged_since))
        if history.leads_away is not None:
            return _redirected(page, history, now, profile)
        return Verdict("failed", reason=page.links.fault) if page.links.fault else Verdict("done")
    if page.failure in NEVER_FETCHED:
        return Verdict("skipped", reason=page.failure)
    if page.failure == COOKIE_WALL and history.attempts == 0:
        return Verdict("due", now, 1, page.failure)
    status = page.capture.status if page.capture and not page.capture.truncated else None
    if status in MISSING and history.is_known:
        return _missing(page.failure, history.missing_since or now, now, profile)
    may_pass = status is None or status in PASSING
    if not may_pass or history.attempts >= len(RETRY_DELAYS):
        return Verdict("failed", attempts=history.attempts + 1, reason=page.failure)
    return Verdict("due", now + _pause(page, history.attempts), history.attempts + 1, page.failure)


def _pause(page: Page, attempts: int) -> float:
    if not pushes_back(page):
        return max(RETRY_DELAYS[attempts], page.retry_after or 0.0)
    if page.retry_after is not None:
        return page.retry_after
    return RETRY_DELAYS[attempts if page.pushed_back else max(attempts, 2)]


def _missing(reason: str, since: float, now: float, profile: Profile) -> Verdict:
    """Look again when it would be gone; later, seldom: what is gone may come back."""
    if now < since + GONE_AFTER:
        return Verdict("due", since + GONE_AFTER, 1, reason, missing_since=since)
    return Verdict("due", now + profile.revisit.max_days * DAY, 1, reason, missing_since=since, is_gone=True)


def _redirected(page: Page, history: History, now: float, profile: Profile) -> Verdict:
    """An article's own address that redirects: it is gone or, where the page there has still to tell, has moved."""
    if not history.leads_away:
        return Verdict("due", now + GONE_AFTER)
    pause = GONE_AFTER if history.missing_since is None else profile.revisit.max_days * DAY
    reason = f"redirects to {page.redirects_to}"
    return Verdict("due", now + pause, 1, reason, missing_since=history.missing_since or now, is_gone=True)


def revisit_interval(now: float, profile: Profile, unchanged_since: float | None) -> float:
    """Seconds until an article is looked at again: young or changing soon, old and unchanged seldom."""
    quiet = max(0.0, now - unchanged_since) if unchanged_since is not None else 0.0
    bounds = profile.revisit
    return min(max(quiet * QUIET_SHARE, bounds.min_days * DAY), bounds.max_days * DAY)


def pushes_back(page: Page) -> bool:
    """Whether the answer asks for less: for a pause of the whole site."""
    return page.pushed_back or (page.capture is not None and page.capture.status in PUSHED_BACK)


def site_pause(pushbacks: int, retry_after: float | None) -> float:
    """Seconds to leave a site alone after so many answers in a row that push back (1 is the first)."""
    if pushbacks > len(SITE_PAUSES):
        return max(SITE_REST, retry_after or 0.0)
    return retry_after if retry_after is not None else SITE_PAUSES[pushbacks - 1]

"""When a URL is visited next. Pure: the outcome of a visit in, a verdict out."""

from __future__ import annotations

from vustacrawl.frontier.queue import Verdict
from vustacrawl.items import Page
from vustacrawl.sites import Profile

DAY = 86_400.0
RETRY_DELAYS = (5.0, 20.0, 120.0, 1_800.0, 21_600.0)
"""Seconds before the 2nd, 3rd … attempt; the first are short, so that a passing fault is mended within the crawl."""
PUSHED_BACK = frozenset({403, 429, 503})
"""Statuses by which a server asks for less: the first pause is minutes, not seconds."""
PASSING = PUSHED_BACK | {408, 425, 500, 502, 504, 520, 521, 522, 523, 524}
QUIET_SHARE = 0.3
"""An article unchanged for a time is looked at again after this share of that time."""


def judge(page: Page, attempts: int, now: float, profile: Profile, unchanged_since: float | None) -> Verdict:
    """What becomes of a visited URL. ``unchanged_since`` (Unix time) is when its article last changed, if it is one."""
    if page.failure is None:
        if page.kind == "article" and page.redirects_to is None:
            return Verdict("due", now + revisit_interval(now, profile, unchanged_since))
        return Verdict("done")
    status = page.capture.status if page.capture and not page.capture.truncated else None
    if page.failure == "robots.txt":
        return Verdict("skipped", reason=page.failure)
    if status is not None and status not in PASSING:
        return Verdict("failed", attempts=attempts + 1, reason=page.failure)
    if attempts >= len(RETRY_DELAYS):
        return Verdict("failed", attempts=attempts + 1, reason=page.failure)
    pause = RETRY_DELAYS[max(attempts, 2) if status in PUSHED_BACK else attempts]
    return Verdict("due", now + max(pause, page.retry_after or 0.0), attempts + 1, page.failure)


def revisit_interval(now: float, profile: Profile, unchanged_since: float | None) -> float:
    """Seconds until an article is looked at again: young or changing soon, old and unchanged seldom."""
    quiet = max(0.0, now - unchanged_since) if unchanged_since is not None else 0.0
    bounds = profile.revisit
    return min(max(quiet * QUIET_SHARE, bounds.min_days * DAY), bounds.max_days * DAY)

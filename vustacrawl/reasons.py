"""Why a URL is not visited, or why its visit failed: the texts that the catalog stores.

``web/translations.toml`` translates those that pages show.
"""

from __future__ import annotations

ROBOTS = "robots.txt"
OFF_SITE = "off-site"
PATTERN = "pattern"
TRAP = "trap"
BUDGET = "budget"
UNUSED_NUMBER = "unused number"
RELATED = "linked from an article"
PRIVATE = "private address"
TOO_LARGE = "too large"
EXPLANATIONS = {
    ROBOTS: "disallowed by the site's robots.txt",
    OFF_SITE: "not on the site's hosts and ports",
    PATTERN: "no pattern matches (article_url, listing_url), or the profile denies it (deny)",
    TRAP: "looks like a crawler trap: its path repeats parts or is very deep, it continues lists of the same links"
    " or articles of the same text, or it is the beginning of a URL of more than 2,000 characters",
    BUDGET: "the site's URL budget is used up (budget.urls)",
    UNUSED_NUMBER: "the site has no page of this number (crawl --ids); a link to it would have it visited again",
    RELATED: "only articles link to it, which a crawl with --since does not follow; the next one without visits it",
    PRIVATE: "its host is in a private network, which requires `private = true` in the profile",
    TOO_LARGE: "the response is too large",
}
"""What the reasons of skipped URLs mean."""
LABELS = {
    ROBOTS: "disallowed by robots.txt",
    PATTERN: "no pattern matches",
    TRAP: "endless paths",
    BUDGET: "over the URL budget",
    UNUSED_NUMBER: "numbers without a page",
    RELATED: "linked from articles only",
}
"""Short forms of those that do not explain themselves."""
OUT_OF_SCOPE = (OFF_SITE, PATTERN, TRAP, BUDGET, UNUSED_NUMBER, RELATED)
"""Overridden by a pager, or by a profile edited since."""
NEVER_FETCHED = frozenset({ROBOTS, TOO_LARGE, PRIVATE, OFF_SITE})
"""Failures of a visit that are not tried again: the URL is skipped."""

TIMED_OUT = "no response in time"
DISCONNECTED = "connection broken, or not an HTTP response"
NO_SUCH_HOST = "host name does not resolve"
CONNECTION_REFUSED = "connection refused"
INVALID_REDIRECT = "redirects to an invalid URL"
OFF_SITE_REDIRECT = "redirects off the site"
SELF_REDIRECT = "redirects to itself"
ORIGIN_REDIRECT = "redirects to the same page at another scheme or host (`url` in the profile)"
COOKIE_WALL = "redirects to itself with a cookie"
TOO_MANY_REDIRECTS = "too many redirects"
TO_HOME_PAGE, TO_LIST = "redirects to the home page", "redirects to a list"
"""What the site returns instead of an article that no crawl has seen."""
REPEATED = "repeats an article whose own URL is visited first"
"""Visited once more after that URL: if it now redirects here, the article has moved here."""
TOO_OLD = "published before --since"
"""Visited, but its article is not stored."""

NOT_THERE = ("HTTP 404", "HTTP 410", OFF_SITE_REDIRECT, TO_HOME_PAGE, TO_LIST)
"""Failures that mean that the site has no such article."""

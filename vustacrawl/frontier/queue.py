"""The queue of URLs as a crawl sees it. URLs are canonical; times are Unix times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from vustacrawl.frontier.selection import Selection
from vustacrawl.items import Capture, Link, PageKind
from vustacrawl.sites import Profile

State = Literal["due", "done", "failed", "skipped"]


@dataclass(slots=True)
class Visit:
    """A URL leased to be fetched, with the validators of its last response."""

    url: str
    site: str
    kind: PageKind
    attempts: int = 0
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class VisitOutcome:
    """The state of a URL after a visit. ``next_due`` is Unix time; None if no further visit is planned."""

    state: State
    next_due: float | None = None
    attempts: int = 0
    reason: str | None = None
    missing_since: float | None = None
    """Unix time at which its article was first found missing; None if it is there."""
    is_gone: bool = False
    """Whether it has been missing for so long that the article counts as vanished."""


class Queue(Protocol):
    """Everything that a crawl asks of its queue, and all that changes it.

    All methods but ``lease`` are called within a transaction of the crawl's catalog and are part of it.
    """

    def seed(self, site: str, links: Iterable[Link], now: float) -> None:
        """Make the starting points due, and every known sitemap and feed."""

    def select(self, profile: Profile, selection: Selection, now: float) -> int:
        """Make the selected URLs of a site due, whatever became of them before, and limit the crawl to them.

        Return how many numbers are left out because the catalog has their articles, under whatever address.
        """

    def select_more(self, urls: Iterable[str]) -> None:
        """Have a limited crawl visit these URLs, too, once they are due."""

    def release_leases(self, site: str) -> int:
        """Make the leased visits of a site due again and return how many there were. The site must be locked."""

    def lease(self, site: str, count: int, now: float) -> list[Visit]:
        """Lease at most ``count`` due visits, the longest due first."""

    def next_due(self, site: str) -> float | None:
        """Return when the next visit of the site is due; None if none is planned."""

    def count_due(self, site: str, now: float) -> Counter[str]:
        """Return how many visits of the site are due, by kind of page."""

    def count_known(self, site: str) -> int:
        """Return how many URLs of the site were ever queued."""

    def enqueue(self, site: str, links: Iterable[Link], via: str, now: float) -> int:
        """Add new URLs, make known ones due that are dated as changed since, and return how many were new."""

    def enqueue_next_page(self, site: str, url: str, via: str, now: float) -> bool:
        """Make the next page of a listing due, once per crawl; return whether it was not due before."""

    def mark_skipped(self, site: str, urls: Iterable[tuple[str, str]], via: str, now: float) -> None:
        """Record new URLs that will not be visited, each with its reason."""

    def skip(self, site: str, link: Link, reason: str, via: str, now: float) -> None:
        """Record a URL whose kind is certain and that will not be visited, unless it is known as one to visit."""

    def visit_first(self, url: str, before: str, now: float) -> bool:
        """Make the URL of an article due ``before`` another is visited again; return whether it will be visited.

        It is not if this crawl has visited it already, or the other has waited for it once.
        """

    def put_back(self, url: str) -> None:
        """End the lease of a visit that did not take place."""

    def record_outcome(self, url: str, outcome: VisitOutcome) -> None:
        """End the lease of a visit with its outcome."""

    def record_response(self, url: str, capture: Capture, redirects_to: str | None) -> None:
        """Record what a later visit needs of a response: status, validators, digest and redirect."""

    def record_redirect(self, url: str, target: str) -> None:
        """Record an archived redirect of a URL that no crawl has visited."""

    def note_visit(self, site: str, url: str) -> None:
        """Record that this crawl visits a URL, as a lease does."""

    def was_visited_after(self, url: str, moment: str) -> bool:
        """Return whether the last response of a URL came after a moment (UTC, as the catalog writes times)."""

    def never_visited(self, site: str, now: float) -> list[str]:
        """Return the URLs of a site that were due before ``now`` and have not been fetched."""

    def defer_too_old(self, url: str, published_at: str, now: float) -> None:
        """Leave a visited article, published then, to a crawl that wants older ones: due, without validators."""

    def clear_validators(self, url: str) -> None:
        """Forget ETag and Last-Modified, so that the URL is fetched in full even if unchanged."""

    def reset_attempts_of_dead_crawls(self, site: str) -> None:
        """Reset the attempts of crawls that never ended, so that they do not use up the retries of later ones."""

    def is_starting_point(self, url: str) -> bool:
        """Return whether a crawl begins at this URL, or at one that redirects to it."""

    def kind_of(self, url: str) -> PageKind | None:
        """Return the kind of a URL; None if it is unknown."""

    def history(self, url: str) -> tuple[int, float | None, int | None, str | None]:
        """Return a URL's attempts and ``missing_since``, its article's id, and since when (UTC) that is unchanged."""

    def newest_on_same_listing(self, url: str) -> str | None:
        """Return the latest date of articles found on the page that led to this listing page; None if none is dated."""

    def redirects(self, url: str) -> bool:
        """Return whether a URL redirected when it was last visited."""

    def redirect_sources(self, urls: Iterable[str]) -> set[str]:
        """Return these URLs and those that redirect to them, by up to MAX_REDIRECTS redirects."""

    def steps_to(self, url: str) -> int:
        """Return how many redirects, or sitemaps of sitemaps, in a row led to a URL, up to MAX_REDIRECTS."""

    def follow_redirects(self, url: str) -> tuple[str, bool]:
        """Follow known redirects; return the final URL, and whether it was fetched (200) or is gone (404, 410)."""

"""What the scheduler asks of a queue of visits; SQLite answers today (``sqlite.py``), another engine could."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from vustacrawl.items import Link, PageKind

State = Literal["due", "done", "failed", "skipped"]


@dataclass(slots=True)
class Visit:
    """A URL handed out to be fetched, with the validators of its last answer."""

    url: str
    site: str
    kind: PageKind
    attempts: int = 0
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Verdict:
    """What becomes of a URL after a visit. ``next_due`` is Unix time; None where no visit is planned."""

    state: State
    next_due: float | None = None
    attempts: int = 0
    reason: str | None = None
    missing_since: float | None = None
    """Unix time at which its article was first found missing; None where it is there."""
    is_gone: bool = False
    """Whether it has been missing for so long that the article is no more."""


class Queue(Protocol):
    """The frontier of one crawl. URLs are canonical; times are Unix times."""

    def seed(self, site: str, links: Iterable[Link], now: float) -> None:
        """Make the starting points due, and every sitemap and feed met before."""

    def reclaim(self, site: str) -> int:
        """Take back the leases of crawls that are no more; how many there were."""

    def lease(self, site: str, count: int, now: float) -> list[Visit]:
        """Hand out up to ``count`` due visits, the longest due first; nobody else gets them meanwhile."""

    def next_due(self, site: str) -> float | None:
        """When the next planned visit of the site is due."""

    def discover(self, site: str, links: Iterable[Link], via: str, now: float) -> int:
        """Add URLs not known yet, make known ones due that say they changed; how many were new."""

    def skip(self, site: str, urls: Iterable[tuple[str, str]], via: str, now: float) -> None:
        """Note URLs that will not be visited, each with its reason, where they are not known yet."""

    def turn_page(self, site: str, url: str, via: str, now: float) -> bool:
        """Make the next page of a listing due, known or not, once a crawl; whether it was not before."""

    def note_redirect(self, url: str, target: str) -> None:
        """Keep where an address led once, unless it was visited since."""

    def is_starting_point(self, url: str) -> bool:
        """Whether a crawl begins at this URL, or at one that redirects to it."""

    def forget_validators(self, url: str) -> None:
        """Have the URL fetched again whole, whether it changed or not."""

    def settle(self, url: str, verdict: Verdict) -> None:
        """End the lease of a visit."""

    def visit_first(self, url: str, before: str, now: float) -> bool:
        """Make the URL of an article due ``before`` another is visited again; return whether it will be visited."""

    def leave_out(self, url: str, published_at: str, now: float) -> None:
        """Leave a visited article, published then, to a crawl that wants older ones: due, without validators."""

    def kind_of(self, url: str) -> PageKind | None:
        """What a URL was discovered as; None for one that is not known."""

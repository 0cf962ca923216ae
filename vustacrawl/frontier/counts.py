"""What a crawl did so far, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from vustacrawl.catalog.drift import FieldSources


@dataclass
class SiteCount:
    """What a crawl did on one site so far."""

    requests: int = 0
    """Requests sent: for robots.txt, repeated ones, and those without an answer too."""
    pages: int = 0
    bytes: int = 0
    added: int = 0
    changed: int = 0
    older: int = 0
    """Versions that lie before what the catalog had, of imported captures."""
    gone: int = 0
    """Articles found to be no more."""
    problems: int = 0
    waiting: int = 0
    """Visits that are due and not settled yet, as far as is known."""
    known: int = 0
    """Addresses of the site that were ever taken up."""
    pages_turned: int = 0
    """Listing pages behind the first ones that this crawl made due."""
    script_pages: dict[str, int] = field(default_factory=dict)
    """By a list's address: its further pages that only a script leads to."""
    in_flight: int = 0
    """Visits handed out whose page has not come yet."""
    articles_in_flight: int = 0
    pending: int = 0
    """Visits that have ended, and whose outcome waits for the next commit."""
    articles_pending: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    """What else fell short, by stage and reason: pages that came and could not be read or stored."""
    pushed_back: int = 0
    """Answers of this crawl by which the site asked for less."""
    pushbacks: int = 0
    """Such answers in a row, of this and earlier crawls."""
    unanswered: int = 0
    """Requests in a row that brought no answer."""
    quiet_until: float = 0.0
    """Unix time until which nothing is asked of the site."""
    sources: FieldSources = field(default_factory=FieldSources)
    """Which strategies answered on the article pages read so far."""
    given_up: str | None = None
    """Why the site is left alone for the rest of this crawl, where it is."""
    drifted: list[str] = field(default_factory=list)
    """What changed on the site's pages, and what they lack, a sentence each."""
    too_old: int = 0
    """Articles that were fetched and left out of the catalog, because they were published before ``since``."""

    @property
    def articles(self) -> int:
        """Articles that this crawl added or changed."""
        return self.added + self.changed

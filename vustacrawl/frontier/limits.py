"""Limits that end the crawl of a site although more is due."""

from __future__ import annotations

import time
from dataclasses import dataclass

from vustacrawl.frontier.stats import SiteStats
from vustacrawl.text import plural


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits set by the user; None means no limit."""

    articles: int | None = None
    """By site: articles added or changed."""
    pages: int | None = None
    """By site: responses."""
    ends_at: float | None = None
    """No visit of any site begins after this moment of ``time.monotonic()``."""

    def reached(self, stats: SiteStats) -> str | None:
        """Return the limit that ended the crawl of a site, in a few words; None if none did."""
        if self.articles is not None and stats.articles >= self.articles:
            return f"limit of {plural(self.articles, 'article')} reached"
        if self.pages is not None and stats.pages + stats.in_flight >= self.pages:
            return f"limit of {plural(self.pages, 'page')} reached"
        return "time limit reached" if stats.ran_out_of_time else None

    @property
    def is_out_of_time(self) -> bool:
        """Whether no further visit may begin."""
        return self.ends_at is not None and time.monotonic() >= self.ends_at

    def allow_article(self, stats: SiteStats) -> bool:
        """Return whether one more article can be fetched, even if all in flight count towards the limit."""
        under_way = stats.articles_in_flight + stats.articles_pending
        return self.articles is None or stats.articles + under_way < self.articles

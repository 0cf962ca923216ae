"""The systems that a site runs or ran on beside its own: how their articles are recognized and read."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from pydantic import Field

from vustacrawl.sites.values import Css, FamilyName, Pattern, Strict


class Selectors(Strict):
    """CSS selectors that are tried before the family's own sources of a field."""

    title: Css | None = None
    published: Css | None = None
    byline: Css | None = None
    lead: Css | None = None
    body: Css | None = None
    section: Css | None = None
    tags: Css | None = None
    related: Css | None = None
    """Elements to skip: related stories, share bars, boxes inside the body."""


_OTHER_ADDRESS = re.compile(r"[?&][^=&#]*=(?:https?(?::|%3A)|/|%2F)", re.IGNORECASE)


class ArticleUrls(Strict):
    """What distinguishes the addresses of a system's articles."""

    article_url: Pattern
    """A regular expression searched in URLs; its optional group ``id`` is the article's number."""

    def match_article(self, url: str) -> re.Match[str] | None:
        """Return the match of ``article_url``, but not in another page's address that the query holds
        (``/login?next=/bai-1.html``).
        """
        match = self._article_pattern.search(url)
        other = _OTHER_ADDRESS.search(url) if match and "?" in url else None
        if match and other and other.start() < match.start():
            return self._article_pattern.search(url, 0, other.start())
        return match

    @cached_property
    def _article_pattern(self) -> re.Pattern[str]:
        return re.compile(self.article_url)


class System(ArticleUrls):
    """Another CMS of a site. Its pages are recognized by their addresses and, where ``until`` is given, by when they
    were captured.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """Prefix of its article numbers, ``joomla:1404``: each system counts from 1."""
    family: FamilyName
    until: date | None = None
    """The day from which the site no longer ran on it; None if addresses alone distinguish the systems."""
    selectors: Selectors = Selectors()

    def was_running(self, captured_at: str | None) -> bool:
        """Return whether a page captured then (ISO 8601; None: now) may be of this system."""
        return self.until is None or (captured_at is not None and captured_at[:10] < self.until.isoformat())

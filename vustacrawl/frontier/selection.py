"""The URLs that a crawl is limited to, where a person names them: given ones, or known ones to visit again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vustacrawl.items import Link, Page, PageKind

GIVEN = "the command line"
"""Where a given URL was found, as ``frontier.via`` has it."""
_FOLLOWED_FROM_LISTS = frozenset({"article", "feed", "sitemap"})
_MEDIA = frozenset({"image", "file"})


@dataclass(frozen=True, slots=True)
class Again:
    """Which of the known URLs of a site are visited again: those that meet every condition."""

    failed: bool = False
    """Only those whose last visit failed."""
    kind: PageKind | None = None
    pattern: re.Pattern[str] | None = None
    """Searched in the URL."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a crawl is limited to. Redirects are followed, and what given listings, feeds and sitemaps newly list."""

    text: str
    """The options as typed, for the catalog."""
    links: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    """Given canonical URLs, by site."""
    guessed: frozenset[str] = frozenset()
    """Those of them that were made from a number: that one does not exist is no problem."""
    again: Again | None = None


def followed(page: Page, links: Sequence[Link]) -> list[str]:
    """Return the URLs of a selected page's links that the crawl visits too."""
    if page.redirects_to:
        return [link.url for link in links]
    kinds = _MEDIA if page.kind == "article" else _FOLLOWED_FROM_LISTS
    return [link.url for link in links if link.kind in kinds]

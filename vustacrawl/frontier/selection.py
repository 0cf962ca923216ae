"""The URLs to which a user limits a crawl: given ones, or known ones to visit again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vustacrawl.items import Link, Page, PageKind
from vustacrawl.sites import Profile

GIVEN = "the command line"
"""The value of ``frontier.via`` for a given URL."""
MAX_NUMBERS = 1_000_000
_RANGE = re.compile(r"(\d{1,15})(?:-(\d{1,15}))?")
_IDS = re.compile(r"--ids (\S+)")
_FOLLOWED_FROM_LISTS = frozenset({"article", "feed", "sitemap"})
_MEDIA = frozenset({"image", "file"})


@dataclass(frozen=True, slots=True)
class Again:
    """Selects the known URLs of a site to visit again: those that meet every condition."""

    failed: bool = False
    """Only those whose last visit failed."""
    kind: PageKind | None = None
    pattern: re.Pattern[str] | None = None
    """Searched in the URL."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a crawl is limited to, plus redirects and new links on the given listings, feeds and sitemaps."""

    text: str
    """The options as typed, for the catalog."""
    links: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    """Given canonical URLs, by site."""
    guessed: frozenset[str] = frozenset()
    """The given URLs made from a number: it is no problem if one does not exist."""
    again: Again | None = None


def read_numbers(text: str) -> list[int]:
    """Return the numbers of ``1-60,75``. Raises ValueError with a short reason."""
    numbers: dict[int, None] = {}
    for part in text.split(","):
        found = _RANGE.fullmatch(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last:
            raise ValueError("write numbers and ranges, as in 1-60,75")
        if last - first + len(numbers) >= MAX_NUMBERS:
            raise ValueError(f"more than {MAX_NUMBERS:,} numbers")
        numbers |= dict.fromkeys(range(first, last + 1))
    return [*numbers]


def guessed_urls(profile: Profile, text: str | None) -> frozenset[str]:
    """Return the URLs that a crawl made from numbers, by its ``Selection.text``."""
    typed = _IDS.search(text or "")
    try:
        numbers = read_numbers(typed[1]) if typed else []
    except ValueError:  # not typed by a user: an archive may contain anything
        numbers = []
    return frozenset(url for number in numbers if (url := profile.url_of_id(number)))


def followed(page: Page, links: Sequence[Link]) -> list[str]:
    """Return the URLs of a selected page's links that the crawl visits too."""
    if page.redirects_to:
        return [link.url for link in links]
    kinds = _MEDIA if page.kind == "article" else _FOLLOWED_FROM_LISTS
    return [link.url for link in links if link.kind in kinds]

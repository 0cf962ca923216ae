"""Count articles by site, year, author and section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vustacrawl.catalog.search.keys import ID_BITS

MAX_FACET_ARTICLES = 10_000
"""Facets are counted over at most this many of the newest matches."""
MAX_COUNTED = 1_000_000
"""So many are counted where all are asked for: two seconds' work."""
AUTHOR = "coalesce(author_name, author_initials)"
FACET_COLUMNS = f"articles.site, search_key / 10000 >> {ID_BITS}, {AUTHOR}, section"
"""The columns of ``articles`` that facets count."""


@dataclass(frozen=True, slots=True)
class Facets:
    """The number of matches in total and by site, year, author and section, most frequent first.

    If there are more than the limit, ``is_whole`` is False and only the newest are counted.
    """

    count: int
    is_whole: bool
    sites: dict[str, int]
    years: dict[str, int]
    authors: dict[str, int]
    sections: dict[str, int]


def count_facets(rows: Iterable[Sequence[Any]], *, is_whole: bool) -> Facets:
    """Add up rows that consist of ``FACET_COLUMNS`` and a number of articles."""
    counts = [Counter[str]() for _ in range(4)]
    total = 0
    for *values, articles in rows:
        total += articles
        for count, value in zip(counts, values, strict=True):
            if value:
                count[str(value)] += articles
    sites, years, authors, sections = (dict(count.most_common()) for count in counts)
    return Facets(total, is_whole, sites, years, authors, sections)

"""Full-text search: ``query`` reads what is typed, ``words`` joins its syllables, ``results`` finds articles."""

from __future__ import annotations

from vustacrawl.catalog.search.query import FIELDS, Field, ParsedQuery, parse_query
from vustacrawl.catalog.search.results import SORTS, Facets, Hit, Passage, Results, Sort, key_of_day, search

__all__ = [
    "FIELDS",
    "SORTS",
    "Facets",
    "Field",
    "Hit",
    "ParsedQuery",
    "Passage",
    "Results",
    "Sort",
    "key_of_day",
    "parse_query",
    "search",
]

"""Full-text search: ``query`` parses the input, ``words`` joins its syllables, ``results`` finds articles."""

from __future__ import annotations

from vustacrawl.catalog.search.facets import Facets
from vustacrawl.catalog.search.hits import Hit, Passage
from vustacrawl.catalog.search.query import FIELDS, Field, parse_query
from vustacrawl.catalog.search.results import SORTS, Results, Sort, search

__all__ = ["FIELDS", "SORTS", "Facets", "Field", "Hit", "Passage", "Results", "Sort", "parse_query", "search"]

"""Datasette's metadata of the catalog: the data dictionary, the documented queries, and the internal tables."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from vustacrawl.catalog.dictionary import data_dictionary
from vustacrawl.catalog.schema import MIGRATIONS
from vustacrawl.web.request_context import CATALOG

FIRST_TABLES = ("articles_latest", "articles", "authors_folded", "captions", "sites", "members")
"""Shown first; the others follow by name."""
INTERNAL = frozenset(
    {
        *("article_bands", "field_sources", "frontier", "person_names"),
        *("phrases", "phrase_sample", "phrase_counts", "frequent_phrases"),
        *("month_counts", "day_counts", "author_counts", "section_counts", "tag_counts", "article_numbers"),
        *("fold_articles", "exact_articles", "unindexed_articles", MIGRATIONS.migrations_table),
    }
)
"""Internal tables and views; they can be queried like any other."""
_QUERY = re.compile(r"^-- (?P<name>\w+): (?P<title>.+)\n(?P<sql>(?:(?!-- ).*\n?)+)", re.MULTILINE)


@cache
def queries() -> dict[str, dict[str, str]]:
    """Return the queries of ``queries.sql`` by name, each with its ``title`` and ``sql``, as Datasette takes them."""
    text = files("vustacrawl.web").joinpath("queries.sql").read_text("utf-8")
    return {
        found["name"]: {"title": found["title"], "sql": found["sql"].strip().removesuffix(";")}
        for found in _QUERY.finditer(text)
    }


def metadata() -> dict[str, Any]:
    """Return Datasette's metadata: descriptions of all tables, views and columns, and the queries."""
    tables: dict[str, dict[str, Any]] = {
        relation.name: {
            "description": relation.description,
            "columns": {column.name: column.description for column in relation.columns},
            "hidden": relation.name in INTERNAL,
        }
        for relation in data_dictionary().values()
    }
    tables[MIGRATIONS.migrations_table] = {"hidden": True}
    return {
        "title": "vustacrawl",
        "description": "Twenty years of news of Vietnam's science associations",
        "databases": {CATALOG: {"tables": tables, "queries": queries()}},
    }

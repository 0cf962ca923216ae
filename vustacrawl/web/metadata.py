"""What Datasette says of the catalog: the data dictionary, and a few queries to begin with."""

from __future__ import annotations

from typing import Any

from vustacrawl.catalog.dictionary import data_dictionary
from vustacrawl.catalog.schema import MIGRATIONS
from vustacrawl.web.request_context import CATALOG

QUERIES: dict[str, dict[str, str]] = {
    "articles_by_site_and_year": {
        "title": "Số bài theo trang và năm · Articles by site and year",
        "sql": "SELECT site, substr(month, 1, 4) AS year, sum(articles) AS articles\n"
        "FROM month_counts WHERE month <> '' GROUP BY site, year ORDER BY site, year",
    },
    "captions": {
        "title": "Chú thích ảnh của một trang · A site's captions",
        "sql": "SELECT published_at, title, caption, credit, article_url FROM captions\n"
        "WHERE site = :site ORDER BY published_at DESC LIMIT 200",
    },
    "authors_of_a_site": {
        "title": "Tác giả của một trang · Who writes on a site",
        "sql": "SELECT author, is_name, signatures FROM author_counts\n"
        "WHERE site = :site ORDER BY signatures DESC LIMIT 200",
    },
    "reposts": {
        "title": "Bài đăng lại · Reposts with their originals",
        "sql": "SELECT repost.site AS on_site, repost.title, original.site AS first_on, original.url AS original,\n"
        "  kind, round(similarity, 2) AS similarity\n"
        "FROM duplicates JOIN articles AS repost ON repost.id = article_id\n"
        "JOIN articles AS original ON original.id = of LIMIT 200",
    },
    "changed_articles": {
        "title": "Bài đã sửa · Articles that changed",
        "sql": "SELECT articles.title, articles.url, version, seen_at, replaced_at, cause, article_versions.changed\n"
        "FROM article_versions JOIN articles ON articles.id = article_id\n"
        "ORDER BY article_id DESC, version DESC LIMIT 200",
    },
    "problems_of_a_site": {
        "title": "Sự cố của một trang · A site's problems",
        "sql": "SELECT seen_at, stage, reason, detail, url FROM problems\n"
        "WHERE site = :site ORDER BY seen_at DESC LIMIT 200",
    },
}


def metadata() -> dict[str, Any]:
    """Return the metadata for Datasette: titles, descriptions of tables and columns, canned queries."""
    tables: dict[str, dict[str, Any]] = {
        relation.name: {
            "description": relation.description,
            "columns": {column.name: column.description for column in relation.columns},
        }
        for relation in data_dictionary().values()
    }
    tables[MIGRATIONS.migrations_table] = {"hidden": True}
    return {
        "title": "vustacrawl",
        "description": "Twenty years of news of Vietnam's science associations",
        "databases": {CATALOG: {"tables": tables, "queries": QUERIES}},
    }

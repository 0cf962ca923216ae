"""Browse articles without a search term, by site, period, author or section, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog.search.facets import (
    AUTHOR,
    FACET_COLUMNS,
    MAX_COUNTED,
    MAX_FACET_ARTICLES,
    Facets,
    count_facets,
)
from vustacrawl.catalog.search.hits import Hit
from vustacrawl.catalog.search.keys import LAST_ID, key_of_day

_MAX_LEAD_CHARS = 200
_FACET_COLUMNS_OF_SITE = f"site, substr(published_at, 1, 4), {AUTHOR}, section"
"""The columns of ``FACET_COLUMNS`` as in the index on site and date."""


@dataclass(frozen=True, slots=True)
class BrowseResults:
    """A page of articles, and whether more follow."""

    hits: list[Hit]
    more: bool
    _db: Database
    _from: str
    _page: str
    _values: dict[str, object]

    def ids(self, most: int) -> list[int]:
        """Return the row IDs of up to ``most`` articles, in their order."""
        rows = self._db.execute(f"SELECT id {self._from} {self._page}", self._values | {"limit": most, "offset": 0})
        return [article_id for (article_id,) in rows]

    def count_facets(self, most: int | None = MAX_FACET_ARTICLES) -> Facets:
        """Count all matching articles by site, year, author and section, up to MAX_COUNTED, or the newest ``most``."""
        counted = FACET_COLUMNS if self._values["site"] is None else _FACET_COLUMNS_OF_SITE
        if most is None:
            values = self._values | {"limit": MAX_COUNTED, "offset": 0}
            newest = f"SELECT {counted} {self._from} {self._page}"
            rows = self._db.execute(f"SELECT *, count(*) FROM ({newest}) GROUP BY 1, 2, 3, 4", values)
            facets = count_facets(rows, is_whole=True)
            return replace(facets, is_whole=facets.count < MAX_COUNTED)
        values = self._values | {"limit": most + 1, "offset": 0}
        found = self._db.execute(f"SELECT {counted}, 1 {self._from} {self._page}", values).fetchall()
        return count_facets(found[:most], is_whole=len(found) <= most)


def browse(
    db: Database,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    author: str | None = None,
    section: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> BrowseResults:
    """Return articles by the filters of ``search``; ``since`` and ``until`` are inclusive days (YYYY-MM-DD)."""
    conditions = []
    if site is not None:
        conditions.append("site = :site")
    if author is not None:
        conditions.append(f"{AUTHOR} = :author")
    if section is not None:
        conditions.append("section = :section")
    if since or until:
        conditions.append(
            "search_key BETWEEN :first AND :last" if site is None else "published_at BETWEEN :since AND :until"
        )
    values: dict[str, object] = {
        "site": site,
        "author": author,
        "section": section,
        "since": since or "",
        "until": f"{until or '9999-99-99'}U",  # sorts after any time of that day
        "first": key_of_day(since or "0001-01-01"),
        "last": key_of_day(until or "9999-12-31") | LAST_ID,
    }
    condition = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    order = "search_key DESC" if site is None else "published_at DESC, id DESC"
    # The index by key covers the query without a site, but the counts of all articles would not use it.
    source = f"FROM articles{' INDEXED BY articles_by_search_key' if site is None else ''} {condition}"
    page = f"ORDER BY {order} LIMIT :limit OFFSET :offset"
    found = db.execute(
        "SELECT articles.id, public_id, articles.site, url, articles.published_at, title, lead,"
        " substr(body, 1, :letters)"
        f" FROM (SELECT id {source} {page}) AS found CROSS JOIN articles USING (id)",
        values | {"limit": limit + 1, "offset": offset, "letters": _MAX_LEAD_CHARS},
    ).fetchall()
    return BrowseResults([_hit(row) for row in found[:limit]], len(found) > limit, db, source, page, values)


def _hit(row: tuple[Any, ...]) -> Hit:
    article_id, public_id, site, url, published_at, title, lead, body = row
    opening = " ".join((lead or body).split())
    if len(opening) > _MAX_LEAD_CHARS:
        opening = opening[:_MAX_LEAD_CHARS].rpartition(" ")[0] + " …"
    snippet = [(opening, False)] if opening else []
    return Hit(article_id, public_id, site, url, published_at, [(title, False)], snippet)

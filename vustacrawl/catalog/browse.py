"""Articles that nobody searched for by a word: those of a site, a time, an author or a section, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from vustacrawl.catalog.search import AUTHOR, COUNTED, FACETED, LAST_ID, Facets, Hit, facets_of, key_of_day

_LEAD_LETTERS = 200
_FACETED_ON_SITE = f"site, substr(published_at, 1, 4), {AUTHOR}, section"
"""What ``FACETED`` counts, as the index on site and date holds it."""


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of articles, and whether there are more after it."""

    hits: list[Hit]
    more: bool
    _db: Database
    _where: str
    _values: dict[str, object]

    def count_facets(self, most: int = COUNTED) -> Facets:
        """Count all of them, or the newest ``most``."""
        counted = FACETED if self._values["site"] is None else _FACETED_ON_SITE
        rows = self._db.execute(f"SELECT {counted} {self._where}", self._values | {"limit": most + 1, "offset": 0})
        return facets_of(rows.fetchall(), most)


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
) -> Browsed:
    """Articles by what ``search`` takes beside words; ``since`` and ``until`` are days, both included."""
    conditions = []
    if site is not None:
        conditions.append("site = :site")
    if author is not None:
        conditions.append(f"{AUTHOR} = :author")
    if section is not None:
        # Without a site, the index by key is walked, which holds all that is asked for and spares the rows.
        conditions.append("section = :section" if site is not None else "+section = :section")
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
    where = f"FROM articles {condition}ORDER BY {order} LIMIT :limit OFFSET :offset"
    found = db.execute(
        "SELECT articles.id, articles.site, url, articles.published_at, title, lead, substr(body, 1, :letters)"
        f" FROM (SELECT id {where}) AS found CROSS JOIN articles USING (id)",
        values | {"limit": limit + 1, "offset": offset, "letters": _LEAD_LETTERS},
    ).fetchall()
    return Browsed([_hit(row) for row in found[:limit]], len(found) > limit, db, where, values)


def _hit(row: tuple[int, str, str, str | None, str, str | None, str]) -> Hit:
    article_id, site, url, published_at, title, lead, body = row
    opening = " ".join((lead or body).split())
    if len(opening) > _LEAD_LETTERS:
        opening = opening[:_LEAD_LETTERS].rpartition(" ")[0] + " …"
    return Hit(article_id, site, url, published_at, [(title, False)], [(opening, False)] if opening else [])

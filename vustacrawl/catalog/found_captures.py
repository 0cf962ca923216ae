"""Captures listed by other archives, how far their indexes were read, and which captures the catalog has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from vustacrawl.catalog.media import MEDIA_TABLES
from vustacrawl.catalog.sql import one_column, one_value, update
from vustacrawl.items import MediaKind
from vustacrawl.text import escape_controls

State = Literal["listed", "recovered", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Listing:
    """How far a query to an index was read: ``resume`` is where to continue, None once it is finished."""

    resume: str | None
    listed_at: str
    captures: int


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A row of ``found_captures``. ``original_url`` is the URL as the archive writes it."""

    id: int
    source: str
    url: str
    original_url: str
    captured_at: str
    status: int | None
    digest: str | None
    place: str
    state: State
    kind: Literal["article", "image", "file"]
    is_stored: int
    """Whether the catalog has a capture of this URL and second."""

    @property
    def year(self) -> str:
        """The year in which it was captured (UTC)."""
        return self.captured_at[:4]


def listing(db: Database, site: str, source: str, query: str) -> Listing | None:
    """Return how far the results of a query were read; None if it was never sent."""
    row = db.execute(
        "SELECT resume, listed_at, captures FROM archive_listings WHERE site = ? AND source = ? AND query = ?",
        (site, source, query),
    ).fetchone()
    return Listing(*row) if row else None


def store_page(
    db: Database, site: str, source: str, query: str, rows: Iterable[tuple[object, ...]], resume: str | None, now: str
) -> None:
    """Store a page of an index and where to continue.

    ``rows`` are url, original_url, captured_at, status, digest, place. Part of the open transaction.
    """
    values = [(site, source, *row) for row in rows]
    add_found(db, values)
    db.execute(
        "INSERT INTO archive_listings (site, source, query, resume, listed_at, captures) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET resume = excluded.resume, listed_at = excluded.listed_at,"
        " captures = captures + excluded.captures",
        (site, source, query, resume, now, len(values)),
    )


def add_found(db: Database, rows: Iterable[tuple[object, ...]], kind: MediaKind | None = None) -> int:
    """Store captures that are not known yet: site, source, and the columns of ``store_page``; return how many.

    ``kind`` applies to all of them; None for articles.
    """
    cursor = db.conn.executemany(
        "INSERT INTO found_captures (site, source, url, original_url, captured_at, status, digest, place, kind)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        ((*row, kind or "article") for row in rows),
    )
    return int(cursor.rowcount)


def media_elsewhere(db: Database, site: str, kind: MediaKind) -> list[tuple[str, str, str, str, str]]:
    """Return the images or files of recovered articles that are neither archived nor looked for yet.

    Each comes with the source, original URL, time and place of the article's capture.
    """
    rows = db.execute(
        "SELECT media.url, found.source, found.original_url, found.captured_at, found.place,"
        " min(abs(julianday(found.captured_at) - julianday(captures.fetched_at)))"
        f" FROM {MEDIA_TABLES[kind]} AS media JOIN articles ON articles.id = article_id"
        " JOIN captures ON captures.id = articles.capture_id AND captures.found_in IS NOT NULL"
        " JOIN found_captures AS found ON found.site = articles.site AND found.url = captures.url"
        "  AND found.state = 'recovered' AND found.kind = 'article'"
        " WHERE articles.site = ?1 AND sha256 IS NULL AND NOT EXISTS ("
        "  SELECT 1 FROM found_captures AS known WHERE known.site = ?1 AND known.url = media.url)"
        " GROUP BY media.url ORDER BY found.captured_at, media.url",
        (site,),
    )
    return [row[:5] for row in rows.fetchall()]


def restart_listing(db: Database, site: str, source: str, query: str) -> None:
    """Restart a query from the beginning, keeping the captures it has listed."""
    db.execute("DELETE FROM archive_listings WHERE site = ? AND source = ? AND query = ?", (site, source, query))


_FOUND = """
SELECT id, source, url, original_url, captured_at, status, digest, place, state, kind,
  EXISTS (SELECT 1 FROM captures WHERE captures.url = found.url
    AND captures.fetched_at BETWEEN substr(found.captured_at, 1, 19) AND substr(found.captured_at, 1, 19) || '~')
FROM found_captures AS found WHERE site = ?1 AND (?2 IS NULL OR url = ?2) ORDER BY url, captured_at, id
"""


def found_captures(db: Database, site: str, url: str | None = None) -> Iterator[StoredCapture]:
    """Yield the captures that other archives list for a site or one canonical URL, by URL and time."""
    yield from (StoredCapture(*row) for row in db.execute(_FOUND, (site, url)))


def set_state(db: Database, capture_id: int, state: State, reason: str | None = None) -> None:
    """Record what became of a listed capture."""
    reason = escape_controls(reason)[:1000] if reason else None
    update(db, "found_captures", {"state": state, "reason": reason}, "id = ?", capture_id)


def is_listed(db: Database, site: str, url: str) -> bool:
    """Return whether any archive lists a capture of a URL, or the catalog has one."""
    query = """
    SELECT 1 FROM found_captures WHERE url = ?1 AND site = ?2 UNION ALL SELECT 1 FROM captures WHERE url = ?1
    """
    return one_value(db, query, (url, site)) is not None


_FROM_THE_SITE = """
SELECT DISTINCT captures.url FROM captures
WHERE site = ? AND found_in IS NULL AND status IN (200, 203, 304)
UNION
SELECT alias.url FROM article_urls AS alias JOIN articles ON articles.id = alias.article_id
JOIN captures ON captures.id = articles.capture_id
WHERE articles.site = ? AND captures.found_in IS NULL
"""


def urls_captured_from_site(db: Database, site: str) -> set[str]:
    """Return the URLs that the catalog has from the site itself or from an imported file."""
    return {*one_column(db, _FROM_THE_SITE, (site, site))}


def payload_digests(db: Database, site: str) -> Iterator[tuple[str, str]]:
    """Yield URL and payload digest of every archived capture of a site, and those from other archives' indexes."""
    yield from db.execute(
        "SELECT url, payload_digest FROM captures WHERE site = ?1 AND payload_digest IS NOT NULL"
        " UNION ALL SELECT url, digest FROM found_captures"
        " WHERE site = ?1 AND state = 'recovered' AND digest IS NOT NULL",
        (site,),
    )


def articles_only_elsewhere(db: Database, site: str) -> list[str]:
    """Return the URLs of articles whose newest capture is from another archive and that are not known to be gone."""
    query = (
        "SELECT articles.url FROM articles JOIN captures ON captures.id = articles.capture_id"
        " WHERE articles.site = ? AND gone_at IS NULL AND found_in IS NOT NULL"
    )
    return one_column(db, query, (site,))

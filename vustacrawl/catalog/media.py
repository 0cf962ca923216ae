"""Images and attached files of articles: their URLs, and the digest and size of fetched ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column, one_value, update
from vustacrawl.items import READABLE_STATUSES, Article, Link, MediaKind

MEDIA_TABLES: dict[MediaKind, str] = {"image": "images", "file": "files"}


class KnownMedia(NamedTuple):
    """Fetched images (sha256, width, height) and files (sha256, length), by URL; None for any not fetched."""

    images: defaultdict[str, tuple[str | None, int | None, int | None]]
    files: defaultdict[str, tuple[str | None, int | None]]


class ArchivedMedia(NamedTuple):
    """An image or file: digest and length (bytes) of its newest capture, and the capture that holds its payload."""

    url: str
    kind: MediaKind
    digest: str
    length: int
    capture_id: int


def known_media(db: Database, article: Article) -> KnownMedia:
    """Return an article's images and files that were fetched, for this or any other article."""
    images = _known(db, "SELECT url, sha256, width, height FROM images", [image.url for image in article.images])
    files = _known(db, "SELECT url, sha256, length FROM files", [file.url for file in article.files])
    return KnownMedia(
        defaultdict(lambda: (None, None, None), {row[0]: row[1:] for row in images}),
        defaultdict(lambda: (None, None), {row[0]: row[1:] for row in files}),
    )


def _known(db: Database, select: str, urls: list[str]) -> list[tuple[Any, ...]]:
    if not urls:
        return []
    where = "WHERE sha256 IS NOT NULL AND url IN (SELECT value FROM json_each(?))"
    return db.execute(f"{select} {where}", (orjson.dumps(urls).decode(),)).fetchall()


def media_links(db: Database, site: str, kind: MediaKind) -> list[Link]:
    """Return the URLs of all images or attached files of a site's articles."""
    table = MEDIA_TABLES[kind]
    query = f"SELECT DISTINCT {table}.url FROM {table} JOIN articles ON articles.id = article_id WHERE site = ?"
    return [Link(url, kind) for url in one_column(db, query, (site,))]


def media_kind(db: Database, url: str) -> MediaKind | None:
    """Return whether an article shows this URL as an image or offers it as a file; None if neither."""
    query = "SELECT 'image' FROM images WHERE url = ?1 UNION ALL SELECT 'file' FROM files WHERE url = ?1 LIMIT 1"
    kind: MediaKind | None = one_value(db, query, (url,))
    return kind


def archived_media(db: Database, site: str) -> Iterator[ArchivedMedia]:
    """Yield the archived images and files of a site's articles that the articles' rows do not describe yet."""
    for kind, table in MEDIA_TABLES.items():
        # The other columns are those of the newest capture (SQLite, "Bare columns in an aggregate query").
        rows = db.execute(
            "SELECT media.url, digest, captures.length, coalesce(original_id, captures.id), max(captures.id)"
            f" FROM {table} AS media JOIN articles ON articles.id = article_id"
            " JOIN captures ON captures.url = media.url AND warc_file IS NOT NULL AND truncated IS NULL"
            f" AND captures.status IN {READABLE_STATUSES}"
            " WHERE articles.site = ? AND sha256 IS NULL GROUP BY media.url",
            (site,),
        ).fetchall()
        for url, digest, length, original, _ in rows:
            yield ArchivedMedia(url, kind, digest, length, original)


def describe_media(
    db: Database, kind: MediaKind, url: str, digest: str, length: int, size: tuple[int, int] | None
) -> None:
    """Record the digest (``sha256:`` and hex) of an image or file in every article that has it.

    Also record the ``size`` of an image (width and height in pixels) or the ``length`` of a file (bytes).
    """
    width, height = size or (None, None)
    facts: dict[str, object] = {"width": width, "height": height} if kind == "image" else {"length": length}
    update(db, MEDIA_TABLES[kind], facts | {"sha256": digest.removeprefix("sha256:")}, "url = ?", url)

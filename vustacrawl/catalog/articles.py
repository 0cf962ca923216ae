"""Store and load articles: the newest version in ``articles``, superseded ones in ``article_versions``."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.identity import new_public_id
from vustacrawl.catalog.media import KnownMedia, known_media
from vustacrawl.catalog.near_duplicates import lsh_bands, text_features
from vustacrawl.catalog.people import store_names
from vustacrawl.catalog.sql import insert, one_value, update
from vustacrawl.catalog.versions import ParsedVersion, add_version, changed_fields, insert_version, without_empty
from vustacrawl.clock import utc_text
from vustacrawl.items import IDENTITY_FIELDS, LIST_FIELDS, PARSED_FIELDS, TEXT_FIELDS, Article, ArticleValues
from vustacrawl.text import whole_text

Outcome = Literal["added", "changed", "unchanged", "older"]

_TABLES = {name: {"authors": "article_authors"}.get(name, name) for name in LIST_FIELDS}
"""The table of each list of an article."""
_COLUMNS = (*IDENTITY_FIELDS, *TEXT_FIELDS)


@dataclass(frozen=True)
class StoredArticle:
    """The row of an article and what storing it changed."""

    id: int
    outcome: Outcome
    bands: list[int]
    """LSH bands of its text, as in ``ArticleValues``."""


def store_article(
    db: Database,
    article: Article,
    *,
    known_id: int | None,
    capture_id: int | None,
    seen_at: str,
    parser: str,
    has_moved: bool = False,
    computed: ArticleValues | None = None,
) -> StoredArticle:
    """Store an article parsed from a capture made at ``seen_at`` (UTC).

    ``computed``: what ``compute_values`` returned for it, if that was called already.
    ``has_moved``: its former URL redirects, so the URL it was found at becomes its own. If the article changed, the old
    version is kept; an article from a capture older than the newest becomes an older version.
    """
    computed = computed or compute_values(article)
    row = _row(article, computed, parser, capture_id)
    if known_id is None:
        return StoredArticle(_insert(db, article, row, seen_at), "added", computed.bands)
    former_record, last_seen_at = db.execute(
        "SELECT record_hash, last_seen_at FROM articles WHERE id = ?", (known_id,)
    ).fetchone()
    if seen_at < last_seen_at:
        older = ParsedVersion(seen_at, _comparable(article), parser, capture_id)
        is_version = insert_version(db, known_id, _current_version(db, known_id), last_seen_at, older)
        return StoredArticle(known_id, "older" if is_version else "unchanged", computed.bands)
    if former_record == computed.record_hash:
        _mark_seen(db, known_id, seen_at)
        if has_moved:
            moved = {name: row[name] for name in ("url", "native_id", "capture_id", "updated_at")}
            update(db, "articles", moved, "id = ?", known_id)
        return StoredArticle(known_id, "unchanged", computed.bands)
    _replace(db, known_id, article, row, seen_at, "site")
    db.execute(
        "UPDATE articles SET last_seen_at = ?1, changed_at = ?1, gone_at = iif(gone_at < ?1, NULL, gone_at)"
        " WHERE id = ?2",
        (seen_at, known_id),
    )
    return StoredArticle(known_id, "changed", computed.bands)


def update_from_reparse(
    db: Database, article_id: int, article: Article, parser: str, computed: ArticleValues | None = None
) -> StoredArticle:
    """Store an article reparsed from the same capture; if it changed, keep the old version with the cause ``parser``.

    ``computed`` is as in ``store_article``.
    """
    computed = computed or compute_values(article)
    former_record, capture_id = db.execute(
        "SELECT record_hash, capture_id FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if former_record == computed.record_hash:
        set_parser(db, article_id, parser, article.found_by)
        return StoredArticle(article_id, "unchanged", computed.bands)
    row = _row(article, computed, parser, capture_id)
    _replace(db, article_id, article, row, row["updated_at"], "parser")
    return StoredArticle(article_id, "changed", computed.bands)


def set_parser(db: Database, article_id: int, parser: str, found_by: dict[str, str]) -> None:
    """Record the parser that gave the stored article, and the source of each field."""
    changes = {"parser": parser, "found_by": orjson.dumps(found_by).decode()}
    update(db, "articles", changes, "id = ?", article_id)


def mark_seen(db: Database, url: str, seen_at: str) -> None:
    """Record that the article at this URL was seen again, unchanged."""
    if article_id := one_value(db, "SELECT article_id FROM article_urls WHERE url = ?", (url,)):
        _mark_seen(db, article_id, seen_at)


def _mark_seen(db: Database, article_id: int, seen_at: str) -> None:
    db.execute(
        "UPDATE articles SET last_seen_at = max(last_seen_at, ?1),"
        " updated_at = iif(gone_at < ?1, ?2, updated_at), gone_at = iif(gone_at < ?1, NULL, gone_at) WHERE id = ?3",
        (seen_at, utc_text(time.time()), article_id),
    )


def mark_gone(db: Database, url: str, gone_at: str) -> bool:
    """Record that the article at this canonical URL has been gone since ``gone_at`` (UTC); return whether it was known.

    Missing aliases do not count.
    """
    query = "UPDATE articles SET gone_at = ?, updated_at = ? WHERE url = ? AND gone_at IS NULL"
    return bool(db.execute(query, (gone_at, gone_at, url)).rowcount)


def load_record(db: Database, article_id: int) -> dict[str, Any]:
    """Load an article as plain JSON values: its text fields, then its lists in order."""
    row = next(db.query(f"SELECT {', '.join(_COLUMNS)} FROM articles WHERE id = ?", [article_id]))
    return row | {
        "paragraphs": [
            {"kind": block["kind"], "text": block["text"]}
            | ({"cells": orjson.loads(block["cells"])} if block["cells"] else {})
            for block in _rows(db, "SELECT kind, text, cells FROM paragraphs", article_id)
        ],
        "images": _rows(db, "SELECT url, after_paragraph, alt, caption, credit FROM images", article_id),
        "authors": _rows(db, "SELECT name, initials, role, unit FROM article_authors", article_id),
        "files": _rows(db, "SELECT url, title FROM files", article_id),
        "tags": [tag["tag"] for tag in _rows(db, "SELECT tag FROM tags", article_id)],
    }


def _rows(db: Database, select: str, article_id: int) -> list[dict[str, Any]]:
    return list(db.query(f"{select} WHERE article_id = ? ORDER BY position", [article_id]))


def content_hash(lead: str | None, body: str) -> str:
    """Return the sha256 (hex) of the words of lead and body, regardless of white space."""
    return hashlib.sha256(" ".join(whole_text(lead, body).split()).encode()).hexdigest()


def record_hash(record: dict[str, Any]) -> str:
    """Return the sha256 (hex) of everything parsed from a page; ``record`` is as ``load_record`` returns it.

    Only non-empty values are hashed, so that adding a field does not change the hash of older records.
    """
    content = without_empty({name: record[name] for name in PARSED_FIELDS})
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def compute_values(article: Article) -> ArticleValues:
    """Return the values stored with an article that need no catalog to compute, including its image URLs."""
    text = whole_text(article.lead, article.body)
    return ArticleValues(
        word_count=len(text.split()),
        content_hash=content_hash(article.lead, article.body),
        record_hash=record_hash(article.record()),
        found_by=orjson.dumps(article.found_by).decode(),
        bands=lsh_bands(text_features(text)),
    )


def _row(article: Article, computed: ArticleValues, parser: str, capture_id: int | None) -> dict[str, Any]:
    """Return the columns of ``articles`` that depend on the page, not on when it was seen."""
    return {name: getattr(article, name) for name in _COLUMNS} | {
        "body": article.body,
        "captions": "\n".join(dict.fromkeys(image.caption for image in article.images if image.caption)) or None,
        "word_count": computed.word_count,
        "content_hash": computed.content_hash,
        "record_hash": computed.record_hash,
        "found_by": computed.found_by,
        "parser": parser,
        "capture_id": capture_id,
        "updated_at": utc_text(time.time()),
    }


def _insert(db: Database, article: Article, row: dict[str, Any], seen_at: str) -> int:
    public_id = new_public_id(db, article.site, article.native_id, article.url, seen_at)
    seen = {"public_id": public_id, "first_seen_at": seen_at, "last_seen_at": seen_at}
    article_id = insert(db, "articles", seen | row)
    _insert_parts(db, article_id, article, known_media(db, article))
    return article_id


def _replace(
    db: Database, article_id: int, article: Article, row: dict[str, Any], replaced_at: str, cause: str
) -> None:
    """Keep the current version as an older one, and store the article in its place."""
    old = _current_version(db, article_id)
    old.cause = cause
    versions = one_value(db, "SELECT count(*) FROM article_versions WHERE article_id = ?", (article_id,))
    add_version(db, article_id, versions + 1, old, replaced_at, changed_fields(old.record, article.record()))
    update(db, "articles", row, "id = ?", article_id)
    media = known_media(db, article)
    for table in _TABLES.values():
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    _insert_parts(db, article_id, article, media)


def _insert_parts(db: Database, article_id: int, article: Article, media: KnownMedia) -> None:
    parts: list[tuple[str, str, list[tuple[Any, ...]]]] = [
        (
            "paragraphs",
            "kind, text, cells",
            [(b.kind, b.text, orjson.dumps(b.cells).decode() if b.cells else None) for b in article.paragraphs],
        ),
        (
            "images",
            "after_paragraph, url, alt, caption, credit, sha256, width, height",
            [(i.after_paragraph, i.url, i.alt, i.caption, i.credit, *media.images[i.url]) for i in article.images],
        ),
        (
            "article_authors",
            "name, initials, role, unit",
            [(author.name, author.initials, author.role, author.unit) for author in article.authors],
        ),
        ("files", "url, title, sha256, length", [(f.url, f.title, *media.files[f.url]) for f in article.files]),
        ("tags", "tag", [(tag,) for tag in article.tags]),
    ]
    for table, columns, rows in parts:
        if rows:
            query = f"INSERT INTO {table} (article_id, position, {columns}) VALUES (?, ?{', ?' * len(rows[0])})"
            db.conn.executemany(query, [(article_id, at, *row) for at, row in enumerate(rows, 1)])
    store_names(db, [author.name for author in article.authors if author.name])


def _current_version(db: Database, article_id: int) -> ParsedVersion:
    since, parser, capture_id = db.execute(
        "SELECT coalesce(changed_at, first_seen_at), parser, capture_id FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    return ParsedVersion(since, load_record(db, article_id), parser, capture_id)


def _comparable(article: Article) -> dict[str, Any]:
    """Return an article in the form that ``load_record`` returns."""
    record = article.record()
    return {name: record[name] for name in (*IDENTITY_FIELDS, *PARSED_FIELDS)}

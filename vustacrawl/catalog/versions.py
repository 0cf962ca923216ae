"""The versions of an article, in the order of their captures, regardless of the order in which they were stored."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.sql import insert, update
from vustacrawl.clock import utc_text
from vustacrawl.items import PARSED_FIELDS


@dataclass(slots=True)
class ParsedVersion:
    """What a parser extracted from a page, first seen at ``seen_at`` (UTC), and what caused the next version."""

    seen_at: str
    record: dict[str, Any]
    parser: str
    capture_id: int | None
    cause: str = "site"


def without_empty(value: Any) -> Any:
    """Remove empty parts of a JSON value, so that a record from before a field existed equals one where it is empty."""
    if isinstance(value, dict):
        return {name: without_empty(item) for name, item in value.items() if item not in (None, "", [])}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value


def changed_fields(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return the names of the fields that differ; ``captions`` if images differ only in caption or credit."""
    old, new = without_empty(old), without_empty(new)
    changed = [name for name in PARSED_FIELDS if old.get(name) != new.get(name)]
    if "images" in changed and _uncaptioned(old) == _uncaptioned(new):
        changed[changed.index("images")] = "captions"
    return changed


def _uncaptioned(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [image | {"caption": None, "credit": None} for image in record.get("images", [])]


def insert_version(
    db: Database, article_id: int, newest: ParsedVersion, last_seen_at: str, older: ParsedVersion
) -> bool:
    """Insert an older version among those stored; return whether it differs from its neighbours.

    ``newest`` is the version in ``articles`` and stays there; it was last seen at ``last_seen_at`` (UTC). A version
    equal to a neighbour only extends that neighbour's period.
    """
    versions = [*_versions(db, article_id), older]
    if newest.seen_at < older.seen_at:  # the page was parsed the same way before and after
        versions.append(replace(newest))
        newest.seen_at = last_seen_at
    versions.sort(key=lambda version: version.seen_at)
    kept: list[ParsedVersion] = []
    for version in [*versions, newest]:
        if not kept or changed_fields(kept[-1].record, version.record):
            kept.append(version)
    if kept[-1] is not newest:
        newest.seen_at = kept.pop().seen_at
        kept.append(newest)
    _rewrite(db, article_id, kept)
    return any(version is older for version in kept)


def _versions(db: Database, article_id: int) -> list[ParsedVersion]:
    rows = db.execute(
        "SELECT seen_at, record, parser, capture_id, cause FROM article_versions WHERE article_id = ? ORDER BY version",
        (article_id,),
    )
    return [
        ParsedVersion(seen_at, orjson.loads(record), parser, capture, cause)
        for seen_at, record, parser, capture, cause in rows
    ]


def _rewrite(db: Database, article_id: int, versions: list[ParsedVersion]) -> None:
    db.execute("DELETE FROM article_versions WHERE article_id = ?", (article_id,))
    for number, (old, new) in enumerate(pairwise(versions), 1):
        add_version(db, article_id, number, old, new.seen_at, changed_fields(old.record, new.record))
    first, last = versions[0].seen_at, versions[-1].seen_at
    changed_at = last if len(versions) > 1 else None
    changes = {"first_seen_at": first, "changed_at": changed_at, "updated_at": utc_text(time.time())}
    update(db, "articles", changes, "id = ?", article_id)


def add_version(
    db: Database, article_id: int, number: int, version: ParsedVersion, replaced_at: str, changed: list[str]
) -> None:
    """Store a superseded version under its number, counted from 1."""
    row = {
        "article_id": article_id,
        "version": number,
        "replaced_at": replaced_at,
        "changed": orjson.dumps(changed).decode(),
        "record": orjson.dumps(version.record).decode(),
        **{name: getattr(version, name) for name in ("seen_at", "parser", "capture_id", "cause")},
    }
    insert(db, "article_versions", row)

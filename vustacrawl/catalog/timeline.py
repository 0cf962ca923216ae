"""An article's readings in the order of their captures, whatever the order in which they came to the catalog."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import orjson
from sqlite_utils import Database

from vustacrawl.clock import utc_text


@dataclass(slots=True)
class Reading:
    """What a page read as from one moment on (UTC), by which parser, and why the next reading differs."""

    seen_at: str
    record: dict[str, Any]
    parser: str
    capture_id: int | None
    cause: str = "site"


def present(value: Any) -> Any:
    """A JSON value without empty parts: a record stored before a field existed equals one in which it is empty."""
    if isinstance(value, dict):
        return {name: present(each) for name, each in value.items() if each not in (None, "", [])}
    if isinstance(value, list):
        return [present(each) for each in value]
    return value


def differences(old: dict[str, Any], new: dict[str, Any], fields: tuple[str, ...]) -> list[str]:
    """Which of the fields differ; images that differ in their captions alone are ``captions``."""
    old, new = present(old), present(new)
    changed = [name for name in fields if old.get(name) != new.get(name)]
    if "images" in changed and _uncaptioned(old) == _uncaptioned(new):
        changed[changed.index("images")] = "captions"
    return changed


def _uncaptioned(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [image | {"caption": None, "credit": None} for image in record.get("images", [])]


def insert_reading(
    db: Database, article_id: int, newest: Reading, last_seen_at: str, older: Reading, fields: tuple[str, ...]
) -> bool:
    """Put an older reading in its place among an article's versions; whether it is a version of its own.

    ``newest`` is what stands in ``articles``, and stays there; it was last confirmed at ``last_seen_at`` (UTC). A
    reading equal to its neighbour moves that one's beginning back.
    """
    readings = [*_versions(db, article_id), older]
    if newest.seen_at < older.seen_at:  # the page read so before and after
        readings.append(replace(newest))
        newest.seen_at = last_seen_at
    readings.sort(key=lambda reading: reading.seen_at)
    kept: list[Reading] = []
    for reading in [*readings, newest]:
        if not kept or differences(kept[-1].record, reading.record, fields):
            kept.append(reading)
    if kept[-1] is not newest:
        newest.seen_at = kept.pop().seen_at
        kept.append(newest)
    _rewrite(db, article_id, kept, fields)
    return any(reading is older for reading in kept)


def _versions(db: Database, article_id: int) -> list[Reading]:
    rows = db.execute(
        "SELECT seen_at, record, parser, capture_id, cause FROM article_versions WHERE article_id = ? ORDER BY version",
        (article_id,),
    )
    return [
        Reading(seen_at, orjson.loads(record), parser, capture, cause)
        for seen_at, record, parser, capture, cause in rows
    ]


def _rewrite(db: Database, article_id: int, readings: list[Reading], fields: tuple[str, ...]) -> None:
    db.execute("DELETE FROM article_versions WHERE article_id = ?", (article_id,))
    for version, (old, new) in enumerate(pairwise(readings), 1):
        add_version(db, article_id, version, old, new.seen_at, differences(old.record, new.record, fields))
    first, last = readings[0].seen_at, readings[-1].seen_at
    db.execute(
        "UPDATE articles SET first_seen_at = ?, changed_at = ?, updated_at = ? WHERE id = ?",
        (first, last if len(readings) > 1 else None, utc_text(time.time()), article_id),
    )


def add_version(
    db: Database, article_id: int, version: int, reading: Reading, replaced_at: str, changed: list[str]
) -> None:
    """Store one superseded reading."""
    db.execute(
        "INSERT INTO article_versions (article_id, version, seen_at, replaced_at, changed, record, parser, capture_id,"
        " cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article_id,
            version,
            reading.seen_at,
            replaced_at,
            orjson.dumps(changed).decode(),
            orjson.dumps(reading.record).decode(),
            reading.parser,
            reading.capture_id,
            reading.cause,
        ),
    )

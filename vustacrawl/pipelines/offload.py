"""Upload finished archive files to the object store, keeping the newest of them locally."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from vustacrawl.archive.object_store import ObjectStore, StoreConflictError, StoreError, open_store
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.batch import Batch
from vustacrawl.clock import utc_text
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

_WAITING = "SELECT name, sha256 FROM warc_files WHERE sha256 IS NOT NULL AND stored_at IS NULL ORDER BY name"
_STORED = "SELECT name, length FROM warc_files WHERE stored_at IS NOT NULL ORDER BY stored_at DESC, name DESC"


@dataclass(slots=True)
class Offload:
    """What was uploaded, and what is left for the next time."""

    stored: int = 0
    waiting: int = 0
    """Number of files still to be uploaded."""
    faults: list[str] = field(default_factory=list)
    """Why, one line each."""

    @property
    def lines(self) -> list[str]:
        """Return what a person should know about it."""
        if not self.faults:
            return []
        rest = f"{plural(self.waiting, 'finished archive file')} not in the object store yet; the next run tries again"
        return [*self.faults, *([rest] if self.waiting else [])]


def offload(workspace: Workspace) -> Offload:
    """Upload every finished file that the store lacks, then remove the oldest local files, down to ``cache_mb``.

    If the store is unavailable, all files stay here. Raises CatalogError, and MissingExtraError without the extra.
    """
    done = Offload()
    url = workspace.config.archive.store
    if not url:
        return done
    with closing(open_catalog(workspace.database)) as db:
        waiting = [(name, sha256) for name, sha256 in db.execute(_WAITING) if (workspace.warc / name).exists()]
        try:
            store = open_store(url)
            for name, sha256 in waiting:
                _put(db, store, workspace.warc / name, sha256, done)
        except StoreError as error:
            done.faults.append(f"object store: {error}")
        done.waiting = len(waiting) - done.stored
        _evict(db, workspace.warc, workspace.config.archive.cache_mb * 1_000_000)
    return done


def _put(db: Database, store: ObjectStore, path: Path, sha256: str, done: Offload) -> None:
    try:
        store.put(path, path.name, sha256)
    except StoreConflictError as error:
        done.faults.append(f"object store: {error}")
        return
    with Batch(db).transaction():
        db.execute("UPDATE warc_files SET stored_at = ? WHERE name = ?", (utc_text(time.time()), path.name))
    done.stored += 1


def _evict(db: Database, folder: Path, room: int) -> None:
    """Remove local copies of stored files, the first stored first, until the rest fits into ``room`` bytes."""
    for name, length in db.execute(_STORED).fetchall():
        path = folder / name
        if path.exists():
            room -= length
            if room < 0:
                path.unlink(missing_ok=True)

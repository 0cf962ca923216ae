"""Upload finished archive files to the object store, keeping the newest of them locally."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from vustacrawl.archive.object_store import StoreConflictError, StoreError, open_store
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.batch import Batch
from vustacrawl.clock import utc_text
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

_WAITING = "SELECT name, sha256 FROM warc_files WHERE sha256 IS NOT NULL AND stored_at IS NULL ORDER BY name"
_STORED = "SELECT name, length FROM warc_files WHERE stored_at IS NOT NULL ORDER BY stored_at DESC, name DESC"


def offload(workspace: Workspace) -> list[str]:
    """Upload every finished file that the store lacks, then remove the oldest local files, down to ``cache_mb``.

    Returns what failed, in lines; if the store is unavailable, all files stay here. Raises CatalogError, and
    MissingExtraError without the extra.
    """
    url = workspace.config.archive.store
    if not url:
        return []
    faults: list[str] = []
    with closing(open_catalog(workspace.database)) as db:
        waiting = {name: sha256 for name, sha256 in db.execute(_WAITING) if (workspace.warc / name).exists()}
        try:
            store = open_store(url)
            for name, sha256 in [*waiting.items()]:
                try:
                    store.put(workspace.warc / name, name, sha256)
                except StoreConflictError as error:
                    faults.append(f"object store: {error}")
                    continue
                with Batch(db).transaction():
                    db.execute("UPDATE warc_files SET stored_at = ? WHERE name = ?", (utc_text(time.time()), name))
                del waiting[name]
        except StoreError as error:
            faults.append(f"object store: {error}")
        _evict(db, workspace.warc, workspace.config.archive.cache_mb * 1_000_000)
    if waiting:
        left = plural(len(waiting), "finished archive file")
        faults.append(f"{left} not in the object store yet; the next run tries again")
    return faults


def _evict(db: Database, folder: Path, room: int) -> None:
    """Remove local copies of stored files, the first stored first, until the rest fits into ``room`` bytes."""
    for name, length in db.execute(_STORED).fetchall():
        path = folder / name
        if path.exists():
            room -= length
            if room < 0:
                path.unlink(missing_ok=True)

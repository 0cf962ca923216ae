"""Back up the catalog while it is in use, and verify the copy."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from vustacrawl.catalog.checks import file_faults
from vustacrawl.catalog.connection import read_catalog
from vustacrawl.disk import locked, sha256_of, sync
from vustacrawl.errors import UserError

PAGES_PER_STEP = 2_000
"""Report progress about every 8 MB."""
_NAME = re.compile(r"vustacrawl-\d{8}T\d{6}Z\.db")


class BackupError(UserError):
    """No backup was made; the message says why, in one line."""

    exit_code = 1


def back_up(
    catalog: Path,
    folder: Path,
    keep: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    clock: Callable[[], float] = time.time,
) -> Path:
    """Copy ``catalog`` into ``folder``, verify the copy, and keep only the newest ``keep``; return the copy's path.

    The copy is a self-contained snapshot, with its sha256 in a file beside it (``sha256sum --check``). Older copies are
    deleted only after the new one is verified. ``progress`` is called with the pages copied and their total; ``clock``
    gives the Unix time for the name. Raises CatalogError if there is no catalog, else BackupError.
    """
    source = read_catalog(catalog, any_version=True)  # also before an upgrade
    with closing(source):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with locked(folder) as is_ours:
                if not is_ours:
                    raise BackupError(f"{folder}: another backup to this folder is running")
                copy = folder / f"vustacrawl-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(clock()))}.db"
                part = copy.with_suffix(".part")
                for left_over in folder.glob("vustacrawl-*.part*"):
                    left_over.unlink()
                try:
                    _copy(source, part, progress)
                    sync(part)
                    _checksum_file(copy).write_text(f"{sha256_of(part)}  {copy.name}\n", "utf-8")
                    part.rename(copy)
                    sync(folder)
                finally:
                    part.unlink(missing_ok=True)
                _rotate(folder, keep)
        except (OSError, sqlite3.Error) as error:
            raise BackupError(f"{folder}: {error}") from None
    return copy


def _copy(source: Database, part: Path, progress: Callable[[int, int], None]) -> None:
    # A transaction pins one state of the catalog; otherwise commits of a crawl would restart the copy.
    source.execute("BEGIN")
    source.execute("SELECT 1 FROM sqlite_schema").fetchone()
    with closing(sqlite3.connect(part, isolation_level=None)) as target:
        source.conn.backup(
            target, pages=PAGES_PER_STEP, progress=lambda _, left, total: progress(total - left, total), sleep=0
        )
        target.execute("PRAGMA journal_mode = DELETE")
        if faults := list(file_faults(Database(target))):
            raise BackupError(f"the copy is damaged, perhaps the catalog too: {faults[0]} (run `vustacrawl verify`)")
    source.execute("ROLLBACK")


def _rotate(folder: Path, keep: int) -> None:
    copies = sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
    for old in copies[keep:]:
        old.unlink()
        _checksum_file(old).unlink(missing_ok=True)


def _checksum_file(copy: Path) -> Path:
    return copy.with_suffix(".db.sha256")

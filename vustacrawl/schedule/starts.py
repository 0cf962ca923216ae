"""When each site was crawled last: by whom does not matter, nor which process remembers it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from vustacrawl.catalog import CatalogError, read_catalog
from vustacrawl.catalog.crawls import last_starts
from vustacrawl.workspace import CONFIG_FILE, Workspace


class Starts:
    """Starts in the catalog, and those that never came so far: each leaves the time on a file of its site."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def all(self) -> dict[str, datetime]:
        """The newest start of each site that was ever started, in UTC."""
        starts = {path.stem: _modified(path) for path in self._folder.glob("*.scheduled")}
        for site, text in self._in_catalog().items():
            moment = datetime.fromisoformat(text)
            starts[site] = max(moment, starts.get(site, moment))
        return starts

    def note(self, site: str, moment: datetime) -> None:
        """Keep that a crawl of the site is being started, whatever becomes of it."""
        path = self._folder / f"{site}.scheduled"
        path.touch()
        os.utime(path, (moment.timestamp(), moment.timestamp()))

    def planned_since(self) -> datetime:
        """When the schedule was written, in UTC."""
        return _modified(self._workspace.root / CONFIG_FILE)

    @property
    def _folder(self) -> Path:
        return self._workspace.root / "locks"

    def _in_catalog(self) -> dict[str, str]:
        try:
            db = read_catalog(self._workspace.database)
        except CatalogError:  # none yet, or one that the next crawl brings up to date or refuses with a word
            return {}
        try:
            return last_starts(db)
        finally:
            db.close()


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)

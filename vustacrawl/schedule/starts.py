"""When each site was last crawled, by whatever process."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from vustacrawl.catalog import CatalogError, read_catalog
from vustacrawl.catalog.crawls import latest_crawls
from vustacrawl.clock import utc_text
from vustacrawl.workspace import CONFIG_FILE, Workspace


class Starts:
    """Starts in the catalog, and attempted starts, kept as the mtime of a file per site."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def all(self, now: datetime) -> dict[str, datetime]:
        """Return the newest start of each site until ``now``, in UTC: the machine's clock may have been ahead."""
        tried = {path.stem: _modified(path) for path in self._folder.glob("*.scheduled")}
        starts = {site: moment for site, moment in tried.items() if moment <= now}
        for site, text in self._in_catalog(now).items():
            moment = datetime.fromisoformat(text)
            starts[site] = max(moment, starts.get(site, moment))
        return starts

    def record(self, site: str, moment: datetime) -> None:
        """Record that a crawl of the site is being started, even if it fails."""
        path = self._folder / f"{site}.scheduled"
        path.touch()
        os.utime(path, (moment.timestamp(), moment.timestamp()))

    def planned_since(self) -> datetime:
        """Return when the schedule was last edited, in UTC."""
        return _modified(self._workspace.root / CONFIG_FILE)

    @property
    def _folder(self) -> Path:
        return self._workspace.root / "locks"

    def _in_catalog(self, now: datetime) -> dict[str, str]:
        until = utc_text(now.timestamp())
        try:
            with closing(read_catalog(self._workspace.database)) as db:
                # Scheduled or not.
                runs = latest_crawls(db, f"kind = 'crawl' AND selection IS NULL AND started_at <= '{until}'")
                return {site: run["started_at"] for site, run in runs.items()}
        except CatalogError:  # no catalog yet, or one that the next crawl migrates or refuses
            return {}


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)

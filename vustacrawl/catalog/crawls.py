"""Rows of ``crawls``: when each run began and how it ended. Times are UTC, as written by ``clock.utc_text``."""

from __future__ import annotations

from typing import Any, Literal

from sqlite_utils import Database

from vustacrawl import __version__
from vustacrawl.catalog.sql import insert, one_value, update
from vustacrawl.text import escape_controls

CrawlKind = Literal["crawl", "import", "recover", "reparse"]
Ending = Literal["finished", "limit", "interrupted", "failed"]


def begin_crawl(
    db: Database,
    site: str,
    kind: CrawlKind,
    started_at: str,
    since: str | None = None,
    selection: str | None = None,
    wanted_id: int | None = None,
) -> int:
    """Record the start of a run, for articles published ``since`` a day (YYYY-MM-DD); return its row id.

    ``selection``: the options that limit it to some URLs. The row id is ``wanted_id`` unless another run has that.
    """
    is_free = wanted_id is not None and one_value(db, "SELECT 1 FROM crawls WHERE id = ?", (wanted_id,)) is None
    selection = selection and escape_controls(selection)
    row = {"site": site, "kind": kind, "started_at": started_at, "software": f"vustacrawl {__version__}"}
    options = {"id": wanted_id if is_free else None, "since": since, "selection": selection}
    return insert(db, "crawls", {**row, **options})


def find_crawl(db: Database, site: str, started_at: str) -> int | None:
    """Return the row id of the crawl of a site that began at this moment."""
    query = "SELECT id FROM crawls WHERE site = ? AND started_at = ? AND kind IN ('crawl', 'recover')"
    found: int | None = one_value(db, query, (site, started_at))
    return found


def is_unfinished(db: Database, site: str, started_at: str) -> bool:
    """Return whether the crawl of a site that began at this moment is recorded without an end."""
    query = "SELECT 1 FROM crawls WHERE id = ? AND finished_at IS NULL"
    return one_value(db, query, (find_crawl(db, site, started_at),)) is not None


def end_crawl(
    db: Database, crawl_id: int, finished_at: str, outcome: str, reason: str | None, counts: dict[str, int]
) -> None:
    """Record how a run ended, as an ``Ending``; ``counts`` has values for further columns."""
    reason = escape_controls(reason) if reason else None
    row = {"finished_at": finished_at, "outcome": outcome, "reason": reason, **counts}
    update(db, "crawls", row, "id = ?", crawl_id)


def has_full_crawl(db: Database, site: str) -> bool:
    """Return whether a crawl of everything due, without ``since``, ever finished: it read all listings to the end."""
    query = """
    SELECT 1 FROM crawls
    WHERE site = ? AND kind = 'crawl' AND outcome = 'finished' AND pages > 0 AND since IS NULL AND selection IS NULL
    """
    return one_value(db, query, (site,)) is not None


def latest_crawls(db: Database, condition: str = "TRUE") -> dict[str, dict[str, Any]]:
    """Return the newest run of each site that meets a condition, by site, newest first; with the site's ``title``."""
    newest = f"SELECT id FROM crawls WHERE site = name AND {condition} ORDER BY started_at DESC, id DESC LIMIT 1"
    query = f"SELECT crawls.*, title FROM sites JOIN crawls ON crawls.id = ({newest}) ORDER BY started_at DESC, name"
    return {row["site"]: row for row in db.query(query)}

"""A cluster worker's queue: a copy, in its own catalog, of the rows of the sites that it holds.

Only the holder of a site changes its rows, so a crawl uses the copy as it would on one machine. Each transaction
records its changes, which are sent to PostgreSQL after its commit (``Cluster.store_changes``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column
from vustacrawl.frontier.queue import Queue
from vustacrawl.items import MediaKind

ROWS_PER_CHUNK = 1_000
COLUMNS = (
    *("url", "site", "kind", "state", "next_due", "attempts", "via", "hinted_at", "redirects_to"),
    *("etag", "last_modified", "digest", "last_status", "reason", "missing_since", "discovered_at", "visited_at"),
)
"""The columns that the catalog's ``frontier`` table and the cluster's have in common."""

# In a trigger, an outer ON CONFLICT overrides an inner one, so a URL may occur more than once.
_TRACK_CHANGES = (
    "CREATE TEMP TABLE unsent (url TEXT NOT NULL, site TEXT NOT NULL)",
    "CREATE TEMP TABLE adopted (url TEXT PRIMARY KEY) WITHOUT ROWID",
    *(
        f"CREATE TEMP TRIGGER record_{event} AFTER {event} ON main.frontier"
        " BEGIN INSERT INTO unsent VALUES (new.url, new.site); END"
        for event in ("insert", "update")
    ),
)


class ClusterQueue(Queue):
    """The queue of one worker; ``rounds`` has, for each site, the round to which the crawl belongs."""

    def __init__(self, db: Database, crawl_ids: dict[str, int], since: str | None, media: frozenset[MediaKind]) -> None:
        super().__init__(db, crawl_ids, since, media)
        self.rounds: dict[str, int] = {}
        for statement in _TRACK_CHANGES:
            db.execute(statement)

    def adopt(self, site: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace the catalog's rows for the URLs of a site with the cluster's ``rows``, in the open transaction.

        URLs that the cluster does not know, from earlier crawls on this machine alone, still have to be sent.
        """
        columns = (*COLUMNS, "crawl_id")
        kept = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
        self._db.execute("DELETE FROM adopted")
        for row in rows:
            is_of_this_round = row["round"] == self.rounds[site]
            values = [*(row[column] for column in COLUMNS), self._crawl_ids[site] if is_of_this_round else None]
            self._db.execute(
                f"INSERT INTO frontier ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
                f" ON CONFLICT (url) DO UPDATE SET {kept}",
                values,
            )
            self._db.execute("INSERT OR IGNORE INTO adopted VALUES (?)", (row["url"],))
        self._db.execute("DELETE FROM unsent WHERE site = ?", (site,))
        self._db.execute(
            "INSERT INTO unsent SELECT url, site FROM frontier WHERE site = ? AND url NOT IN (SELECT url FROM adopted)",
            (site,),
        )

    def unsent_changes(self) -> tuple[int, set[str]]:
        """Return a mark after the last change (0 if there is none), and the sites with changes before it."""
        mark = self._value("SELECT coalesce(max(rowid), 0) FROM unsent")
        return mark, {*one_column(self._db, "SELECT DISTINCT site FROM unsent")}

    def changed_rows(self, mark: int) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows that have changed before a mark, as they are now, ROWS_PER_CHUNK at a time.

        Each has the ``key`` of its URL, and ``round`` if this crawl leased it.
        """
        names = (*COLUMNS, "crawl_id")
        changed = "SELECT url FROM unsent WHERE rowid <= ?"
        cursor = self._db.execute(f"SELECT {', '.join(names)} FROM frontier WHERE url IN ({changed})", (mark,))
        while rows := cursor.fetchmany(ROWS_PER_CHUNK):
            yield [self._shared(dict(zip(names, row, strict=True))) for row in rows]

    def _shared(self, row: dict[str, Any]) -> dict[str, Any]:
        site = row["site"]
        is_of_this_crawl = row.pop("crawl_id") == self._crawl_ids.get(site)
        # PostgreSQL's ``text`` cannot hold NUL.
        shared = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in row.items()}
        key = hashlib.sha256(row["url"].encode()).hexdigest()[:32]
        return shared | {"key": key, "round": self.rounds.get(site) if is_of_this_crawl else None}

    def forget_sent(self, mark: int) -> None:
        """Forget changes up to a mark of ``unsent_changes``: the cluster has them, or must not get them."""
        self._db.execute("DELETE FROM unsent WHERE rowid <= ?", (mark,))

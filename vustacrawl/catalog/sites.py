"""The sites that a catalog holds: look them up by name, remove one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column
from vustacrawl.errors import UserError


class UnknownSiteError(UserError):
    """The catalog has no site of this name; the message suggests one."""


def site_names(db: Database, wanted: Iterable[str] = ()) -> list[str]:
    """Return the names of the wanted sites in order, or of all. Raises UnknownSiteError."""
    known = one_column(db, "SELECT name FROM sites ORDER BY name")
    chosen = set(wanted)
    if unknown := sorted(chosen.difference(known)):
        close = get_close_matches(unknown[0], known, n=1)
        hint = f"did you mean {close[0]}?" if close else "`vustacrawl status` lists the sites"
        raise UnknownSiteError(f"the catalog has no site {unknown[0]!r} ({hint})")
    return [name for name in known if not chosen or name in chosen]


def remove_site(db: Database, site: str) -> list[str]:
    """Delete every row of a site in the open transaction; return the names of the WARC files used by no other site.

    Its archive stays: importing it brings everything back.
    Its earliest repost elsewhere becomes the original of the others; revisits of its captures lose their reference.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    files = one_column(db, "SELECT name FROM warc_files WHERE site = ? ORDER BY name", (site,))
    _promote_reposts(db, site)
    articles = "SELECT id FROM articles WHERE site = :site"
    captures = "SELECT id FROM captures WHERE site = :site"
    crawls = "SELECT id FROM crawls WHERE site = :site"
    own = [table for table, _, _ in _references(db, "sites") if table != "crawls"]
    for table, column, _ in _references(db, "articles"):
        db.execute(f"DELETE FROM {table} WHERE {column} IN ({articles})", {"site": site})
    for table, column, _ in _references(db, "captures"):
        elsewhere = " AND site <> :site" if table in own else ""
        db.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IN ({captures}){elsewhere}", {"site": site})
    for table, column, is_required in _references(db, "crawls"):
        act = f"DELETE FROM {table}" if is_required else f"UPDATE {table} SET {column} = NULL"
        db.execute(f"{act} WHERE {column} IN ({crawls})", {"site": site})
    # Counts last: deleting articles updates them.
    for table in sorted({*own, "crawls"}, key=lambda name: name.endswith("_counts")):
        db.execute(f"DELETE FROM {table} WHERE site = ?", (site,))
    db.execute("DELETE FROM sites WHERE name = ?", (site,))
    return files


def _promote_reposts(db: Database, site: str) -> None:
    """If an original is removed, make its earliest repost elsewhere the original of the others."""
    groups = db.execute(
        "SELECT article_id, of FROM duplicates JOIN articles ON articles.id = article_id"
        " WHERE articles.site <> ?1 AND of IN (SELECT id FROM articles WHERE site = ?1)"
        " ORDER BY of, coalesce(published_at, first_seen_at), article_id",
        (site,),
    ).fetchall()
    first_of: dict[int, int] = {}
    for repost, original in groups:
        first = first_of.setdefault(original, repost)
        if first == repost:
            db.execute("DELETE FROM duplicates WHERE article_id = ?", (repost,))
        else:
            db.execute("UPDATE duplicates SET of = ? WHERE article_id = ?", (first, repost))


def _references(db: Database, target: str) -> list[tuple[str, str, bool]]:
    """Return each table and column that refers to a table, and whether the column is NOT NULL."""
    query = """
    SELECT master.name, key."from", info."notnull"
    FROM sqlite_master AS master, pragma_foreign_key_list(master.name) AS key, pragma_table_info(master.name) AS info
    WHERE master.type = 'table' AND key."table" = ? AND info.name = key."from" ORDER BY 1, 2
    """
    return [(table, column, bool(required)) for table, column, required in db.execute(query, (target,)).fetchall()]

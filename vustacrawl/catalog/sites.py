"""The sites that a catalog holds."""

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

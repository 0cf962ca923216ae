"""``vustacrawl crawl --dry-run``: what a crawl would visit, and how long it would take."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from vustacrawl.catalog import open_catalog, open_existing_catalog
from vustacrawl.cli.output import echo
from vustacrawl.clock import duration
from vustacrawl.frontier.preview import Preview, preview
from vustacrawl.frontier.selection import Selection
from vustacrawl.items import MediaKind
from vustacrawl.sites import Profile
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


def show_preview(
    workspace: Workspace,
    profiles: list[Profile],
    selection: Selection | None,
    since: str | None,
    media: frozenset[MediaKind],
    limit: int | None,
    max_pages: int | None,
) -> None:
    """Print one line per site. Changes nothing; raises CatalogError for a catalog that a crawl would refuse."""
    database = workspace.database
    with closing(open_existing_catalog(database) if database.exists() else open_catalog(Path(":memory:"))) as db:
        for profile in profiles:
            found = preview(db, profile, time.time(), since, media, selection)
            echo(f"{profile.name}: {_line(found, profile, limit, max_pages)}")
    echo("New articles found on the way are visited too; nothing was fetched.", err=True)


def _line(found: Preview, profile: Profile, limit: int | None, max_pages: int | None) -> str:
    due = found.due.total()
    if not due:
        return "nothing is due"
    kinds = ", ".join(plural(count, kind) for kind, count in found.due.most_common())
    pages, delay = min(due, max_pages or due), profile.politeness.delay
    parts = [f"{plural(due, 'page')} due now ({kinds})"]
    parts.append(
        f"about {duration(pages * delay)} at one request every {delay:g} s" if delay else "no delay between requests"
    )
    if found.is_first:
        parts.append("a first crawl, which follows every listing to its last page")
    if limit:
        parts.append(f"stops after {plural(limit, 'article')}")
    if max_pages:
        parts.append(f"stops after {plural(max_pages, 'page')}")
    return "; ".join(parts)

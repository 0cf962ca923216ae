"""Export a catalog: JSON Lines by site and year, other formats on request, a description and checksums."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from vustacrawl.catalog.sites import site_names
from vustacrawl.export.atomic_replace import ExportError, atomic_replace
from vustacrawl.export.describe import describe
from vustacrawl.export.files import Compression, Folder
from vustacrawl.export.formats import FORMATS
from vustacrawl.export.formats.base import Dump, Format, Progress
from vustacrawl.export.manifest import Manifest
from vustacrawl.export.readme import Facts
from vustacrawl.export.records import Selection
from vustacrawl.export.snapshot import one_snapshot
from vustacrawl.export.tally import Tally, problem_counts

_PROGRESS_EVERY = 100


def export(
    db: Database,
    out: Path,
    *,
    sites: Sequence[str] = (),
    since: str | None = None,
    compression: Compression = "none",
    formats: Collection[str] = (),
    progress: Progress = lambda what, done, total: None,
) -> Manifest:
    """Export ``sites`` (by default all) to the folder ``out``, replacing an earlier export; return the manifest.

    Equal catalogs give equal bytes; all text is UTF-8. The catalog is read in one transaction, so crawls can continue
    meanwhile; ``db`` must have no open transaction. With ``since`` (``YYYY-MM-DD``, UTC) the export is a delta: only
    articles first seen, changed or gone since then. ``formats`` are names of optional formats (``FORMATS``).
    ``progress`` is called from time to time (see ``Progress``); an exception from it ends the export.

    Raises UnknownSiteError; ExportError, leaving ``out`` unchanged, if a format is unknown, the date invalid, ``out``
    contains anything but an export, a format cannot be a delta, or reading or writing fails; MissingExtraError if a
    format needs an extra that is not installed.
    """
    out = out.resolve()
    wanted = _wanted(formats, is_delta=since is not None)
    try:
        with one_snapshot(db) as readers:
            selection = Selection(db, readers, tuple(site_names(db, sites)), _day(since))
            with atomic_replace(out) as new:
                return _write(Dump(Folder(new, compression), selection, selection.count()), wanted, progress)
    except OSError as error:
        raise ExportError(f"{out}: {error.strerror or error}") from None
    except sqlite3.Error as error:
        raise ExportError(f"the catalog cannot be read: {error}") from None


def _write(dump: Dump, formats: list[Format], progress: Progress) -> Manifest:
    selection = dump.selection
    tally = _write_articles(dump, formats, progress)
    newest = tally.last_seen_at if selection.since is None else selection.newest_capture()
    facts = Facts(tally, problem_counts(selection.db, selection.sites), dump.publishers, newest or None)
    for format_ in formats:
        if format_.copy:  # last: it may end the snapshot
            format_.copy(dump, progress)
    return describe(dump, facts)


def _write_articles(dump: Dump, formats: list[Format], progress: Progress) -> Tally:
    tally = Tally()
    done = 0
    with ExitStack() as opened:
        writers = [opened.enter_context(format_.write(dump)) for format_ in formats if format_.write]
        for article in dump.selection.articles():
            for write in writers:
                write(article)
            tally.add(article)
            done += 1
            if done % _PROGRESS_EVERY == 0 or done == dump.total:
                progress("written", done, dump.total)
    return tally


def _wanted(names: Collection[str], is_delta: bool) -> list[Format]:
    """Return the formats of every export and the requested ones. Raises ExportError for an unavailable one."""
    optional = {format_.name for format_ in FORMATS if not format_.always}
    if unknown := set(names) - optional:
        raise ExportError(f"unknown export format {min(unknown)}; choose from {', '.join(sorted(optional))}")
    wanted = [format_ for format_ in FORMATS if format_.always or format_.name in names]
    if is_delta and (whole := [format_.name for format_ in wanted if not format_.in_deltas]):
        raise ExportError(f"{whole[0]} always contains the whole catalog; it cannot be combined with --since")
    return wanted


def _day(since: str | None) -> str | None:
    try:
        return None if since is None else date.fromisoformat(since).isoformat()
    except ValueError:
        raise ExportError(f"{since!r} is not a date; use the form 2024-01-31") from None

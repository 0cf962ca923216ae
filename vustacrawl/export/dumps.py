"""The export: JSON Lines by site and year, what else is asked for, and what describes and checks it all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from pathlib import Path
from typing import Literal

import orjson
from sqlite_utils import Database

from vustacrawl.export.describe import describe
from vustacrawl.export.errors import ExportError
from vustacrawl.export.files import Compression, Folder
from vustacrawl.export.formats import Writer, sqlite
from vustacrawl.export.formats.json_lines import write_array, write_by_year
from vustacrawl.export.formats.news_article import Publisher, news_article
from vustacrawl.export.formats.parquet import write_parquet
from vustacrawl.export.formats.spreadsheet import write_tables
from vustacrawl.export.manifest import Manifest
from vustacrawl.export.records import Selection
from vustacrawl.export.snapshot import one_snapshot
from vustacrawl.export.swap import replacing
from vustacrawl.export.tally import Tally, shortfalls

Format = Literal["csv", "parquet", "jsonld", "sqlite"]
"""What an export is written as beside JSON Lines."""

ARRAY_LIMIT = 10_000
"""An export of up to this many articles has them in one ``articles.json`` too."""

_PROGRESS_EVERY = 100

Progress = Callable[[str, int, int], None]


def export(
    db: Database,
    out: Path,
    *,
    sites: Sequence[str] = (),
    since: str | None = None,
    compression: Compression = "none",
    formats: Collection[Format] = (),
    progress: Progress | None = None,
) -> Manifest:
    """Write the dumps of ``sites`` (none named: all) into the folder ``out``, in place of an earlier export.

    Equal catalogs give equal bytes, UTF-8 throughout. The catalog is read in one transaction, so a crawl may
    go on meanwhile; ``db`` must have none open. ``since`` (``YYYY-MM-DD``, UTC) makes it a delta: only
    articles first seen, changed, or gone since then. ``formats`` are written beside the JSON Lines. ``progress`` is
    told, now and then, of what is done to the articles, to how many it has been done, and of how many there are; what
    it raises ends the export.

    Raises ExportError, and leaves what was in ``out`` as it was, when a site is unknown, the date is none,
    ``out`` holds anything but an export, a format needs a package that is not installed or cannot be a delta, or
    reading or writing fails.
    """
    out = out.resolve()
    if "sqlite" in formats and since is not None:
        raise ExportError("a SQLite file holds the whole catalog, not what is new since a day; leave one of them out")
    try:
        with one_snapshot(db) as readers:
            selection = Selection(db, readers, _known(db, sites), _day(since))
            with replacing(out) as new:
                folder = Folder(new, compression)
                return _write(selection, folder, compression, formats, progress or _in_silence)
    except OSError as error:
        raise ExportError(f"{out}: {error.strerror or error}") from None
    except sqlite3.Error as error:
        raise ExportError(f"the catalog cannot be read: {error}") from None


def _write(
    selection: Selection, folder: Folder, compression: Compression, formats: Collection[Format], progress: Progress
) -> Manifest:
    total = selection.count()
    tally = _write_articles(selection, folder, formats, progress, total)
    missing = shortfalls(selection.db, selection.sites)
    newest = tally.last_seen_at if selection.since is None else selection.newest_capture()
    publishers = _publishers(selection.db)
    if "sqlite" in formats:  # it ends the snapshot, and so comes last
        path = folder.path / sqlite.FILE
        sqlite.copy_catalog(selection.db, path, selection.sites, lambda what, done: progress(what, done, total))
        folder.adopt(sqlite.FILE, total)
    return describe(selection, folder, compression, tally, missing, newest or None, publishers)


def _write_articles(
    selection: Selection, folder: Folder, formats: Collection[Format], progress: Progress, total: int
) -> Tally:
    tally = Tally()
    done = 0
    with ExitStack() as open_files:
        writers = [open_files.enter_context(writing) for writing in _writers(selection, folder, formats, total)]
        for article in selection.articles():
            for write in writers:
                write(article)
            tally.add(article)
            done += 1
            if done % _PROGRESS_EVERY == 0 or done == total:
                progress("written", done, total)
    return tally


def _writers(
    selection: Selection, folder: Folder, formats: Collection[Format], total: int
) -> Iterator[AbstractContextManager[Writer]]:
    if total <= ARRAY_LIMIT:
        yield write_array(folder)
    yield write_by_year(folder, "articles", lambda article: article.line)
    if "csv" in formats:
        yield write_tables(folder)
    if "parquet" in formats:
        yield write_parquet(folder)
    if "jsonld" in formats:
        publishers = _publishers(selection.db)
        yield write_by_year(
            folder,
            "jsonld",
            lambda article: orjson.dumps(news_article(article.record, publishers[article.site])),
        )


def _publishers(db: Database) -> dict[str, Publisher]:
    return {name: Publisher(title, url) for name, title, url in db.execute("SELECT name, title, url FROM sites")}


def _known(db: Database, sites: Sequence[str]) -> tuple[str, ...]:
    known = {name for (name,) in db.execute("SELECT name FROM sites")}
    if unknown := set(sites) - known:
        raise ExportError(f"no site {min(unknown)} in this catalog")
    return tuple(sorted(set(sites) or known))


def _day(since: str | None) -> str | None:
    try:
        return None if since is None else date.fromisoformat(since).isoformat()
    except ValueError:
        raise ExportError(f"{since!r} is no date; write it as 2024-01-31") from None


def _in_silence(what: str, done: int, total: int) -> None:
    pass

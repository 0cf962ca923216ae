"""The export: JSON Lines by site and year, a schema, a manifest and their sums."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import orjson
from sqlite_utils import Database

from vustacrawl.catalog import SCHEMA_VERSION
from vustacrawl.export.errors import ExportError
from vustacrawl.export.files import ARRAY, LINES, Compression, Folder
from vustacrawl.export.manifest import MANIFEST, SUMS, Counts, Manifest, YearCounts, sums_of
from vustacrawl.export.records import Record, Selection
from vustacrawl.export.swap import replacing

ARRAY_LIMIT = 10_000
"""An export of up to this many articles has them in one ``articles.json`` too."""

SCHEMA = "schema/article.schema.json"
_PROGRESS_EVERY = 100

Progress = Callable[[int, int], None]


def export(
    db: Database,
    out: Path,
    *,
    sites: Sequence[str] = (),
    since: str | None = None,
    compression: Compression = "none",
    progress: Progress | None = None,
) -> Manifest:
    """Write the dumps of ``sites`` (none named: all) into the folder ``out``, in place of an earlier export.

    Equal catalogs give equal bytes, UTF-8 throughout. The catalog is read in one transaction, so a crawl may
    go on meanwhile; ``db`` must have none open. ``since`` (``YYYY-MM-DD``, UTC) makes it a delta: only
    articles first seen, changed, or gone since then. ``progress`` is told, now and then, of the articles
    written and of all there are; what it raises ends the export.

    Raises ExportError, and leaves what was in ``out`` as it was, when a site is unknown, the date is none,
    ``out`` holds anything but an export, or reading or writing fails.
    """
    out = out.resolve()
    try:
        with _one_snapshot(db):
            selection = Selection(db, _known(db, sites), _day(since))
            with replacing(out) as new:
                folder = Folder(new, compression)
                by_year = _write_articles(selection, folder, progress or _in_silence)
                return _describe(selection, folder, by_year, compression)
    except OSError as error:
        raise ExportError(f"{out}: {error.strerror or error}") from None
    except sqlite3.Error as error:
        raise ExportError(f"the catalog cannot be read: {error}") from None


def _write_articles(selection: Selection, folder: Folder, progress: Progress) -> list[YearCounts]:
    by_year = []
    done, total = 0, selection.count()
    with ExitStack() as open_files:
        outputs = []
        if total <= ARRAY_LIMIT:
            outputs.append(open_files.enter_context(folder.open_dump("articles.json", ARRAY)))
        for site in selection.sites:
            for year, records in groupby(selection.records(site), key=_year):
                counts = YearCounts(site=site, year=year)
                with folder.open_dump(f"articles/{site}/{year or 'undated'}.jsonl", LINES) as lines:
                    for record in records:
                        line = orjson.dumps(record)
                        for output in (lines, *outputs):
                            output.add(line)
                        _count(record, counts)
                        done += 1
                        if done % _PROGRESS_EVERY == 0 or done == total:
                            progress(done, total)
                by_year.append(counts)
    return by_year


def _describe(selection: Selection, folder: Folder, by_year: list[YearCounts], compression: Compression) -> Manifest:
    schema = folder.write(SCHEMA, files("vustacrawl.export").joinpath(SCHEMA).read_bytes())
    entries = sorted([*folder.entries, schema], key=lambda entry: entry.path)
    manifest = Manifest(
        catalog_schema_version=SCHEMA_VERSION,
        catalog_as_of=selection.newest_capture(),
        kind="full" if selection.since is None else "delta",
        since=selection.since,
        sites=list(selection.sites),
        compression=compression,
        counts=Counts(**{what: sum(getattr(counts, what) for counts in by_year) for what in Counts.model_fields}),
        by_site_and_year=by_year,
        files=entries,
    )
    folder.write(SUMS, sums_of([*entries, folder.write(MANIFEST, manifest.to_json())]))
    return manifest


def _count(record: Record, counts: YearCounts) -> None:
    counts.articles += 1
    counts.paragraphs += len(record["paragraphs"])
    counts.images += len(record["images"])
    counts.duplicates += record["duplicate_of"] is not None


def _year(record: Record) -> int | None:
    return int(record["published_at"][:4]) if record["published_at"] else None


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


@contextmanager
def _one_snapshot(db: Database) -> Iterator[None]:
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.rollback()


def _in_silence(done: int, total: int) -> None:
    pass

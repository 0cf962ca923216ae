"""``vustacrawl verify``: check the integrity of catalog, archive and dumps."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from sqlite_utils import Database

from vustacrawl.archive.files import Archive
from vustacrawl.archive.verify import Expected, Fault, verify_file
from vustacrawl.archive.writer import OPEN_SUFFIX
from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.checks import catalog_faults
from vustacrawl.cli.output import echo
from vustacrawl.cli.progress import with_progress_bar
from vustacrawl.export import check_export
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


@click.command("verify")
@click.option("--quick", is_flag=True, help="Skip the checks that read every row and every byte.")
@click.pass_obj
def command(workspace: Workspace, quick: bool) -> None:
    """Check the integrity of the catalog, the archive and the dumps. Prints one line per fault; exits with 1 if any.

    The full check reads every byte of the archive, also in the object store; --quick only finds missing and truncated
    files.

    \b
    vustacrawl verify --quick
    """
    db = read_catalog(workspace.database)
    archive = Archive(workspace.warc, workspace.config.archive.store)
    faults = [*catalog_faults(db, quick), *_archive_faults(db, archive, quick), *_dump_faults(workspace)]
    for fault in faults:
        echo(fault)
    captures, files = db.execute("SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM warc_files)").fetchone()
    checked = f"{plural(captures, 'capture')} in {plural(files, 'archive file')}"
    echo(f"{checked}: {plural(len(faults), 'fault') if faults else 'no faults'}", err=True)
    sys.exit(1 if faults else 0)


def _archive_faults(db: Database, archive: Archive, quick: bool) -> Iterator[Fault]:
    files = db.execute("SELECT name, length, sha256, site, stored_at FROM warc_files ORDER BY name").fetchall()
    folder = archive.folder
    for name, length, sha256, site, stored_at in with_progress_bar(files, "archive files"):
        path = folder / name
        if stored_at:
            yield from _stored_faults(db, archive, name, length, sha256, site, quick)
        if not path.exists():
            if not stored_at and not (folder / f"{name}{OPEN_SUFFIX}").exists():
                yield Fault(name, None, "the file is missing")
        elif length is not None and path.stat().st_size != length:
            yield Fault(name, None, f"the file has {path.stat().st_size} bytes instead of {length}")
            if not quick:
                yield from verify_file(path, None, _captures_in(db, name))
        elif not quick:
            # The catalog knows every record of its own files, but of imported files only the records of its sites.
            yield from verify_file(path, sha256, _captures_in(db, name), all_known=site is not None)
    known = {name for name, *_ in files}
    unknown = (path for path in folder.glob("*.warc*") if path.name not in known and path.suffix in (".gz", ".warc"))
    yield from (Fault(path.name, None, "this file is not in the catalog") for path in sorted(unknown))


def _stored_faults(
    db: Database, archive: Archive, name: str, length: int, sha256: str, site: str | None, quick: bool
) -> Iterator[Fault]:
    """Yield what is wrong with a file in the object store; ``quick`` checks only its length.

    A file that is only there is downloaded and checked like a local one.
    """
    if archive.store is None:
        yield Fault(name, None, "the file is in an object store, but [archive] store is not set")
        return
    try:
        size = archive.store.size(name)
        if size != length:
            found = "is missing" if size is None else f"has {size} bytes instead of {length}"
            yield Fault(name, None, f"the file in the object store {found}")
        elif not quick and (archive.folder / name).exists():
            if archive.store.sha256(name) != sha256:
                yield Fault(name, None, "the file in the object store has changed (sha256)")
        elif not quick:
            with tempfile.TemporaryDirectory(dir=archive.folder) as folder:
                copy = archive.local_file(name, Path(folder))
                yield from verify_file(copy, sha256, _captures_in(db, name), all_known=site is not None)
    except OSError as error:
        yield Fault(name, None, f"the object store cannot be read: {error}")


def _captures_in(db: Database, name: str) -> dict[int, Expected]:
    rows = db.execute("SELECT warc_offset, warc_length, record_id FROM captures WHERE warc_file = ?", (name,))
    return {offset: Expected(length, record_id) for offset, length, record_id in rows}


def _dump_faults(workspace: Workspace) -> Iterator[str]:
    for manifest in sorted(workspace.exports.glob("*/manifest.json")):
        yield from (f"{manifest.parent.name}: {fault}" for fault in check_export(manifest.parent))

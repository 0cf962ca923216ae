"""``vustacrawl package``: a site's archive as one WACZ file, or its CDXJ index."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import orjson
from sqlite_utils import Database

from vustacrawl.archive.files import Archive
from vustacrawl.archive.object_store import ObjectStore, StoreConflictError, StoreError
from vustacrawl.archive.package import PackageError, PackedPage, package
from vustacrawl.catalog import read_catalog
from vustacrawl.cli.output import echo
from vustacrawl.disk import sha256_of
from vustacrawl.extras import require_extra
from vustacrawl.workspace import Workspace

FILES = """
SELECT DISTINCT warc_file FROM captures JOIN warc_files ON name = warc_file
WHERE captures.site = ? AND sha256 IS NOT NULL ORDER BY warc_file
"""
PAGES = """
SELECT captures.url, captures.fetched_at, articles.title
FROM articles JOIN captures ON captures.id = capture_id
WHERE articles.site = ? AND warc_file IN (SELECT value FROM json_each(?)) ORDER BY published_at DESC, articles.url
"""


@click.command("package")
@click.argument("site")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. [default: packages/SITE.wacz, or .cdxj, in the workspace]",
)
@click.option("--cdxj", is_flag=True, help="Write a CDXJ index of the archive, for pywb, instead of a package.")
@click.pass_obj
def command(workspace: Workspace, site: str, out: Path | None, cdxj: bool) -> None:
    """Package the archive of a site as WACZ 1.1.1, with an index and a list of its articles.

    If there is an object store, the package is uploaded, too. Open it in replayweb.page or any other tool that reads
    WACZ. Needs the extra `wacz`.

    \b
    vustacrawl package vusta --out vusta.wacz
    """
    require_extra("wacz", "package")
    db = read_catalog(workspace.database)
    names = [name for (name,) in db.execute(FILES, [site])]
    if not names:
        raise click.UsageError(f"the archive has no captures of {site!r} (`vustacrawl status` lists the sites)")
    out = out or workspace.root / "packages" / f"{site}{'.cdxj' if cdxj else '.wacz'}"
    archive = Archive(workspace.warc, workspace.config.archive.store)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=workspace.warc) as folder:
            files = [archive.local_file(name, Path(folder)) for name in names]
            _write(db, site, files, out, cdxj)
    except OSError as error:
        raise PackageError(str(error)) from None
    echo(out)
    if archive.store and not cdxj:
        _store(archive.store, out)


def _write(db: Database, site: str, files: list[Path], out: Path, cdxj: bool) -> None:
    if cdxj:
        from vustacrawl.archive.cdxj import write_index

        write_index(files, out)
        return
    title = db.execute("SELECT title FROM sites WHERE name = ?", [site]).fetchone()[0]
    rows = db.execute(PAGES, [site, orjson.dumps([file.name for file in files]).decode()])
    package(files, out, title=title, pages=[PackedPage(*row) for row in rows])


def _store(store: ObjectStore, package: Path) -> None:
    """Upload a package to the object store, named after its content so that none is ever overwritten."""
    sha256 = sha256_of(package)
    name = f"packages/{package.stem}-{sha256[:16]}{package.suffix}"
    try:
        store.put(package, name, sha256)
    except (StoreError, StoreConflictError) as error:
        raise PackageError(f"not in the object store: {error}") from None
    echo(f"{store.url}/{name}")

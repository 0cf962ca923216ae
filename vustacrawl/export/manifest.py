"""``manifest.json`` and ``SHA256SUMS``: what an export holds, and how to tell that it still does.

The manifest names every file but itself, the README, which cites its digest, and the sums, which have both.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from vustacrawl import __version__

MANIFEST = "manifest.json"
README = "README.md"
SUMS = "SHA256SUMS"


class Software(BaseModel):
    """Who wrote the export."""

    name: Literal["vustacrawl"] = "vustacrawl"
    version: str = __version__


class Counts(BaseModel):
    """How much there is of each."""

    articles: int = 0
    paragraphs: int = 0
    images: int = 0
    duplicates: int = 0


class _SiteYear(BaseModel):
    site: str
    year: int | None


class YearCounts(Counts, _SiteYear):
    """What one site published in one year; the year is None for what bears no date."""


class FileEntry(BaseModel):
    """One file of the export: its path inside, and its size and sha256 as it lies on the disk."""

    path: str
    bytes: int
    sha256: str
    articles: int
    """How many articles it holds; 0 where it holds something else."""
    rows: int | None = None
    """Of a table: its rows, without the header."""


class Manifest(BaseModel):
    """What an export holds. Its only times are the catalog's, so equal catalogs have equal manifests."""

    software: Software = Software()
    catalog_schema_version: int
    catalog_as_of: str | None
    """The newest ``last_seen_at`` of the sites exported (UTC); None where they hold no article."""
    kind: Literal["full", "delta"]
    since: str | None
    """Of a delta: the date (UTC) since when its articles were first seen, changed, or gone."""
    sites: list[str]
    catalog_changed_at: str | None = None
    """When the catalog last changed any of the articles exported (UTC): from this day on the next delta is due."""
    compression: str
    """Of the JSON files; the others are never compressed."""
    counts: Counts
    by_site_and_year: list[YearCounts]
    files: list[FileEntry]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in ``folder``. Raises OSError when there is none, ValueError when it is not ours."""
        return cls.model_validate_json((folder / MANIFEST).read_bytes())

    def to_json(self) -> bytes:
        """UTF-8, indented."""
        return self.model_dump_json(indent=2).encode() + b"\n"

    def paths(self) -> set[str]:
        """Every file of the export, the manifest, the README and the sums included."""
        return {MANIFEST, README, SUMS, *(entry.path for entry in self.files)}


def sums_of(entries: list[FileEntry]) -> bytes:
    """The lines that ``sha256sum -c`` reads."""
    return "".join(f"{entry.sha256}  {entry.path}\n" for entry in entries).encode()


def files_in(folder: Path) -> set[str]:
    """Every file under ``folder``, by its path inside; a link to a folder is a file, and is not followed."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}

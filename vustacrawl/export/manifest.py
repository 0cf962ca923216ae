"""``manifest.json`` and ``SHA256SUMS``: the contents of an export, and how to check them.

The manifest lists every file but itself, the README, which cites its digest, and the checksums of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from vustacrawl import __version__

MANIFEST = "manifest.json"
README = "README.md"
SUMS = "SHA256SUMS"


class Software(BaseModel):
    """The program that wrote the export."""

    name: Literal["vustacrawl"] = "vustacrawl"
    version: str = __version__


class Counts(BaseModel):
    """Numbers of articles and their parts."""

    articles: int = 0
    paragraphs: int = 0
    images: int = 0
    duplicates: int = 0


class _SiteYear(BaseModel):
    site: str
    year: int | None


class YearCounts(Counts, _SiteYear):
    """The counts of one site and year; the year is None for articles without a date."""


class FileEntry(BaseModel):
    """One file of the export: its path in the folder, its size in bytes and its sha256, both as stored."""

    path: str
    bytes: int
    sha256: str
    articles: int
    """Number of articles; 0 in files of something else."""
    rows: int | None = None
    """Number of rows of a table, without the header."""


class Manifest(BaseModel):
    """The contents of an export. Its only times are the catalog's, so equal catalogs have equal manifests."""

    software: Software = Software()
    catalog_schema_version: int
    catalog_as_of: str | None
    """The newest ``last_seen_at`` of the sites exported (UTC); None if they have no article."""
    kind: Literal["full", "delta"]
    since: str | None
    """Of a delta: the date (UTC) since when its articles were first seen, changed, or gone."""
    sites: list[str]
    catalog_changed_at: str | None = None
    """When the catalog last changed any of the exported articles (UTC): the next delta starts from this day."""
    compression: str
    """Of the JSON files; the others are never compressed."""
    counts: Counts
    by_site_and_year: list[YearCounts]
    files: list[FileEntry]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest in ``folder``. Raises OSError if there is none, ValueError if it is not vustacrawl's."""
        return cls.model_validate_json((folder / MANIFEST).read_bytes())

    def digests(self) -> dict[str, str]:
        """Return the sha256 (hex) of each file that it lists, by path."""
        return {entry.path: entry.sha256 for entry in self.files}

    def paths(self) -> set[str]:
        """Return the paths of all files of the export, including the manifest, README and checksums."""
        return {MANIFEST, README, SUMS, *self.digests()}


def sums_of(digests: Mapping[str, str]) -> bytes:
    """Return the file that ``sha256sum -c`` reads, with the sha256 (hex) of each path."""
    return "".join(f"{sha256}  {path}\n" for path, sha256 in digests.items()).encode()


def files_in(folder: Path) -> set[str]:
    """Return the paths of all files in ``folder``, relative to it. Links are listed and not followed."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}

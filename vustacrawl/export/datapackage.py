"""``datapackage.json``: the export as a Frictionless Data Package (https://specs.frictionlessdata.io/data-package/).

A file that the Table Schema can describe is a table, which ``frictionless validate`` reads; any other is listed with
its size and checksum.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vustacrawl.export.formats import file_kind
from vustacrawl.export.formats.base import Publisher
from vustacrawl.export.manifest import FileEntry, Manifest

RIGHTS = "The texts and images belong to their publishers; this data package grants no licence to them."


def data_package(manifest: Manifest, data: Iterable[FileEntry], publishers: dict[str, Publisher]) -> dict[str, Any]:
    """Return the Data Package descriptor of an export; ``data`` are its data files, ``publishers`` by site."""
    return {
        "name": "vustacrawl-dump" if manifest.kind == "full" else f"vustacrawl-delta-since-{manifest.since}",
        "title": title_of(manifest),
        "description": f"Articles of {len(manifest.sites)} sites, as they were last captured. "
        f"README.md says how to cite and to read them. {RIGHTS}",
        "version": manifest.catalog_as_of or "empty",
        "licenses": [{"name": "other-closed", "title": RIGHTS}],
        "sources": [{"title": publishers[site].name, "path": publishers[site].url} for site in manifest.sites],
        "resources": [_resource(entry) for entry in data],
    }


def title_of(manifest: Manifest) -> str:
    """Return a one-line title of the export."""
    if manifest.kind == "delta":
        return f"News of the VUSTA federation: articles new, changed or gone since {manifest.since}"
    return "News of the VUSTA federation"


def _resource(entry: FileEntry) -> dict[str, Any]:
    kind, place = file_kind(entry.path)
    name, shape, *compression = entry.path.split(".")
    # The specification does not define zstd: such a file is described as it is on disk.
    is_zstd = compression == ["zst"]
    is_table = kind.schema is not None and not is_zstd
    return {
        "name": name.replace("/", "-"),
        "path": entry.path,
        "description": f"{place['site']}, {place['year']}: {kind.description}" if place else kind.description,
        "format": "zst" if is_zstd else shape,
        "mediatype": "application/zstd" if is_zstd else kind.media_type,
        "hash": f"sha256:{entry.sha256}",
        "bytes": entry.bytes,
        **({"compression": "gz"} if compression == ["gz"] else {}),
        **({"type": "table", "encoding": "utf-8", "schema": kind.schema} if is_table else {"type": "file"}),
    }

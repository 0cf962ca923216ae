"""``datapackage.json``: the export as a Frictionless Data Package (https://specs.frictionlessdata.io/data-package/).

A file that the Table Schema can describe is a table, and ``frictionless validate`` reads it; any other is a file with
its size and sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vustacrawl.export.fields import Field
from vustacrawl.export.formats import parquet, sqlite
from vustacrawl.export.formats.json_lines import ARRAY_FILE
from vustacrawl.export.formats.news_article import Publisher
from vustacrawl.export.formats.spreadsheet import TABLES
from vustacrawl.export.manifest import FileEntry, Manifest

TABLE_SCHEMA = "schema/article.tableschema.json"
RIGHTS = "The texts and images belong to their publishers; this data package grants no licence to them."

_SHEETS = {table.path: table for table in TABLES}
_WHAT = {
    ARRAY_FILE: "All articles as one JSON array.",
    parquet.FILE: "All articles, a row each, with their lists nested; each column has its description in the file.",
    sqlite.FILE: "The catalog without the state of the crawl; its table data_dictionary describes every column.",
}
_MEDIA_TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
}


def data_package(manifest: Manifest, data: Iterable[FileEntry], publishers: dict[str, Publisher]) -> dict[str, Any]:
    """The descriptor of an export with these files of data."""
    return {
        "name": "vustacrawl-dump" if manifest.kind == "full" else f"vustacrawl-delta-since-{manifest.since}",
        "title": title_of(manifest),
        "description": f"Articles of {len(manifest.sites)} sites, as their pages read when they were last captured. "
        f"README.md says how to cite and to read them. {RIGHTS}",
        "version": manifest.catalog_as_of or "empty",
        "licenses": [{"name": "other-closed", "title": RIGHTS}],
        "sources": [{"title": publishers[site].name, "path": publishers[site].url} for site in manifest.sites],
        "resources": [_resource(entry) for entry in data],
    }


def title_of(manifest: Manifest) -> str:
    """What the export is, in one line."""
    if manifest.kind == "delta":
        return f"News of the VUSTA federation: what is new, changed or gone since {manifest.since}"
    return "News of the VUSTA federation"


def table_schema(fields: Iterable[Field]) -> dict[str, Any]:
    """Fields as a Table Schema (https://specs.frictionlessdata.io/table-schema/)."""
    descriptors = [field.descriptor() for field in fields]
    key = {"primaryKey": ["url"]} if any(field["name"] == "url" for field in descriptors) else {}
    return {"fields": descriptors, **key}


def _resource(entry: FileEntry) -> dict[str, Any]:
    name, *suffixes = entry.path.split(".")
    shape = suffixes[0]
    # The specification knows no zstd: such a file is described as what it is on the disk.
    is_zstd = suffixes[-1] == "zst"
    compression = {"compression": "gz"} if suffixes[-1] == "gz" else {}
    return {
        "name": name.replace("/", "-"),
        "path": entry.path,
        "description": _description(f"{name}.{shape}"),
        "format": "zst" if is_zstd else shape,
        "mediatype": "application/zstd" if is_zstd else _MEDIA_TYPES[shape],
        "hash": f"sha256:{entry.sha256}",
        "bytes": entry.bytes,
        **compression,
        **_table(entry.path, name),
    }


def _table(path: str, name: str) -> dict[str, Any]:
    """What makes a table of a file, where it is one."""
    if path in _SHEETS:
        return {"type": "table", "encoding": "utf-8", "schema": table_schema(_SHEETS[path].fields)}
    if name.startswith("articles/") and path.endswith((".jsonl", ".gz")):
        return {"type": "table", "encoding": "utf-8", "schema": TABLE_SCHEMA}
    return {"type": "file"}


def _description(path: str) -> str:
    """What a file holds; ``path`` is without the suffix of its compression."""
    top, _, rest = path.rpartition(".")[0].partition("/")
    site, _, year = rest.partition("/")
    if path in _WHAT:
        return _WHAT[path]
    if path in _SHEETS:
        return f"For spreadsheets: {_SHEETS[path].what}"
    if top == "jsonld":
        return f"Articles of {site}, {year}, as schema.org NewsArticle: a JSON-LD document a line."
    return f"Articles of {site}, {year}: a JSON object a line, as schema/article.schema.json has it."

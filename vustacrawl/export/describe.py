"""Write the files next to the data: schemas, data package, manifest, README and checksums."""

from __future__ import annotations

from operator import attrgetter

import orjson

from vustacrawl.catalog import SCHEMA_VERSION
from vustacrawl.export.datapackage import data_package
from vustacrawl.export.fields import SCHEMA, TABLE_SCHEMA, record_fields, schema_bytes, table_schema
from vustacrawl.export.formats.base import Dump
from vustacrawl.export.manifest import MANIFEST, README, SUMS, Manifest, sums_of
from vustacrawl.export.readme import Facts, readme

DATA_PACKAGE = "datapackage.json"


def describe(dump: Dump, facts: Facts) -> Manifest:
    """Write everything but the data, once that is written, and return the manifest. Raises OSError."""
    folder, selection, tally = dump.folder, dump.selection, facts.tally
    data = sorted(folder.entries, key=attrgetter("path"))
    folder.write(SCHEMA, schema_bytes())
    folder.write(TABLE_SCHEMA, _json(table_schema(record_fields())))
    manifest = Manifest(
        catalog_schema_version=SCHEMA_VERSION,
        catalog_as_of=facts.newest_capture,
        catalog_changed_at=tally.updated_at or selection.since,
        kind="full" if selection.since is None else "delta",
        since=selection.since,
        sites=list(selection.sites),
        compression=folder.compression,
        counts=tally.total(),
        by_site_and_year=tally.by_year(),
        files=[],
    )
    folder.write(DATA_PACKAGE, _json(data_package(manifest, data, facts.publishers)))
    manifest.files = sorted(folder.entries, key=attrgetter("path"))
    written = folder.write(MANIFEST, manifest.model_dump_json(indent=2).encode() + b"\n")
    described = folder.write(README, readme(manifest, written.sha256, facts).encode())
    folder.write(SUMS, sums_of(manifest.digests() | {MANIFEST: written.sha256, README: described.sha256}))
    return manifest


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

"""Write the files next to the data: schemas, data package, manifest, README and checksums."""

from __future__ import annotations

from operator import attrgetter

import orjson

from vustacrawl.catalog import SCHEMA_VERSION
from vustacrawl.export.datapackage import data_package
from vustacrawl.export.fields import SCHEMA, TABLE_SCHEMA, record_fields, schema_bytes, table_schema
from vustacrawl.export.files import Compression, Folder
from vustacrawl.export.formats.base import Publisher
from vustacrawl.export.manifest import MANIFEST, README, SUMS, Manifest, sums_of
from vustacrawl.export.readme import Facts, readme
from vustacrawl.export.records import Selection
from vustacrawl.export.tally import ProblemCount, Tally

DATA_PACKAGE = "datapackage.json"


def describe(
    selection: Selection,
    folder: Folder,
    compression: Compression,
    tally: Tally,
    missing: list[ProblemCount],
    as_of: str | None,
    publishers: dict[str, Publisher],
) -> Manifest:
    """Write everything but the data, once that is written, and return the manifest.

    ``missing`` are the reasons of problems, ``as_of`` is the time of the newest capture (UTC, ISO 8601), None if there
    is none. Raises OSError.
    """
    data = list(folder.entries)
    folder.write(SCHEMA, schema_bytes())
    folder.write(TABLE_SCHEMA, _json(table_schema(record_fields())))
    manifest = Manifest(
        catalog_schema_version=SCHEMA_VERSION,
        catalog_as_of=as_of,
        catalog_changed_at=tally.updated_at or selection.since,
        kind="full" if selection.since is None else "delta",
        since=selection.since,
        sites=list(selection.sites),
        compression=compression,
        counts=tally.total(),
        by_site_and_year=tally.by_year(),
        files=[],
    )
    folder.write(DATA_PACKAGE, _json(data_package(manifest, sorted(data, key=attrgetter("path")), publishers)))
    manifest.files = sorted(folder.entries, key=attrgetter("path"))
    written = folder.write(MANIFEST, manifest.model_dump_json(indent=2).encode() + b"\n")
    facts = Facts(manifest, written.sha256, tally, missing, publishers)
    described = folder.write(README, readme(facts).encode())
    folder.write(SUMS, sums_of([*manifest.files, written, described]))
    return manifest


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

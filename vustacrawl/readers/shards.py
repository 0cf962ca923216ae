"""Convert WARC files to Parquet, one shard per file, without a catalog, on any number of processes or machines.

Shards are in a folder or in an object store (``s3://bucket/prefix``).

A shard is named after the digest of its input and the parsers: existing shards need not be read again, and two readers
of one file write the same shard.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import uuid4

import orjson

from vustacrawl.archive.import_warc import records_among, repack_if_odd
from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.object_store import ObjectStore, StoreConflictError, StoredFile, open_store
from vustacrawl.archive.reader import is_bodiless, response_of
from vustacrawl.archive.records import CAPTURE_TYPES, Record, RecordError
from vustacrawl.archive.repack import ArchiveImportError
from vustacrawl.archive.scan import scan_records
from vustacrawl.archive.verify import wrong_digests
from vustacrawl.disk import sha256_of, sync
from vustacrawl.extras import require_extra
from vustacrawl.items import Article, Page, Problem
from vustacrawl.parsers import parser_name
from vustacrawl.readers.page import read_page
from vustacrawl.readers.record import decoded
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of

PART_SUFFIX = ".part"
_ROWS = 1024
"""Articles per row group, and in memory at a time."""
_SUMMARY = b"vustacrawl.summary"
"""The key in a shard's metadata that holds its summary as JSON."""
_TRAILER_BYTES = 8
"""The end of a Parquet file: the length of its metadata (4 bytes, little-endian), and the four bytes it begins with."""


class ShardContext(NamedTuple):
    """What a reader needs: the profiles by name, where the shards go, and how to check a page."""

    profiles: dict[str, Profile]
    target: Path | str
    """A folder, or the URL of an object store."""
    validate: Callable[[Page], Page]


@dataclass(slots=True)
class ShardSummary:
    """The result for one file; all that a reader sends back."""

    source: str
    shard: str | None = None
    """The name of the shard; None if the file cannot be read or the shard not written."""
    is_new: bool = True
    """Whether it was written in this run."""
    responses: int = 0
    articles: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    """Pages without an article, and bytes that are not a record, by reason."""
    elsewhere: int = 0
    """Responses that are not on any profile's site."""
    others: int = 0
    """Responses on a profile's site that are not articles: listings, files, revisits, redirects, errors, empty ones."""


def read_into_shard(context: ShardContext, source: Path | StoredFile) -> ShardSummary:
    """Read the articles of one WARC or ARC file into its shard; do nothing if the shard exists."""
    summary = ShardSummary(str(source))
    try:
        with TemporaryDirectory() as folder:
            path = source if isinstance(source, Path) else source.fetch_into(Path(folder))
            name = f"{sha256_of(path)[:32]}-{_parsers(context.profiles)}.parquet"
            if known := _summary_of(context.target, name):
                return ShardSummary(**known | {"source": str(source), "is_new": False})
            if repacked := repack_if_odd(path, Path(folder)):
                summary.problems.update(f"no record: {corrupt.reason}" for corrupt in repacked.corrupt)
                path = Path(folder) / repacked.file.name
            summary.shard = name
            rows = _rows(context, path, summary)
            _write(context.target, name, rows, summary, Path(folder))
    except (ArchiveImportError, OSError) as error:
        return ShardSummary(str(source), problems=Counter([getattr(error, "strerror", None) or str(error)]))
    return summary


def remove_leftovers(target: Path | str) -> None:
    """Remove the partial files that crashed readers left in a folder. Call this while no reader is running."""
    if isinstance(target, Path):
        for path in target.glob(f"*{PART_SUFFIX}"):
            path.unlink(missing_ok=True)


def _parsers(profiles: dict[str, Profile]) -> str:
    """Return a digest of the parsers of all sites; with other parsers, a file gives a different shard."""
    names = "\n".join(f"{name} {parser_name(profile)}" for name, profile in sorted(profiles.items()))
    return hashlib.sha256(names.encode()).hexdigest()[:8]


def _rows(context: ShardContext, path: Path, summary: ShardSummary) -> Iterator[dict[str, Any]]:
    site_of_host = {host: profile for profile in context.profiles.values() for host in profile.all_hosts}
    for record in records_among(scan_records(path), []):
        summary.problems.update(f"wrong {kind} digest" for kind in wrong_digests(record))
        if record.type not in CAPTURE_TYPES:
            continue
        summary.responses += 1
        profile = site_of_host.get(host_of(record.url))
        if profile is None:
            summary.elsewhere += 1
            continue
        url = profile.canonical_url(record.url) or record.url
        if record.type == "revisit" or is_bodiless(record) or not profile.is_article(url):
            summary.others += 1
            continue
        page = _read(context, record, path.name, url, profile)
        summary.problems.update(problem.reason for problem in page.problems)
        if page.article and page.capture:
            summary.articles += 1
            yield _row(page.article, page.capture.fetched_at, parser_name(profile), record)
        elif not page.problems:
            summary.others += 1


def _read(context: ShardContext, record: Record, file: str, url: str, profile: Profile) -> Page:
    try:
        response = decoded(record, file, response_of(record), record)
    except (RecordError, PayloadError) as error:
        return Page(profile.name, url, "article", problems=[Problem.of_error(url, "archive", error)])
    return context.validate(read_page(profile.name, url, "article", response, profile))


def _row(article: Article, fetched_at: str, parser: str, record: Record) -> dict[str, Any]:
    row = article.record()
    del row["found_by"]
    return row | {
        "body": article.body,
        "fetched_at": fetched_at,
        "record_id": record.get("WARC-Record-ID"),
        "parser": parser,
    }


def _write(target: Path | str, name: str, rows: Iterable[dict[str, Any]], summary: ShardSummary, scratch: Path) -> None:
    """Write a shard to a temporary file, in ``scratch`` for a store, and move it into place once whole and on disk."""
    require_extra("parquet", "--to parquet")
    import pyarrow as arrow
    from pyarrow import parquet

    schema = _schema(arrow)
    folder = target if isinstance(target, Path) else scratch
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}-{uuid4().hex[:8]}{PART_SUFFIX}"
    try:
        with part.open("xb") as file:
            with parquet.ParquetWriter(file, schema, compression="zstd", compression_level=3) as writer:
                group: list[dict[str, Any]] = []
                for row in rows:
                    group.append(row)
                    if len(group) == _ROWS:
                        writer.write_table(arrow.Table.from_pylist(group, schema))
                        group.clear()
                writer.write_table(arrow.Table.from_pylist(group, schema))
                stored = {name: getattr(summary, name) for name in ShardSummary.__slots__ if name != "source"}
                writer.add_key_value_metadata({_SUMMARY: orjson.dumps(stored)})
            file.flush()
            os.fsync(file.fileno())
        if isinstance(target, Path):
            part.rename(target / name)
            sync(target)
        else:
            # Another reader of the same file may be faster; its shard has different bytes if its pyarrow differs.
            with suppress(StoreConflictError):
                open_store(target).put(part, name, sha256_of(part))
    finally:
        part.unlink(missing_ok=True)


def _summary_of(target: Path | str, name: str) -> dict[str, Any] | None:
    """Return the summary in the metadata of a finished shard; None if there is none."""
    require_extra("parquet", "--to parquet")
    from pyarrow import parquet

    shard = target / name if isinstance(target, Path) else _without_rows(open_store(target), name)
    if shard is None or (isinstance(shard, Path) and not shard.exists()):
        return None
    stored: dict[str, Any] = orjson.loads(parquet.read_metadata(shard).metadata[_SUMMARY])
    return stored | {"problems": Counter(stored["problems"])}


def _without_rows(store: ObjectStore, name: str) -> BytesIO | None:
    """Return the beginning and the metadata of a Parquet file in a store; None if it does not exist."""
    size = store.size(name)
    if size is None:
        return None
    end = store.open_range(name, size - _TRAILER_BYTES, _TRAILER_BYTES).read()
    length = int.from_bytes(end[:4], "little") + _TRAILER_BYTES
    return BytesIO(end[4:] + store.open_range(name, size - length, length).read())


def _schema(arrow: Any) -> Any:
    """Return the columns: those of articles in the dumps, the capture's time and record, and the parser."""
    from vustacrawl.export.formats.parquet import arrow_schema

    columns = {column.name: column for column in arrow_schema(arrow)}
    names = [name for name in Article.__slots__ if name != "found_by"]
    texts = [arrow.field(name, arrow.string()) for name in ("body", "fetched_at", "record_id", "parser")]
    return arrow.schema([*(columns[name] for name in names), *texts])

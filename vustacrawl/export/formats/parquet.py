"""Parquet: the record with its lists nested, each column of its own type; row groups of a few megabytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from vustacrawl.export.fields import Field, properties, type_of
from vustacrawl.export.formats.base import Dump, FileKind, Format, Writer
from vustacrawl.export.records import Exported, Record
from vustacrawl.extras import require_extra

FILE = "parquet/articles.parquet"

_ROWS = 4096
_BYTES = 16 << 20
"""A row group ends after this many articles or bytes of JSON; only one is in memory at a time."""

PUBLISHED = {
    "published_date": Field("published_date", "date", "The day of publication, as the page prints it."),
    "published_utc": Field("published_utc", "datetime", "The moment of publication; null where no time is printed."),
}
"""Columns beside the fields of a record: ``published_at`` is text, as it may be a date without a time."""


@contextmanager
def _write(dump: Dump) -> Iterator[Writer]:
    require_extra("parquet", "--parquet")
    import pyarrow as arrow
    from pyarrow import parquet

    schema = arrow_schema(arrow)
    group: list[Record] = []
    waiting = 0
    with dump.folder.create(FILE) as file:
        with parquet.ParquetWriter(file, schema, compression="zstd", compression_level=3) as writer:

            def flush() -> None:
                nonlocal waiting
                writer.write_table(_table(arrow, schema, group), row_group_size=_ROWS)
                group.clear()
                waiting = 0

            def write(article: Exported) -> None:
                nonlocal waiting
                group.append(article.record)
                waiting += len(article.line)
                file.articles += 1
                if len(group) == _ROWS or waiting >= _BYTES:
                    flush()

            yield write
            if group:
                flush()
        file.rows = file.articles


def arrow_schema(arrow: Any) -> Any:
    """Return the Arrow schema, with each column's description in its metadata; ``arrow`` is the module pyarrow."""
    columns = []
    for name, definition in properties().items():
        columns.append(_column(arrow, name, _arrow_type(arrow, definition), definition["description"]))
        if name == "published_at":
            for field, of_type in zip(PUBLISHED.values(), (arrow.date32(), arrow.timestamp("s", "UTC")), strict=True):
                columns.append(_column(arrow, field.name, of_type, field.description))
    return arrow.schema(columns)


def _column(arrow: Any, name: str, of_type: Any, description: str) -> Any:
    return arrow.field(name, of_type, metadata={"description": description})


def _arrow_type(arrow: Any, definition: dict[str, Any]) -> Any:
    """Return the Arrow type of a JSON Schema property."""
    of_type, _ = type_of(definition)
    if of_type == "array":
        return arrow.list_(_arrow_type(arrow, definition["items"]))
    if of_type == "object":
        return arrow.struct([(name, _arrow_type(arrow, part)) for name, part in definition["properties"].items()])
    return {
        "string": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "datetime": arrow.timestamp("ms", "UTC"),
    }[of_type]


def _table(arrow: Any, schema: Any, records: list[Record]) -> Any:
    """Return the records as an Arrow table, with texts of times converted to times."""
    published = zip(*(_published(record["published_at"]) for record in records), strict=True)
    more = dict(zip(PUBLISHED, map(list, published), strict=True))
    columns = []
    for column in schema:
        values = more.get(column.name) or [record[column.name] for record in records]
        if column.type == arrow.timestamp("ms", "UTC"):
            columns.append(arrow.array(values, arrow.string()).cast(column.type))
        else:
            columns.append(arrow.array(values, column.type))
    return arrow.table(columns, schema)


def _published(text: str | None) -> tuple[date | None, datetime | None]:
    """Return the day as printed, and the time in UTC if there is one; None for dates that do not exist."""
    try:
        if text is None:
            return None, None
        moment = datetime.fromisoformat(text)
        return moment.date(), moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None, None


FORMAT = Format(
    "parquet",
    "one Parquet file with typed columns; needs the extra `parquet`.",
    files=(
        FileKind(
            FILE,
            "application/vnd.apache.parquet",
            "All articles as typed columns with nested lists, plus "
            + " and ".join(f"`{name}`" for name in PUBLISHED)
            + "; each column has its description in the file.",
        ),
    ),
    write=_write,
)

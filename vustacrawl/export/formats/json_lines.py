"""JSON Lines: one article per line, one file per site and year. A small dump has one JSON array too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import orjson

from vustacrawl.catalog.versions import without_empty
from vustacrawl.export.fields import TABLE_SCHEMA
from vustacrawl.export.files import ARRAY, LINES, DumpFile, Folder
from vustacrawl.export.formats.base import Dump, FileKind, Format, Publisher, Writer
from vustacrawl.export.records import Exported, Record

ARRAY_LIMIT = 10_000
"""A dump of up to this many articles has them in one ``articles.json`` too."""

JSON_LINES = FileKind(
    "articles/<site>/<year>.jsonl",
    "application/jsonl",
    "Articles as JSON objects, one per line, sorted by date and URL; `undated` holds those without a date.",
    schema=TABLE_SCHEMA,
    is_compressed=True,
)
JSON_ARRAY = FileKind("articles.json", "application/json", "All articles as one JSON array.", is_compressed=True)


@contextmanager
def write_by_year(folder: Folder, kind: FileKind, serialize: Callable[[Exported], bytes]) -> Iterator[Writer]:
    """Yield a writer of one file per site and year, with what ``serialize`` returns (JSON, UTF-8) for each article."""
    file: DumpFile
    current: tuple[str, int | None] | None = None
    with ExitStack() as open_file:

        def write(article: Exported) -> None:
            nonlocal file, current
            if current != (article.site, article.year):
                open_file.close()
                current = (article.site, article.year)
                path = kind.path.replace("<site>", article.site).replace("<year>", str(article.year or "undated"))
                file = open_file.enter_context(folder.open_dump(path, LINES))
            file.add(serialize(article))

        yield write


def converted_format(
    name: str, summary: str, description: str, convert: Callable[[Record, Publisher], dict[str, Any]]
) -> Format:
    """Return a format of one file per site and year, with what ``convert`` returns for each record and publisher.

    Empty properties are left out.
    """
    kind = FileKind(f"{name}/<site>/<year>.jsonl", "application/jsonl", description, is_compressed=True)

    def write(dump: Dump) -> AbstractContextManager[Writer]:
        def serialize(article: Exported) -> bytes:
            return orjson.dumps(without_empty(convert(article.record, dump.publishers[article.site])))

        return write_by_year(dump.folder, kind, serialize)

    return Format(name, summary, files=(kind,), write=write)


@contextmanager
def _write(dump: Dump) -> Iterator[Writer]:
    with ExitStack() as opened:
        lines = opened.enter_context(write_by_year(dump.folder, JSON_LINES, lambda article: article.line))
        if dump.total > ARRAY_LIMIT:
            yield lines
            return
        array = opened.enter_context(dump.folder.open_dump(JSON_ARRAY.path, ARRAY))

        def write(article: Exported) -> None:
            lines(article)
            array.add(article.line)

        yield write


FORMAT = Format("jsonl", "JSON Lines by site and year.", files=(JSON_LINES, JSON_ARRAY), write=_write, always=True)

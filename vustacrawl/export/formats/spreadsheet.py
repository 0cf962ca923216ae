"""CSV for spreadsheets: articles, and their images, authors, files and tags.

RFC 4180, UTF-8 with a byte-order mark (without one Excel garbles Vietnamese), lines ended by CR LF. A cell that a
spreadsheet would take for a formula is prefixed with an apostrophe (OWASP, "CSV Injection"); so is one that begins with
an apostrophe, so that removing one always restores the text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from vustacrawl.export.fields import Field, field, table_schema
from vustacrawl.export.files import Folder
from vustacrawl.export.formats.base import Dump, FileKind, Format, Writer
from vustacrawl.export.records import Exported, Record

LONGEST_CELL = 32_767
"""The longest cell of Excel, in characters; longer ones are cut."""

Row = tuple[Any, ...]

_BUFFER_BYTES = 1 << 18

# Full-width signs begin formulas in Japanese and Chinese spreadsheets, even after spaces.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n']")


@dataclass(frozen=True)
class Table:
    """A file ``csv/<name>.csv``: its columns, and a function that returns an article's rows."""

    name: str
    what: str
    fields: tuple[Field, ...]
    rows: Callable[[Record], Iterable[Row]]

    @property
    def path(self) -> str:
        """Its path in the export."""
        return f"csv/{self.name}.csv"


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; without its first apostrophe it is the text again."""
    return f"'{text}" if _FORMULA.match(text) else text


def _article(record: Record) -> Iterator[Row]:
    published, repost = record["published_at"] or "", record["duplicate_of"] or {}
    body = "\n\n".join(block["text"] for block in record["paragraphs"])
    yield (
        *(record["site"], published[:10], published[11:16], record["title"]),
        *(record["author_name"] or record["author_initials"], record["byline"]),
        *(record["source_credit"], record["photo_credit"], record["section"], "; ".join(record["tags"])),
        *(record["lead"], body, record["word_count"], len(record["images"]), record["language"]),
        *(record["url"], record["native_id"], repost.get("url"), repost.get("kind"), repost.get("similarity")),
        *(record["versions"], record["first_seen_at"], record["last_seen_at"], record["changed_at"]),
        *(record["gone_at"], record["found_in"]),
        *(record["published_at"], record["published_raw"], record["content_hash"]),
    )


_ARTICLE_FIELDS = (
    field("site"),
    Field("published_date", "date", "The day of publication, as the page prints it."),
    Field("published_time", "string", "The time of day as printed (HH:MM, the site's own zone), if any."),
    field("title"),
    Field("author", "string", "The author as printed: the name, else the initials."),
    *(field(name) for name in ("byline", "source_credit", "photo_credit", "section")),
    Field("tags", "string", "The article's tags, separated by semicolons; tags.csv has one per row."),
    field("lead"),
    Field("body", "string", "The blocks of text after the lead, separated by blank lines."),
    field("word_count"),
    Field("images", "integer", "Number of images; images.csv lists them.", is_required=True),
    *(field(name) for name in ("language", "url", "native_id")),
    Field("duplicate_of", "string", "For a repost: URL of the earliest publication of the same text."),
    Field("duplicate_kind", "string", "For a repost: whether the texts are equal (exact) or nearly equal (near)."),
    Field("duplicate_similarity", "number", "For a repost: the share of the texts that agrees; 1 is all."),
    *(field(name) for name in ("versions", "first_seen_at", "last_seen_at", "changed_at", "gone_at", "found_in")),
    *(field(name) for name in ("published_at", "published_raw", "content_hash")),
)

_ARTICLE_OF_A_ROW = (
    field("site"),
    field("url", called="article_url"),
    field("title", called="article_title"),
    Field("published_date", "date", "The day of the article's publication, as printed."),
    Field("position", "integer", "Its position in the article; 1 is the first.", is_required=True),
)


def _list_table(of: str, what: str, fields: Iterable[Field], cells: Callable[[Any], Row]) -> Table:
    """Return a table with a row for each item of a list of the article."""

    def rows(record: Record) -> Iterator[Row]:
        published: str | None = record["published_at"]
        article = (record["site"], record["url"], record["title"], published and published[:10])
        for position, item in enumerate(record[of], 1):
            yield (*article, position, *cells(item))

    return Table(of, what, (*_ARTICLE_OF_A_ROW, *fields), rows)


def _table_of_objects(of: str, what: str, columns: dict[str, str]) -> Table:
    """Return the table of a list of objects; ``columns`` maps their keys to columns."""
    fields = (field(key, of, name) for key, name in columns.items())
    return _list_table(of, what, fields, lambda item: tuple(item[key] for key in columns))


TABLES = (
    Table("articles", "articles, one per row.", _ARTICLE_FIELDS, _article),
    _table_of_objects(
        "images",
        "images with their captions, one per row.",
        {name: name for name in ("caption", "credit", "alt")}
        | {"url": "image_url", "after_paragraph": "after_paragraph"}
        | {name: name for name in ("sha256", "width", "height")},
    ),
    _table_of_objects(
        "authors",
        "everyone a byline names, one per row.",
        {name: name for name in ("name", "initials", "role", "unit")},
    ),
    _table_of_objects(
        "files",
        "documents that articles offer for download, one per row.",
        {"title": "title", "url": "file_url", "sha256": "sha256", "length": "length"},
    ),
    _list_table(
        "tags",
        "tags, one per row.",
        [Field("tag", "string", "The tag as printed.", is_required=True)],
        lambda tag: (tag,),
    ),
)


@contextmanager
def _write(dump: Dump) -> Iterator[Writer]:
    with ExitStack() as files:
        sheets = [(table.rows, files.enter_context(_open(dump.folder, table))) for table in TABLES]

        def write(article: Exported) -> None:
            for rows_of, add in sheets:
                for row in rows_of(article.record):
                    add(row)

        yield write


@contextmanager
def _open(folder: Folder, table: Table) -> Iterator[Callable[[Row], None]]:
    """Open a CSV file with its header; yield its row writer."""
    rows = 0
    with folder.create(table.path) as file:
        with io.TextIOWrapper(io.BufferedWriter(file, _BUFFER_BYTES), "utf-8-sig", newline="") as text:
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow([field.name for field in table.fields])

            def add(row: Row) -> None:
                nonlocal rows
                writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
                rows += 1

            yield add
        file.rows = rows
        file.articles = rows if table.name == "articles" else 0


FORMAT = Format(
    "csv",
    "CSV for spreadsheets: articles, images, authors, files and tags.",
    files=tuple(
        FileKind(table.path, "text/csv", f"For spreadsheets: {table.what}", schema=table_schema(table.fields))
        for table in TABLES
    ),
    write=_write,
    notes=f"""\
The CSV files are RFC 4180 in UTF-8 with a byte-order mark, separated by commas. A cell that begins with `=`, `+`, `-`,
`@`, a tab, a line break or an apostrophe is prefixed with one, so that no spreadsheet takes it for a formula:
remove one leading apostrophe to get the original text. Excel holds {LONGEST_CELL} characters per cell and 1048576 rows
per sheet and cuts off the rest; the other files are complete.
""",
)

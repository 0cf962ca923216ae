"""Write ``data-dictionary.md`` from the comments of the catalog's schema: ``python docs/data_dictionary.py``."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from vustacrawl.catalog.dictionary import Column, Relation, data_dictionary

PAGE = Path(__file__).with_name("data-dictionary.md")
INTRODUCTION = """\
# Data dictionary

What stands in `vustacrawl.db`, an ordinary SQLite file: the `sqlite3` shell, pandas, DuckDB and R open it as it is,
and may do so while a crawl writes to it. Begin with the views. This page is made from the comments of
`vustacrawl/catalog/schema/` by `make docs`.

- Times are ISO 8601 text: an article's own with the offset of its site, or a date alone where its page prints no time;
  those of the crawl in UTC with `Z`. Columns called `REAL` and said to be Unix time count seconds since 1970.
- Texts are Unicode in NFC, with one space between words and no markup; nothing else about them is altered.
- DuckDB: `INSTALL sqlite; LOAD sqlite; ATTACH 'vustacrawl.db' AS c (TYPE sqlite, READ_ONLY)`. For `count(*)` of one
  table alone it wants a row number, which lists such as `paragraphs` lack: count a column, `count(article_id)`.
- A column that may be empty is `NULL` there, never an empty text. What could not be read is empty, never guessed.
"""
HEADINGS = {
    "view": ("Views", "In plain words; they are computed when they are asked for."),
    "table": ("Tables", "What the crawl stores."),
    "index": ("Full-text indexes", "FTS5; `vustacrawl search` asks them as people type."),
}


def markdown() -> str:
    """The whole page."""
    relations = data_dictionary().values()
    parts = [INTRODUCTION]
    for kind, (heading, text) in HEADINGS.items():
        chosen = sorted((relation for relation in relations if relation.kind == kind), key=attrgetter("name"))
        links = " · ".join(f"[{relation.name}](#{relation.name})" for relation in chosen)
        parts += [f"## {heading}\n\n{text}\n\n{links}\n", *map(section, chosen)]
    return "\n".join(parts)


def section(relation: Relation) -> str:
    """A table, view or index with its columns."""
    return "\n".join([f"### {relation.name}\n", f"{relation.description}\n", *rows(relation), ""])


def rows(relation: Relation) -> Iterator[str]:
    """A line a column; the columns of views and indexes have no type of their own."""
    is_table = relation.kind == "table"
    yield "| column | type | what |\n|---|---|---|" if is_table else "| column | what |\n|---|---|"
    for column in relation.columns:
        cells = [f"`{column.name}`", *([type_of(column)] if is_table else []), what(column)]
        yield f"| {' | '.join(cells)} |"


def type_of(column: Column) -> str:
    """Its SQLite type, and whether it may be empty."""
    return column.type if column.is_required else f"{column.type}, may be empty"


def what(column: Column) -> str:
    """Its description, what it refers to, and the values that it is limited to."""
    notes = [
        *([f"→ `{column.refers_to}`"] if column.refers_to else []),
        *([f"one of {', '.join(f'`{value}`' for value in column.values)}"] if column.values else []),
    ]
    return "; ".join([column.description, *notes]).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(markdown(), "utf-8")

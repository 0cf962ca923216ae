"""Tables of data, which are text, and tables that only lay a page out, which are not."""

from __future__ import annotations

from itertools import islice

from vustacrawl.parsers.body.thresholds import MAX_CELL
from vustacrawl.parsers.html.dom import Element, element_text, text_length

_MAX_TABLE = 100_000
_MAX_ROWS = 2_000


def cells_of(table: Element) -> list[list[str]] | None:
    """The rows of a table of data, empty ones left out, each a list of its cells' texts; None where the table only
    lays out text.
    """
    if next(table.iterdescendants("table"), None) is not None or text_length(table) > _MAX_TABLE:
        return None
    rows = [
        [element_text(cell) for cell in row if cell.tag in ("td", "th")] for row in islice(table.iter("tr"), _MAX_ROWS)
    ]
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or len(cells) < 2 * len(rows) or any(len(cell) > MAX_CELL for cell in cells):
        return None
    return [row for row in rows if any(row)] or None


def as_lines(cells: list[list[str]]) -> str:
    """A table as text: a line for each row, tabs between its cells."""
    return "\n".join("\t".join(row) for row in cells)


def has_pictures_in_rows(table: Element) -> bool:
    """Whether a table with images is one of data all the same: a header names its columns, or beside an image stand
    several cells of text. A grid of photographs has neither.
    """
    for row in islice(table.iter("tr"), _MAX_ROWS):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) > 1 and all(cell.tag == "th" for cell in cells) and all(map(element_text, cells)):
            return True
        with_image = [cell for cell in cells if next(cell.iter("img"), None) is not None]
        texts = [cell for cell in cells if cell not in with_image and element_text(cell)]
        if with_image and len(texts) > 1 and not any(map(element_text, with_image)):
            return True
    return False


def caption_of(table: Element) -> str | None:
    """The table's own ``<caption>``."""
    caption = table.find("caption")
    return (element_text(caption) or None) if caption is not None else None

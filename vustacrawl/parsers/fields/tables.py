"""Tables of data, which are text, and tables that only lay a page out, which are not."""

from __future__ import annotations

from vustacrawl.parsers.dom import Element, element_text

_MAX_CELL = 500


def rows_of(table: Element) -> list[str]:
    """The rows of a table of data, cells parted by ``|``; none where the table only lays out text."""
    if table.find(".//table") is not None:
        return []
    rows = [[element_text(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or len(cells) < 2 * len(rows) or any(len(cell) > _MAX_CELL for cell in cells):
        return []
    return [" | ".join(row) for row in rows if any(row)]

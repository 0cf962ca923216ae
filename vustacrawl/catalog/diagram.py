"""Draw the catalog's tables and their references, from the schema."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape

from vustacrawl.catalog.dictionary import Column, Relation, data_dictionary

BOX_WIDTH, COLUMN_WIDTH = 216, 300
HEAD, LINE, GAP, MARGIN = 26, 17, 16, 20
"""Heights of a box's name and of each of its lines, the gap below it, and the margin of the drawing, in pixels."""
LEVELS_PER_COLUMN = 2
"""A column holds this many levels of references."""


@dataclass(frozen=True, slots=True)
class Box:
    """A table with the columns to draw: its key and its references."""

    name: str
    columns: tuple[Column, ...]
    more: int
    """The number of its other columns."""
    x: int
    y: int

    @property
    def height(self) -> int:
        """In pixels."""
        return HEAD + LINE * (len(self.columns) + bool(self.more)) + 6

    def line(self, at: int) -> int:
        """Return the vertical position of one of its lines."""
        return self.y + HEAD + LINE * at + 12


def schema_diagram(internal: Collection[str] = (), address: Callable[[str], str] | None = None) -> str:
    """Return the drawing as an SVG element without colours; classes identify its parts.

    Tables in ``internal`` are omitted; ``address`` returns the URL to which a table's name links.
    """
    boxes = _boxes(
        [table for table in data_dictionary().values() if table.kind == "table" and table.name not in internal]
    )
    width = max(box.x for box in boxes.values()) + BOX_WIDTH + MARGIN
    height = max(box.y + box.height for box in boxes.values()) + MARGIN
    return (
        f'<svg class="schema" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">'
        + "".join(_lines_of(box, boxes) for box in boxes.values())
        + "".join(_drawn(box, address) for box in boxes.values())
        + "</svg>\n"
    )


def _boxes(tables: list[Relation]) -> dict[str, Box]:
    """Place the tables to the right of those they refer to, or below them in the same column."""
    levels: dict[str, int] = {}
    for table in tables:  # the schema creates referenced tables first
        parents = (_parent(column) for column in table.columns)
        levels[table.name] = 1 + max((levels[parent] for parent in parents if parent in levels), default=-1)
    boxes: dict[str, Box] = {}
    ends: dict[int, int] = {}
    for table in tables:
        at = levels[table.name] // LEVELS_PER_COLUMN
        shown = tuple(column for column in table.columns if column.is_key or column.refers_to)
        box = Box(table.name, shown, len(table.columns) - len(shown), MARGIN + at * COLUMN_WIDTH, ends.get(at, MARGIN))
        boxes[table.name] = box
        ends[at] = box.y + box.height + GAP
    return boxes


def _parent(column: Column) -> str | None:
    return column.refers_to.partition(".")[0] if column.refers_to else None


def _lines_of(box: Box, boxes: dict[str, Box]) -> str:
    """Return a table's references, each a curve from the column's line to the name of the other table."""
    curves = []
    for at, column in enumerate(box.columns):
        target = boxes.get(_parent(column) or "")
        if target is None or target is box:
            continue
        y, to_y = box.line(at) - 4, target.y + HEAD // 2
        if target.x == box.x:
            curve = f"M{box.x} {y}C{box.x - 14} {y} {box.x - 14} {to_y} {box.x} {to_y}"
        else:
            end = target.x + BOX_WIDTH
            half = (box.x - end) // 2 if box.x - end < COLUMN_WIDTH else COLUMN_WIDTH // 3
            curve = f"M{box.x} {y}C{box.x - half} {y} {end + half} {to_y} {end} {to_y}"
        curves.append(f'<path class="reference" d="{curve}"/>')
    return "".join(curves)


def _drawn(box: Box, address: Callable[[str], str] | None) -> str:
    name = f'<text class="name" x="{box.x + 10}" y="{box.y + 18}">{escape(box.name)}</text>'
    if address:
        name = f'<a href="{escape(address(box.name))}">{name}</a>'
    lines = [f"{column.name} → {_parent(column)}" if column.refers_to else column.name for column in box.columns]
    lines += [f"+ {box.more}"] if box.more else []
    return (
        f'<rect class="table" x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{box.height}" rx="5"/>{name}'
        + "".join(
            f'<text class="column" x="{box.x + 10}" y="{box.line(at)}">{escape(line)}</text>'
            for at, line in enumerate(lines)
        )
    )

"""What a story's body is made of: lines of text, tables, pictures; and how each is set in a family's markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Any

from vustacrawl.items import BlockKind


def shown(text: str) -> str:
    """The text as it stands in markup."""
    return escape(text, quote=False)


@dataclass(frozen=True)
class Line:
    """One block of text. ``html`` is what stands inside its tag, where that is not simply ``text``."""

    kind: BlockKind
    text: str
    html: str | None = None

    @property
    def inner(self) -> str:
        """The markup inside the block's tag."""
        return shown(self.text) if self.html is None else self.html

    @property
    def truth(self) -> dict[str, Any]:
        """The block as it must be read."""
        return {"kind": self.kind, "text": self.text}


@dataclass(frozen=True)
class Table:
    """A table of data: its rows, the head's first."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def truth(self) -> dict[str, Any]:
        """The block as it must be read."""
        text = "\n".join("\t".join(row) for row in self.rows)
        return {"kind": "table", "text": text, "cells": [[*row] for row in self.rows]}


@dataclass(frozen=True)
class Picture:
    """An image: its own address, and the one that the page prints where that is a relative or a resized copy's.

    ``srcset`` names the full size beside a resized copy, as WordPress does.
    """

    url: str
    printed_url: str
    alt: str | None = None
    srcset: str | None = None

    @property
    def tag(self) -> str:
        """The ``img`` element."""
        alt = "" if self.alt is None else f' alt="{escape(self.alt)}"'
        srcset = f' srcset="{self.srcset}"' if self.srcset else ""
        return f'<img src="{self.printed_url}"{alt}{srcset}>'


@dataclass(frozen=True)
class Figure:
    """Pictures that stand together, under them one caption (in one or more lines) for all, or none."""

    pictures: tuple[Picture, ...]
    form: Callable[[Figure], str]
    caption: tuple[str, ...] = ()
    credit: str | None = None

    def truth(self, after_paragraph: int) -> list[dict[str, Any]]:
        """The images as they must be read."""
        return [
            {
                "url": picture.url,
                "after_paragraph": after_paragraph,
                "alt": picture.alt or None,
                "caption": " ".join(self.caption) or None,
                "credit": self.credit,
            }
            for picture in self.pictures
        ]


Block = Line | Table | Figure


@dataclass(frozen=True)
class Markup:
    """How a family sets each kind of line; ``{}`` is the text. Kinds without a template are set as paragraphs."""

    paragraph: str
    lines: Mapping[BlockKind, str] = field(default_factory=dict)
    poems_are_one: bool = False
    """Whether a poem is one block with breaks, else each verse is a paragraph."""

    def line(self, line: Line) -> str:
        """One line in its tag."""
        return self.lines.get(line.kind, self.paragraph).format(line.inner)

    def body(self, blocks: list[Block]) -> str:
        """The blocks in their order; list items that follow each other stand in one list."""
        parts: list[str] = []
        for kind, group in groupby(blocks, lambda block: block.kind if isinstance(block, Line) else "none"):
            if kind == "verse" and self.poems_are_one:
                verses = "<br>\n".join(block.inner for block in group if isinstance(block, Line))
                parts.append(self.paragraph.format(verses))
            else:
                inner = "\n".join(self._block(block) for block in group)
                parts.append(f"<ul>\n{inner}\n</ul>" if kind == "list_item" else inner)
        return "\n".join(parts)

    def _block(self, block: Block) -> str:
        if isinstance(block, Figure):
            return block.form(block)
        if isinstance(block, Table):
            rows = "\n".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
            )
            return f'<table border="1"><tbody>\n{rows}\n</tbody></table>'
        return f"<li>{block.inner}</li>" if block.kind == "list_item" else self.line(block)

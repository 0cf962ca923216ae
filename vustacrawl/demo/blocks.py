"""The blocks of an article's body (text, tables, figures), and how a layout renders them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import groupby

from vustacrawl import items
from vustacrawl.items import BlockKind


def escape_text(text: str) -> str:
    """Escape text for HTML content."""
    return escape(text, quote=False)


@dataclass(frozen=True)
class TextBlock:
    """A block of text. ``html`` is the content of its element if that is not just the escaped ``text``."""

    kind: BlockKind
    text: str
    html: str | None = None

    @property
    def inner(self) -> str:
        """The HTML content of the block's element."""
        return escape_text(self.text) if self.html is None else self.html

    @property
    def expected(self) -> items.Block:
        """The block as the parsers are expected to extract it."""
        return items.Block(self.kind, self.text)


@dataclass(frozen=True)
class Table:
    """A data table: its rows, starting with the header."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def expected(self) -> items.Block:
        """The block as the parsers are expected to extract it."""
        text = "\n".join("\t".join(row) for row in self.rows)
        return items.Block("table", text, [[*row] for row in self.rows])


@dataclass(frozen=True)
class Picture:
    """An image: its full-size URL, and the URL in the page, which may be relative or that of a resized copy.

    ``srcset`` lists the full size beside a resized copy, as WordPress does.
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
    """One or more pictures with one shared caption (of one or more lines), or none."""

    pictures: tuple[Picture, ...]
    template: Callable[[Figure], str]
    caption: tuple[str, ...] = ()
    credit: str | None = None

    def expected(self, after_paragraph: int) -> list[items.Image]:
        """Return the images as the parsers are expected to extract them."""
        caption = " ".join(self.caption) or None
        return [items.Image(one.url, after_paragraph, one.alt or None, caption, self.credit) for one in self.pictures]


Block = TextBlock | Table | Figure


@dataclass(frozen=True)
class Markup:
    """A layout's templates for text blocks; ``{}`` is the text. Kinds without their own use ``paragraph``."""

    paragraph: str
    question: str
    quote: str = "<blockquote>{}</blockquote>"
    heading: str = ""
    """If empty, that of a question."""
    joins_verses: bool = False
    """Whether a poem is one paragraph with breaks; else each verse is a paragraph."""

    def text_block(self, block: TextBlock) -> str:
        """Render a text block."""
        own = {"question": self.question, "quote": self.quote, "heading": self.heading or self.question}
        return own.get(block.kind, self.paragraph).format(block.inner)

    def body(self, blocks: list[Block]) -> str:
        """Render the blocks in order; consecutive list items share a list."""
        parts: list[str] = []
        for kind, group in groupby(blocks, lambda block: block.kind if isinstance(block, TextBlock) else "none"):
            if kind == "verse" and self.joins_verses:
                verses = "<br>\n".join(block.inner for block in group if isinstance(block, TextBlock))
                parts.append(self.paragraph.format(verses))
            else:
                inner = "\n".join(self._block(block) for block in group)
                parts.append(f"<ul>\n{inner}\n</ul>" if kind == "list_item" else inner)
        return "\n".join(parts)

    def _block(self, block: Block) -> str:
        if isinstance(block, Figure):
            return block.template(block)
        if isinstance(block, Table):
            rows = "\n".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
            )
            return f'<table border="1"><tbody>\n{rows}\n</tbody></table>'
        return f"<li>{block.inner}</li>" if block.kind == "list_item" else self.text_block(block)

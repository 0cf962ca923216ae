"""The kinds of article that the unions publish: a function for each generates the body."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from vustacrawl.demo.blocks import Block, Table, TextBlock, escape_text
from vustacrawl.demo.text_generator import TextGenerator
from vustacrawl.demo.tricky_markup import TRICKY_MARKUP
from vustacrawl.items import BlockKind

ArticleKind = Callable[[TextGenerator], list[Block]]
TRICKY_SHARE = 0.3
"""The share of paragraphs with tricky markup."""


def _paragraph(generator: TextGenerator, kind: BlockKind = "paragraph") -> TextBlock:
    text = generator.paragraph()
    is_tricky = generator.random.random() < TRICKY_SHARE
    return TextBlock(kind, text, generator.random.choice(TRICKY_MARKUP)(text) if is_tricky else None)


def _paragraphs(generator: TextGenerator, least: int, most: int) -> list[Block]:
    return [_paragraph(generator) for _ in range(generator.random.randint(least, most))]


def report(generator: TextGenerator) -> list[Block]:
    """A report of a meeting, which ends with ``/.`` as official documents do."""
    blocks = _paragraphs(generator, 3, 6)
    blocks.insert(2, TextBlock("quote", generator.line("quote")))
    return [*blocks, TextBlock("paragraph", generator.sentence() + "/.")]


def brief(generator: TextGenerator) -> list[Block]:
    """A few paragraphs; one has subscripts and a footnote mark."""
    text = f"{generator.sentence()} {generator.line('carbon')}"
    marked = text.replace("[1]", "<sup>[1]</sup>").replace("CO₂", "CO<sub>2</sub>")
    return [*_paragraphs(generator, 2, 3), TextBlock("paragraph", text, marked), _paragraph(generator)]


def feature(generator: TextGenerator) -> list[Block]:
    """Headings (plain, in capitals or numbered) with paragraphs under each."""
    heads = generator.lines("head", 3)
    style = generator.random.randrange(3)
    if style == 1:
        heads = [head.upper() for head in heads]
    elif style == 2:
        heads = [f"{at}. {head}" for at, head in enumerate(heads, 1)]
    parts = ([TextBlock("heading", head), *_paragraphs(generator, 1, 2)] for head in heads)
    return [_paragraph(generator), *chain.from_iterable(parts)]


def interview(generator: TextGenerator) -> list[Block]:
    """Questions of ``P.V`` and their answers."""
    blocks: list[Block] = [_paragraph(generator)]
    for question in generator.lines("question", 3):
        escaped = escape_text(question)
        blocks += [TextBlock("question", f"P.V: {question}", f"<b>P.V:</b>{escaped}"), _paragraph(generator, "answer")]
    return blocks


def notice(generator: TextGenerator) -> list[Block]:
    """A notice with a list."""
    items: list[Block] = [TextBlock("list_item", item) for item in generator.lines("item", 5)]
    return [_paragraph(generator), *items, _paragraph(generator)]


def award(generator: TextGenerator) -> list[Block]:
    """Prizes in a table."""
    rows = tuple(
        (str(at), prize, generator.line("person"), generator.line("place"))
        for at, prize in enumerate(generator.lines("prize", 4), 1)
    )
    return [_paragraph(generator), Table(rows), *_paragraphs(generator, 1, 3)]


def evening_of_poems(generator: TextGenerator) -> list[Block]:
    """A report with a poem, a verse a line."""
    poem: list[Block] = [TextBlock("verse", verse) for verse in generator.poem()]
    return [*_paragraphs(generator, 1, 2), *poem, *_paragraphs(generator, 1, 2)]


ARTICLE_KINDS: dict[str, tuple[ArticleKind, int]] = {
    "headline": (report, 6),
    "brief-headline": (brief, 4),
    "feature-headline": (feature, 3),
    "interview-headline": (interview, 2),
    "notice-headline": (notice, 2),
    "award-headline": (award, 2),
    "verse-headline": (evening_of_poems, 1),
}
"""The kinds of article with their relative frequency, by the grammar rule of their title."""

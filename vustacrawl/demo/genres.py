"""The kinds of article that the unions write, each as the lines and tables of its body."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from vustacrawl.demo.blocks import Block, Line, Table, shown
from vustacrawl.demo.grammar import Teller
from vustacrawl.demo.traps import TRAPS
from vustacrawl.items import BlockKind

Genre = Callable[[Teller], list[Block]]
TRAPPED = 0.3
"""The share of paragraphs with markup that must not show."""


def _paragraph(tell: Teller, kind: BlockKind = "paragraph") -> Line:
    text = tell.paragraph()
    trapped = tell.random.random() < TRAPPED
    return Line(kind, text, tell.random.choice(TRAPS)(text) if trapped else None)


def _paragraphs(tell: Teller, least: int, most: int) -> list[Block]:
    return [_paragraph(tell) for _ in range(tell.random.randint(least, most))]


def report(tell: Teller) -> list[Block]:
    """What was said at a meeting; its end is marked as in an office paper."""
    blocks = _paragraphs(tell, 3, 6)
    blocks.insert(2, Line("quote", tell.line("quote")))
    return [*blocks, Line("paragraph", tell.sentence() + "/.")]


def brief(tell: Teller) -> list[Block]:
    """A few paragraphs and no more; a formula and a footnote's mark in one of them."""
    text = f"{tell.sentence()} {tell.line('carbon')}"
    marked = text.replace("[1]", "<sup>[1]</sup>").replace("CO2", "CO<sub>2</sub>")
    return [*_paragraphs(tell, 2, 3), Line("paragraph", text, marked), _paragraph(tell)]


def feature(tell: Teller) -> list[Block]:
    """Sub-heads, plain, in capitals or numbered, with paragraphs under each."""
    heads = tell.lines("head", 3)
    style = tell.random.randrange(3)
    if style == 1:
        heads = [head.upper() for head in heads]
    elif style == 2:
        heads = [f"{at}. {head}" for at, head in enumerate(heads, 1)]
    parts = ([Line("heading", head), *_paragraphs(tell, 1, 2)] for head in heads)
    return [_paragraph(tell), *chain.from_iterable(parts)]


def interview(tell: Teller) -> list[Block]:
    """Questions of ``P.V`` and their answers."""
    blocks: list[Block] = [_paragraph(tell)]
    for question in tell.lines("question", 3):
        asked = shown(question)
        blocks += [Line("question", f"P.V: {question}", f"<b>P.V:</b>{asked}"), _paragraph(tell, "answer")]
    return blocks


def notice(tell: Teller) -> list[Block]:
    """What, where and by when, as a list."""
    items: list[Block] = [Line("list_item", item) for item in tell.lines("item", 5)]
    return [_paragraph(tell), *items, _paragraph(tell)]


def award(tell: Teller) -> list[Block]:
    """Prizes in a table."""
    rows = tuple(
        (str(at), prize, tell.line("person"), tell.line("place")) for at, prize in enumerate(tell.lines("prize", 4), 1)
    )
    return [_paragraph(tell), Table(rows), *_paragraphs(tell, 1, 3)]


def evening_of_poems(tell: Teller) -> list[Block]:
    """A poem, a verse a line."""
    poem: list[Block] = [Line("verse", verse) for verse in tell.poem()]
    return [*_paragraphs(tell, 1, 2), *poem, *_paragraphs(tell, 1, 2)]


GENRES: dict[str, tuple[Genre, int]] = {
    "headline": (report, 6),
    "brief-headline": (brief, 4),
    "feature-headline": (feature, 3),
    "interview-headline": (interview, 2),
    "notice-headline": (notice, 2),
    "award-headline": (award, 2),
    "verse-headline": (evening_of_poems, 1),
}
"""By the rule of their headlines: each genre, and how often it comes."""

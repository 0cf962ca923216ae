"""Assemble an article's body from its text blocks and images (docs/sites.md, sections 2 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vustacrawl.items import Block, Image
from vustacrawl.parsers.body.block_kinds import block_kinds
from vustacrawl.parsers.body.boilerplate.asides import (
    before_what_follows,
    told_once,
    without_asides,
    without_bare_headings,
    without_ending,
)
from vustacrawl.parsers.body.boilerplate.tail import take_byline, without_surroundings
from vustacrawl.parsers.body.boilerplate.teasers import without_teasers
from vustacrawl.parsers.body.captions import tie_captions
from vustacrawl.parsers.body.text_blocks import Piece, TextPiece
from vustacrawl.parsers.fields.bylines import Byline
from vustacrawl.parsers.html.text import likeness

_SAME = 0.9
_MIN_BOLD_LEAD = 60
_TOP = 4
"""How many pieces are the top of a story."""
_SENTENCE_ENDS = (".", "!", "?", "…")


@dataclass(slots=True)
class Story:
    """What a body tells. ``byline`` is the one that its last lines give."""

    lead: str | None
    lead_is_first_paragraph: bool
    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    byline: Byline | None = None


def tell(
    pieces: list[Piece],
    is_story: Callable[[str], bool],
    *,
    lead: str | None = None,
    title: str | None = None,
    opens_bold: bool = False,
    trims: bool = False,
) -> Story:
    """The story in a body's pieces.

    Paragraphs at its top that only repeat ``title`` or ``lead`` are dropped. Where there is no ``lead``
    and the page's habit is to open in bold (``opens_bold``), a first paragraph all in bold, or a heading that is a
    sentence, is the lead. Of pages whose markup is not known (``trims``) what is no prose at both ends is left out.
    """
    if trims:
        pieces = before_what_follows(without_teasers(told_once(pieces), is_story))
    whole = pieces
    pieces = without_surroundings(pieces, is_story)
    if trims:
        pieces = without_bare_headings(without_ending(pieces), whole)
    byline = take_byline(pieces)
    pieces = tie_captions(pieces)
    if trims:
        pieces = without_asides(pieces)
    _drop_repeats(pieces, title, lead)
    found_lead = None
    if lead is None and opens_bold:
        found_lead = _take_bold_lead(pieces)
        _drop_repeats(pieces, title, found_lead)
    story = Story(lead or found_lead, found_lead is not None, byline=byline)
    _lay_out(pieces, story)
    return story


def _drop_repeats(pieces: list[Piece], title: str | None, lead: str | None) -> None:
    """Take off the texts at the top that say again, all but word for word, what title and lead have said; a line of
    another sort, such as a caption without its image, may stand before the lead's repetition.
    """
    while (first := _first_text(pieces)) and _repeats(first.text, title, lead):
        pieces.remove(first)
    for piece in pieces[1:_TOP]:
        if isinstance(piece, TextPiece) and len(piece.text) >= _MIN_BOLD_LEAD and _repeats(piece.text, None, lead):
            pieces.remove(piece)


def _repeats(text: str, title: str | None, lead: str | None) -> bool:
    if text in (title, lead):
        return True
    if not lead or abs(len(text) - len(lead)) > len(lead) // 4:
        return False
    return likeness(text, lead) >= _SAME


def _take_bold_lead(pieces: list[Piece]) -> str | None:
    first = _first_text(pieces)
    if first is None or len(first.text) < _MIN_BOLD_LEAD:
        return None
    if not (first.kind == "heading" and first.text.endswith(_SENTENCE_ENDS)) and not (
        first.kind == "paragraph" and first.bold
    ):
        return None
    pieces.remove(first)
    return first.text


def _first_text(pieces: list[Piece]) -> TextPiece | None:
    return next((piece for piece in pieces if isinstance(piece, TextPiece)), None)


def _lay_out(pieces: list[Piece], story: Story) -> None:
    texts = [piece for piece in pieces if isinstance(piece, TextPiece)]
    story.blocks = [Block(kind, piece.text, piece.cells) for kind, piece in zip(block_kinds(texts), texts, strict=True)]
    count = 0
    for piece in pieces:
        if isinstance(piece, Image):
            piece.after_paragraph = count
            story.images.append(piece)
        else:
            count += 1

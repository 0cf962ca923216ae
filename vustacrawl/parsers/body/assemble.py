"""Assemble an article's body from its text blocks and images (docs/sites.md, sections 2 and 4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from vustacrawl.items import Block, Image
from vustacrawl.parsers.body.block_kinds import block_kinds
from vustacrawl.parsers.body.boilerplate import drop_asides
from vustacrawl.parsers.body.captions import attach_captions
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.text import word_overlap

_SAME_TEXT = 0.9
"""Share of common words from which a paragraph repeats the lead."""
_MIN_LEAD = 60
"""Characters of a lead that only its bold type marks."""
_TOP = 4
"""How many items are the top of a body."""
_SENTENCE_ENDS = (".", "!", "?", "…")


@dataclass(slots=True)
class Body:
    """An article's lead, its blocks, and its images with their places between the blocks."""

    lead: str | None
    lead_is_first_paragraph: bool
    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)


def assemble_body(
    items: list[BodyItem],
    *,
    lead: str | None = None,
    title: str | None = None,
    bold_lead: bool = False,
    strip_unknown: bool = False,
) -> Body:
    """The body that some items make, boilerplate and byline taken off before.

    Paragraphs at its top that only repeat ``title`` or ``lead`` are dropped. Where there is no ``lead`` and sites of
    the family set it in bold (``bold_lead``), it is a first paragraph all in bold, or a heading that is a sentence. Of
    pages whose markup is not known (``strip_unknown``), texts beside the article are left out.
    """
    items = attach_captions(items)
    if strip_unknown:
        items = drop_asides(items)
    _drop_repeats(items, title, lead)
    found_lead = None
    if lead is None and bold_lead:
        found_lead = _take_bold_lead(items)
        _drop_repeats(items, title, found_lead)
    body = Body(lead or found_lead, found_lead is not None)
    _fill(body, items)
    return body


def _drop_repeats(items: list[BodyItem], title: str | None, lead: str | None) -> None:
    """Take off the texts at the top that say again, all but word for word, what title and lead have said; a line of
    another sort, such as a caption without its image, may stand before the lead's repetition.
    """
    while (first := _first_text(items)) and _repeats(first.text, title, lead):
        items.remove(first)
    for item in items[1:_TOP]:
        if isinstance(item, TextBlock) and len(item.text) >= _MIN_LEAD and _repeats(item.text, None, lead):
            items.remove(item)


def _repeats(text: str, title: str | None, lead: str | None) -> bool:
    if text in (title, lead):
        return True
    if not lead or abs(len(text) - len(lead)) > len(lead) // 4:
        return False
    return word_overlap(text, lead) >= _SAME_TEXT


def _take_bold_lead(items: list[BodyItem]) -> str | None:
    first = _first_text(items)
    if first is None or len(first.text) < _MIN_LEAD:
        return None
    if not (first.kind == "heading" and first.text.endswith(_SENTENCE_ENDS)) and not (
        first.kind == "paragraph" and first.bold
    ):
        return None
    items.remove(first)
    return first.text


def _first_text(items: list[BodyItem]) -> TextBlock | None:
    return next((item for item in items if isinstance(item, TextBlock)), None)


def _fill(body: Body, items: list[BodyItem]) -> None:
    texts = [item for item in items if isinstance(item, TextBlock)]
    body.blocks = [Block(kind, item.text, item.cells) for kind, item in zip(block_kinds(texts), texts, strict=True)]
    count = 0
    for item in items:
        if isinstance(item, Image):
            item.after_paragraph = count
            body.images.append(item)
        else:
            count += 1

"""Assemble an article's body: text blocks with their kinds, and images (docs/sites.md, sections 2 and 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vustacrawl.items import Block, BlockKind, Image
from vustacrawl.parsers.body.boilerplate import drop_asides
from vustacrawl.parsers.body.captions import attach_captions
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock, texts_of
from vustacrawl.parsers.html.text import word_overlap
from vustacrawl.parsers.thresholds import (
    MAX_HEADING,
    MAX_SPEAKER,
    MIN_RUNNING_TEXT,
    MIN_VERSES,
    SAME_TEXT,
    TOP_ITEMS,
    VERSE_SYLLABLES,
)

_SENTENCE_ENDS = (".", "!", "?", "…")

_ENDS = (".", ";", ",")
_QUESTION = re.compile(r"(?:P\.?\s?V|phóng viên|hỏi|câu hỏi|question|Q)\.?\s?(?:\([^)]{1,40}\))?\s?:", re.IGNORECASE)
_POLITE_QUESTION = re.compile(r"(?:xin |kính )?thưa .*\?$", re.IGNORECASE)
_SPEAKER = re.compile(r"[^\W\d_][\w.]*(?:,?\s[^\W\d_][\w.]*){0,7}\s?:\s")


@dataclass(slots=True)
class Body:
    """An article's lead, its blocks, and its images with their positions between the blocks."""

    lead: str | None
    lead_is_first_paragraph: bool
    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)


def assemble_body(
    items: list[BodyItem], *, lead: str | None, title: str | None, bold_lead: bool, strip_unknown: bool
) -> Body:
    """Assemble the body from items without boilerplate and byline.

    Paragraphs at the top that only repeat ``title`` or ``lead`` are dropped. If there is no ``lead`` and sites of the
    family set it in bold (``bold_lead``), it is a first paragraph all in bold, or a heading that is a sentence. If the
    markup is unknown (``strip_unknown``), texts beside the article are dropped.
    """
    items = attach_captions(items)
    if strip_unknown:
        items = drop_asides(items)
    _drop_repeats(items, title, lead)
    found_lead = None
    if lead is None and bold_lead:
        found_lead = _pop_bold_lead(items)
        _drop_repeats(items, title, found_lead)
    body = Body(lead or found_lead, found_lead is not None)
    _fill(body, items)
    return body


def _drop_repeats(items: list[BodyItem], title: str | None, lead: str | None) -> None:
    """Drop texts at the top that repeat title or lead, even below another line, such as a caption without its image."""
    while (first := _first_text(items)) and _repeats(first.text, title, lead):
        items.remove(first)
    for item in items[1:TOP_ITEMS]:
        if isinstance(item, TextBlock) and _repeats(item.text, None, lead):
            items.remove(item)


def _repeats(text: str, title: str | None, lead: str | None) -> bool:
    return text in (title, lead) or (lead is not None and word_overlap(text, lead, SAME_TEXT) >= SAME_TEXT)


def _pop_bold_lead(items: list[BodyItem]) -> str | None:
    first = _first_text(items)
    if first is None or len(first.text) < MIN_RUNNING_TEXT:
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
    texts = texts_of(items)
    body.blocks = [Block(kind, item.text, item.cells) for kind, item in zip(block_kinds(texts), texts, strict=True)]
    count = 0
    for item in items:
        if isinstance(item, Image):
            item.after_paragraph = count
            body.images.append(item)
        else:
            count += 1


def block_kinds(texts: list[TextBlock]) -> list[BlockKind]:
    """Return the kind of each text, from its markup first, then from its appearance and its neighbours."""
    kinds = [_kind(text) for text in texts]
    _mark_verses(texts, kinds)
    if "question" in kinds:
        _mark_questions(texts, kinds)
        _mark_answers(texts, kinds)
    return kinds


def _kind(item: TextBlock) -> BlockKind:
    if item.kind not in ("paragraph", "heading"):
        return item.kind
    text = item.text
    if _QUESTION.match(text) or (item.bold and _POLITE_QUESTION.fullmatch(text)):
        return "question"
    if item.kind == "heading" or len(text) > MAX_HEADING:
        return item.kind
    if item.bold and not text.endswith("!") and not (text.endswith(_ENDS) and len(text) > MAX_HEADING // 2):
        return "heading"
    return "heading" if text.isupper() and len(text.split()) > 1 else "paragraph"


def _mark_verses(texts: list[TextBlock], kinds: list[BlockKind]) -> None:
    """Mark four or more short lines in a row, of nearly equal length or alternating six and eight words, as a poem."""
    start = 0
    for end in range(len(texts) + 1):
        if end < len(texts) and kinds[end] in ("paragraph", "quote") and _is_short_line(texts[end].text):
            continue
        syllables = {len(text.text.split()) for text in texts[start:end]}
        if end - start >= MIN_VERSES and (max(syllables) - min(syllables) <= 1 or syllables <= {6, 7, 8}):
            kinds[start:end] = ["verse"] * (end - start)
        start = end + 1


def _is_short_line(text: str) -> bool:
    syllables = text.split(maxsplit=VERSE_SYLLABLES.stop)
    return len(syllables) in VERSE_SYLLABLES and text[0].isalpha() and not text.endswith((";", ":"))


def _mark_questions(texts: list[TextBlock], kinds: list[BlockKind]) -> None:
    """After an interviewer's first question, any bold text ending in a question mark is one, not a heading."""
    for number in range(kinds.index("question"), len(kinds)):
        if kinds[number] in ("heading", "paragraph") and texts[number].bold and texts[number].text.endswith("?"):
            kinds[number] = "question"


def _mark_answers(texts: list[TextBlock], kinds: list[BlockKind]) -> None:
    """Between two questions, all are answers; after the last, the next paragraph is, and those that name a speaker."""
    last_question = len(kinds) - 1 - kinds[::-1].index("question")
    for number, kind in enumerate(kinds):
        if kind != "paragraph" or number == 0:
            continue
        speaker = _SPEAKER.match(texts[number].text[:MAX_SPEAKER])
        continues = kinds[number - 1] == "answer" and (speaker or number < last_question)
        if kinds[number - 1] == "question" or continues:
            kinds[number] = "answer"

"""Tell the kind of each text block: heading, verse, question, answer (docs/sites.md, section 2)."""

from __future__ import annotations

import re

from vustacrawl.items import BlockKind
from vustacrawl.parsers.body.text_blocks import TextBlock

_MAX_HEADING = 200
_ENDS = (".", ";", ",")
_QUESTION = re.compile(r"(?:P\.?\s?V|phóng viên|hỏi|câu hỏi|question|Q)\.?\s?(?:\([^)]{1,40}\))?\s?:", re.IGNORECASE)
_POLITE_QUESTION = re.compile(r"(?:xin |kính )?thưa .*\?$", re.IGNORECASE)
_SPEAKER = re.compile(r"[^\W\d_][\w.]*(?:,?\s[^\W\d_][\w.]*){0,7}\s?:\s")
_MAX_SPEAKER = 60
_VERSE_SYLLABLES = range(3, 10)
_MAX_VERSE = 80
_MIN_VERSES = 4


def block_kinds(texts: list[TextBlock]) -> list[BlockKind]:
    """The kind of each text, from its markup first, then from its look and its neighbours."""
    kinds = [_kind(text) for text in texts]
    _mark_verses(texts, kinds)
    _mark_questions(texts, kinds)
    _mark_answers(texts, kinds)
    return kinds


def _kind(item: TextBlock) -> BlockKind:
    if item.kind not in ("paragraph", "heading"):
        return item.kind
    text = item.text
    if _QUESTION.match(text) or (item.bold and _POLITE_QUESTION.fullmatch(text)):
        return "question"
    if item.kind == "heading" or len(text) > _MAX_HEADING:
        return item.kind
    if item.bold and not text.endswith("!") and not (text.endswith(_ENDS) and len(text) > _MAX_HEADING // 2):
        return "heading"
    return "heading" if text.isupper() and len(text.split()) > 1 else "paragraph"


def _mark_verses(texts: list[TextBlock], kinds: list[BlockKind]) -> None:
    """Four short lines or more in a row, of nearly equal length or in sixes and eights, are a poem."""
    start = 0
    for end in range(len(texts) + 1):
        if end < len(texts) and kinds[end] in ("paragraph", "quote") and _is_short_line(texts[end].text):
            continue
        if end - start >= _MIN_VERSES and _scans([len(text.text.split()) for text in texts[start:end]]):
            kinds[start:end] = ["verse"] * (end - start)
        start = end + 1


def _is_short_line(text: str) -> bool:
    if len(text) > _MAX_VERSE or text.endswith((";", ":")) or not text[0].isalpha():
        return False
    return len(text.split()) in _VERSE_SYLLABLES


def _scans(syllables: list[int]) -> bool:
    if max(syllables) - min(syllables) <= 1:
        return True
    return set(syllables) <= {6, 8} or set(syllables) <= {6, 7, 8}


def _mark_questions(texts: list[TextBlock], kinds: list[BlockKind]) -> None:
    """An interviewer who asks once asks again: there, what is bold and ends in a question mark is no sub-head."""
    if "question" not in kinds:
        return
    for number in range(kinds.index("question"), len(kinds)):
        if kinds[number] in ("heading", "paragraph") and texts[number].bold and texts[number].text.endswith("?"):
            kinds[number] = "question"


def _mark_answers(texts: list[TextBlock], kinds: list[BlockKind]) -> None:
    """In an interview what stands between a question and the next is its answer; after the last question it is the
    first paragraph, and one that opens with its speaker.
    """
    if "question" not in kinds:
        return
    last_question = len(kinds) - 1 - kinds[::-1].index("question")
    for number, kind in enumerate(kinds):
        if kind != "paragraph" or number == 0:
            continue
        speaker = _SPEAKER.match(texts[number].text[:_MAX_SPEAKER])
        goes_on = kinds[number - 1] == "answer" and (speaker or number < last_question)
        if kinds[number - 1] == "question" or goes_on:
            kinds[number] = "answer"

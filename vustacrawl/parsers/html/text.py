"""Text as readers see it: NFC, single spaces, no markup (docs/sites.md, section 2, "Oddities"); lists of words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from vustacrawl.parsers.thresholds import IDEOGRAM_WIDTH, NEAR_TAG
from vustacrawl.text import fold

_INVISIBLE = "\xad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_PICTURE = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x9f"
_SYMBOL_FONT = "\uf000-\uf0ff"
_BULLETS = {"\uf02d": "-", "\uf0a7": "▪", "\uf0b7": "•", "\uf0d8": "➢", "\uf0e8": "→", "\uf0fc": "✓"}
"""Of Word's symbol fonts, whose other characters, like those of icon fonts, are removed."""
_JOINS_PICTURES = f"(?<=[{_PICTURE}]\u200d)(?=[{_PICTURE}])"
"""After a zero-width joiner that joins two pictures into one: a woman and a microscope are a scientist."""
_UNWANTED = re.compile(f"[{_INVISIBLE}{_CONTROL}{_SYMBOL_FONT}\u200d](?!{_JOINS_PICTURES})")

_MARKED = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
_VOWELS = _MARKED + "aăâeêioôơuưy"
_TWO_SYLLABLES = re.compile(rf"[{_MARKED}][^{_VOWELS}\W\d_]+[{_VOWELS}]", re.IGNORECASE)
_LAST_WORD = re.compile(r"\w+$")
_FIRST_WORD = re.compile(r"\w+")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_TAB = 4
_SENTENCE_END = re.compile(r"(?:\w\w\.|[:;,?!…])$")
_CUT = ("...", "…")
_TRAILS_OFF = "……"
"""The ellipsis of a truncated sentence in Chinese or Japanese."""


def folded(text: str) -> str:
    """Return a name or heading for comparison, as ``text.fold`` returns it; unchanged in scripts that it erases."""
    return fold(text) or text.casefold()


def clean(text: str) -> str:
    """Return the text in NFC with one plain space between words; zero-width characters are removed, NBSP is a space."""
    is_plain = text.isprintable()
    if not is_plain and _UNWANTED.search(text):
        text = _UNWANTED.sub(lambda sign: _BULLETS.get(sign[0], ""), text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if is_plain and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """Return the text as ``clean`` does, but with its line ends and indentation."""
    lines = [line.expandtabs(_TAB).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [" " * (len(line) - len(line.lstrip())) + clean(line) for line in lines]
    return "\n".join(kept).strip("\n").rstrip()


def text_width(text: str) -> float:
    """Return how much a text says, in letters: an ideogram or a syllable block counts as two or three of them."""
    return len(text) if text.isascii() else len(text) + (IDEOGRAM_WIDTH - 1) * len(_WIDE.findall(text))


def is_truncated(text: str) -> bool:
    """Whether a text is cut off like a teaser."""
    return text.endswith(_CUT) and not text.endswith(_TRAILS_OFF)


def word_separator(before: str, after: str) -> str:
    """Return the separator of two texts that only an inline tag separates: a space if words would be joined, else "".

    A tag inside a word (``<b>H</b>ội``, ``CO<sub>2</sub>``) does not separate. A sentence's end before a capital
    (``2024.<b>Trong``), a lower-case letter before a capital and two Vietnamese syllables in one word do
    (docs/sites.md, section 2).
    """
    if not after[:1].isalpha() or not before or before[-1].isspace():
        return ""
    before, after = _composed(before[-NEAR_TAG:]), _composed(after[:NEAR_TAG])
    if after[0].isupper():
        return " " if _ends_word(before) or _SENTENCE_END.search(before[-3:]) else ""
    return " " if before[-1].islower() and _are_two_syllables(before, after) else ""


def _ends_word(before: str) -> bool:
    """Whether a capital that follows begins a new word; it does not after a single letter: ``p<b>H</b>``."""
    return before[-1].islower() and not (before[-1].isascii() and not before[-2:-1].isalnum())


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _are_two_syllables(before: str, after: str) -> bool:
    left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    return bool(left and right and _TWO_SYLLABLES.search(left[0] + right[0]))


def word_overlap(one: str, other: str, least: float = 0.0) -> float:
    """Return the share of words that two texts have in common, 0 to 1, in any order (Dice); linear in their length.

    If their lengths alone show that it is less than ``least``, return 0.
    """
    own_words, other_words = one.split(), other.split()
    total = len(own_words) + len(other_words)
    if not total or 2 * min(len(own_words), len(other_words)) < least * total:
        return 0.0
    shared = Counter(map(str.casefold, own_words)) & Counter(map(str.casefold, other_words))
    return 2 * shared.total() / total


def words(text: str) -> frozenset[str]:
    """Return the words of a text, separated by white space."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Return the phrases of a text, separated by commas; line ends do not separate them."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))

"""Lists of words, written as words."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, which are parted by white space."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """The phrases of a text, which are parted by commas; lines do not part them."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))

"""Whether one text is a repost of another: shingles of words, numbers, and bands of a MinHash signature to find it by.

The limits come from labelled texts (``benchmarks/neardup.py``): reposts with another lead, another headline and ending,
retouched, cut or halved, against different articles, and against notices that are filled into one form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from struct import Struct

from rensa import RMinHash

FEWEST_WORDS = 30
"""Shorter texts ("Xem tệp đính kèm.") are alike without being copies of each other."""
SHINGLE_WORDS = 5
LEAST_SHARED = 0.7
"""Of the shorter text's shingles, as many must stand in the longer one. Reposts share 0.75 and more, other articles up
to 0.56; but notices filled into one form up to 0.83. A higher limit loses reposts, 0.65 takes more notices for them."""
LEAST_NUMBERS = 0.45
"""Of the numbers of the text with fewer, too. Reposts keep half of them and more; 99 % of notices up to 0.38."""
LEAST_SIMILARITY = 0.3
"""Jaccard similarity of the shingles: a digest that quotes a whole article is not a repost of it."""

BANDS = 32
_ROWS = 4
"""32 bands of 4 find 99 % of the pairs that share 60 % of their shingles, 87 % at 50 %, 2 in a million at 1.5 %."""
_SEED = 1
_PART = Struct(f"<B{_ROWS}I")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Features:
    """What a text is compared by; empty where it is too short to tell."""

    shingles: frozenset[str] = frozenset()
    """Every run of five words, in small letters and without punctuation."""
    numbers: frozenset[str] = frozenset()
    """Every word with a digit, and the word before it."""


def features(text: str) -> Features:
    """The features of a text of ``FEWEST_WORDS`` words or more."""
    words = _WORD.findall(text.lower())
    if len(words) < FEWEST_WORDS:
        return Features()
    return Features(
        frozenset(" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)),
        frozenset(" ".join(pair) for pair in pairwise(words) if _DIGIT.search(pair[1])),
    )


def bands(of: Features) -> list[int]:
    """The signature's bands, whole numbers of 48 bits; none for a text too short to tell.

    They rest on version 2 of rensa's algorithm: another needs a migration that makes them anew.
    """
    if not of.shingles:
        return []
    sketch = RMinHash(num_perm=BANDS * _ROWS, seed=_SEED)
    sketch.update(list(of.shingles))
    signature = sketch.digest()
    return [
        int.from_bytes(blake2b(_PART.pack(band, *signature[band * _ROWS :][:_ROWS]), digest_size=6).digest())
        for band in range(BANDS)
    ]


def similarity(one: Features, other: Features) -> float:
    """Jaccard similarity of the shingles where one text is a repost of the other, else 0."""
    if _share(one.shingles, other.shingles) < LEAST_SHARED or _share(one.numbers, other.numbers) < LEAST_NUMBERS:
        return 0.0
    jaccard = len(one.shingles & other.shingles) / max(1, len(one.shingles | other.shingles))
    return jaccard if jaccard >= LEAST_SIMILARITY else 0.0


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set the larger one has; all of it where it is empty."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 1.0

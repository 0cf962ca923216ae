"""Near-duplicate texts: compared by shingles and numbers, found by LSH bands of a MinHash signature.

The thresholds were measured on labelled texts (``benchmarks/neardup.py``): reposts with a different lead, title or
ending, edited, shortened or halved; different articles; and notices written from one template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import pairwise
from struct import Struct
from typing import TypeVar

from rensa import RMinHash

MIN_WORDS = 30
"""Shorter texts ("Xem tệp đính kèm.") are similar without being copies."""
SHINGLE_WORDS = 5
MIN_SHARED = 0.7
"""Share of the shorter text's shingles that the longer one must contain. Reposts share 0.75 or more, other articles up
to 0.56, notices from one template up to 0.83. A higher threshold loses reposts; 0.65 accepts more notices."""
MIN_SHARED_NUMBERS = 0.45
"""Share of the numbers of the text with fewer of them. Reposts keep half or more; 99 % of notices share up to 0.38."""
MIN_JACCARD = 0.3
"""Jaccard similarity of the shingles; a digest that quotes a whole article is not a repost of it."""

BANDS = 32
_ROWS = 4
"""32 bands of 4 find 99 % of the pairs that share 60 % of their shingles, 87 % at 50 %, 2 in a million at 1.5 %."""
_SEED = 1
_PART = Struct(f"<B{_ROWS}I")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
T = TypeVar("T")


@dataclass(frozen=True)
class TextFeatures:
    """The features by which texts are compared: words in lower case without punctuation; none if the text is too short.

    Most compared texts share too few shingles, so their numbers are extracted only on demand.
    """

    words: tuple[str, ...] = ()

    @cached_property
    def shingles(self) -> frozenset[int]:
        """The runs as 64-bit hashes of this process, enough to compare them for equality."""
        return frozenset(map(hash, _runs(self.words)))

    @cached_property
    def numbers(self) -> frozenset[tuple[str, str]]:
        """Every word with a digit, and the word before it."""
        return frozenset(pair for pair in pairwise(self.words) if not pair[1].isalpha() and _DIGIT.search(pair[1]))


@lru_cache(maxsize=256)
def text_features(text: str) -> TextFeatures:
    """Return the features of a text; empty ones below ``MIN_WORDS`` words.

    The latest are cached: a text is compared when it is stored, and templates with every later text.
    """
    words = _WORD.findall(text.lower())
    return TextFeatures(tuple(words) if len(words) >= MIN_WORDS else ())


def lsh_bands(of: TextFeatures) -> list[int]:
    """Return the bands of the MinHash signature as 48-bit integers; none for a text too short to compare.

    They depend on version 2 of rensa's algorithm; changing it needs a migration that recomputes them.
    """
    if not of.words:
        return []
    sketch = RMinHash(num_perm=BANDS * _ROWS, seed=_SEED)
    words = " ".join(of.words).encode().split()  # bytes: each run would else be encoded by itself
    sketch.update([*map(b" ".join, _runs(words))])
    signature = sketch.digest()
    return [
        int.from_bytes(blake2b(_PART.pack(band, *signature[band * _ROWS :][:_ROWS]), digest_size=6).digest())
        for band in range(BANDS)
    ]


def _runs(words: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Return every run of five words."""
    return zip(*(words[at:] for at in range(SHINGLE_WORDS)), strict=False)


def similarity(one: TextFeatures, other: TextFeatures) -> float:
    """Return the Jaccard similarity of the shingles if one text is a repost of the other, else 0."""
    if _share(one.shingles, other.shingles) < MIN_SHARED or _share(one.numbers, other.numbers) < MIN_SHARED_NUMBERS:
        return 0.0
    jaccard = len(one.shingles & other.shingles) / max(1, len(one.shingles | other.shingles))
    return jaccard if jaccard >= MIN_JACCARD else 0.0


def _share(one: Set[object], other: Set[object]) -> float:
    """Return the share of the smaller set that is in the larger one; 1 if the smaller is empty."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 1.0

"""Words of Vietnamese text: one form for equivalent letters, and phrases from the catalog itself.

Vietnamese puts a space between syllables, and most words have several: ``đại hội`` is one word. A search therefore
joins the syllables of a query into the frequent phrases of the catalog (table ``phrases``).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, product

import orjson
from sqlite_utils import Database

MAX_PHRASE_WORDS = 4
"""Maximum number of syllables of a counted phrase."""

FOLDED = {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "²": "2", "³": "3", "₂": "2"}
"""Letters that the index without marks replaces: the tokenizer folds all other marks (view ``fold_articles``)."""
EXACT = {"ð": "đ", "Ð": "Đ", "²": "2", "³": "3", "₂": "2"}
"""Letters that the index with marks replaces (view ``exact_articles``); Ð is U+00D0, Icelandic, and looks like Đ."""

_FOLD, _EXACT = str.maketrans(FOLDED), str.maketrans(EXACT)
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PLACEMENTS = {
    unicodedata.normalize("NFC", f"{first}{tone}{second}"): unicodedata.normalize("NFC", f"{first}{second}{tone}")
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
"""The end of a syllable in old spelling (hòa, khỏe, thủy) and in modern spelling (hoà, khoẻ, thuỷ)."""
_BOTH = _PLACEMENTS | {new: old for old, new in _PLACEMENTS.items()}
_PLACED = re.compile(rf"(?<!q)({'|'.join(_BOTH)})(?!\w)")
_MAX_SPELLINGS = 8


def normalize(text: str, exact_marks: bool) -> str:
    """Return a text in NFC with its letters as in the indexes, keeping capitals."""
    return unicodedata.normalize("NFC", text).translate(_EXACT if exact_marks else _FOLD)


def split_words(text: str) -> list[str]:
    """Return the words of a text, as the tokenizer of the indexes does: runs of letters and digits."""
    return _WORD.findall(text)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return a text in lower case, without marks."""
    letters = unicodedata.normalize("NFD", text.translate(_FOLD).lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def spellings(phrase: str) -> list[str]:
    """Return a phrase with old and modern tone placement, ``hòa`` and ``hoà``; the first is as given."""
    pieces = _PLACED.split(phrase.lower())
    choices = [(piece, _BOTH[piece]) if at % 2 else (piece,) for at, piece in enumerate(pieces)]
    return ["".join(chosen) for chosen in islice(product(*choices), _MAX_SPELLINGS)]


def modern_tones(text: str) -> str:
    """Return a text in NFC and lower case with modern tone placement: ``hoà`` for ``hòa``."""
    return _PLACED.sub(lambda found: _PLACEMENTS.get(found[0], found[0]), text)


def part(db: Database, words: Sequence[str]) -> list[int]:
    """Split the words of a query into phrases of the catalog and single words; return the length of each part.

    The best split has the fewest single words, then the fewest parts, then the most frequent ones.
    """
    folded = [fold(word) for word in words]
    spans = [
        (at, length) for at in range(len(folded)) for length in range(2, min(MAX_PHRASE_WORDS, len(folded) - at) + 1)
    ]
    known = _frequencies(db, {" ".join(folded[at : at + length]) for at, length in spans})
    best: list[tuple[int, int, float, list[int]]] = [(0, 0, 0.0, [])]
    for end in range(1, len(folded) + 1):
        options = []
        for length in range(1, min(MAX_PHRASE_WORDS, end) + 1):
            articles = 1 if length == 1 else known.get(" ".join(folded[end - length : end]), 0)
            if articles:
                singles, parts, weight, lengths = best[end - length]
                options.append((singles + (length == 1), parts + 1, weight - math.log(articles), [*lengths, length]))
        best.append(min(options))
    return best[-1][3]


def _frequencies(db: Database, phrases: Iterable[str]) -> dict[str, int]:
    """Return the number of sampled articles with each phrase that the catalog knows."""
    query = "SELECT phrase, phrases.articles FROM json_each(?) CROSS JOIN phrases ON phrase = value"
    return dict(db.execute(query, (orjson.dumps(list(phrases)).decode(),)).fetchall())

"""Count the catalog's frequent phrases, which a search uses to join syllables into words (``search.words.part``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise, repeat
from typing import Any

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.search.words import MAX_PHRASE_WORDS, fold
from vustacrawl.catalog.sql import one_value

MAX_SAMPLE = 1_000
"""Articles read, spread evenly over the catalog: a second's work, whatever its size."""
MAX_CHARS = 3_000
"""Characters read of each body."""
GROWTH = 2
"""Phrases are recounted once the number of articles has grown by this factor."""
MIN_ARTICLES = 3
MIN_GLUE = 0.005
"""Minimum cohesion of a phrase's words (``_glue``); tuned with ``benchmarks/relevance.py``."""
MAX_IN_LONGER, MIN_OF_WORD = 0.8, 0.1
"""A phrase of three words or more is a fragment if this share of its articles has it in one longer phrase, and that
phrase accounts for this share of the extra word's uses: ``dõi thường xuyên`` with ``theo``, but not ``chuyển đổi số``
with ``về``."""
MIN_OCCURRING = 100_000
"""If each word of a phrase is in this many articles, FTS5 takes 10 to 200 ms to count the phrase's own."""
_MAX_COUNTED = 250_000
"""Distinct phrases held in memory; beyond that, phrases seen only once so far are dropped."""

_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]|\d+|_+")
_SAMPLE = """
SELECT title, lead, substr(body, 1, ?1) FROM json_each(?2) CROSS JOIN articles ON articles.id = value
WHERE articles.id NOT IN (SELECT article_id FROM duplicates)
"""
_Gram = tuple[str, ...]


def phrases_are_due(db: Database) -> bool:
    """Return whether the catalog has grown enough for its phrases to be recounted."""
    counted, size = one_value(db, "SELECT articles FROM phrase_sample"), _size(db)
    return size > 0 and (counted is None or size >= GROWTH * counted)


@dataclass(frozen=True, slots=True)
class PhraseCounts:
    """Each phrase without marks, with its spelling and article count; how many articles there are and were read.

    ``frequent`` are the words that MIN_OCCURRING articles have, by the sample, and phrases of such words, with their
    article counts.
    """

    articles: int
    sampled: int
    phrases: dict[str, tuple[str, int]]
    frequent: dict[str, int]


def count_phrases(db: Database) -> PhraseCounts:
    """Count the phrases of a sample, ignoring reposts; the same articles with the same ids give the same phrases."""
    size = _size(db)
    step = max(1, -(-size // MAX_SAMPLE))
    texts = [*_sample(db, range(step, size + 1, step))]
    words = _frequent_words(texts, size) if size >= MIN_OCCURRING else {}
    phrases = _count(texts)
    frequent = words | {phrase: count for phrase, (_, count) in phrases.items() if words.keys() >= set(phrase.split())}
    return PhraseCounts(size, len(texts), phrases, frequent)


def _frequent_words(texts: list[list[str]], size: int) -> dict[str, int]:
    """Return the words, without marks, that at least MIN_OCCURRING of ``size`` articles have, by this sample."""
    counts = Counter(chain.from_iterable({*map(fold, text)} - {""} for text in texts))
    return {word: count for word, count in counts.items() if count * size >= MIN_OCCURRING * len(texts)}


def store_phrases(db: Database, counts: PhraseCounts) -> None:
    """Replace the stored phrases; the caller commits."""
    db.execute("DELETE FROM phrases")
    db.conn.executemany(
        "INSERT INTO phrases (phrase, spelling, articles) VALUES (?, ?, ?)",
        [(phrase, *counts.phrases[phrase]) for phrase in sorted(counts.phrases)],
    )
    db.execute(
        "INSERT OR REPLACE INTO phrase_sample (id, articles, sampled) VALUES (1, ?, ?)",
        (counts.articles, counts.sampled),
    )


def _size(db: Database) -> int:
    """Return the approximate number of articles: none are deleted, so the last id will do."""
    return int(one_value(db, "SELECT coalesce(max(id), 0) FROM articles"))


def _sample(db: Database, ids: range) -> Iterator[list[str]]:
    """Yield the words of each article in lower case, in order; empty strings stand for punctuation."""
    word = cache(lambda token: token if token[0].isalpha() else "")  # one copy of each
    for texts in db.execute(_SAMPLE, (MAX_CHARS, orjson.dumps(list(ids)).decode())):
        yield [*map(word, _TOKEN.findall("\n.\n".join(filter(None, texts)).lower()))]


def _count(texts: list[list[Any]]) -> dict[str, tuple[str, int]]:
    """Return each frequent phrase without marks, with its most frequent spelling and the number of articles.

    The words in ``texts`` are replaced: with a second copy of a large sample, an export would need 15 MB more.
    """
    counts: dict[_Gram, int] = {(word,): count for word, count in Counter(chain.from_iterable(texts)).items()}
    grams: dict[Any, _Gram] = {gram[0]: gram for gram in counts}
    numbers: dict[Any, int] = {}
    for _ in range(MAX_PHRASE_WORDS):
        # A phrase is two overlapping shorter ones; each has a number here, and 0 means "not a phrase".
        pairs = _frequent_pairs(texts, numbers)
        numbers = {pair: number for number, pair in enumerate(pairs, 1)}
        grams = {number: (*grams[one], grams[other][-1]) for (one, other), number in numbers.items()}
        counts |= zip(grams.values(), pairs.values(), strict=True)
    fragments = {gram for longer in counts if len(longer) > 3 for gram in _fragments(longer, counts)}
    phrases = [gram for gram in counts if 1 < len(gram) <= MAX_PHRASE_WORDS and gram not in fragments]
    cohesive = [gram for gram in phrases if _glue(gram, counts) >= MIN_GLUE]
    found: dict[str, tuple[str, int]] = {}
    for gram in sorted(cohesive, key=lambda gram: (-counts[gram], gram)):
        phrase = fold(" ".join(gram))
        spelling, others = found.get(phrase, (" ".join(gram), 0))
        found[phrase] = spelling, others + counts[gram]
    return found


def _frequent_pairs(texts: list[list[Any]], numbers: dict[Any, int]) -> dict[tuple[Any, Any], int]:
    """Count the neighbours that are in at least MIN_ARTICLES texts, after replacing those in ``numbers``, if any."""
    counted: Counter[tuple[Any, Any]] = Counter()
    for at, text in enumerate(texts):
        if numbers:
            texts[at] = text = [*map(numbers.get, pairwise(text), repeat(0))]
        counted.update({(one, other) for one, other in pairwise(text) if one and other})
        if len(counted) > _MAX_COUNTED:
            counted = Counter({pair: count for pair, count in counted.items() if count > 1})
    return {pair: count for pair, count in counted.items() if count >= MIN_ARTICLES}


def _fragments(longer: _Gram, counts: dict[_Gram, int]) -> Iterator[_Gram]:
    """Yield the phrases that are only part of a longer one."""
    for gram, word in ((longer[:-1], longer[-1]), (longer[1:], longer[0])):
        if counts[longer] >= MAX_IN_LONGER * counts[gram] and counts[longer] >= MIN_OF_WORD * counts[(word,)]:
            yield gram


def _glue(gram: _Gram, counts: dict[_Gram, int]) -> float:
    """Return the symmetric conditional probability of a phrase, over all places where it can be split.

    1 if its parts occur nowhere else; near 0 if they are adjacent by chance, like words such as ``của``.
    """
    products = [counts[gram[:at]] * counts[gram[at:]] for at in range(1, len(gram))]
    return counts[gram] ** 2 * len(products) / sum(products)

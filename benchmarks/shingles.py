"""The similarity of two texts, as measured by the Scrapinghub article-extraction-benchmark."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_TOKEN = re.compile(r"\w+")
_LENGTH = 4


class Share(NamedTuple):
    """Precision and recall of one text against the right one."""

    precision: float
    recall: float


class Score(NamedTuple):
    """Precision and recall, each the mean over all pages, and the F1 of the two means."""

    f1: float
    precision: float
    recall: float


def share(found: str, right: str) -> Share:
    """Count the shared runs of four tokens of two texts, with repetitions."""
    ours, theirs = _shingles(found), _shingles(right)
    common = (ours & theirs).total()
    if not ours and not theirs:
        return Share(1, 1)
    return Share(common / ours.total() if ours else 0, common / theirs.total() if theirs else 0)


def score(shares: list[Share]) -> Score:
    """Return the score over pages; 0 for none."""
    if not shares:
        return Score(0, 0, 0)
    precision, recall = (sum(values) / len(shares) for values in zip(*shares, strict=True))
    return Score(2 * precision * recall / (precision + recall) if precision + recall else 0, precision, recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[start : start + _LENGTH]) for start in range(max(1, len(tokens) - _LENGTH + 1)))

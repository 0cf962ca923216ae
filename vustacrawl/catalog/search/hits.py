"""Load the articles found, with matching words marked in their texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog.search.small_index import SmallIndex

Passage = list[tuple[str, bool]]
"""Text in pieces; True where a piece matches the query."""
_SNIPPET_WORDS = 24
_OPEN, _CLOSE = "\x02", "\x03"
_MARKS = re.compile("[\x02\x03]")


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; ``title`` and ``snippet`` are its text with the matches marked."""

    id: int
    public_id: str
    site: str
    url: str
    published_at: str | None
    title: Passage
    snippet: Passage


def load_hits(db: Database, index: str, match: str, keys: Sequence[int]) -> list[Hit]:
    """Load the articles with these keys; a snippet comes from the first text with a match, else from the lead."""
    snippets = (f"snippet({index}, {at}, :open, :close, '…', {_SNIPPET_WORDS})" for at in (1, 2, 3, 4))
    select = (
        "SELECT articles.id, articles.public_id, articles.site, articles.url, articles.published_at,"
        f" highlight({index}, 0, :open, :close), {', '.join(snippets)}"
        f" FROM {index} CROSS JOIN articles ON search_key = {index}.rowid"
        f" WHERE {index} MATCH :match AND {index}.rowid = :key"
    )
    values = {"match": match, "open": _OPEN, "close": _CLOSE}
    with closing(SmallIndex(db, keys)) as few:
        return [_hit(few.with_index(index).execute(select, values | {"key": key}).fetchone()) for key in keys]


def _hit(row: Sequence[Any]) -> Hit:
    article_id, public_id, site, url, published_at, title, *texts = row
    texts = [text for text in texts if text]
    snippet = next((text for text in texts if _OPEN in text), texts[0] if texts else "")
    return Hit(article_id, public_id, site, url, published_at, _passage(title), _passage(" ".join(snippet.split())))


def _passage(text: str) -> Passage:
    """Split a text at the marks around matches; matches separated only by a space become one."""
    pieces = _MARKS.split(text.replace(f"{_CLOSE} {_OPEN}", " "))
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]

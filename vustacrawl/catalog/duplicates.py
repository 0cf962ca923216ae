"""Link reposts: pages with the same or nearly the same text. The earliest publication is the original.

An article is a repost of the earliest original that it resembles, and an original if it resembles none. An original is
never a repost itself, and the result does not depend on the order in which articles are stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

from sqlite_utils import Database

from vustacrawl.catalog.articles import StoredArticle
from vustacrawl.catalog.near_duplicates import MIN_WORDS, TextFeatures, lsh_bands, similarity, text_features

MAX_PER_BAND = 16
MAX_COMPARED = 24
"""Candidates compared with one text: those that share most bands. It bounds the cost of frequent templates."""

PublicationOrder = tuple[bool, str, str, str]
"""A sort key in the order of publication; articles without a date come last."""


def link_duplicates(db: Database, stored: StoredArticle) -> None:
    """Update ``duplicates`` after an article was stored: its own link, and those of articles its text affects."""
    if stored.outcome in ("added", "changed"):
        _Linker(db).relink(stored.id)


def index_all(db: Database) -> None:
    """Index and link every article of a catalog that has no bands yet."""
    linker = _Linker(db)
    ids = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY id").fetchall()]
    for article_id in ids:
        linker.index_bands(_Text(db, article_id))
    for article_id in ids:
        _Linker(db).relink(article_id)


class _Text:
    """The parts of an article that are compared."""

    def __init__(self, db: Database, article_id: int) -> None:
        self.id = article_id
        row = db.execute(
            "SELECT lead, body, content_hash, word_count, published_at, first_seen_at, url FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        self._text = " ".join(filter(None, row[:2]))
        self.content_hash: str | None = row[2] if row[3] >= MIN_WORDS else None
        self.order: PublicationOrder = (row[4] is None, row[4] or "", row[5], row[6])

    @cached_property
    def features(self) -> TextFeatures:
        """What the text is compared by."""
        return text_features(self._text)

    @cached_property
    def bands(self) -> list[int]:
        """What candidates are found by."""
        return lsh_bands(self.features)

    def resembles(self, other: _Text) -> float:
        """Return the similarity of two texts if one is a repost of the other, else 0."""
        if self.content_hash and self.content_hash == other.content_hash:
            return 1.0
        return similarity(self.features, other.features)


@dataclass(frozen=True, slots=True)
class _Link:
    of: int
    kind: str
    similarity: float


class _Linker:
    """Relink articles in the order of publication, from the one that was stored to all that depend on it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._texts: dict[int, _Text] = {}
        self._queue: list[tuple[PublicationOrder, int]] = []
        self._found_by: dict[int, set[int]] = defaultdict(set)

    def relink(self, article_id: int) -> None:
        """Relink this article, and every other whose original may have changed."""
        self.index_bands(self._text(article_id))
        for dependent in self._reposts_of(article_id):
            self._enqueue(dependent)
        self._enqueue(article_id)
        while self._queue:
            self._relink(self._text(heappop(self._queue)[1]))

    def index_bands(self, text: _Text) -> None:
        """Index a text by its bands. Those of its former text stay, and only cost a comparison."""
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO article_bands (band, article_id) VALUES (?, ?)",
            [(band, text.id) for band in text.bands],
        )

    def _relink(self, text: _Text) -> None:
        alike = self._alike(text)
        originals = [other for other in alike if other.order < text.order and self._link(other.id) is None]
        former = self._link(text.id)
        if originals:
            original = min(originals, key=lambda other: other.order)
            exact = text.content_hash is not None and text.content_hash == original.content_hash
            self._write(text.id, former, _Link(original.id, "exact" if exact else "near", alike[original]))
            for repost in self._reposts_of(text.id):
                self._enqueue(repost)
        else:
            self._write(text.id, former, None)
            for other in alike:
                link = self._link(other.id)
                if other.order > text.order and (link is None or self._text(link.of).order > text.order):
                    self._enqueue(other.id)

    def _alike(self, text: _Text) -> dict[_Text, float]:
        """Return the texts that this one resembles, with their similarity."""
        votes: Counter[int] = Counter()
        if text.content_hash:
            votes.update(
                dict.fromkeys(
                    self._ids("SELECT id FROM articles WHERE content_hash = ? LIMIT ?", text.content_hash),
                    len(text.bands),
                )
            )
        for band in text.bands:
            votes.update(self._ids("SELECT article_id FROM article_bands WHERE band = ? LIMIT ?", band))
        near = [article_id for article_id, _ in votes.most_common(MAX_COMPARED)]
        near += self._found_by[text.id]  # resemblance is symmetric, whatever the limits above
        near += [link.of for article_id in near if (link := self._link(article_id))]
        texts = [self._text(article_id) for article_id in dict.fromkeys(near) if article_id != text.id]
        found = {other: alike for other in texts if (alike := text.resembles(other))}
        for other in found:
            self._found_by[other.id].add(text.id)
        return found

    def _ids(self, select: str, value: str | int) -> list[int]:
        return [row[0] for row in self._db.execute(select, (value, MAX_PER_BAND))]

    def _text(self, article_id: int) -> _Text:
        if article_id not in self._texts:
            self._texts[article_id] = _Text(self._db, article_id)
        return self._texts[article_id]

    def _enqueue(self, article_id: int) -> None:
        entry = (self._text(article_id).order, article_id)
        if entry not in self._queue:
            heappush(self._queue, entry)

    def _reposts_of(self, article_id: int) -> list[int]:
        return [row[0] for row in self._db.execute("SELECT article_id FROM duplicates WHERE of = ?", (article_id,))]

    def _link(self, article_id: int) -> _Link | None:
        row = self._db.execute(
            "SELECT of, kind, similarity FROM duplicates WHERE article_id = ?", (article_id,)
        ).fetchone()
        return _Link(*row) if row else None

    def _write(self, article_id: int, former: _Link | None, link: _Link | None) -> None:
        if former == link:
            return
        self._db.execute("DELETE FROM duplicates WHERE article_id = ?", (article_id,))
        if link:
            self._db.execute(
                "INSERT INTO duplicates (article_id, of, kind, similarity) VALUES (?, ?, ?, ?)",
                (article_id, link.of, link.kind, link.similarity),
            )

"""Reposts: the same text on several pages, whole or nearly. The earliest publication is the original.

An article is a repost of the earliest original that it resembles; what resembles no earlier original is an original
itself. So an original is never a repost, and the same articles give the same rows in whatever order they come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

from sqlite_utils import Database

from vustacrawl.catalog.articles import Stored
from vustacrawl.catalog.resemblance import FEWEST_WORDS, Features, bands, features, similarity

MOST_PER_BAND = 16
MOST_COMPARED = 24
"""Texts that are read to judge one: those that share most bands. It bounds the cost where a form is common."""

Place = tuple[bool, str, str, str]
"""An article's place in the order of publication, those without a date last."""


def link_duplicates(db: Database, stored: Stored) -> None:
    """Make ``duplicates`` right after an article was stored: for it, and for those that its text now concerns."""
    if stored.outcome in ("added", "changed"):
        _Linking(db).settle(stored.id)


def index_all(db: Database) -> None:
    """Note the bands of every article and link all reposts: for a catalog made before it knew of near-duplicates."""
    linking = _Linking(db)
    ids = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY id").fetchall()]
    for article_id in ids:
        linking.note_bands(_Text(db, article_id))
    for article_id in ids:
        _Linking(db).settle(article_id)


class _Text:
    """An article as far as it is compared."""

    def __init__(self, db: Database, article_id: int) -> None:
        self.id = article_id
        row = db.execute(
            "SELECT lead, body, content_hash, word_count, published_at, first_seen_at, url FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        self._text = " ".join(filter(None, row[:2]))
        self.content_hash: str | None = row[2] if row[3] >= FEWEST_WORDS else None
        self.place: Place = (row[4] is None, row[4] or "", row[5], row[6])

    @cached_property
    def features(self) -> Features:
        """What the text is compared by."""
        return features(self._text)

    @cached_property
    def bands(self) -> list[int]:
        """What it is found by."""
        return bands(self.features)

    def resembles(self, other: _Text) -> float:
        """The similarity of two texts of which one is a repost of the other; 0 where neither is."""
        if self.content_hash and self.content_hash == other.content_hash:
            return 1.0
        return similarity(self.features, other.features)


@dataclass(frozen=True, slots=True)
class _Link:
    of: int
    kind: str
    similarity: float


class _Linking:
    """Settles articles in the order of publication, from the one that was stored to all that follow from it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._texts: dict[int, _Text] = {}
        self._waiting: list[tuple[Place, int]] = []
        self._found_by: dict[int, set[int]] = defaultdict(set)

    def settle(self, article_id: int) -> None:
        """Settle this article, and every other whose original may be another now."""
        self.note_bands(self._text(article_id))
        for dependent in self._reposts_of(article_id):
            self._wait(dependent)
        self._wait(article_id)
        while self._waiting:
            self._settle(self._text(heappop(self._waiting)[1]))

    def note_bands(self, text: _Text) -> None:
        """Note by which bands the text can be found. Those of a former text stay: they cost a comparison, no more."""
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO article_bands (band, article_id) VALUES (?, ?)",
            [(band, text.id) for band in text.bands],
        )

    def _settle(self, text: _Text) -> None:
        alike = self._alike(text)
        originals = [other for other in alike if other.place < text.place and self._link(other.id) is None]
        former = self._link(text.id)
        if originals:
            original = min(originals, key=lambda other: other.place)
            exact = text.content_hash is not None and text.content_hash == original.content_hash
            self._write(text.id, former, _Link(original.id, "exact" if exact else "near", alike[original]))
            for repost in self._reposts_of(text.id):
                self._wait(repost)
        else:
            self._write(text.id, former, None)
            for other in alike:
                link = self._link(other.id)
                if other.place > text.place and (link is None or self._text(link.of).place > text.place):
                    self._wait(other.id)

    def _alike(self, text: _Text) -> dict[_Text, float]:
        """The texts that this one resembles, and how much."""
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
        near = [article_id for article_id, _ in votes.most_common(MOST_COMPARED)]
        near += self._found_by[text.id]  # what this one is like is like this one, bounds or not
        near += [link.of for article_id in near if (link := self._link(article_id))]
        texts = [self._text(article_id) for article_id in dict.fromkeys(near) if article_id != text.id]
        found = {other: alike for other in texts if (alike := text.resembles(other))}
        for other in found:
            self._found_by[other.id].add(text.id)
        return found

    def _ids(self, select: str, value: str | int) -> list[int]:
        return [row[0] for row in self._db.execute(select, (value, MOST_PER_BAND))]

    def _text(self, article_id: int) -> _Text:
        if article_id not in self._texts:
            self._texts[article_id] = _Text(self._db, article_id)
        return self._texts[article_id]

    def _wait(self, article_id: int) -> None:
        entry = (self._text(article_id).place, article_id)
        if entry not in self._waiting:
            heappush(self._waiting, entry)

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

"""Link reposts: pages with the same or nearly the same text. The earliest publication is the original.

An article is a repost of the earliest original that it resembles; if it resembles none, it is an original. Originals
are never reposts, and the result does not depend on the order in which articles are stored.

Articles with the same words form a group: only the earliest is compared with other texts, and the rest follow it. An
additional copy of a common text therefore costs no comparison.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.articles import StoredArticle, content_hash
from vustacrawl.catalog.near_duplicates import MIN_WORDS, TextFeatures, lsh_bands, similarity, text_features
from vustacrawl.catalog.sql import insert, one_column, one_value
from vustacrawl.items import Article
from vustacrawl.text import whole_text

MAX_PER_BAND = 16
MAX_COMPARED = 24
"""Maximum candidates compared with one text, those with most bands in common; bounds the cost of frequent templates."""

_IN_BANDS = """
SELECT (SELECT json_group_array(article_id)
        FROM (SELECT article_id FROM article_bands WHERE band = wanted.value LIMIT ?))
FROM json_each(?) AS wanted
"""
"""The articles in each band, up to a limit; a JSON list per band."""

PublicationOrder = tuple[bool, str, str, str]
"""A sort key by publication; articles without a date come last."""


def link_duplicates(db: Database, stored: StoredArticle) -> None:
    """Update ``duplicates`` after an article was stored: its own link, and those of articles its text affects."""
    if stored.outcome in ("added", "changed"):
        _Linker(db).relink(stored.id, stored.bands)


def find_repeated(db: Database, article: Article) -> list[str]:
    """Return the URLs of the site's articles whose text ``article``, not stored yet, repeats or nearly repeats.

    Only articles without a number are considered: a new number is a new article.
    """
    if article.native_id is not None:
        return []
    groups = [text.group for text in _Linker(db).find_alike(_Text.of(article))]
    query = (
        "SELECT url FROM articles WHERE content_hash IN (SELECT value FROM json_each(?))"
        " AND site = ? AND native_id IS NULL ORDER BY id"
    )
    return one_column(db, query, (orjson.dumps(groups).decode(), article.site))


class _Text:
    """The parts of an article that are compared."""

    def __init__(self, article_id: int, text: str, words: int, group: str, order: PublicationOrder) -> None:
        self.id = article_id
        self._text = text
        self.group: str | None = group if words >= MIN_WORDS else None
        """The content hash that its copies share; None if the text is too short to compare."""
        self.order = order

    @classmethod
    def load(cls, db: Database, article_id: int) -> _Text:
        """Return the text of a stored article."""
        row = db.execute(
            "SELECT lead, body, word_count, content_hash, published_at, first_seen_at, url FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        [lead, body, words, group, published_at, *others] = row
        return cls(
            article_id, whole_text(lead, body), words, group, (published_at is None, published_at or "", *others)
        )

    @classmethod
    def of(cls, article: Article) -> _Text:
        """Return the text of an article that is not stored."""
        text = whole_text(article.lead, article.body)
        group = content_hash(article.lead, article.body)
        return cls(0, text, len(text.split()), group, (True, "", "", article.url))

    @cached_property
    def features(self) -> TextFeatures:
        """The features by which texts are compared."""
        return text_features(self._text)

    @cached_property
    def bands(self) -> list[int]:
        """The LSH bands by which candidates are found."""
        return lsh_bands(self.features)

    def resembles(self, other: _Text) -> float:
        """Return the similarity of two texts if one is a repost of the other, else 0."""
        return similarity(self.features, other.features)


@dataclass(frozen=True, slots=True)
class _Link:
    of: int
    kind: str
    similarity: float


class _Linker:
    """Relinks groups in the order of publication, from the stored article's group to all that depend on it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._texts: dict[int, _Text] = {}
        self._earliest: dict[str, _Text] = {}
        self._alone: set[str | None] = {None}
        """Groups with a single text."""
        self._queue: list[tuple[PublicationOrder, int]] = []
        self._found_by: dict[int, set[int]] = defaultdict(set)

    def relink(self, article_id: int, bands: list[int]) -> None:
        """Relink this article, and every other whose original may have changed."""
        text = self._text(article_id)
        text.bands = bands
        self._index_bands(text)
        dependents = self._reposts_of(article_id)
        if not dependents and self._follows_a_copy(text):
            return
        for dependent in (*dependents, article_id):
            self._enqueue(dependent)
        while self._queue:
            self._relink(self._text(heappop(self._queue)[1]))

    def _index_bands(self, text: _Text) -> None:
        """Index a text by its bands. The bands of its former text stay; they only cost a comparison."""
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO article_bands (band, article_id) VALUES (?, ?)",
            [(band, text.id) for band in text.bands],
        )

    def _follows_a_copy(self, text: _Text) -> bool:
        """Link the text like one of its copies; return False if it has none, or is earlier than their original."""
        query = "SELECT id FROM articles WHERE content_hash = ? AND id <> ? LIMIT 1"
        other = one_value(self._db, query, (text.group, text.id))
        if other is None:
            if text.group:
                self._alone.add(text.group)
                self._earliest[text.group] = text
            return False
        copy = self._link(other) or _Link(other, "exact", 1.0)
        original = self._text(copy.of)
        if original.id == text.id or original.order > text.order:
            return False
        self._write(text.id, copy)
        return True

    def _relink(self, text: _Text) -> None:
        """Relink a group, given its earliest text."""
        alike = self.find_alike(text)
        originals = [other for other in alike if other.order < text.order and self._link(other.id) is None]
        link = None
        if originals:
            original = min(originals, key=lambda other: other.order)
            link = _Link(original.id, "near", alike[original])
        self._write_group(text, link)
        for repost in self._reposts_of_copies(text):
            self._enqueue(repost)
        if link:
            self._relink_reposts(self._reposts_of(text.id), self._text(link.of))
        else:
            for other in alike:
                former = self._link(other.id)
                if other.order > text.order and (former is None or self._text(former.of).order > text.order):
                    self._enqueue(other.id)

    def _relink_reposts(self, reposts: list[int], original: _Text) -> None:
        """Link the reposts of a former original to the one that replaces it, if they resemble it."""
        for repost in reposts:
            text = self._earliest_copy(repost)
            if original.order < text.order and (alike := text.resembles(original)):
                self._write_group(text, _Link(original.id, "near", alike))
            else:
                self._enqueue(repost)

    def find_alike(self, text: _Text) -> dict[_Text, float]:
        """Return the earliest texts of the groups that this one resembles, with their similarity."""
        found_in_bands = self._db.execute(_IN_BANDS, (MAX_PER_BAND, orjson.dumps(text.bands).decode()))
        votes = Counter(chain.from_iterable(orjson.loads(ids) for (ids,) in found_in_bands))
        near = [article_id for article_id, _ in votes.most_common(MAX_COMPARED)]
        near += self._found_by[text.id]  # resemblance is symmetric, regardless of the limits above
        originals = "SELECT of FROM json_each(?) JOIN duplicates ON article_id = value ORDER BY key"
        near += [of for (of,) in self._db.execute(originals, (orjson.dumps(near).decode(),))]
        texts = dict.fromkeys(self._earliest_copy(article_id) for article_id in dict.fromkeys(near))
        found = {other: alike for other in texts if other is not text and (alike := text.resembles(other))}
        for other in found:
            self._found_by[other.id].add(text.id)
        return found

    def _text(self, article_id: int) -> _Text:
        if article_id not in self._texts:
            self._texts[article_id] = _Text.load(self._db, article_id)
        return self._texts[article_id]

    def _earliest_copy(self, article_id: int) -> _Text:
        """Return the earliest article with the same words."""
        text = self._text(article_id)
        if text.group is None:
            return text
        if text.group not in self._earliest:
            query = (
                "SELECT id FROM articles WHERE content_hash = ?"
                " ORDER BY published_at IS NULL, published_at, first_seen_at, url LIMIT 1"
            )
            self._earliest[text.group] = self._text(one_value(self._db, query, (text.group,)))
        return self._earliest[text.group]

    def _enqueue(self, article_id: int) -> None:
        text = self._earliest_copy(article_id)
        entry = (text.order, text.id)
        if entry not in self._queue:
            heappush(self._queue, entry)

    def _reposts_of(self, article_id: int) -> list[int]:
        """Return the reposts of an article, one for each group."""
        query = "SELECT min(id) FROM duplicates JOIN articles ON id = article_id WHERE of = ? GROUP BY content_hash"
        return one_column(self._db, query, (article_id,))

    def _reposts_of_copies(self, text: _Text) -> list[int]:
        """Return the reposts that are linked to a later copy of this text."""
        if text.group in self._alone:
            return []
        query = (
            "SELECT article_id FROM articles JOIN duplicates ON of = id"
            " WHERE content_hash = ? AND id <> ? AND article_id <> ?"
        )
        return one_column(self._db, query, (text.group, text.id, text.id))

    def _link(self, article_id: int) -> _Link | None:
        row = self._db.execute(
            "SELECT of, kind, similarity FROM duplicates WHERE article_id = ?", (article_id,)
        ).fetchone()
        return _Link(*row) if row else None

    def _write(self, article_id: int, link: _Link | None) -> None:
        if self._link(article_id) == link:
            return
        self._db.execute("DELETE FROM duplicates WHERE article_id = ?", (article_id,))
        if link:
            insert(self._db, "duplicates", {"article_id": article_id, **asdict(link)})

    def _write_group(self, text: _Text, link: _Link | None) -> None:
        """Store the link of a text, and that of its copies."""
        self._write(text.id, link)
        if text.group in self._alone:
            return
        link = link or _Link(text.id, "exact", 1.0)
        copies = "SELECT id FROM articles WHERE content_hash = ?4 AND id <> ?5"
        values = (link.of, link.kind, link.similarity, text.group, text.id)
        self._db.execute(
            f"DELETE FROM duplicates WHERE (of <> ?1 OR kind <> ?2 OR similarity <> ?3) AND article_id IN ({copies})",
            values,
        )
        self._db.execute(
            "INSERT INTO duplicates (article_id, of, kind, similarity)"
            f" SELECT id, ?1, ?2, ?3 FROM ({copies}) WHERE true ON CONFLICT DO NOTHING",
            values,
        )

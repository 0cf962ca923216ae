"""Which article of the catalog a page is: by its address, its number on its site, or where redirects led.

An address is an article's own (``articles.url``) or another under which it was met (an alias in ``article_urls``). No
article's own address ever becomes another's alias, and an alias moves only to the article that lives there now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils import Database

from vustacrawl.catalog.resemblance import features
from vustacrawl.items import Article

LEAST_SHARED = 0.2
"""Of the shorter text's runs of five words, as many have two texts of one article, however much it was edited; texts of
two articles share a few in a hundred."""
_MAX_HOPS = 10
_WORD = re.compile(r"\w+")

_SOURCES = f"""
WITH RECURSIVE sources (url, hops) AS (
  VALUES (?1, 0)
  UNION SELECT frontier.url, hops + 1 FROM frontier JOIN sources ON frontier.redirects_to = sources.url
  WHERE hops < {_MAX_HOPS}
)
"""


class Identity(NamedTuple):
    """The catalog's row of an article, None for a new one, and the address that is to be its own."""

    id: int | None
    url: str


def identify(db: Database, article: Article, page_url: str, seen_at: str) -> Identity:
    """Find the article that was read at ``page_url`` (canonical) from a capture made at ``seen_at`` (UTC).

    ``article.url`` is the address that the page names as its own, else ``page_url``. What only an alias, another page's
    word or a redirect says holds where the texts are of one article.
    """
    known = _own(db, page_url) or _numbered(db, article.site, article.native_id)
    if known is None and article.url != page_url:
        known = _alike(db, article, _owner(db, article.url))
    if known is None and (owner := _owner(db, page_url)):
        [last_seen_at] = db.execute("SELECT last_seen_at FROM articles WHERE id = ?", (owner,)).fetchone()
        known = owner if seen_at < last_seen_at else _alike(db, article, owner)
    if known is None:
        known = _redirected(db, article, {page_url, article.url})
    return Identity(known, _address(db, known, article.url, page_url))


def address_of_reparse(db: Database, article_id: int, url: str) -> str:
    """The article's own address after its capture was read again: another one only where that is nobody's yet."""
    [own] = db.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()
    return url if _owner(db, url) is None else str(own)


def is_moved(db: Database, article_id: int, url: str) -> bool:
    """Whether the article's own address redirects, so that ``url``, where it was met, is its own now."""
    query = "SELECT 1 FROM articles JOIN frontier USING (url) WHERE id = ? AND url <> ? AND redirects_to IS NOT NULL"
    return db.execute(query, (article_id, url)).fetchone() is not None


def leads_away(db: Database, url: str, target: str, native_id: str | None, is_article: bool) -> bool | None:
    """Whether the redirect of an article's own address to ``target`` says that the article is no more.

    It is where the target is another article, no article's address (``is_article``), or was read and is no article.
    ``native_id`` is the number in the target. None where ``url`` is no article's own address.
    """
    article_id = _own(db, url)
    if article_id is None:
        return None
    target, is_read = _end_of_redirects(db, target)
    [site, own_number] = db.execute("SELECT site, native_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    other = _owner(db, target) or _numbered(db, site, native_id)
    if other is not None:
        return other != article_id
    return not is_article or is_read or (native_id is not None and own_number not in (None, native_id))


def note_addresses(db: Database, article_id: int, urls: Iterable[str]) -> None:
    """Note the article's own address, and as aliases ``urls`` and what redirects to them, where they are nobody's."""
    db.execute(
        "INSERT INTO article_urls (url, article_id) SELECT url, id FROM articles WHERE id = ?"
        " ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id WHERE article_id <> excluded.article_id",
        (article_id,),
    )
    for url in urls:
        db.execute(
            f"INSERT INTO article_urls (url, article_id) {_SOURCES} SELECT url, ?2 FROM sources WHERE true"
            " ON CONFLICT (url) DO NOTHING",
            (url, article_id),
        )


def _own(db: Database, url: str) -> int | None:
    row = db.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    return int(row[0]) if row else None


def _owner(db: Database, url: str) -> int | None:
    row = db.execute("SELECT article_id FROM article_urls WHERE url = ?", (url,)).fetchone()
    return int(row[0]) if row else _own(db, url)


def _numbered(db: Database, site: str, native_id: str | None) -> int | None:
    row = db.execute("SELECT id FROM articles WHERE site = ? AND native_id = ?", (site, native_id)).fetchone()
    return int(row[0]) if row else None


def _redirected(db: Database, article: Article, urls: Iterable[str]) -> int | None:
    """The one article whose own address redirects to one of these."""
    query = f"{_SOURCES} SELECT DISTINCT articles.id FROM sources JOIN articles USING (url)"
    moved = {int(row[0]) for url in urls for row in db.execute(query, (url,)).fetchall()}
    alike = [article_id for article_id in moved if _alike(db, article, article_id)]
    return alike[0] if len(alike) == 1 else None


def _alike(db: Database, article: Article, article_id: int | None) -> int | None:
    """``article_id``, where it may be the article that was read: no other number, and a text of the same article."""
    if article_id is None:
        return None
    site, number, title, lead, body = db.execute(
        "SELECT site, native_id, title, lead, body FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if site != article.site or (number and article.native_id and number != article.native_id):
        return None
    if _words(title) == _words(article.title or ""):
        return article_id
    before = features(" ".join(filter(None, (lead, body)))).shingles
    now = features(" ".join(filter(None, (article.lead, article.body)))).shingles
    fewer = min(len(before), len(now))
    return article_id if fewer and len(before & now) >= LEAST_SHARED * fewer else None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _address(db: Database, known: int | None, url: str, page_url: str) -> str:
    """The address that the page names, unless it is another article's; then the one it was found at."""
    if _owner(db, url) in (None, known):
        return url
    if known is None or _own(db, page_url) in (None, known):
        return page_url
    [own] = db.execute("SELECT url FROM articles WHERE id = ?", (known,)).fetchone()
    return str(own)


def _end_of_redirects(db: Database, url: str) -> tuple[str, bool]:
    """Where an address leads as far as is known, and whether that answered with something or is no more."""
    for _ in range(_MAX_HOPS):
        row = db.execute("SELECT redirects_to, last_status FROM frontier WHERE url = ?", (url,)).fetchone()
        if row is None or row[0] is None:
            return url, row is not None and row[1] in (200, 404, 410)
        url = row[0]
    return url, True

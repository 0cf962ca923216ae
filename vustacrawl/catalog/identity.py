"""Identify the article on a page by its URL, its number on its site, or redirects.

A URL is an article's own (``articles.url``) or an alias (in ``article_urls``). An article's own URL never becomes an
alias of another one, and an alias moves only to the article now found there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlite_utils import Database

from vustacrawl.catalog.near_duplicates import similarity, text_features
from vustacrawl.catalog.sql import one_value
from vustacrawl.items import Article
from vustacrawl.text import whole_text
from vustacrawl.urls import toggle_final_slash

MIN_SHARED = 0.2
"""Minimum share of the shorter text's shingles that two versions of an article have in common, even if heavily edited;
two different articles share a few percent."""
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""A number that can be used in a path unchanged."""
_DIGEST_DIGITS = 16


def new_public_id(db: Database, site: str, native_id: str | None, url: str, seen_at: str) -> str:
    """Return a new article's id for links and citations: ``SITE/NUMBER``, or a digest of its URL.

    An id is never reused: another article may have had this number or URL before.
    """
    keys = [native_id] if native_id and _PLAIN.fullmatch(native_id) else []
    keys += [_digest(url), _digest(f"{url} {seen_at}")]
    query = "SELECT 1 FROM articles WHERE public_id = ?"
    return next(candidate for key in keys for candidate in [f"{site}/{key}"] if not one_value(db, query, (candidate,)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_DIGITS]


class Identity(NamedTuple):
    """An article's row id, None for a new one, and the URL to store as its own."""

    id: int | None
    url: str


def identify(
    db: Database,
    article: Article,
    page_url: str,
    seen_at: str,
    redirect_sources: Callable[[Iterable[str]], Iterable[str]] = set,
) -> Identity:
    """Find the stored article that was parsed from ``page_url`` (canonical), captured at ``seen_at`` (UTC).

    ``article.url`` is the canonical URL that the page declares, else ``page_url``. ``redirect_sources`` adds to URLs
    those that redirect to them (``Queue.redirect_sources``), none by default. A match by alias, declared URL
    or redirect alone counts only if both texts are versions of the same article; one by a URL that differs only in its
    final slash, if one text would else be a repost of the other: servers may have different pages there.
    """
    known = _own(db, page_url) or _numbered(db, article.site, article.native_id)
    if known is None and article.url != page_url:
        known = _alike(db, article, _owner(db, article.url))
    if known is None and (owner := _owner(db, page_url)) and not _has_other_number(db, article, owner):
        last_seen_at = one_value(db, "SELECT last_seen_at FROM articles WHERE id = ?", (owner,))
        known = owner if seen_at < last_seen_at else _alike(db, article, owner)
    if known is None:
        known = _redirected(db, article, redirect_sources({page_url, article.url}))
    if known is None:
        known = _slash_twin(db, article)
    return Identity(known, _address(db, known, article.url, page_url))


def reparsed_url(db: Database, article_id: int, url: str) -> str:
    """Return the article's own URL after a reparse: ``url`` if no article has it yet, else the stored one."""
    return url if _owner(db, url) is None else own_url(db, article_id)


def own_url(db: Database, article_id: int) -> str:
    """Return the article's own URL."""
    return str(one_value(db, "SELECT url FROM articles WHERE id = ?", (article_id,)))


def redirect_means_gone(
    db: Database, url: str, target: tuple[str, bool], native_id: str | None, is_article: bool
) -> bool | None:
    """Return whether a redirect of an article's own URL means that the article is gone.

    ``target`` is the final URL and whether it was fetched (``Queue.follow_redirects``). The article is gone if the
    target is another article, is not an article URL (``is_article``), or was fetched and is not an article.
    ``native_id`` is the number in the target URL. None if ``url`` is not an article's own URL.
    """
    article_id = _own(db, url)
    if article_id is None:
        return None
    target_url, is_read = target
    [site, own_number] = db.execute("SELECT site, native_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    other = _owner(db, target_url) or _numbered(db, site, native_id)
    if other is not None:
        return other != article_id
    return not is_article or is_read or (native_id is not None and own_number not in (None, native_id))


def add_aliases(db: Database, article_id: int, urls: Iterable[str]) -> None:
    """Record the article's own URL, and ``urls`` as aliases, unless they are already taken."""
    db.execute(
        "INSERT INTO article_urls (url, article_id) SELECT url, id FROM articles WHERE id = ?"
        " ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id WHERE article_id <> excluded.article_id",
        (article_id,),
    )
    db.conn.executemany(
        "INSERT INTO article_urls (url, article_id) VALUES (?, ?) ON CONFLICT (url) DO NOTHING",
        [(url, article_id) for url in urls],
    )


def _own(db: Database, url: str) -> int | None:
    found: int | None = one_value(db, "SELECT id FROM articles WHERE url = ?", (url,))
    return found


def _owner(db: Database, url: str) -> int | None:
    return one_value(db, "SELECT article_id FROM article_urls WHERE url = ?", (url,)) or _own(db, url)


def _numbered(db: Database, site: str, native_id: str | None) -> int | None:
    found: int | None = one_value(db, "SELECT id FROM articles WHERE site = ? AND native_id = ?", (site, native_id))
    return found


def _redirected(db: Database, article: Article, urls: Iterable[str]) -> int | None:
    """Return the article whose own URL is one of these, if it is the only possible match."""
    moved = {article_id for url in urls if (article_id := _own(db, url)) is not None}
    alike = [article_id for article_id in moved if _alike(db, article, article_id)]
    return alike[0] if len(alike) == 1 else None


def _slash_twin(db: Database, article: Article) -> int | None:
    """Return the article whose URL differs only in its final slash, if it has the same text."""
    found = _alike(db, article, _owner(db, toggle_final_slash(article.url)))
    if found is None:
        return None
    texts = db.execute("SELECT lead, body FROM articles WHERE id = ?", (found,)).fetchone()
    before, now = whole_text(*texts), whole_text(article.lead, article.body)
    return found if before == now or similarity(text_features(before), text_features(now)) else None


def _has_other_number(db: Database, article: Article, article_id: int) -> bool:
    number = one_value(db, "SELECT native_id FROM articles WHERE id = ?", (article_id,))
    return bool(number and article.native_id and number != article.native_id)


def _alike(db: Database, article: Article, article_id: int | None) -> int | None:
    """Return ``article_id`` if it may be the same article: no other number, and the same title or a similar text."""
    if article_id is None or _has_other_number(db, article, article_id):
        return None
    site, title, lead, body = db.execute(
        "SELECT site, title, lead, body FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if site != article.site:
        return None
    if _words(title) == _words(article.title or ""):
        return article_id
    before = text_features(whole_text(lead, body)).shingles
    now = text_features(whole_text(article.lead, article.body)).shingles
    fewer = min(len(before), len(now))
    return article_id if fewer and len(before & now) >= MIN_SHARED * fewer else None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _address(db: Database, known: int | None, url: str, page_url: str) -> str:
    """Return the URL that the page declares, or the one it was found at if another article has the declared one."""
    if _owner(db, url) in (None, known):
        return url
    if known is None or _own(db, page_url) in (None, known):
        return page_url
    return own_url(db, known)

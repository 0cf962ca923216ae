"""Turn bytes into articles and links. Pure: no network, no database, no clock."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from vustacrawl import families
from vustacrawl.items import Article
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, parked, taken_over
from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.parsers.html.replayed import as_archived
from vustacrawl.parsers.html.tree import NotAnArticle
from vustacrawl.parsers.html.wp_json import read_post
from vustacrawl.parsers.links import find_links
from vustacrawl.parsers.not_articles import is_error_page, is_placeholder
from vustacrawl.parsers.pages import page_for
from vustacrawl.sites import Profile

__all__ = [
    "NotAnArticle",
    "article_in",
    "canonical_url",
    "code_digest",
    "find_links",
    "open_page",
    "outlinks_in",
    "parse_article",
    "parser_name",
]

_READ_BY_PARSERS = {"family", "article_url", "language", "timezone", "date_order", "site_names", "selectors", "systems"}
"""The parts of a profile that change how its pages are parsed."""


def parse_article(
    url: str, body: bytes, profile: Profile, content_type: str | None = None, captured_at: str | None = None
) -> Article:
    """Return the article on a page; ``body`` is decoded from the wire, ``content_type`` the header's value if known.

    ``captured_at`` says when the page was fetched (ISO 8601 with offset), if known: a date printed near the title that
    equals it is the server's clock, not the date of publication. Raises NotAnArticle, and no other exception for any
    input, if the page holds no article.
    """
    return article_in(open_page(url, body, content_type), profile, captured_at)


def open_page(url: str, body: bytes, content_type: str | None = None) -> Document:
    """Return the page in a response body, or in a WordPress API record. Raises NotAnArticle if there is none."""
    body = as_archived(body)
    return read_post(url, body) or read_document(url, body, content_type)


def outlinks_in(document: Document, profile: Profile, captured_at: str | None = None) -> list[str]:
    """Return the URLs on other sites that the article on an open page links to; arguments as for parse_article."""
    return page_for(document, profile.as_of(document.url, captured_at), captured_at).outlinks


def article_in(document: Document, profile: Profile, captured_at: str | None = None) -> Article:
    """Return the article on an open page; arguments as for parse_article."""
    try:
        article = page_for(document, profile.as_of(document.url, captured_at), captured_at).to_article()
    except NotAnArticle:
        if reason := parked(document):
            raise NotAnArticle(f"{CHANGED_HANDS}: {reason}") from None
        raise
    if reason := taken_over(document, article):
        raise NotAnArticle(f"{CHANGED_HANDS}: {reason}")
    if is_placeholder(article):
        raise NotAnArticle("a note in place of the text, which is not written yet")
    if is_error_page(article):
        raise NotAnArticle("an error page, sent as if it were an article")
    return article


def canonical_url(url: str, body: bytes) -> str | None:
    """Return the absolute URL that a page declares as its own (``rel=canonical``, ``og:url``, a post's ``link``)."""
    try:
        return open_page(url, body).canonical_url
    except NotAnArticle:
        return None


@cache
def parser_name(profile: Profile) -> str:
    """``vnmedia+0a1b2c3d``: the family, and the start of a digest of the parsers' code and the profile: any change that
    could affect parsing changes the name.

    ``reparse`` parses the articles with any other name again.
    """
    digest = hashlib.sha256(_code())
    digest.update(profile.model_dump_json(include=_READ_BY_PARSERS).encode())
    return f"{profile.family}+{digest.hexdigest()[:8]}"


@cache
def _code() -> bytes:
    folders = (Path(__file__).parent, Path(families.__file__).parent)
    return b"".join(file.read_bytes() for folder in folders for file in sorted(folder.rglob("*.py")))


def code_digest() -> str:
    """Return the start of a digest of the parsers' code alone."""
    return hashlib.sha256(_code()).hexdigest()[:8]

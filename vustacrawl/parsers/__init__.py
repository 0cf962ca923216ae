"""Bytes to articles and links. Pure: no network, no database, no clock."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from vustacrawl import families
from vustacrawl.items import Article
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, parked, taken_over
from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.parsers.html.tree import NotAnArticle
from vustacrawl.parsers.html.wp_json import read_post
from vustacrawl.parsers.links import find_links
from vustacrawl.parsers.not_articles import is_error_page
from vustacrawl.parsers.pages import page_for
from vustacrawl.sites import Profile

__all__ = [
    "NotAnArticle",
    "Reading",
    "article_in",
    "canonical_url",
    "code_digest",
    "find_links",
    "open_page",
    "outlinks_in",
    "parse_article",
    "parse_page",
    "parser_name",
]

_READ_BY_PARSERS = {"family", "article_url", "language", "timezone", "date_order", "site_names", "selectors", "systems"}
"""What of a profile changes how its pages are read."""


class Reading(NamedTuple):
    """What an article's page gave: the article, the address the page names as its own, and where it links to."""

    article: Article
    canonical_url: str | None
    outlinks: list[str]


def parse_article(
    url: str, body: bytes, profile: Profile, content_type: str | None = None, captured_at: str | None = None
) -> Article:
    """The article on a page; ``body`` as decoded from the wire, ``content_type`` the header's value where known.

    ``captured_at`` says when the page was fetched (ISO 8601 with offset), where that is known: a date that is
    printed as of then is the server's clock, and only believed where no other stands.
    Raises NotAnArticle, and nothing else whatever the bytes are, where the page holds none.
    """
    return article_in(open_page(url, body, content_type), profile, captured_at)


def parse_page(
    url: str, body: bytes, profile: Profile, content_type: str | None = None, captured_at: str | None = None
) -> Reading:
    """All that is read of an article's page, from one reading of the bytes; what goes in is as for parse_article.

    Raises NotAnArticle, and nothing else whatever the bytes are, where the page holds none.
    """
    document = open_page(url, body, content_type)
    return Reading(article_in(document, profile, captured_at), document.canonical_url, document.outlinks)


def open_page(url: str, body: bytes, content_type: str | None = None) -> Document:
    """The page in an answer's bytes, or in a record of WordPress's API. Raises NotAnArticle where there is none."""
    return read_post(url, body) or read_document(url, body, content_type)


def outlinks_in(document: Document, profile: Profile, captured_at: str | None = None) -> list[str]:
    """The addresses on other sites to which the article on a page that was opened links; otherwise as parse_article."""
    return page_for(document, profile.as_of(document.url, captured_at), captured_at).outlinks


def article_in(document: Document, profile: Profile, captured_at: str | None = None) -> Article:
    """The article on a page that was opened; otherwise as parse_article."""
    try:
        article = page_for(document, profile.as_of(document.url, captured_at), captured_at).to_article()
    except NotAnArticle:
        if reason := parked(document):
            raise NotAnArticle(f"{CHANGED_HANDS}: {reason}") from None
        raise
    if reason := taken_over(document, article):
        raise NotAnArticle(f"{CHANGED_HANDS}: {reason}")
    if is_error_page(article):
        raise NotAnArticle("an error page, sent as if it were an article")
    return article


def canonical_url(url: str, body: bytes, content_type: str | None = None) -> str | None:
    """The absolute address that a page names as its own (``rel=canonical``, ``og:url``, a post's ``link``); or None."""
    try:
        return open_page(url, body, content_type).canonical_url
    except NotAnArticle:
        return None


@cache
def parser_name(profile: Profile) -> str:
    """``vnmedia/1+0a1b2c3d``: the family, its version, and a digest's begin over the parsers' code and the profile:
    any change of what could be read changes the name.

    Articles with another name are those that a ``reparse`` reads again.
    """
    digest = hashlib.sha256(_code())
    digest.update(profile.model_dump_json(include=_READ_BY_PARSERS).encode())
    return f"{profile.family}/{profile.cms.version}+{digest.hexdigest()[:8]}"


@cache
def _code() -> bytes:
    folders = (Path(__file__).parent, Path(families.__file__).parent)
    return b"".join(file.read_bytes() for folder in folders for file in sorted(folder.rglob("*.py")))


def code_digest() -> str:
    """Return a digest's begin over the parsers' code alone."""
    return hashlib.sha256(_code()).hexdigest()[:8]

"""Conventional locations of listings, feeds and sitemaps (docs/sites.md, sections 1, 7 and 8)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from vustacrawl.discovery.url_patterns import SeenUrl, is_plain_page, url_shape
from vustacrawl.parsers.detection import FamilyGuess
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, element_text, names_of
from vustacrawl.text import fold
from vustacrawl.urls import path_of, query_of, target_of

MAX_LISTINGS = 40
_MENU = re.compile(r"menu|\bnav|categor|chuyen-?muc", re.IGNORECASE)
_NEWS = re.compile(
    r"tin(?!h)|news|su-?kien|event|hoat-?dong|activit|thong-?bao|bao-?chi|nghien-?cuu|chuyen-?muc|categor|bai-?viet|blog",
    re.IGNORECASE,
)
_POSTS = re.compile(r"post-|posts|news|article|tin|bai", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_MAX_MENU_WORDS = 8
_FAMILY_RANK = 2


def record_link(seen: SeenUrl, anchor: Element) -> None:
    """Record a link's text with its target, and whether it is in a menu."""
    text = element_text(anchor)
    seen.text = max(seen.text, text, key=len)
    seen.in_menu = seen.in_menu or (0 < len(text.split()) <= _MAX_MENU_WORDS and _is_in_menu(anchor))


def _is_in_menu(anchor: Element) -> bool:
    return any(
        around.tag in ("nav", "header", "footer") or _MENU.search(names_of(around)) for around in anchor.iterancestors()
    )


def likely_listings(seen: Iterable[SeenUrl], family: FamilyGuess) -> list[str]:
    """Return URLs that may be listings, likeliest first: those matching the family's pattern, then news in the menu.

    Where any page may list the newest articles beside its text (``Family.only_lists``), only the pattern counts.
    """
    shape = family.cms.list_pattern
    ranked: list[tuple[int, str]] = []
    for link in seen:
        if not is_plain_page(link.url):
            continue
        is_known = bool(shape and shape.search(link.url))
        is_news = bool(_NEWS.search(target_of(link.url)))
        if is_known or (link.in_menu and not link.in_feed):
            ranked.append((_FAMILY_RANK * is_known + is_news, link.url))
    if family.cms.only_lists and any(rank >= _FAMILY_RANK for rank, _ in ranked):
        ranked = [row for row in ranked if row[0] >= _FAMILY_RANK]
    return [url for _, url in sorted(ranked, key=lambda row: -row[0])]


def likely_navigation(seen: Iterable[SeenUrl]) -> list[str]:
    """Return the URLs of short links that are on every page, those named like news first."""
    named = [
        (bool(_NEWS.search(fold(link.text).replace(" ", "-")) or _NEWS.search(target_of(link.url))), link.url)
        for link in seen
        if 0 < len(link.text.split()) <= _MAX_MENU_WORDS and is_plain_page(link.url)
    ]
    return [url for _, url in sorted(named, key=lambda row: not row[0])]


def similar_listings(urls: Iterable[str], lists: Collection[str], family: FamilyGuess) -> list[str]:
    """Return the URLs that match the family's listing pattern, or look like news and share a shape with ``lists``, or
    differ from one of them only in the numbers of its query.
    """
    known = family.cms.list_pattern
    shapes = {url_shape(url) for url in lists if path_of(url) not in ("", "/")}
    queries = {_numberless(url) for url in lists if query_of(url)}
    found = [
        url
        for url in urls
        if (known and known.search(url))
        or (url_shape(url) in shapes and _NEWS.search(path_of(url)))
        or _numberless(url) in queries
    ]
    return found[:MAX_LISTINGS]


def _numberless(url: str) -> str:
    return re.sub(r"\d+", "0", target_of(url))


def article_sitemap(sitemaps: list[str]) -> str:
    """Return the sitemap of an index that is most likely to list articles."""
    return next((url for url in sitemaps if _POSTS.search(path_of(url).rpartition("/")[2])), sitemaps[0])


def declared_feeds(document: Document) -> list[str]:
    """Return the feeds declared in a page's head, except those of comments."""
    links = document.select("link[rel~=alternate]")
    feeds = [link.get("href", "") for link in links if link.get("type", "").lower() in _FEED_TYPES]
    return [href for href in feeds if "comments" not in href]

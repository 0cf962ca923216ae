"""Where sites of each family keep their lists, feeds and sitemaps (docs/sites.md, sections 1, 7 and 8)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from vustacrawl.parsers.detection import FamilyGuess
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, element_text, names_of
from vustacrawl.parsers.links.paging import has_page_number
from vustacrawl.survey.addresses import Seen, form_of, is_service
from vustacrawl.urls import path_of, target_of

MOST_LISTS = 40
_MENU = re.compile(r"menu|\bnav|categor|chuyen-?muc", re.IGNORECASE)
_NEWS = re.compile(
    r"tin(?!h)|news|su-?kien|event|hoat-?dong|activit|thong-?bao|bao-?chi|nghien-?cuu|chuyen-?muc|categor|bai-?viet|blog",
    re.IGNORECASE,
)
_POSTS = re.compile(r"post-|posts|news|article|tin|bai", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_WORDS_OF_A_MENU = 8
_KNOWN = 2


def note_anchor(seen: Seen, anchor: Element) -> None:
    """Keep what a link says of where it leads."""
    text = element_text(anchor)
    seen.text = max(seen.text, text, key=len)
    seen.in_menu = seen.in_menu or (0 < len(text.split()) <= _WORDS_OF_A_MENU and _is_in_menu(anchor))


def _is_in_menu(anchor: Element) -> bool:
    return any(
        around.tag in ("nav", "header", "footer") or _MENU.search(names_of(around)) for around in anchor.iterancestors()
    )


def likely_lists(seen: Iterable[Seen], family: FamilyGuess) -> list[str]:
    """Addresses that may be lists of articles, the likeliest first: of the family's form, then news in the menu.

    Where every page may list the newest articles beside its text (``Family.only_lists``), nothing else is one.
    """
    form = family.cms.list_pattern
    ranked: list[tuple[int, str]] = []
    for each in seen:
        target = target_of(each.url)
        if is_service(each.url) or has_page_number(each.url) or target in ("", "/"):
            continue
        is_known = bool(form and form.search(each.url))
        is_news = bool(_NEWS.search(target))
        if is_known or (each.in_menu and not each.in_feed):
            ranked.append((_KNOWN * is_known + is_news, each.url))
    if family.cms.only_lists and any(rank >= _KNOWN for rank, _ in ranked):
        ranked = [row for row in ranked if row[0] >= _KNOWN]
    return [url for _, url in sorted(ranked, key=lambda row: -row[0])]


def of_the_same_form(urls: Iterable[str], lists: Collection[str], family: FamilyGuess) -> list[str]:
    """Those of the addresses that have the family's form of lists, or that of one of these lists and news in it."""
    known = family.cms.list_pattern
    forms = {form_of(url) for url in lists if path_of(url) not in ("", "/")}
    found = [
        url for url in urls if (known and known.search(url)) or (form_of(url) in forms and _NEWS.search(path_of(url)))
    ]
    return found[:MOST_LISTS]


def usual_sitemaps(family: FamilyGuess, document: Document) -> list[str]:
    """Paths at which a family's sites have their sitemap."""
    language = (document.root.get("lang") or "vi")[:2].lower()
    return [path.replace("{language}", language) for path in family.cms.usual_sitemaps]


def sitemap_of_posts(sitemaps: list[str]) -> str:
    """The one of an index's sitemaps that is most likely to hold articles."""
    return next((url for url in sitemaps if _POSTS.search(path_of(url).rpartition("/")[2])), sitemaps[0])


def feeds_named(document: Document) -> list[str]:
    """The feeds that a page's head names, without those of comments."""
    links = document.select("link[rel~=alternate]")
    feeds = [link.get("href", "") for link in links if link.get("type", "").lower() in _FEED_TYPES]
    return [href for href in feeds if "comments" not in href]


def usual_feeds(family: FamilyGuess, seen: Collection[str]) -> tuple[str, ...]:
    """Paths at which a family's sites have their feed."""
    cms = family.cms
    is_plain = bool(cms.plain_address) and any(cms.plain_address in url for url in seen)
    return cms.plain_feeds if is_plain else cms.usual_feeds


def posts_of(api: str) -> str:
    """The list of posts below the root of a WordPress REST API."""
    return f"{api.rstrip('/')}/wp/v2/posts?per_page=100"

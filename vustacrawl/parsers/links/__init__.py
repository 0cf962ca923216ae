"""Find where a page links to: articles, the next page, more lists."""

from __future__ import annotations

from vustacrawl.items import Links, PageKind
from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.html.tree import EmptyDocument
from vustacrawl.parsers.links.feeds_and_sitemaps import (
    feeds_in_page,
    links_in_feed,
    links_in_json_feed,
    links_in_lines,
    links_in_posts,
    links_in_sitemap,
)
from vustacrawl.parsers.links.listings import links_in_listing
from vustacrawl.parsers.links.xml import is_page, read_list, unpack
from vustacrawl.sites import Profile

__all__ = ["PAGE_FOR_FEED", "PAGE_FOR_SITEMAP", "find_links"]

PAGE_FOR_SITEMAP = "HTML page instead of a sitemap"
PAGE_FOR_FEED = "HTML page instead of a feed"
OTHER_XML = "neither a sitemap nor a feed"
OTHER_JSON = "JSON that is neither a list of posts nor a feed"
NO_LIST = "neither XML nor a list of URLs"
EMPTY = "empty file"


def find_links(
    url: str,
    body: bytes,
    profile: Profile,
    kind: PageKind,
    content_type: str | None = None,
    total_pages: int | None = None,
) -> Links:
    """Return what a listing, a feed or a sitemap links to, in order, each URL once; nothing for another kind.

    Article links are those that match the profile's pattern for articles, on the site's own hosts. Dates are ISO 8601
    with the site's offset, or a date alone. Broken input yields whatever could be read, never an error, and
    ``Links.fault`` says what is wrong with it. The format is detected, whatever was expected: a page, RSS, Atom, a JSON
    Feed, a sitemap, or posts of WordPress's REST API; ``total_pages`` is the number of pages that it declares (the
    header X-WP-TotalPages), if known.
    """
    if kind not in ("listing", "feed", "sitemap"):
        return Links()
    posts = links_in_posts(url, body, profile, total_pages)
    if posts is not None:
        return posts
    if kind == "listing" and is_page(body):
        return links_in_listing(url, body, profile, content_type)
    text, fault = unpack(body, content_type)
    links = _links_in_list(url, text, profile)
    if links is None:
        links = _links_in_another(url, body if kind == "listing" else text, profile, kind, content_type)
    links.fault = fault or links.fault
    return links


def _links_in_list(url: str, text: bytes, profile: Profile) -> Links | None:
    """Return what a feed or sitemap links to; None for anything else."""
    xml = read_list(url, text)
    if xml is None:
        return links_in_json_feed(url, text, profile)
    read = links_in_sitemap if xml.root in ("urlset", "sitemapindex") else links_in_feed
    links = read(url, xml, profile)
    links.fault = links.fault or xml.fault
    return links


def _links_in_another(url: str, text: bytes, profile: Profile, kind: PageKind, content_type: str | None) -> Links:
    """Return what a page or a plain-text list of URLs links to, and what is wrong with it."""
    start = text[:1000].lstrip()
    if start.startswith((b"{", b"[")):
        return Links(fault=OTHER_JSON)
    if start.startswith(b"<?xml") and not is_page(text):
        return Links(fault=OTHER_XML)
    if kind == "listing":
        return links_in_listing(url, text, profile, content_type)
    if kind == "sitemap" and not is_page(text):
        lines = links_in_lines(url, text, profile)
        if lines.outlinks or not start:
            lines.fault = lines.fault or (None if start else EMPTY)
            return lines
    try:
        document = read_document(url, text)
    except EmptyDocument:
        return Links(fault=NO_LIST if start else EMPTY)
    if kind == "feed" and (feeds := feeds_in_page(url, document, profile)).found:
        return feeds
    if b"<" not in text:
        return Links(fault=NO_LIST)
    page = links_in_listing(url, text, profile)
    return Links(page.found, outlinks=page.outlinks, fault=PAGE_FOR_FEED if kind == "feed" else PAGE_FOR_SITEMAP)

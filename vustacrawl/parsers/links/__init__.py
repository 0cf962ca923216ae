"""Where a page leads: to articles, to the next page, to more lists."""

from __future__ import annotations

from vustacrawl.items import Links, PageKind
from vustacrawl.parsers.links.feeds import links_in_feed
from vustacrawl.parsers.links.listings import links_in_listing
from vustacrawl.parsers.links.sitemaps import links_in_sitemap
from vustacrawl.sites import Profile

__all__ = ["find_links"]


def find_links(url: str, body: bytes, profile: Profile, kind: PageKind, content_type: str | None = None) -> Links:
    """What a listing, a feed or a sitemap leads to, in its order, each address once; nothing for another kind.

    Article links are those that the profile knows as articles, on the site's own hosts. Dates are ISO 8601 with the
    site's offset, or a date alone. Broken input gives what could be read of it, never an error.
    """
    if kind == "listing":
        return links_in_listing(url, body, profile, content_type)
    if kind == "feed":
        return links_in_feed(url, body, profile)
    if kind == "sitemap":
        return links_in_sitemap(url, body, profile)
    return Links()

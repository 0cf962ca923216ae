"""Where a page leads: to articles, to the next page, to more lists."""

from __future__ import annotations

import re

from vustacrawl.items import Links, PageKind
from vustacrawl.parsers.links.feeds import links_in_feed
from vustacrawl.parsers.links.listings import links_in_listing
from vustacrawl.parsers.links.posts import links_in_posts
from vustacrawl.parsers.links.sitemaps import links_in_sitemap
from vustacrawl.sites import Profile

__all__ = ["find_links"]

_FEED = re.compile(rb"\s*(?:<\?xml\b[^>]*>|<!--.*?-->|<\?[^>]*>|\s)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL)
_HEAD = 2_000


def find_links(
    url: str,
    body: bytes,
    profile: Profile,
    kind: PageKind,
    content_type: str | None = None,
    total_pages: int | None = None,
) -> Links:
    """What a listing, a feed or a sitemap leads to, in its order, each address once; nothing for another kind.

    Article links are those that the profile knows as articles, on the site's own hosts. Dates are ISO 8601 with the
    site's offset, or a date alone. Broken input gives what could be read of it, never an error. A listing or feed is
    read as what it is: a page, RSS or Atom, or posts of WordPress's REST API; ``total_pages`` is how many pages that
    says it has (the header X-WP-TotalPages), where it is known.
    """
    if kind == "sitemap":
        return links_in_sitemap(url, body, profile)
    if kind not in ("listing", "feed"):
        return Links()
    posts = links_in_posts(url, body, profile, total_pages)
    if posts is not None:
        return posts
    if kind == "feed" or _FEED.match(body.removeprefix(b"\xef\xbb\xbf"), 0, _HEAD):
        return links_in_feed(url, body, profile)
    return links_in_listing(url, body, profile, content_type)

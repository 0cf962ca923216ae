"""Lists of posts from WordPress's REST API, ``/wp-json/wp/v2/posts?page=N`` (docs/sites.md, section 8)."""

from __future__ import annotations

from typing import Any

from vustacrawl.items import Links
from vustacrawl.parsers.fields.structured_dates import read_structured_date
from vustacrawl.parsers.html.wp_json import moments, read_posts
from vustacrawl.parsers.links.collect import Collector
from vustacrawl.parsers.links.paging import following_query, page_number
from vustacrawl.sites import Profile
from vustacrawl.urls import split_url


def links_in_posts(url: str, body: bytes, profile: Profile, total_pages: int | None = None) -> Links | None:
    """The posts of a list with the date each was changed; None where the bytes are no such list.

    A post's link is that of its page or, where the profile's ``article_url`` takes that one instead, that of its
    record in the API. Without ``total_pages`` there is a next page as long as pages have posts.
    """
    posts = read_posts(body)
    if posts is None:
        return None
    collector = Collector(url, profile)
    for post in posts:
        links = (post.get("link"), _address_in_api(post, url))
        article = next((found for link in links if link and (found := collector.article_address(str(link)))), None)
        if article:
            dates = (read_structured_date(date, profile.timezone) for date in moments(post, "modified", "date"))
            collector.add(article, "article", next((date for date in dates if date), None))
    if not posts or (total_pages is not None and page_number(url) >= total_pages):
        return collector.links()
    return collector.links(following_query(url, "page"), next_is_guess=total_pages is None)


def _address_in_api(post: dict[str, Any], url: str) -> str:
    """The address of a post's record, with the names of its author and terms, and its image, embedded."""
    parts = split_url(url)
    if parts is None or "rest_route=" in parts.query:
        return f"/?rest_route=/wp/v2/posts/{post['id']}&_embed=1"
    return f"{parts.path.rstrip('/')}/{post['id']}?_embed=1"

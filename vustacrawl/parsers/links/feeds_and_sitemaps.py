"""RSS, Atom and JSON feeds, sitemaps, posts of WordPress's API (docs/sites.md, sections 1, 7 and 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from vustacrawl.items import Links
from vustacrawl.parsers.fields.dates import read_structured_date
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.json_data import load_json
from vustacrawl.parsers.html.wp_json import moments, read_posts
from vustacrawl.parsers.links.listings import MAX_ADDRESSES, Collector
from vustacrawl.parsers.links.pagers import following_query, page_number
from vustacrawl.parsers.links.xml import Entry, XmlList, address
from vustacrawl.sites import Profile
from vustacrawl.urls import split_url

_FEED_ENDINGS = (".rss", ".atom", "/rss/", "/feed/", ".xml")
_ALTERNATE = frozenset({"", "alternate", "http://www.iana.org/assignments/relation/alternate"})
_FOLLOWING = frozenset({"next", "prev-archive"})
_IS_ADDRESS = re.compile(r"\s*(?:https?:/)?/", re.IGNORECASE)
_JSON_FEED = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
_SITEMAP_NAME = re.compile(r"https?://[^?#]*/[^/?#]*sitemap[^/?#]*\.xml(?:\.gz)?", re.IGNORECASE)

_LINE = re.compile(rb"[^\r\n]+")
_URL_IN_LINE = re.compile(
    r"""(?:^|[\t",;])[ \xa0\ufeff'<]*+(https?://.*?)(?=$|[\t"]|[,;](?:\s|["'<]|https?://|$
        |(?:\d{4}-\d\d-\d\d|\d\d?[/.-]\d\d?[/.-]\d{4})(?:[T\s,;]|$)
        |(?:always|hourly|daily|weekly|monthly|yearly|never|[01]\.\d)(?:[,;]|$)))""",
    re.IGNORECASE | re.VERBOSE,
)
"""Some files are tables. A comma or semicolon ends a URL only before what is certainly another column."""
_NEXT_IN_LINE = re.compile(r"(?<!\s)\s++(?=https?://)", re.IGNORECASE)
_COLUMN = re.compile(r"""[\t",;]+""")
_MAX_COLUMNS = 100
"""Characters after a URL that are searched for its date."""


def links_in_feed(url: str, xml: XmlList, profile: Profile) -> Links:
    """Return a feed's articles with their dates, and its next page, or archive of older entries (RFC 5005, 3 and 4).

    NukeViet prints months as minutes: only the day is kept (docs/sites.md, section 7). WordPress has older pages of a
    feed at ``?paged=N`` but does not link to them (section 8).
    """
    collector = Collector(url, profile)
    following = None
    for entry in xml.entries():
        if collector.is_full:
            break
        if entry.name == "link":
            if entry.attributes.get("rel") in _FOLLOWING:
                following = following or collector.own_address(entry.attributes.get("href"), entry.base)
            continue
        addresses = ((target, base) for text, base in _targets(entry) if (target := address(text)))
        articles = (collector.article_address(target, base) for target, base in addresses)
        if article := next(filter(None, articles), None):
            printed = entry.text("pubdate", "published", "issued", "date", "updated", "modified")
            collector.add(article, "article", _date(printed, profile))
    links = collector.links(following)
    if links.found and following is None and has_unlinked_pages(url, profile):
        links.next_page = following_query(url, profile.cms.feed_page_parameter)
        links.next_is_guess = True
    return links


def has_unlinked_pages(url: str, profile: Profile) -> bool:
    """Return whether a URL is that of a feed with older pages to which it does not link, as in WordPress."""
    return bool(profile.cms.feed_page_parameter) and "/feed" in url


def _targets(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the URLs that an entry may link to, likeliest first, each with its base: the target of a feed service's
    redirect (FeedBurner), its links, a guid that is a URL, the subject of an RDF item.
    """
    yield from ((link.text, link.base) for link in entry.named("origlink", "link") if link.text)
    for link in entry.named("link"):
        if link.attributes.get("rel", "").lower() in _ALTERNATE:
            yield link.attributes.get("href", ""), link.base
    yield from ((guid.text, guid.base) for guid in entry.named("guid", "id") if _IS_ADDRESS.match(guid.text))
    yield entry.attributes.get("about", ""), entry.base


def _date(printed: str | None, profile: Profile) -> str | None:
    date = read_structured_date(printed, profile.timezone) if printed else None
    return date[:10] if date and profile.cms.feed_dates_are_days else date


def links_in_json_feed(url: str, body: bytes, profile: Profile) -> Links | None:
    """Return the articles of a JSON Feed (jsonfeed.org, version 1.1); None if the bytes are none."""
    try:
        feed = load_json(body) if body[:1000].lstrip()[:1] == b"{" else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not _JSON_FEED.match(str(feed.get("version"))):
        return None
    collector = Collector(url, profile)
    items = feed.get("items")
    for item in islice(items if isinstance(items, list) else [], MAX_ADDRESSES):
        if isinstance(item, dict):
            _add_item(item, collector)
    return collector.links(collector.own_address(_text(feed, "next_url")))


def _add_item(item: dict[str, Any], collector: Collector) -> None:
    targets = [_text(item, "url"), _text(item, "id"), _text(item, "external_url")]
    articles = (collector.article_address(target.strip()) for target in targets if _IS_ADDRESS.match(target))
    if article := next(filter(None, articles), None):
        printed = _text(item, "date_published") or _text(item, "date_modified")
        collector.add(article, "article", _date(printed, collector.profile))


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def feeds_in_page(url: str, document: Document, profile: Profile) -> Links:
    """Return the feeds that a page lists."""
    collector = Collector(document.base_url, profile)
    for link in document.root.iter("a", "link"):
        feed = collector.own_address(link.get("href"))
        if feed and feed != url and feed.lower().endswith(_FEED_ENDINGS):
            collector.add(feed, "feed")
    return collector.links()


def links_in_posts(url: str, body: bytes, profile: Profile, total_pages: int | None) -> Links | None:
    """Return the posts of a list with the date of each one's last change; None if the bytes are no such list.

    A post's link is its page or, if the profile's ``article_url`` accepts that instead, its record in the API. Without
    ``total_pages`` there is a next page as long as pages have posts.
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
    """Return the URL of a post's record with its author, terms and image embedded."""
    parts = split_url(url)
    if parts is None or "rest_route=" in parts.query:
        return f"/?rest_route=/wp/v2/posts/{post['id']}&_embed=1"
    return f"{parts.path.rstrip('/')}/{post['id']}?_embed=1"


def links_in_sitemap(url: str, xml: XmlList, profile: Profile) -> Links:
    """Return an index's sitemaps, or a set's articles with the date each was published or changed."""
    collector = Collector(url, profile)
    for entry in xml.entries():
        if collector.is_full:
            break
        target = address(entry.text("loc") or "")
        changed = entry.text("lastmod", "news/publication_date")
        date = read_structured_date(changed, profile.timezone) if changed else None
        if entry.name == "sitemap" and (sitemap := collector.own_address(target, entry.base)):
            collector.add(sitemap, "sitemap", date)
        elif entry.name == "url" and (article := collector.article_address(target, entry.base)):
            collector.add(article, "article", date)
        elif _SITEMAP_NAME.fullmatch(target or "") and (sitemap := collector.own_address(target, entry.base)):
            collector.add(sitemap, "sitemap", date)  # an index written as a set
    return collector.links()


def links_in_lines(url: str, text: bytes, profile: Profile) -> Links:
    """Return the articles of a plain-text sitemap: one URL per line; some files have several, or are tables with dates.

    Lines that begin with ``#`` are comments.
    """
    collector = Collector(url, profile)
    for printed, columns in _urls_in_lines(text):
        if collector.is_full:
            break
        if article := collector.article_address(address(printed)):
            printed_dates = (column for column in columns if column and not column.isdecimal())
            dates = (read_structured_date(column, profile.timezone) for column in printed_dates)
            collector.add(article, "article", next(filter(None, dates), None))
    return collector.links()


def _urls_in_lines(text: bytes) -> Iterator[tuple[str, list[str]]]:
    """Yield each URL with the columns of its line that follow it."""
    for line in _LINE.finditer(text):
        printed = line[0].decode("utf-8", "replace")
        for found in () if printed.lstrip().startswith("#") else _URL_IN_LINE.finditer(printed):
            columns = _COLUMN.split(printed[found.end() : found.end() + _MAX_COLUMNS])
            yield from ((url, columns) for url in _NEXT_IN_LINE.split(found[1].rstrip(" \xa0'>")))

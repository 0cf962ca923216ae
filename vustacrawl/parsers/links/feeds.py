"""RSS and Atom feeds, and pages that list feeds (docs/sites.md, sections 1, 7 and 8)."""

from __future__ import annotations

from vustacrawl.items import Links
from vustacrawl.parsers.fields.structured_dates import read_machine_date
from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.html.dom import Element
from vustacrawl.parsers.html.tree import EmptyDocument
from vustacrawl.parsers.links.collect import Collector
from vustacrawl.parsers.links.paging import following_query
from vustacrawl.parsers.links.xml import child_text, local_name, read_xml, unpacked
from vustacrawl.sites import Profile

_FEED_ENDINGS = (".rss", ".atom", "/rss/", "/feed/", ".xml")


def links_in_feed(url: str, body: bytes, profile: Profile) -> Links:
    """A feed's articles with their dates; of an HTML page, the feeds that it lists.

    NukeViet prints the month where the minutes belong: only the day is kept (docs/sites.md, section 7).
    WordPress has older pages of a feed under ``?paged=N`` and does not say so (section 8).
    """
    body = unpacked(body)
    collector = Collector(url, profile)
    root = read_xml(body)
    if root is None or local_name(root).lower() not in ("rss", "feed", "rdf"):
        _take_feeds(url, body, collector)
        return collector.links()
    following = None
    for element in root.iter("{*}item", "{*}entry", "{*}link"):
        if local_name(element) != "link":
            _take_entry(element, collector)
        elif element.get("rel") == "next":
            following = collector.own_address(element.get("href"))
    if following is None and profile.family == "wordpress" and "/feed" in url and not collector.is_empty:
        return collector.links(following_query(url, "paged"), next_is_guess=True)
    return collector.links(following)


def _take_entry(entry: Element, collector: Collector) -> None:
    article = next((url for href in _addresses(entry) if (url := collector.article_address(href))), None)
    if article is None:
        return
    printed = child_text(entry, "pubDate", "published", "date", "updated")
    date = read_machine_date(printed, collector.profile.timezone) if printed else None
    if date and collector.profile.family == "nukeviet":
        date = date[:10]
    collector.add(article, "article", date)


def _addresses(entry: Element) -> list[str]:
    links = [child for child in entry if local_name(child) == "link"]
    written = [link.text or "" for link in links]
    referred = [link.get("href", "") for link in links if link.get("rel", "alternate") == "alternate"]
    return [*(text.strip() for text in written), *referred, child_text(entry, "guid", "id") or ""]


def _take_feeds(url: str, body: bytes, collector: Collector) -> None:
    try:
        document = read_document(url, body)
    except EmptyDocument:
        return
    for link in document.root.iter("a", "link"):
        feed = collector.own_address(link.get("href"))
        if feed and feed != url and feed.lower().endswith(_FEED_ENDINGS):
            collector.add(feed, "feed")

"""Sitemaps: indexes, sets of addresses, news sitemaps, plain text (sitemaps.org; docs/sites.md, sections 7 and 8)."""

from __future__ import annotations

import re

from vustacrawl.items import Links
from vustacrawl.parsers.fields.structured_dates import read_structured_date
from vustacrawl.parsers.links.collect import Collector
from vustacrawl.parsers.links.xml import XmlList, address
from vustacrawl.sites import Profile

_LINE = re.compile(rb"(?:^|[\r\n])(?:[ \t]|\xc2\xa0|\xef\xbb\xbf)*+(https?://[^\t\r\n]+)", re.IGNORECASE)


def links_in_sitemap(url: str, xml: XmlList, profile: Profile) -> Links:
    """An index's sitemaps, or a set's articles with the date each was published or changed."""
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
    return collector.links()


def links_in_lines(url: str, text: bytes, profile: Profile) -> Links:
    """The articles of a sitemap in plain text: an address a line."""
    collector = Collector(url, profile)
    for line in _LINE.finditer(text):
        if collector.is_full:
            break
        if article := collector.article_address(address(line[1].decode("utf-8", "replace"))):
            collector.add(article, "article")
    return collector.links()

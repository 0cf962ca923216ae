"""Sitemaps: indexes, sets of addresses, news sitemaps, plain text, gzipped or not (docs/sites.md, sections 7 and 8)."""

from __future__ import annotations

from vustacrawl.items import Links
from vustacrawl.parsers.fields.structured_dates import read_machine_date
from vustacrawl.parsers.html.dom import Element
from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.parsers.links.collect import Collector
from vustacrawl.parsers.links.xml import child_text, local_name, read_xml, unpacked
from vustacrawl.sites import Profile


def links_in_sitemap(url: str, body: bytes, profile: Profile) -> Links:
    """An index's sitemaps, or a set's articles with the date each was published or changed."""
    body = unpacked(body)
    collector = Collector(url, profile)
    root = read_xml(body) if b"<" in body[:1000] else None
    if root is None:
        _take_lines(to_utf8(body).decode("utf-8"), collector)
        return collector.links()
    for entry in root:
        address = child_text(entry, "loc")
        changed = child_text(entry, "lastmod") or _news_date(entry)
        date = read_machine_date(changed, profile.timezone) if changed else None
        if local_name(entry) == "sitemap" and (sitemap := collector.own_address(address)):
            collector.add(sitemap, "sitemap", date)
        elif local_name(entry) == "url" and (article := collector.article_address(address)):
            collector.add(article, "article", date)
    return collector.links()


def _news_date(entry: Element) -> str | None:
    news = (child_text(child, "publication_date") for child in entry if local_name(child) == "news")
    return next(news, None)


def _take_lines(text: str, collector: Collector) -> None:
    for line in text.splitlines():
        if line.startswith("http") and (article := collector.article_address(line.strip())):
            collector.add(article, "article")

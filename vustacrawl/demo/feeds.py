"""Sitemaps and feeds, with the bugs of the CMSs that produce them (docs/sites.md, sections 7 and 8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape

from vustacrawl.demo.article import DemoArticle

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
ZONE = timezone(timedelta(hours=7))


def sitemap_index(url: str) -> str:
    """Return an index of one sitemap."""
    return f'<?xml version="1.0"?><sitemapindex xmlns="{SITEMAP}"><sitemap><loc>{url}</loc></sitemap></sitemapindex>'


def sitemap(rows: Iterable[tuple[str, datetime]]) -> str:
    """Return a sitemap of URLs with local times."""
    urls = "".join(
        f"<url><loc>{url}</loc><lastmod>{when:%Y-%m-%dT%H:%M}:00+07:00</lastmod></url>" for url, when in rows
    )
    return f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}">{urls}</urlset>'


def rss(articles: Iterable[DemoArticle], guid: str, *, minutes_are_months: bool = False) -> str:
    """Return an RSS 2.0 feed; ``guid`` is a template for the article's number. NukeViet prints months as minutes."""
    items = "".join(
        f"<item><title>{escape(article.title)}</title><link>{article.url}</link>"
        f'<guid isPermaLink="false">{guid.format(article.native_id)}</guid>'
        f"<pubDate>{_rfc822(article.published, minutes_are_months)}</pubDate>"
        f"<description>{escape(article.lead or '')}</description></item>"
        for article in articles
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin tức</title>{items}</channel></rss>'


def _rfc822(when: datetime, minutes_are_months: bool) -> str:
    return format_datetime(when.replace(minute=when.month if minutes_are_months else when.minute, tzinfo=ZONE))

"""Sitemaps and feeds, with the bugs of the CMSs that write them (docs/sites.md, sections 7 and 8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from vustacrawl.demo.story import Story

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def sitemap_index(url: str) -> str:
    """An index of one sitemap."""
    return f'<?xml version="1.0"?><sitemapindex xmlns="{SITEMAP}"><sitemap><loc>{url}</loc></sitemap></sitemapindex>'


def sitemap(rows: Iterable[tuple[str, datetime]]) -> str:
    """Addresses with local times."""
    urls = "".join(
        f"<url><loc>{url}</loc><lastmod>{when:%Y-%m-%dT%H:%M}:00+07:00</lastmod></url>" for url, when in rows
    )
    return f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}">{urls}</urlset>'


def rss(stories: Iterable[Story], guid: str, *, minutes_are_months: bool = False) -> str:
    """RSS 2.0; ``guid`` takes the article's number. NukeViet prints the month where the minutes belong."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{story.url}</link>"
        f'<guid isPermaLink="false">{guid.format(story.native_id)}</guid>'
        f"<pubDate>{_rfc822(story.published, minutes_are_months)}</pubDate>"
        f"<description>{escape(story.lead or '')}</description></item>"
        for story in stories
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin tức</title>{items}</channel></rss>'


def _rfc822(when: datetime, minutes_are_months: bool) -> str:
    minutes = when.month if minutes_are_months else when.minute
    day = f"{DAYS[when.weekday()]}, {when.day:02} {MONTHS[when.month - 1]} {when.year}"
    return f"{day} {when.hour:02}:{minutes:02}:00 +0700"

"""The English edition of vusta.vn: ``vnmedia`` with another date format and other bylines."""

from __future__ import annotations

from vustacrawl.demo import bylines, dates
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.layouts import vnmedia
from vustacrawl.demo.layouts.vnmedia import (
    FIGURES,
    PRINTS,
    article_path,
    make_picture,
    render_listing,
    sitemaps_and_feeds,
)

__all__ = [
    "BYLINES",
    "DATES",
    "FIGURES",
    "PRINTS",
    "article_path",
    "listing_path",
    "make_picture",
    "render_article",
    "render_listing",
    "sitemaps_and_feeds",
]

DATES = (dates.english,)
BYLINES = (bylines.initials, bylines.initials, bylines.full_name)


def render_article(article: DemoArticle) -> str:
    """Render an article page, like those of the Vietnamese edition."""
    return vnmedia.render_article(article, listing_path(1))


def listing_path(number: int) -> str:
    """``?page=2``."""
    return "/news-c1.html" + (f"?page={number}" if number > 1 else "")

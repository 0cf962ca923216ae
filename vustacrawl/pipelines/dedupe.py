"""The second pipeline: set the canonical URL of articles, and find those already in the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from sqlite_utils import Database

from vustacrawl.catalog.articles import compute_values
from vustacrawl.catalog.identity import identify, reparsed_url
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.queue import Queue
from vustacrawl.items import Page
from vustacrawl.pipelines.prepare import canonicalize_addresses
from vustacrawl.sites import Profile

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from vustacrawl.spiders.news import NewsSpider


class DedupePipeline:
    """Sets the canonical URL and native id of each article, and computes the values stored with it."""

    def __init__(self, crawl: Crawl) -> None:
        self.crawl = crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(cast("NewsSpider", crawler.spider).crawl)

    def process_item(self, page: Page) -> Page:
        """Return the page, its article with the URLs by which the catalog may know it."""
        if page.article is not None:
            canonicalize_addresses(page, page.article, self.crawl.profiles[page.site])
            page.values = compute_values(page.article)
        return page


def recognize(db: Database, queue: Queue, page: Page, profile: Profile, since: str | None) -> None:
    """If the page's article is in the catalog, set ``known_id`` and the URL by which it is known there.

    A new article published before ``since`` (ISO date) is marked as too old.

    Call this in the transaction that stores the page: the previous page may have been the same article.
    """
    article = page.article
    if article is None or page.capture is None:
        return
    derived = profile.native_id(article.url, page.capture.fetched_at)
    printed_number = article.native_id if article.native_id != derived else None
    if page.reparse_of is not None:
        url = reparsed_url(db, page.reparse_of, article.url)
    else:
        page.known_id, url = identify(db, article, page.url, page.capture.fetched_at, queue.redirect_sources)
    if url != article.url:
        article.url = url
        article.native_id = profile.native_id(url, page.capture.fetched_at) or printed_number
    published_at = article.published_at
    page.is_too_old = bool(since and page.known_id is None and published_at and published_at[:10] < since)

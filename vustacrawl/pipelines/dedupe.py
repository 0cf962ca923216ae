"""The second pipeline: give articles their canonical URL; find those that the catalog already has."""

from __future__ import annotations

from typing import Self, cast

from scrapy.crawler import Crawler
from sqlite_utils import Database

from vustacrawl.catalog.identity import identify, reparsed_url
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.queue import Queue
from vustacrawl.items import Article, Page
from vustacrawl.sites import Profile
from vustacrawl.spiders.news import NewsSpider


class DedupePipeline:
    """Sets the canonical URL and native id of each article."""

    def __init__(self, crawl: Crawl) -> None:
        self.crawl = crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it."""
        return cls(cast(NewsSpider, crawler.spider).crawl)

    def process_item(self, page: Page) -> Page:
        """The page, its article with the addresses by which the catalog may know it."""
        if page.article is not None:
            canonicalize_addresses(page, page.article, self.crawl.profiles[page.site])
        return page


def recognize(db: Database, queue: Queue, page: Page, profile: Profile, since: str | None) -> None:
    """Set ``known_id`` where the page's article is in the catalog, and the address by which it is known there.

    A new one that was published before ``since`` (ISO date) is too old.

    To be called in the transaction that stores the page: the page before it may have been the same article.
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


def canonicalize_addresses(page: Page, article: Article, profile: Profile) -> None:
    """Set the canonical URL and native id of the article, and the URLs of its images and files.

    The canonical URL that the page itself gives is used if it is an article of the site with the same native id.
    """
    article.url = profile.canonical_url(article.url) or article.url
    own = profile.canonical_url(page.canonical_url) if page.canonical_url else None
    captured_at = page.capture.fetched_at if page.capture else None
    number = profile.native_id(page.url, captured_at)
    is_article = own is not None and profile.is_own(own) and profile.is_article(own, captured_at)
    if own and is_article and number in (None, profile.native_id(own, captured_at)):
        article.url = own
    article.native_id = profile.native_id(article.url, captured_at) or article.native_id
    for image in article.images:
        image.url = profile.canonical_url(image.url) or image.url
    for file in article.files:
        file.url = profile.canonical_url(file.url) or file.url

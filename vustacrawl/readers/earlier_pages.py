"""Compare a site's pages with those of earlier crawls, to detect pages of a new owner of its domain."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from functools import lru_cache

from sqlite_utils import Database

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.reader import read_record, response_of
from vustacrawl.archive.records import RecordError
from vustacrawl.items import READABLE_STATUSES, Page, RecordPlace
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, EarlierPages, features_of, nothing_left, shares_links
from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.parsers.html.tree import NotAnArticle
from vustacrawl.readers.page import FetchedResponse
from vustacrawl.sites import Profile

ARTICLES = 3
"""Number of article pages of earlier crawls to compare with: the site's newest."""
_PLACE = "whole.warc_file, whole.warc_offset, whole.warc_length, whole.content_type, seen.url"
_BEGAN = "(SELECT started_at FROM crawls WHERE id = :crawl)"
_OF_PAGE = f"""
SELECT {_PLACE} FROM captures AS seen JOIN captures AS whole ON whole.id = coalesce(seen.original_id, seen.id)
WHERE seen.url = :url AND seen.site = :site AND seen.fetched_at < {_BEGAN}
  AND whole.status IN {READABLE_STATUSES}
  AND whole.warc_file IS NOT NULL AND whole.truncated IS NULL AND NOT EXISTS (
    SELECT 1 FROM problems WHERE problems.url = seen.url AND problems.crawl_id = seen.crawl_id
      AND reason LIKE '%{CHANGED_HANDS}%')
ORDER BY seen.fetched_at DESC LIMIT 1
"""
_OF_ARTICLES = f"""
SELECT {_PLACE} FROM articles JOIN captures AS seen ON seen.id = articles.capture_id
JOIN captures AS whole ON whole.id = coalesce(seen.original_id, seen.id)
WHERE articles.site = :site AND seen.fetched_at < {_BEGAN}
  AND published_at IS NOT NULL AND whole.warc_file IS NOT NULL
ORDER BY published_at DESC LIMIT {ARTICLES}
"""

logger = logging.getLogger(__name__)


class SiteHistories:
    """Compares the pages of crawls with their sites' earlier pages in the catalog; ``crawl_ids`` are by site."""

    def __init__(
        self, db: Database, archive: Archive, profiles: Mapping[str, Profile], crawl_ids: Mapping[str, int]
    ) -> None:
        self._crawl_ids = crawl_ids
        self._history = lru_cache(maxsize=len(profiles))(
            lambda site, crawl_id: _SiteHistory(db, archive, profiles[site], crawl_id)
        )

    def compare(self, page: Page, read: Callable[[], FetchedResponse]) -> str | None:
        """Return in a few words why a page is from a different site than the earlier pages; None if it may be the same.

        ``read`` returns its response and is rarely called.
        """
        return self._history(page.site, self._crawl_ids[page.site]).compare(page, read)


class _SiteHistory:
    """The pages of a site before one crawl.

    Once a page certainly belongs to the site, no more are compared: a domain changes hands as a whole, and a site may
    have single pages that resemble none of its others.
    """

    def __init__(self, db: Database, archive: Archive, profile: Profile, crawl_id: int) -> None:
        self._db, self._archive, self._profile, self.crawl_id = db, archive, profile, crawl_id
        self._starts = frozenset(map(profile.canonical_url, (profile.url, *profile.listings)))
        self._known: dict[str, EarlierPages | None] = {}
        self._is_own = False

    def compare(self, page: Page, read: Callable[[], FetchedResponse]) -> str | None:
        """Compare an article with the newest earlier ones, a starting point with its own earlier capture."""
        if self._is_own or not page.links.outlinks or not (page.kind == "article" or page.url in self._starts):
            return None
        earlier = self._before("" if page.kind == "article" else page.url)
        if earlier is None or not earlier.name_the_site:
            return None
        self._is_own = shares_links(page.links.outlinks, self._profile, earlier)
        if self._is_own:
            return None
        response = read()
        try:
            document = read_document(page.url, response.body, response.headers.get("Content-Type"))
        except NotAnArticle:  # a record from WordPress's API
            return None
        return nothing_left(document, self._profile, earlier)

    def _before(self, url: str) -> EarlierPages | None:
        """Return what the page at this URL had, or articles if ``url`` is empty; None if none was archived."""
        if url not in self._known:
            documents = self._documents(_OF_PAGE if url else _OF_ARTICLES, url)
            self._known[url] = features_of(documents, self._profile) if documents else None
        return self._known[url]

    def _documents(self, query: str, url: str) -> list[Document]:
        found = []
        for file, offset, length, content_type, address in self._rows(query, url):
            try:
                payload = response_of(read_record(self._archive, RecordPlace(file, offset, length))).payload
                found.append(read_document(address, payload, content_type))
            except (OSError, RecordError, PayloadError, NotAnArticle) as error:
                # The page fetched now is stored anyway; `verify` reports the damage.
                logger.info("%s: an earlier capture cannot be read: %s", address, error)
        return found

    def _rows(self, query: str, url: str) -> list[tuple[str, int, int, str | None, str]]:
        try:
            return self._db.execute(query, {"site": self._profile.name, "url": url, "crawl": self.crawl_id}).fetchall()
        except sqlite3.Error as error:
            logger.info("%s: earlier captures cannot be found: %s", self._profile.name, error)
            return []

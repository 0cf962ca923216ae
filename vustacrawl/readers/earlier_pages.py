"""What a site's pages had in earlier crawls, by which a page of whoever has the domain now is told from the site's."""

from __future__ import annotations

import logging
import sqlite3

from sqlite_utils import Database

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.reader import read_record, response_of
from vustacrawl.archive.records import RecordError
from vustacrawl.items import READABLE_STATUSES, PageKind
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, EarlierPages, features_of
from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.parsers.html.tree import NotAnArticle
from vustacrawl.sites import Profile

ARTICLES = 3
"""Article pages of earlier crawls that are looked at: the site's newest."""
_PLACE = "whole.warc_file, whole.warc_offset, whole.warc_length, whole.content_type, seen.url"
_OF_HOME = f"""
SELECT {_PLACE} FROM captures AS seen JOIN captures AS whole ON whole.id = coalesce(seen.original_id, seen.id)
WHERE seen.url = ?2 AND seen.site = ?1 AND whole.status IN {tuple(sorted(READABLE_STATUSES))}
  AND whole.warc_file IS NOT NULL AND whole.truncated IS NULL AND NOT EXISTS (
    SELECT 1 FROM problems WHERE problems.url = seen.url AND problems.crawl_id = seen.crawl_id
      AND reason LIKE '%{CHANGED_HANDS}%')
ORDER BY seen.fetched_at DESC LIMIT 1
"""
_OF_ARTICLES = f"""
SELECT {_PLACE} FROM articles JOIN captures AS seen ON seen.id = articles.capture_id
JOIN captures AS whole ON whole.id = coalesce(seen.original_id, seen.id)
WHERE articles.site = ?1 AND articles.url <> ?2 AND published_at IS NOT NULL AND whole.warc_file IS NOT NULL
ORDER BY published_at DESC LIMIT {ARTICLES}
"""

logger = logging.getLogger(__name__)


class SiteHistory:
    """The pages of a site as the catalog had them when this was asked first: of the home page, and of articles."""

    def __init__(self, db: Database, archive: Archive, profile: Profile) -> None:
        self._db, self._archive, self._profile = db, archive, profile
        self._home = profile.canonical_url(profile.url)
        self._known: dict[PageKind, EarlierPages | None] = {}

    def before(self, url: str, kind: PageKind) -> EarlierPages | None:
        """Return what such pages had; None for other pages, and where none was archived."""
        if kind != "article" and url != self._home:
            return None
        if kind not in self._known:
            documents = self._documents(_OF_ARTICLES if kind == "article" else _OF_HOME)
            self._known[kind] = features_of(documents, self._profile) if documents else None
        return self._known[kind]

    def _documents(self, query: str) -> list[Document]:
        found = []
        for file, offset, length, content_type, url in self._rows(query):
            try:
                payload = response_of(read_record(self._archive, file, offset, length)).payload
                found.append(read_document(url, payload, content_type))
            except (OSError, RecordError, PayloadError, NotAnArticle) as error:
                # The page that is fetched now is stored all the same; `verify` names what is damaged.
                logger.info("%s: an earlier capture cannot be read: %s", url, error)
        return found

    def _rows(self, query: str) -> list[tuple[str, int, int, str | None, str]]:
        try:
            return self._db.execute(query, (self._profile.name, self._home)).fetchall()
        except sqlite3.Error as error:
            logger.info("%s: earlier captures cannot be found: %s", self._profile.name, error)
            return []

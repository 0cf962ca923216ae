"""What an import learns about a record only from later records: payloads and images."""

from __future__ import annotations

import logging

from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.reader import ORIGINAL_MISSING, missing_original, read_record, response_of
from vustacrawl.archive.records import RecordError
from vustacrawl.catalog.captures import location_of
from vustacrawl.catalog.media import archived_media, describe_media
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import RecordPlace
from vustacrawl.parsers.body.images import image_size
from vustacrawl.pipelines.ingest import RecordIngester

logger = logging.getLogger(__name__)

_UNRESOLVED = """
SELECT problems.id, detail, captures.id, warc_file, warc_offset, warc_length FROM problems
JOIN captures ON captures.url = problems.url AND captures.site = problems.site
WHERE problems.site = ? AND problems.stage = 'archive' AND problems.reason = ?
  AND captures.truncated = 'unspecified' AND captures.original_id IS NULL AND warc_file IS NOT NULL
ORDER BY captures.fetched_at, captures.id
"""


def resolve_revisits(crawl: Crawl, records: RecordIngester) -> None:
    """Read revisits whose original was missing in an earlier import and is available now; delete their problems."""
    for site in crawl.profiles:
        unresolved = crawl.db.execute(_UNRESOLVED, (site, ORIGINAL_MISSING)).fetchall()
        for problem_id, detail, capture_id, *place in unresolved:
            try:
                record = read_record(crawl.archived, RecordPlace(*place))
            except (OSError, RecordError) as error:
                logger.warning("%s: %s", place[0], error)  # `verify` names it, too
                continue
            if detail == missing_original(record) and records.retry(record.location(place[0]), site, capture_id):
                with crawl.batch.transaction():
                    crawl.db.execute("DELETE FROM problems WHERE id = ?", (problem_id,))


def describe_archived_media(crawl: Crawl) -> None:
    """Describe archived images and files that came before their articles, or in another file."""
    for site in crawl.profiles:
        for media in archived_media(crawl.db, site):
            size = None
            if media.kind == "image" and (place := location_of(crawl.db, media.capture_id)):
                try:
                    size = image_size(response_of(read_record(crawl.archived, place)).payload)
                except (OSError, RecordError, PayloadError) as error:
                    logger.warning("%s: %s", media.url, error)  # `verify` names it, too
            with crawl.batch.transaction():
                describe_media(crawl.db, media.kind, media.url, media.digest, media.length, size)

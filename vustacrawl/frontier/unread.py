"""Which archived captures of articles have never been read."""

from __future__ import annotations

from vustacrawl.items import READABLE_STATUSES
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, NOTHING_LEFT

UNREAD_CAPTURES = f"""
SELECT NULL, NULL, max(c.id), c.url, c.fetched_at, o.warc_file, o.warc_offset, o.warc_length
FROM captures AS c JOIN frontier USING (url) JOIN captures AS o ON o.id = coalesce(c.original_id, c.id)
WHERE c.site = ? AND frontier.kind = 'article' AND c.status IN {READABLE_STATUSES}
  AND c.truncated IS NULL AND o.warc_file IS NOT NULL
  AND c.url NOT IN (SELECT url FROM article_urls) AND NOT EXISTS (
    SELECT 1 FROM problems WHERE problems.url = c.url AND problems.crawl_id = c.crawl_id
      AND problems.reason = '{CHANGED_HANDS}' AND instr(problems.detail, '{NOTHING_LEFT.replace("'", "''")}') = 1)
  AND c.id > ?
GROUP BY c.url ORDER BY max(c.id) LIMIT ?
"""
"""Archived captures of article URLs without an article, except URLs that another site shares; by site,
last capture's id and number of rows.
"""

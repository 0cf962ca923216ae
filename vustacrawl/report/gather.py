"""Collect what the catalog knows about one crawl of one site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.drift import reported_drift
from vustacrawl.catalog.sql import one_value
from vustacrawl.frontier.missing import Missing, missing, number_runs

MAX_LIST_ROWS = 200
"""The most rows of a list; a first crawl may have tens of thousands of new articles."""
CRAWL = "SELECT crawls.*, title, url FROM crawls JOIN sites ON sites.name = crawls.site WHERE crawls.id = ?"
NEW = """
SELECT DISTINCT articles.url, title, published_at, language FROM captures
JOIN article_urls ON article_urls.url = captures.url JOIN articles ON articles.id = article_urls.article_id
LEFT JOIN article_versions ON article_versions.article_id = articles.id AND version = 1
WHERE captures.crawl_id = :id AND coalesce(article_versions.capture_id, articles.capture_id) = captures.id
ORDER BY published_at DESC, articles.url LIMIT :most
"""
CHANGED = """
SELECT DISTINCT articles.url, title, published_at, language, article_versions.changed AS fields FROM captures
JOIN article_urls ON article_urls.url = captures.url
JOIN article_versions ON article_versions.article_id = article_urls.article_id
  AND article_versions.replaced_at = captures.fetched_at
JOIN articles ON articles.id = article_urls.article_id
WHERE captures.crawl_id = :id ORDER BY published_at DESC, articles.url LIMIT :most
"""
GONE = """
SELECT url, title, published_at, language FROM articles
WHERE site = :site AND updated_at >= :began AND gone_at BETWEEN :began AND :ended
ORDER BY published_at DESC, url LIMIT :most
"""
PROBLEMS = """
SELECT url, stage, reason, detail FROM problems
WHERE site = :site AND seen_at >= :began AND crawl_id = :id AND stage <> 'drift' ORDER BY id LIMIT :most
"""
STATUSES = "SELECT status, count(*) FROM captures WHERE crawl_id = :id GROUP BY status ORDER BY status"
BUSIEST = """
SELECT count(*) FROM captures WHERE crawl_id = :id GROUP BY substr(fetched_at, 1, 16) ORDER BY 1 DESC LIMIT 1
"""
Row = dict[str, Any]


@dataclass(frozen=True)
class CrawlReport:
    """One crawl of one site. Lists are cut at ``MAX_LIST_ROWS``; the counts in ``crawl`` are complete."""

    crawl: Row
    """Its row of ``crawls``, with the site's ``title`` and ``url``."""
    new: list[Row]
    changed: list[Row]
    """With ``fields``, the names of the changed fields."""
    gone: list[Row]
    problems: list[Row]
    """Problems other than drift."""
    drift: list[str]
    """One sentence per field that was found on far fewer pages than before."""
    statuses: dict[int, int]
    """Number of responses by HTTP status, including robots.txt."""
    busiest_minute: int
    """Responses in the busiest minute."""
    missing: list[Missing]
    """What is missing from the site so far."""

    @property
    def seconds(self) -> float:
        """Duration of the crawl in seconds."""
        began, ended = (datetime.fromisoformat(self.crawl[name]) for name in ("started_at", "finished_at"))
        return (ended - began).total_seconds()

    @property
    def requests_per_minute(self) -> float:
        """Average requests per minute; a shorter crawl counts as one minute."""
        return float(self.crawl["requests"] or 0) / max(1.0, self.seconds / 60)

    @property
    def needs_attention(self) -> bool:
        """Whether a person should look at the crawl."""
        crawl = self.crawl
        return bool(
            crawl["reason"]
            or crawl["outcome"] == "failed"
            or crawl["problems"]
            or any(one.articles for one in self.missing)
        )


def gather(db: Database, crawl_id: int) -> CrawlReport:
    """Return the report of a finished crawl."""
    crawl = next(iter(db.query(CRAWL, [crawl_id])))
    values = {
        "id": crawl_id,
        "site": crawl["site"],
        "began": crawl["started_at"],
        "ended": crawl["finished_at"],
        "most": MAX_LIST_ROWS,
    }
    return CrawlReport(
        crawl=crawl,
        new=list(db.query(NEW, values)),
        changed=[row | {"fields": orjson.loads(row["fields"])} for row in db.query(CHANGED, values)],
        gone=list(db.query(GONE, values)),
        problems=list(db.query(PROBLEMS, values)),
        drift=reported_drift(db, crawl),
        statuses=dict(db.execute(STATUSES, values).fetchall()),
        busiest_minute=one_value(db, BUSIEST, values) or 0,
        missing=missing(db, crawl["site"], number_runs(db, crawl["site"])),
    )

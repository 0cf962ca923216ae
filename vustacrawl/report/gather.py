"""What the catalog knows of one crawl of one site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.missing import Missing, missing

LONGEST_LIST = 200
"""Rows of each list; a first crawl may have tens of thousands of new articles."""
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
WHERE site = :site AND seen_at >= :began AND crawl_id = :id ORDER BY stage = 'drift', id LIMIT :most
"""
DRIFT = """
SELECT reason || coalesce(': ' || detail, '') FROM problems
WHERE site = :site AND seen_at >= :began AND crawl_id = :id AND stage = 'drift'
"""
STATUSES = "SELECT status, count(*) FROM captures WHERE crawl_id = :id GROUP BY status ORDER BY status"
BUSIEST = """
SELECT count(*) FROM captures WHERE crawl_id = :id GROUP BY substr(fetched_at, 1, 16) ORDER BY 1 DESC LIMIT 1
"""
Row = dict[str, Any]


@dataclass(frozen=True)
class CrawlReport:
    """One crawl of one site. Lists are cut at ``LONGEST_LIST``; the counts of ``crawl`` are whole."""

    crawl: Row
    """Its row of ``crawls``, with the site's ``title`` and ``url``."""
    new: list[Row]
    changed: list[Row]
    """With ``fields``, the names of what reads differently."""
    gone: list[Row]
    problems: list[Row]
    """Without drift."""
    drift: list[str]
    """A sentence a field that answers on far fewer pages than before."""
    statuses: dict[int, int]
    """How many answers had which HTTP status, robots.txt included."""
    busiest_minute: int
    """Answers in the busiest minute of the clock."""
    missing: list[Missing]
    """What the crawls of the site have not got so far."""

    @property
    def seconds(self) -> float:
        """How long it took."""
        began, ended = (datetime.fromisoformat(self.crawl[name]) for name in ("started_at", "finished_at"))
        return (ended - began).total_seconds()

    @property
    def a_minute(self) -> float:
        """Requests a minute, of the whole crawl; at least a minute is counted."""
        return float(self.crawl["requests"] or 0) / max(1.0, self.seconds / 60)

    @property
    def falls_short(self) -> bool:
        """Whether there is something that a person should look at."""
        crawl = self.crawl
        return bool(
            crawl["reason"]
            or crawl["outcome"] == "failed"
            or crawl["problems"]
            or any(one.articles for one in self.missing)
        )


def gather(db: Database, crawl_id: int) -> CrawlReport:
    """The report of a crawl that has ended."""
    crawl = next(iter(db.query(CRAWL, [crawl_id])))
    values = {
        "id": crawl_id,
        "site": crawl["site"],
        "began": crawl["started_at"],
        "ended": crawl["finished_at"],
        "most": LONGEST_LIST,
    }
    busiest = db.execute(BUSIEST, values).fetchone()
    return CrawlReport(
        crawl=crawl,
        new=list(db.query(NEW, values)),
        changed=[row | {"fields": orjson.loads(row["fields"])} for row in db.query(CHANGED, values)],
        gone=list(db.query(GONE, values)),
        problems=[row for row in db.query(PROBLEMS, values) if row["stage"] != "drift"],
        drift=[reason for (reason,) in db.execute(DRIFT, values)],
        statuses=dict(db.execute(STATUSES, values).fetchall()),
        busiest_minute=busiest[0] if busiest else 0,
        missing=missing(db, crawl["site"]),
    )

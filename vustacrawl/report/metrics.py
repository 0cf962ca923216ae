"""Metrics of a workspace in the Prometheus text format, for node_exporter's textfile collector."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile
from sqlite_utils import Database

from vustacrawl import __version__
from vustacrawl.catalog.crawls import latest_crawls
from vustacrawl.catalog.drift import reported_drift
from vustacrawl.catalog.sql import one_value
from vustacrawl.clock import unix_time
from vustacrawl.frontier.lookup import count_states
from vustacrawl.frontier.missing import missing, number_runs

SITES = """
SELECT name, (SELECT count(*) FROM articles WHERE site = name), coalesce(quiet_until, 0) FROM sites
"""
COUNTED = {
    "pages": "Responses received.",
    "requests": "Requests sent, including robots.txt.",
    "added": "Articles seen for the first time.",
    "changed": "Articles that changed.",
    "gone": "Articles found to be gone.",
    "problems": "Problems recorded.",
    "pushed_back": "Responses with status 403, 429 or 503.",
    "drifted": "Fields found on far fewer pages than before.",
}


def write_metrics(db: Database, catalog: Path, file: Path) -> None:
    """Write all metrics to ``file``, atomically. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(file), collect(db, catalog))


def collect(db: Database, catalog: Path) -> CollectorRegistry:
    """Collect the metrics of every site and of the disk that holds ``catalog``; times are Unix times, sizes bytes."""
    registry = CollectorRegistry()

    def gauge(name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"vustacrawl_{name}", text, labels, registry=registry)

    gauge("info", "The vustacrawl version that wrote these metrics.", "version").labels(__version__).set(1)
    last = latest_crawls(db, "kind = 'crawl' AND finished_at IS NOT NULL").values()
    _last_crawls(gauge, [crawl | {"drifted": len(reported_drift(db, crawl))} for crawl in last])
    urls = gauge("urls", "Known URLs by state: due, leased, done, failed, skipped.", "site", "state")
    for (site, state), count in count_states(db).items():
        urls.labels(site, state).set(count)
    articles = gauge("articles", "Articles in the catalog.", "site")
    lacking = gauge("missing", "What is missing from a site, by kind.", "site", "kind")
    retry = gauge("next_retry_timestamp_seconds", "When the next failed URL is retried; 0 if none.", "site")
    quiet = gauge("quiet_until_timestamp_seconds", "When a requested pause of a site ends; 0 if none.", "site")
    for site, count, quiet_until in db.execute(SITES).fetchall():
        found = missing(db, site, number_runs(db, site))
        for one in found:
            lacking.labels(site, one.kind).inc(one.count)
        articles.labels(site).set(count)
        retry.labels(site).set(min((one.until for one in found if one.until is not None), default=0))
        quiet.labels(site).set(quiet_until)
    archived = one_value(db, "SELECT coalesce(sum(length), 0) FROM warc_files")
    gauge("archive_bytes", "Size of the finished files of the archive.").set(archived)
    gauge("catalog_bytes", "Size of the catalog.").set(catalog.stat().st_size)
    gauge("disk_free_bytes", "Free space on the catalog's disk.").set(shutil.disk_usage(catalog.parent).free)
    return registry


def _last_crawls(gauge: Any, rows: list[dict[str, Any]]) -> None:
    began = gauge("last_crawl_start_timestamp_seconds", "Start of the last finished crawl.", "site")
    ended = gauge("last_crawl_end_timestamp_seconds", "End of the last finished crawl.", "site")
    success = gauge("last_crawl_success", "1 if the last finished crawl was completed.", "site")
    counts = {name: gauge(f"last_crawl_{name}", text, "site") for name, text in COUNTED.items()}
    for row in rows:
        began.labels(row["site"]).set(unix_time(row["started_at"]))
        ended.labels(row["site"]).set(unix_time(row["finished_at"]))
        was_completed = row["outcome"] == "limit" or (row["outcome"] == "finished" and not row["reason"])
        success.labels(row["site"]).set(was_completed)
        for name, count in counts.items():
            count.labels(row["site"]).set(row[name] or 0)

"""``vustacrawl status``: last crawls, what is due and what is missing."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, tzinfo
from typing import Any

import click
from sqlite_utils import Database

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.crawls import latest_crawls
from vustacrawl.catalog.drift import MISSING_ON, reported_drift
from vustacrawl.catalog.silence import SILENT, describe_silence
from vustacrawl.catalog.sites import site_names
from vustacrawl.catalog.sql import one_value
from vustacrawl.cli.output import echo, echo_json
from vustacrawl.clock import minute_text, unix_time, utc_text
from vustacrawl.frontier.coverage import coverage_by_year
from vustacrawl.frontier.lookup import queue_state
from vustacrawl.frontier.missing import missing, number_runs
from vustacrawl.reasons import LABELS
from vustacrawl.schedule.pauses import paused_sites
from vustacrawl.schedule.plan import planned, read_zone
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

_COLUMNS = ("started_at", "finished_at", "outcome", "reason", "pages", "added", "changed", "problems")
"""What is shown of a site's last crawl."""


def site_states(db: Database, now: float) -> list[dict[str, Any]]:
    """Return one row per site: its last crawl, its counts, what is due at ``now`` (Unix time), what is missing."""
    crawls, today = latest_crawls(db), datetime.fromtimestamp(now, UTC).date()
    return [
        {
            "site": site,
            **{name: crawl.get(name) for name in _COLUMNS},
            "articles": one_value(db, "SELECT count(*) FROM articles WHERE site = ?", (site,)),
            **queue_state(db, site, now),
            "drift": [text for text in reported_drift(db, crawl) if not text.startswith(SILENT)] if crawl else [],
            "silent": describe_silence(db, site, today),
            "missing": missing(db, site, runs),
            "coverage": [year.record() for year in coverage_by_year(db, site, runs)],
        }
        for site in site_names(db)
        for crawl, runs in [(crawls.get(site, {}), number_runs(db, site))]
    ]


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def command(workspace: Workspace, as_json: bool) -> None:
    """Show the last crawl of each site, what is due, and what is missing and why.

    Exits with 1 if articles are missing, if the last crawl of a site found that its layout has changed, or if a site is
    silent.
    """
    rows = site_states(read_catalog(workspace.database), time.time())
    plans = {row["site"]: row["next"] for row in planned(workspace)}
    paused = paused_sites(workspace)
    for row in rows:
        plan = plans.get(row["site"])
        row["next_crawl"] = utc_text(plan.timestamp()) if plan else None
        row["paused"] = paused.get(row["site"])
    drifted = [row["site"] for row in rows if row["drift"]]
    lacking = [row["site"] for row in rows if any(one.articles for one in row["missing"])]
    if as_json:
        echo_json([row | {"missing": [one.record() for one in row["missing"]]} for row in rows])
    else:
        zone = read_zone(workspace.config.schedule.timezone)
        echo(f"Times are in {zone}.")
        for row in rows:
            _show(row, zone)
    if drifted:
        echo(
            f"If a layout has changed: check a page with `vustacrawl parse`, fix the profile, then run"
            f" `vustacrawl reparse {drifted[0]}`.",
            err=True,
        )
    sys.exit(1 if drifted or lacking or any(row["silent"] for row in rows) else 0)


def _show(row: dict[str, Any], zone: tzinfo) -> None:
    reasons = {LABELS.get(reason, reason): count for reason, count in row["skipped_for"].items()}
    counted = ", ".join(reasons if len(reasons) == 1 else (f"{label}: {count}" for label, count in reasons.items()))
    skipped = f" · {row['skipped']} skipped ({counted})" if counted else ""
    echo(f"{row['site']:20} {plural(row['articles'], 'article')} · {row['due']} due · {row['failed']} failed{skipped}")
    ending = ": ".join(filter(None, (row["outcome"] or "not finished", row["reason"])))
    planned_for = f" · next crawl {_minute(row['next_crawl'], zone)}" if row["next_crawl"] else ""
    planned_for += f" · paused {row['paused']}" if row["paused"] else ""
    echo(f"{'':20} last crawl {_minute(row['started_at'], zone)}, {ending}{planned_for}")
    for one in row["missing"]:
        echo(f"{'':20} {one.describe(zone)}{f', e.g. {one.example}' if one.example else ''}")
    if coverage := _coverage(row["coverage"]):
        echo(f"{'':20} {coverage}")
    if row["silent"]:
        echo(f"{'':20} {SILENT}: {row['silent']}")
    for sentence in row["drift"]:
        said, _, examples = sentence.partition(MISSING_ON)
        echo(f"{'':20} layout change: {said}{MISSING_ON if examples else ''}")
        for url in examples.split():
            echo(f"{'':22} {url}")


def _coverage(years: list[dict[str, Any]]) -> str:
    """Return one line on the articles that the site has lost; empty if there are none."""
    total = {name: sum(year[name] for year in years) for name in ("live", "kept", "elsewhere", "known")}
    if not any(total[name] for name in ("kept", "elsewhere", "known")):
        return ""
    found = ", ".join(f"{year['year']}: {year['elsewhere']}" for year in years if year["elsewhere"])
    by_year = f" ({found})" if found else ""
    return (
        f"{total['live']} on the site, {total['kept']} only here, {total['elsewhere']} in other archives{by_year},"
        f" {total['known']} known only from links or numbers"
    )


def _minute(moment: str | None, zone: tzinfo) -> str:
    return minute_text(unix_time(moment), zone) if moment else "-"

"""``vustacrawl status``: what was crawled when, what is due, what fell short."""

from __future__ import annotations

import sys
import time
from typing import Any

import click
import orjson
from sqlite_utils import Database

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.drift import MISSING_ON
from vustacrawl.cli.output import echo
from vustacrawl.cli.schedule import planned
from vustacrawl.clock import utc_text
from vustacrawl.workspace import Workspace

LATEST = """
SELECT sites.name AS site, crawls.id AS crawl_id, started_at, finished_at, outcome, crawls.reason,
  pages, added, changed, problems,
  (SELECT count(*) FROM articles WHERE articles.site = sites.name) AS articles,
  (SELECT count(*) FROM frontier WHERE frontier.site = sites.name AND state = 'due' AND next_due <= :now) AS due,
  (SELECT min(next_due) FROM frontier WHERE frontier.site = sites.name AND state = 'due') AS next_due,
  (SELECT count(*) FROM frontier WHERE frontier.site = sites.name AND state = 'failed') AS failed,
  (SELECT count(*) FROM frontier WHERE frontier.site = sites.name AND state = 'skipped') AS skipped
FROM sites LEFT JOIN crawls ON crawls.id = (
  SELECT id FROM crawls WHERE crawls.site = sites.name ORDER BY started_at DESC, id DESC LIMIT 1)
ORDER BY sites.name
"""

DRIFT = "SELECT reason FROM problems WHERE crawl_id = ? AND stage = 'drift' ORDER BY id"
SKIPPED = "SELECT reason, count(*) FROM frontier WHERE site = ? AND state = 'skipped' GROUP BY reason ORDER BY 2 DESC"


def site_states(db: Database, now: float) -> list[dict[str, Any]]:
    """A row a site: its newest crawl, what it holds, what is due at ``now`` (Unix time), what fell short."""
    rows = list(db.query(LATEST, {"now": now}))
    for row in rows:
        row["next_due"] = utc_text(row["next_due"]) if row["next_due"] else None
        row["drift"] = [sentence for (sentence,) in db.execute(DRIFT, [row.pop("crawl_id")])]
        row["skipped_for"] = dict(db.execute(SKIPPED, [row["site"]]).fetchall())
    return rows


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.pass_obj
def command(workspace: Workspace, as_json: bool) -> None:
    """What was crawled when, what is due, what fell short.

    Exit code 1 where the last crawl of a site found its layout changed.
    """
    rows = site_states(read_catalog(workspace.database), time.time())
    plans = {row["site"]: row["next"] for row in planned(workspace)}
    for row in rows:
        row["next_crawl"] = plans.get(row["site"])
    drifted = [row["site"] for row in rows if row["drift"]]
    if as_json:
        echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    else:
        _show(rows)
    if drifted:
        echo(
            f"Where pages have changed: `vustacrawl parse` one, mend the profile, `vustacrawl reparse {drifted[0]}`.",
            err=True,
        )
        sys.exit(1)


def _show(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        counted = ", ".join(f"{count} {reason}" for reason, count in row["skipped_for"].items())
        skipped = f" · {row['skipped']} not fetched ({counted})" if counted else ""
        echo(f"{row['site']:20} {row['articles']} articles · {row['due']} due · {row['failed']} failed{skipped}")
        ending = ": ".join(filter(None, (row["outcome"] or "not ended", row["reason"])))
        planned_for = f" · next {row['next_crawl']:%Y-%m-%d %H:%M}" if row["next_crawl"] else ""
        echo(f"{'':20} last crawl {row['started_at'] or '-'} {ending}{planned_for}")
        for sentence in row["drift"]:
            said, _, examples = sentence.partition(MISSING_ON)
            echo(f"{'':20} drift: {said}{MISSING_ON}")
            for url in examples.split():
                echo(f"{'':22} {url}")

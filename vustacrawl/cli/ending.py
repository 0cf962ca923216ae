"""What is said and written when a crawl has ended."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from vustacrawl.catalog import CatalogError, read_catalog
from vustacrawl.cli.output import echo
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.interrupts import was_interrupted
from vustacrawl.report.notify import notify
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)


class Told(NamedTuple):
    """Something to say at the end of a crawl, for people and for programs."""

    text: str
    fields: dict[str, object]
    falls_short: bool = True


def endings(crawl: Crawl) -> Iterator[Told]:
    """What was done on each site, and what fell short."""
    for name, count in crawl.counts.items():
        counted = {"pages": count.pages, "added": count.added, "changed": count.changed, "problems": count.problems}
        yield Told(
            f"{name}: {count.pages} pages, {count.added} articles added, {count.changed} changed,"
            f" {count.problems} problems",
            {"event": "ended", "site": name, **counted, "gone": count.gone, "requests": count.requests},
            falls_short=False,
        )
        for reason, times in count.failures.most_common(3):
            text = f"{name}: {times} × {reason}"
            yield Told(text, {"event": "failure", "site": name, "reason": reason, "times": times})
        for fault, times in count.faults.most_common(3):
            text = f"{name}: {times} × {fault}"
            yield Told(text, {"event": "fault", "site": name, "reason": fault, "times": times})
        if count.drifted:
            text = f"{name}: the site's pages have changed: {', '.join(count.drifted)} (`vustacrawl status`)"
            yield Told(text, {"event": "drift", "site": name, "fields": count.drifted})
        if count.given_up:
            yield Told(f"{name}: {count.given_up}", {"event": "given up", "site": name, "reason": count.given_up})
        if not count.pages and count.failures:
            yield Told(f"{name}: could not be reached", {"event": "unreachable", "site": name})
    if crawl.error:
        yield Told(f"Error: {crawl.error}", {"event": "error", "reason": crawl.error})


def falls_short(crawl: Crawl) -> bool:
    """Whether there is something that a person should look at."""
    return crawl.error is not None or any(
        count.problems or count.given_up or (count.failures and not count.pages) for count in crawl.counts.values()
    )


def end(workspace: Workspace, crawl: Crawl, report: Path | None, metrics: Path | None, as_json: bool) -> int:
    """Say how the crawl ended, write what was asked for, notify whom it concerns; the exit code."""
    told = list(endings(crawl))
    for one in told:
        tell(one, as_json)
    code = 1 if falls_short(crawl) else 0
    page = None
    try:
        page = write(workspace, crawl, report, metrics)
    except (OSError, CatalogError) as error:
        tell(Told(f"no report: {error}", {"event": "report", "reason": str(error)}), as_json)
        code = 1
    if page:
        tell(Told(f"report: {page}", {"event": "report", "path": str(page)}, falls_short=False), as_json)
    if falls_short(crawl):
        message = {
            "workspace": str(workspace.root.resolve()),
            "falls_short": [one.text for one in told if one.falls_short],
            "sites": [one.fields for one in told if one.fields["event"] == "ended"],
            "report": str(page.resolve()) if page else None,
        }
        for fault in notify(workspace.config.notify, message):
            tell(Told(fault, {"event": "notify", "reason": fault}), as_json)
    return code


def tell_stopped(as_json: bool) -> bool:
    """Whether Ctrl-C or SIGTERM stopped the crawl; then that is said."""
    if was_interrupted():
        tell(Told("stopped early: run it again, and it picks up where it left off", {"event": "stopped"}), as_json)
    return was_interrupted()


def tell(told: Told, as_json: bool) -> None:
    """One line on stderr."""
    if as_json:
        logger.log(logging.WARNING if told.falls_short else logging.INFO, told.text, extra={"fields": told.fields})
    else:
        echo(told.text, err=True)


def write(workspace: Workspace, crawl: Crawl, report: Path | None, metrics: Path | None) -> Path | None:
    """Write the page and the figures that were asked for; the page's path. Raises OSError or CatalogError."""
    if not report and not metrics:
        return None
    # Jinja2 and the Prometheus client are loaded by those alone who asked for what they write.
    from vustacrawl.report.gather import gather
    from vustacrawl.report.metrics import write_metrics
    from vustacrawl.report.page import write_page

    db = read_catalog(workspace.database)
    with closing(db.conn):
        if metrics:
            write_metrics(db, workspace.database, metrics)
        return write_page([gather(db, crawl_id) for crawl_id in crawl.ids.values()], report) if report else None

"""The end of a crawl: its summary on stderr, the report and metrics files, and notifications."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from vustacrawl.catalog import CatalogError, read_catalog
from vustacrawl.cli.output import echo
from vustacrawl.errors import UserError
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.missing import Missing, missing, number_runs
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.interrupts import was_interrupted
from vustacrawl.pipelines.offload import offload
from vustacrawl.report.notify import notify
from vustacrawl.report.reported import ReportedProblems, cause_of
from vustacrawl.spiders.processes import DividedCrawl
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

TAKEN_OVER = (
    "another worker took it over, because this one was silent for too long;"
    " what was fetched here stays in this archive, and some of it is fetched again"
)
_COUNTS = ("pages", "added", "changed", "problems", "gone", "requests", "too_old", "dated_too_old", "lists_left")
logger = logging.getLogger(__name__)


class Message(NamedTuple):
    """A line of the summary, for people and for programs."""

    text: str
    fields: dict[str, object]
    is_fault: bool = True

    @property
    def site(self) -> str | None:
        """The site concerned; None for the crawl as a whole."""
        return str(self.fields["site"]) if "site" in self.fields else None

    @property
    def cause(self) -> str:
        """The underlying problem: the same in every crawl and for everything it causes."""
        return cause_of(str(self.fields.get("reason") or self.text))


def summary_lines(crawl: Crawl | DividedCrawl, lacking: Mapping[str, Sequence[Missing]]) -> Iterator[Message]:
    """Yield the counts and problems of each site, and what is ``lacking``, by site."""
    for name, stats in crawl.stats.items():
        yield _counts_of(name, stats, crawl)
        for event, counts in (("failure", stats.failures), ("fault", stats.faults)):
            for reason, times in counts.most_common(3):
                fields = {"event": event, "site": name, "reason": reason, "times": times}
                yield Message(f"{name}: {times} × {reason}", fields)
        for one in lacking.get(name, ()):
            # Failures of this crawl are listed above.
            if one.kind != "failed" or one.articles:
                fields = {"event": "missing", "site": name, **one.record()}
                yield Message(f"{name}: {one.text}", fields, is_fault=one.articles > 0)
        ends = [("drift", sentence) for sentence in stats.drifted]
        ends += [("given up", stats.given_up)] if stats.given_up else []
        ends += [("taken over", TAKEN_OVER)] if stats.is_taken_over else []
        for event, reason in ends:
            yield Message(f"{name}: {reason}", {"event": event, "site": name, "reason": reason})
        if not stats.pages and stats.failures:
            reason = stats.failures.most_common(1)[0][0]
            yield Message(f"{name}: unreachable", {"event": "unreachable", "site": name, "reason": reason})
    if crawl.error:
        yield Message(f"Error: {crawl.error}", {"event": "error", "reason": crawl.error})


def _counts_of(name: str, stats: SiteStats, crawl: Crawl | DividedCrawl) -> Message:
    text = (
        f"{name}: {plural(stats.pages, 'page')}, {plural(stats.added, 'article')} added, {stats.changed} changed,"
        f" {plural(stats.problems, 'problem')}"
    )
    limit = crawl.limit_reached(name)
    more = (
        (stats.too_old, f"{stats.too_old} older than {crawl.since} skipped (archived, not in the catalog)"),
        (stats.dated_too_old, f"{stats.dated_too_old} dated before {crawl.since} not fetched"),
        (stats.lists_left, f"{plural(stats.lists_left, 'list')} read back to {crawl.since} only"),
        (stats.numbers_known, f"{stats.numbers_known} already in the catalog"),
        (stats.numbers_unused, f"{plural(stats.numbers_unused, 'number')} without a page"),
        (limit, limit),
    )
    text += "".join(f"; {remark}" for is_so, remark in more if is_so)
    counts = {name: getattr(stats, name) for name in _COUNTS}
    return Message(text, {"event": "ended", "site": name, **counts, "limit_reached": limit is not None}, is_fault=False)


def needs_attention(crawl: Crawl | DividedCrawl, lacking: Mapping[str, Sequence[Missing]]) -> bool:
    """Return whether a person should look into the crawl; the exit code is then 1."""
    return crawl.error is not None or any(
        stats.problems
        or stats.given_up
        or stats.is_taken_over
        or (stats.failures and not stats.pages)
        or any(one.articles for one in lacking.get(name, ()))
        for name, stats in crawl.stats.items()
    )


def finish(
    workspace: Workspace, crawl: Crawl | DividedCrawl, report: Path | None, metrics: Path | None, as_json: bool
) -> int:
    """Print the summary, write report and metrics, send notifications; return the exit code."""
    lacking = _lacking(workspace, crawl)
    messages = list(summary_lines(crawl, lacking))
    left = _offload(workspace)
    messages += [Message(line, {"event": "object store", "reason": line}) for line in left]
    for message in messages:
        print_message(message, as_json)
    is_faulty = needs_attention(crawl, lacking) or bool(left)
    code = 1 if is_faulty else 0
    page = None
    try:
        page = write(workspace, crawl, report, metrics)
    except (OSError, CatalogError) as error:
        text = f"the report or metrics file cannot be written: {error}"
        print_message(Message(text, {"event": "report", "reason": str(error)}), as_json)
        code = 1
    if page:
        print_message(Message(f"report: {page}", {"event": "report", "path": str(page)}, is_fault=False), as_json)
    if is_faulty:
        for fault in _notify(workspace, crawl, messages, page):
            print_message(Message(fault, {"event": "notify", "reason": fault}), as_json)
    return code


def _notify(
    workspace: Workspace, crawl: Crawl | DividedCrawl, messages: Sequence[Message], page: Path | None
) -> list[str]:
    """Send notifications of new problems; return what failed, in lines."""
    config = workspace.config.notify
    if not (config.command or config.webhook):
        return []
    faults = [message for message in messages if message.is_fault]
    reported = ReportedProblems(workspace.root / "locks", crawl.stats)
    news = [message for message in faults if message.site is None or reported.is_news(message.site, message.cause)]
    if news:
        notice = {
            "workspace": str(workspace.root.resolve()),
            "needs_attention": [message.text for message in news],
            "sites": [message.fields for message in messages if message.fields["event"] == "ended"],
            "report": str(page.resolve()) if page else None,
        }
        if failed := notify(config, notice):
            return failed
    try:
        for site in crawl.stats:
            reported.crawled(site, {message.cause for message in faults if message.site == site})
    except OSError as error:
        return [f"notify: {error}"]
    return []


def _offload(workspace: Workspace) -> list[str]:
    """Upload finished files to the object store; return what failed, in lines."""
    try:
        return offload(workspace)
    except UserError as error:
        return [f"object store: {error}"]


def _lacking(workspace: Workspace, crawl: Crawl | DividedCrawl) -> dict[str, list[Missing]]:
    """Return what each site of the crawl lacks; empty if the catalog is unreadable (see ``crawl.error``)."""
    try:
        with closing(read_catalog(workspace.database)) as db:
            return {name: missing(db, name, number_runs(db, name)) for name in crawl.profiles}
    except CatalogError:
        return {}


def report_interruption(as_json: bool) -> bool:
    """Print that the crawl was stopped, if Ctrl-C or SIGTERM stopped it; return whether they did."""
    if was_interrupted():
        text = "stopped early; run it again to pick up where it left off"
        print_message(Message(text, {"event": "stopped"}), as_json)
    return was_interrupted()


def print_message(message: Message, as_json: bool) -> None:
    """Print one line on stderr."""
    if as_json:
        level = logging.WARNING if message.is_fault else logging.INFO
        logger.log(level, message.text, extra={"fields": message.fields})
    else:
        echo(message.text, err=True)


def write(workspace: Workspace, crawl: Crawl | DividedCrawl, report: Path | None, metrics: Path | None) -> Path | None:
    """Write the requested report and metrics; return the report's path. Raises OSError or CatalogError."""
    if not report and not metrics:
        return None
    with closing(read_catalog(workspace.database)) as db:
        if metrics:
            from vustacrawl.report.metrics import write_metrics

            write_metrics(db, workspace.database, metrics)
        if not report:
            return None
        from vustacrawl.report.gather import gather
        from vustacrawl.report.page import write_page

        return write_page([gather(db, crawl_id) for crawl_id in crawl.ids.values()], report)

"""``vustacrawl recover``: recover pages that only other archives still have."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

import click
from pydantic import ValidationError

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.outlinks import count_outlinks
from vustacrawl.catalog.sites import site_names
from vustacrawl.cli.options import DAY, fetches_media
from vustacrawl.cli.output import echo, echo_json, first_faults
from vustacrawl.cli.progress import counted_progress
from vustacrawl.cli.recover_outlinks import check_outlinks, records, table
from vustacrawl.cli.tables import year_table
from vustacrawl.clock import duration
from vustacrawl.config import OtherArchiveConfig, RecoverConfig
from vustacrawl.frontier.coverage import coverage_by_year
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.missing import number_runs
from vustacrawl.items import MediaKind
from vustacrawl.recovery.client import Client
from vustacrawl.recovery.model import Source
from vustacrawl.recovery.plan import REASONS, TO_FETCH
from vustacrawl.recovery.run import Recovery, RecoveryOptions, SiteReport
from vustacrawl.recovery.sources import make_sources, other_archive
from vustacrawl.sites import find_profiles
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

_log = partial(echo, err=True)
_COVERAGE = ("on the site", "only here", "in other archives", "known only")


@click.command("recover")
@click.argument("sites", nargs=-1, required=True, metavar="SITE…")
@click.option("--source", "names", multiple=True, help="Archive to query; may be repeated. [default: wayback]")
@click.option("--cdx", metavar="URL", help="Also query this CDX server (like pywb's); needs --replay.")
@click.option("--replay", metavar="URL", help="Base URL of the captures of --cdx: the part before /20150102030405id_/.")
@click.option(
    "--timemap", metavar="URL", help="Also query TimeMaps (Memento) of lost pages: the part before their URL."
)
@click.option("--since", type=DAY, help="Skip captures made before this date.")
@click.option("--until", type=DAY, help="Skip captures made after this date.")
@click.option(
    "--all-captures",
    is_flag=True,
    help="Fetch every capture, even of articles that the site still has. [default: one per page and year]",
)
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most this many captures of each site.")
@fetches_media(
    "Also fetch the images of recovered articles, from the same archive.",
    "Also fetch their attached files (PDF, DOC, …).",
)
@click.option(
    "--dry-run", is_flag=True, help="Only read the indexes; show what would be fetched, and how long it takes."
)
@click.option(
    "--report", is_flag=True, help="Contact no archive; show by year what is on the site, kept, found and missing."
)
@click.option(
    "--outlinks",
    is_flag=True,
    help="Recover nothing; check the links in articles to other sites. --report shows the result, too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON on stdout.")
@click.pass_obj
def command(
    workspace: Workspace,
    sites: tuple[str, ...],
    names: tuple[str, ...],
    cdx: str | None,
    replay: str | None,
    timemap: str | None,
    since: str | None,
    until: str | None,
    all_captures: bool,
    limit: int | None,
    media: tuple[MediaKind, ...],
    dry_run: bool,
    report: bool,
    outlinks: bool,
    as_json: bool,
) -> None:
    """Recover pages that a site has lost from other archives, such as the Wayback Machine.

    Reads the archives' indexes for every host of a site, former ones too, and fetches what the catalog lacks, at most
    one page a second. Pages keep the archive's time: they become older versions, or articles that are gone from the
    site. Stop it at any moment; the next run picks up where it left off.

    \b
    vustacrawl recover vusta --dry-run
    vustacrawl recover vusta --since 2010-01-01 --until 2021-12-31 --limit 500
    vustacrawl recover vusta --report
    vustacrawl recover vusta --outlinks
    """
    if report:
        _report(workspace, sites, as_json)
        return
    if since and until and since > until:
        raise click.UsageError("--since is later than --until")
    profiles = find_profiles(sites, workspace.sites)
    if outlinks:
        sys.exit(check_outlinks(workspace, profiles, limit, dry_run, as_json))
    config = workspace.config
    client = Client(config.crawl, config.recover.delay, log=_log)
    sources = _sources(config.recover, names, cdx, replay, timemap)
    options = RecoveryOptions(since, until, all_captures, limit, tuple(dict.fromkeys(media)))
    crawl = Crawl(workspace, profiles, kind="recover")
    with crawl:
        recovery = Recovery(crawl, sources, client, options)
        recovery.list_captures(_log)
        if not dry_run and not crawl.error:
            recovery.fetch_captures(_with_progress)
    delay = max(client.delay_of(config.recover.wayback_replay), config.recover.delay)
    _show(recovery, crawl, delay, dry_run, as_json)
    has_faults = any(report.faults or _failed(report.outcomes + report.media) for report in recovery.reports.values())
    sys.exit(1 if crawl.error or has_faults else 0)


def _report(workspace: Workspace, sites: tuple[str, ...], as_json: bool) -> None:
    """Print the coverage of each site by year. Raises UnknownSiteError."""
    with closing(read_catalog(workspace.database)) as db:
        found = {name: coverage_by_year(db, name, number_runs(db, name)) for name in site_names(db, sites)}
        links = {name: count_outlinks(db, name) for name in found}
    if as_json:
        years_and_links = [
            {"site": name, "years": [year.record() for year in years], "outlinks": records(links[name])}
            for name, years in found.items()
        ]
        echo_json(years_and_links)
        return
    for name, years in found.items():
        rows = ((year.year, (year.live, year.kept, year.elsewhere, year.known)) for year in years)
        for line in (name, *year_table(_COVERAGE, rows), *table(name, links[name])):
            echo(line)


def _sources(
    config: RecoverConfig, names: tuple[str, ...], cdx: str | None, replay: str | None, timemap: str | None
) -> list[Source]:
    """Return the sources from the options, else from the configuration."""
    if bool(cdx) != bool(replay):
        raise click.UsageError("--cdx and --replay belong together")
    others = []
    try:
        if cdx and replay:
            others.append(other_archive(cdx, OtherArchiveConfig(cdx=cdx, replay=replay)))
        if timemap:
            others.append(other_archive(timemap, OtherArchiveConfig(timemap=timemap)))
    except ValidationError as error:
        option = error.errors()[0]["loc"][0]
        raise click.UsageError(f"--{option}: not an http(s) URL") from None
    return [*make_sources(config, list(names) or ([] if others else config.sources)), *others]


def _failed(outcomes: Counter[str]) -> int:
    return sum(outcomes[name] for name in _PROBLEM_TEXTS)


def _with_progress(work: Iterable[Any], name: str, total: int) -> Iterator[Any]:
    """Show a progress bar with the time left on a terminal, one line per minute elsewhere."""

    def line(done: int, seconds: float) -> str:
        left = duration(seconds / done * max(total - done, 0))
        return f"{name}: {done} of {plural(total, 'capture')} fetched, {left} left"

    with counted_progress(name, total, line) as fetched:
        for item in work:
            yield item
            fetched()


def _show(recovery: Recovery, crawl: Crawl, delay: float, dry_run: bool, as_json: bool) -> None:
    if as_json:
        echo_json([_as_json(name, report, crawl, delay) for name, report in recovery.reports.items()])
    for name, report in recovery.reports.items():
        for line in _table(name, report, delay) if dry_run and not as_json else ():
            echo(line)
        for line in _lines(name, report, crawl, dry_run):
            echo(line, err=True)
    if crawl.error:
        echo(f"Error: {crawl.error}", err=True)


def _table(name: str, report: SiteReport, delay: float) -> Iterator[str]:
    """Yield a table of a site's listed captures by year and by what will happen to them."""
    counts = report.plan.counts
    reasons = [reason for reason in REASONS if report.plan.total[reason]]
    if not counts:
        yield f"{name}: no captures of articles in other archives"
        return
    yield f"{name}: captures of articles in other archives"
    yield from year_table(reasons, ((year, [counts[year][reason] for reason in reasons]) for year in sorted(counts)))
    wanted = report.plan.total[TO_FETCH]
    yield f"{plural(wanted, 'capture')} to fetch, about {duration(wanted * delay)} at {delay:g} s each"


def _lines(name: str, report: SiteReport, crawl: Crawl, dry_run: bool) -> Iterator[str]:
    stats, outcomes = crawl.stats[name], report.outcomes
    if not dry_run:
        yield (
            f"{name}: {plural(outcomes.total(), 'capture')} fetched, {outcomes['recovered']} stored,"
            f" {outcomes['known']} skipped (already in the catalog), {_failed(outcomes)} failed:"
            f" {plural(stats.added, 'article')} added, {stats.changed} changed, {plural(stats.older, 'older version')};"
            f" {report.gone} gone from the site"
        )
        if report.media:
            yield (
                f"  {plural(report.media.total(), 'image or file', 'images and files')} requested,"
                f" {report.media['recovered'] + report.media['known']} stored, {_failed(report.media)} missing"
            )
        for counts in (outcomes, report.media):
            for what in _PROBLEM_TEXTS:
                if counts[what]:
                    yield f"  {counts[what]} {_PROBLEM_TEXTS[what]}; see the problems of the site (`vustacrawl serve`)"
        if report.left:
            yield f"  {plural(report.left, 'capture')} left for the next run"
    for source, count in report.other_pages.items():
        yield f"  {count} other captures in {source} (lists, images and other pages) are not fetched"
    yield from first_faults(report.faults)


_PROBLEM_TEXTS = {
    "refused": "refused: the archive did not return it, or only modified",
    "failed": "could not be fetched and will be tried again",
    "unreadable": "could not be read",
}


def _as_json(name: str, report: SiteReport, crawl: Crawl, delay: float) -> dict[str, Any]:
    wanted, stats = report.plan.total[TO_FETCH], crawl.stats[name]
    return {
        "site": name,
        "years": {year: dict(counts) for year, counts in sorted(report.plan.counts.items())},
        "to_fetch": wanted,
        "seconds": wanted * delay,
        "fetched": dict(report.outcomes),
        "images_and_files": dict(report.media),
        "left": report.left,
        "articles_added": stats.added,
        "articles_changed": stats.changed,
        "older_versions": stats.older,
        "gone": report.gone,
        "faults": report.faults,
    }

"""Recover the pages of sites: read the indexes of other archives, fetch captures, store them like any response."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus

from vustacrawl.archive.reader import read_record
from vustacrawl.catalog.articles import mark_gone
from vustacrawl.catalog.found_captures import (
    State,
    StoredCapture,
    add_found,
    articles_only_elsewhere,
    found_captures,
    is_listed,
    listing,
    media_elsewhere,
    restart_listing,
    set_state,
    store_page,
)
from vustacrawl.clock import unix_time, utc_text
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.lookup import found_missing, urls_without_capture
from vustacrawl.items import MediaKind, Problem
from vustacrawl.pipelines.ingest import Outcome, RecordIngester
from vustacrawl.pipelines.recovery import recover as recover_from_crash
from vustacrawl.recovery.client import Client, FetchError, PausedError
from vustacrawl.recovery.model import FoundCapture, Recovered, RefusedError, Source
from vustacrawl.recovery.plan import Plan, make_plan
from vustacrawl.sites import Profile
from vustacrawl.text import plural

LIST_AGAIN_AFTER = timedelta(days=7)
"""An index that was read completely is not read again sooner."""
MAX_QUERIES = 10_000
"""Queries to one index for a site in one run: a source that cannot list a host has one for each URL."""
MAX_REPEATED_PAGES = 1_000
"""Consecutive pages of an index without captures, or with those of the page before; months without any are common."""
MAX_FAILED_QUERIES = 3
"""Consecutive failed queries to an index before the others are left to the next run."""
LOG_INTERVAL_S = 60.0
MAX_REDIRECTS = 5
"""Archived redirects that are followed from one capture."""

_OUTCOMES = {Outcome.IMPORTED: "recovered", Outcome.KNOWN: "known"}
"""All others are ``unreadable``."""

Track = Callable[[Iterable[StoredCapture], str, int], Iterable[StoredCapture]]
"""Shows the progress of a loop, given what it fetches and how many."""


@dataclass(frozen=True)
class RecoveryOptions:
    """What to recover. ``since`` and ``until`` are days of capture, YYYY-MM-DD, inclusive; ``limit`` is per site.

    ``media`` names the media of recovered articles that are fetched, too; neither limit nor days apply to them.
    """

    since: str | None = None
    until: str | None = None
    all_captures: bool = False
    limit: int | None = None
    media: tuple[MediaKind, ...] = ()


@dataclass
class SiteReport:
    """The results of a run for a site."""

    plan: Plan = field(default_factory=Plan)
    other_pages: Counter[str] = field(default_factory=Counter)
    """Listed captures that are not articles according to the profile, by source."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """Fetched captures by outcome: recovered, known, unreadable, refused, failed."""
    media: Counter[str] = field(default_factory=Counter)
    """Images and files of recovered articles, by outcome."""
    gone: int = 0
    """Articles that only other archives have."""
    faults: list[str] = field(default_factory=list)
    """What failed, one line each."""
    left: int = 0
    """Wanted captures that a limit or a pause leaves to the next run."""


class Recovery:
    """One run of ``recover`` for some sites. It begins by storing what a crashed run left in the archive."""

    def __init__(self, crawl: Crawl, sources: Sequence[Source], client: Client, options: RecoveryOptions) -> None:
        self._crawl = crawl
        self._client = client
        self._options = options
        self._sources = {source.name: source for source in sources}
        self._paused: set[str] = set()
        self._records = RecordIngester(crawl, are_visits=False)
        self._targets: deque[StoredCapture] = deque()
        """Targets of archived redirects, to be fetched in this run."""
        self._hops: dict[int, int] = {}
        """By row: how many redirects led to a capture."""
        self.reports = {name: SiteReport() for name in crawl.profiles}
        with crawl.abort_on_storage_failure():
            recover_from_crash(crawl, crawl.profiles)

    def list_captures(self, log: Callable[[str], object]) -> None:
        """Read the indexes of every site, continuing where an earlier run stopped, then choose what to fetch.

        ``log`` is called with what is read next.
        """
        for name, profile in self._crawl.profiles.items():
            for source in self._sources.values():
                before = self._client.requests
                try:
                    self._list_source(profile, source, log)
                except PausedError as error:
                    self._pause(name, source.name, error)
                except (FetchError, RefusedError) as error:
                    self._fault(name, source.name, f"index: {error}")
                finally:
                    self._crawl.stats[name].requests += self._client.requests - before
            options, names = self._options, self._sources.keys()
            plan = make_plan(self._crawl.db, name, names, options.since, options.until, options.all_captures)
            self.reports[name].plan = plan

    def _list_source(self, profile: Profile, source: Source, log: Callable[[str], object]) -> None:
        lost = (url for url in urls_without_capture(self._crawl.db, profile.name) if profile.is_own(url))
        queries = source.queries(self._client, profile, filter(profile.is_article, lost))
        logged_at, failed_in_a_row, read = 0.0, 0, 0
        for number, query in enumerate(queries, 1):
            if not self._must_list(profile.name, source.name, query):
                continue
            if failed_in_a_row == MAX_FAILED_QUERIES or read == MAX_QUERIES:
                left = plural(len(queries) - number + 1, "query", "queries")
                self._fault(profile.name, source.name, f"index: {left} left to the next run")
                return
            read += 1
            if time.monotonic() - logged_at > LOG_INTERVAL_S or not logged_at:
                logged_at = time.monotonic()
                log(f"{profile.name}: reading the index of {source.name} for {query} ({number} of {len(queries)})")
            try:
                self._list_query(profile, source, query)
                failed_in_a_row = 0
            except (FetchError, RefusedError) as error:
                self._fault(profile.name, source.name, f"index for {query}: {error}")
                failed_in_a_row += 1

    def _must_list(self, site: str, source: str, query: str) -> bool:
        """Return whether to read a query, or continue it; one that was read completely long ago starts over."""
        before = listing(self._crawl.db, site, source, query)
        if before and before.resume is None:
            if time.time() - unix_time(before.listed_at) < LIST_AGAIN_AFTER.total_seconds():
                return False
            with self._crawl.batch.transaction():
                restart_listing(self._crawl.db, site, source, query)
        return True

    def _list_query(self, profile: Profile, source: Source, query: str) -> None:
        report = self.reports[profile.name]
        before = listing(self._crawl.db, profile.name, source.name, query)
        resume = before.resume if before else None
        read, last, repeated = {resume}, list[FoundCapture](), 0
        while True:
            page = source.list_page(self._client, query, resume)
            repeated = repeated + 1 if page.captures in ([], last) else 0
            if (page.resume and page.resume in read) or repeated > MAX_REPEATED_PAGES:
                raise FetchError("it repeats itself")
            read.add(page.resume)
            last = page.captures
            rows = []
            for capture in page.captures:
                url = profile.canonical_url(capture.url)
                if url and profile.is_own(url) and profile.is_article(url, capture.captured_at):
                    rows.append((url, capture.url, capture.captured_at, capture.status, capture.digest, capture.place))
                else:
                    report.other_pages[source.name] += 1
            resume = page.resume
            with self._crawl.batch.transaction():
                now = utc_text(time.time())
                store_page(self._crawl.db, profile.name, source.name, query, rows, resume, now)
            for fault in page.faults:
                self._fault(profile.name, source.name, f"index for {query}: {fault}")
            if resume is None:
                return

    def fetch_captures(self, track: Track) -> None:
        """Fetch and store the wanted captures, site by site, until the limit."""
        for name, report in self.reports.items():
            wanted, before = report.plan.wanted[: self._options.limit], self._client.requests
            report.left = len(report.plan.wanted) - len(wanted)
            self._fetch_all(name, track(self._with_targets(wanted), name, len(wanted)))
            if not self._crawl.error and (media := self._media(name)):
                self._fetch_all(name, track(media, f"{name}: images and files", len(media)))
            if self._crawl.error:
                continue  # the captures of the other sites are counted, too
            with self._crawl.batch.transaction():
                report.gone = self._mark_gone(name)
            self._crawl.stats[name].gone += report.gone
            self._crawl.stats[name].requests += self._client.requests - before

    def _fetch_all(self, site: str, captures: Iterable[StoredCapture]) -> None:
        for capture in captures:
            if self._crawl.error or capture.source in self._paused:
                self.reports[site].left += 1
                continue
            self._fetch(site, capture)
            self._crawl.stop_before_disk_is_full()

    def _media(self, site: str) -> list[StoredCapture]:
        """Return the images and files of recovered articles to request, from the archives of their articles."""
        db = self._crawl.db
        with self._crawl.batch.transaction():
            for kind in self._options.media:
                rows = [
                    (site, source, url, url, captured_at, None, None, place.replace(article, url))
                    for url, source, article, captured_at, place in media_elsewhere(db, site, kind)
                ]
                add_found(db, rows, kind)
        return [
            capture
            for capture in found_captures(db, site)
            if capture.kind in self._options.media
            and capture.state in ("listed", "failed")
            and capture.source in self._sources
            and not capture.is_stored
        ]

    def _mark_gone(self, site: str) -> int:
        """Mark articles as gone that only other archives have, if that is certain: those on former hosts of the site,
        and those that a visit did not find. The next crawl visits the others. Return how many were marked.
        """
        db, profile, now = self._crawl.db, self._crawl.profiles[site], utc_text(time.time())
        gone = [url for url in articles_only_elsewhere(db, site) if profile.is_former(url) or found_missing(db, url)]
        return sum(mark_gone(db, url, now) for url in gone)

    def _with_targets(self, wanted: list[StoredCapture]) -> Iterator[StoredCapture]:
        """Yield the wanted captures, then the targets of archived redirects found meanwhile."""
        yield from wanted
        while self._targets:
            yield self._targets.popleft()

    def _fetch(self, site: str, capture: StoredCapture) -> None:
        report, db = self.reports[site], self._crawl.db
        try:
            recovered = self._recovered(site, capture)
        except PausedError as error:
            self._pause(site, capture.source, error)
            report.left += 1
            return
        except (FetchError, RefusedError) as error:
            state: State
            state, stage = ("refused", "archive") if isinstance(error, RefusedError) else ("failed", "fetch")
            self._outcomes(site, capture)[state] += 1
            problem = Problem.of_error(capture.url, stage, error)
            problem.detail = "; ".join(filter(None, (problem.detail, capture.place)))
            with self._crawl.batch.transaction():
                set_state(db, capture.id, state, str(error))
                self._crawl.problems.add_once(site, problem)
            return
        self._store(site, capture, recovered)

    def _outcomes(self, site: str, capture: StoredCapture) -> Counter[str]:
        report = self.reports[site]
        return report.outcomes if capture.kind == "article" else report.media

    def _recovered(self, site: str, capture: StoredCapture) -> Recovered:
        """Fetch a capture. Raises what sources raise, also RefusedError if an archive has no image or file."""
        fetch, profile = self._sources[capture.source].fetch, self._crawl.profiles[site]
        found = FoundCapture(capture.original_url, capture.captured_at, capture.status, capture.digest, capture.place)
        if capture.kind == "article":
            return fetch(self._client, found)
        for _ in range(MAX_REDIRECTS):
            if found.url not in found.place:
                raise RefusedError("the archive gives pages only")
            recovered = fetch(self._client, found)
            target = recovered.redirects_to
            if target is None or profile.canonical_url(target) != capture.url or target == found.url:
                break  # otherwise it is another spelling, as with https
            found = replace(found, url=target, place=found.place.replace(found.url, target))
        if recovered.status != HTTPStatus.OK:
            raise RefusedError(f"the archive has no {capture.kind}: HTTP {recovered.status}")
        return recovered

    def _store(self, site: str, capture: StoredCapture, recovered: Recovered) -> None:
        db = self._crawl.db
        with self._crawl.abort_on_storage_failure():
            place = self._crawl.archive.write_recovered(site, recovered.record, recovered.notes)
            record = read_record(self._crawl.archived, place)
            ingested = self._records.ingest(record.location(place.file), site)
            self._outcomes(site, capture)[_OUTCOMES.get(ingested.outcome, "unreadable")] += 1
            with self._crawl.batch.transaction():
                set_state(db, capture.id, "recovered", ingested.reason)
                for fault in recovered.faults:
                    problem = Problem(capture.url, "archive", fault, capture.place)
                    self._crawl.problems.add_once(site, problem)
                if recovered.redirects_to and capture.kind == "article":
                    self._add_target(site, capture, recovered.redirects_to)

    def _add_target(self, site: str, capture: StoredCapture, target: str) -> None:
        """List the target of an archived redirect, at the same time, unless a capture of it is listed or archived."""
        profile, db = self._crawl.profiles[site], self._crawl.db
        url = profile.canonical_url(target)
        place = capture.place.replace(capture.original_url, target)
        hops = self._hops.get(capture.id, 0) + 1
        if url is None or place == capture.place or hops > MAX_REDIRECTS or is_listed(db, site, url):
            return
        if profile.is_own(url) and profile.is_article(url, capture.captured_at):
            add_found(db, [(site, capture.source, url, target, capture.captured_at, None, None, place)])
            for listed in found_captures(db, site, url):
                self._hops[listed.id] = hops
                self._targets.append(listed)

    def _pause(self, site: str, source: str, error: PausedError) -> None:
        self._paused.add(source)
        self.reports[site].faults.append(f"{source}: {error}; run it again later to go on")

    def _fault(self, site: str, source: str, text: str) -> None:
        self.reports[site].faults.append(f"{source}: {text}")
        with self._crawl.batch.transaction():
            self._crawl.problems.add(site, Problem(self._crawl.profiles[site].url, "fetch", f"{source}: {text}"))

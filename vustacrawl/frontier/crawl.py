"""One crawl in progress: its sites, queue, archive, pending pages and stats."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from vustacrawl.archive.crawl_info import CrawlEnd, CrawlInfo
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.files import Archive
from vustacrawl.archive.recorder import capture_method
from vustacrawl.archive.writer import WarcFile, WarcWriter
from vustacrawl.catalog import CatalogError, open_catalog
from vustacrawl.catalog.author_names import AuthorsFileError, map_authors
from vustacrawl.catalog.batch import Batch, CatalogBusyError
from vustacrawl.catalog.captures import finish_warc_files, insert_capture
from vustacrawl.catalog.connection import BUSY_SECONDS
from vustacrawl.catalog.crawls import CrawlKind, Ending, begin_crawl, end_crawl, has_full_crawl
from vustacrawl.catalog.drift import coverage_drops, store_field_sources
from vustacrawl.catalog.media import media_links
from vustacrawl.catalog.members import store_member
from vustacrawl.catalog.phrases import count_phrases, phrases_are_due, store_phrases
from vustacrawl.catalog.silence import silent_since
from vustacrawl.clock import utc_text
from vustacrawl.extras import require_extra
from vustacrawl.frontier.archiver import CrawlArchiver, unread_capture
from vustacrawl.frontier.backoff import MAX_BACKOFF_WAIT_S, SiteBackoff
from vustacrawl.frontier.group_commit import COMMIT_INTERVAL_S, GroupCommit
from vustacrawl.frontier.handover import Handover
from vustacrawl.frontier.in_flight import VisitsInFlight
from vustacrawl.frontier.queue import Queue, Visit, VisitOutcome
from vustacrawl.frontier.scope import Scope
from vustacrawl.frontier.selection import Selection
from vustacrawl.frontier.sqlite import SqliteQueue
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.interrupts import on_interrupt
from vustacrawl.items import Capture, Link, MediaKind, Page, PageKind, Problem
from vustacrawl.sites import Profile
from vustacrawl.sites.members import read_directory
from vustacrawl.text import escape_controls, plural
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)

STATS_COLUMNS = {
    **{name: name for name in ("requests", "pages", "bytes", "added", "changed", "gone", "problems")},
    "pushed_back": "throttled",
}
"""The columns of ``crawls`` that hold stats, and the attribute of ``SiteStats`` for each."""
IDLE_WAIT_S = 30.0
"""How long a crawl with nothing else to do waits for a visit that is due soon, such as a first retry."""
BUSY_TIMEOUT_S = 1.0
"""How long a crawl that is fetching blocks while another process holds the catalog; then it retries later."""
BUSY_TIMEOUT_AT_END_S = 4.0


class Crawl:
    """Opened before the first request and closed after the last page is stored; holds the locks of its sites.

    ``limit`` ends the crawl of each site after so many articles added or changed; ``since`` (ISO date) skips articles
    published before it; ``backfill`` reads every listing to its end, as the first crawl of a site always does;
    ``media`` says which media of articles are fetched too; ``selection`` limits it to some URLs. ``max_pages`` ends the
    crawl of each site after so many responses; after ``ends_at`` (``time.monotonic()``) no visit begins. ``continued``
    are sites that another process handed over. An import or a reparse is a crawl that sends no request.
    Raises WorkspaceError or CatalogError if it cannot begin.
    """

    def __init__(
        self,
        workspace: Workspace,
        profiles: list[Profile],
        limit: int | None = None,
        since: str | None = None,
        backfill: bool = False,
        media: frozenset[MediaKind] = frozenset(),
        kind: CrawlKind = "crawl",
        *,
        selection: Selection | None = None,
        max_pages: int | None = None,
        ends_at: float | None = None,
        continued: Mapping[str, Handover] | None = None,
    ) -> None:
        self.profiles = {profile.name: profile for profile in profiles}
        self.limit = limit
        self.since = since
        self.media = media
        self.kind = kind
        self.selection = selection
        self.max_pages = max_pages
        self._ends_at = ends_at
        self._backfill = backfill
        self._continued = continued or {}
        self.leaving: set[str] = set()
        """Sites that are to be handed over: none of their visits begins any more."""
        self.leased: dict[str, deque[Visit]] = {}
        """By site: visits that are leased and have not begun."""
        self.on_handover: Callable[[Handover], None] = lambda _: None
        self.scope = Scope(self.profiles, follows_related=since is None)
        self.stats = {
            name: self._continued[name].stats if name in self._continued else SiteStats() for name in self.profiles
        }
        self.ids: dict[str, int] = {}
        """By site: the row in ``crawls``."""
        self.full_crawl: dict[str, bool] = {}
        """By site: whether listings are read past pages that bring nothing new."""
        self.shortest_delays = {
            host: profile.politeness.delay for profile in profiles for host in (profile.host, *profile.image_hosts)
        }
        """The minimum delay of each host, in seconds; robots.txt may raise it."""
        self.robots_sitemaps: dict[str, dict[str, list[str]]] = {}
        """By site and URL of a robots.txt: the sitemaps it names, until they are queued."""
        self.is_allowed: dict[str, Callable[[str], bool]] = {}
        """By host, in a replay: whether its robots.txt allows a URL."""
        self.error: str | None = None
        """Why the crawl was aborted, if it was."""
        self.has_lost_writes = False
        """Whether the archive has responses that the catalog lacks; the next crawl recovers them."""
        self._busy_since: float | None = None
        self._group_commit: GroupCommit | None = None
        self._next_due: dict[str, float] = {}
        """By site without leased visits: when the next one is due; unknown after each commit of its pages."""
        self._closed = False
        self._workspace = workspace
        self._directory = read_directory(workspace.members)
        self._held = ExitStack()
        self._locks = {name: ExitStack() for name in self.profiles}
        with self._held:
            workspace.prepare()
            if workspace.config.archive.store:
                require_extra("s3", "[archive] store")
            for name, lock in self._locks.items():
                self._held.enter_context(lock).enter_context(workspace.lock_site(name))
            self.db: Database = open_catalog(workspace.database)
            self._held.callback(self.db.close)
            self.batch = Batch(self.db)
            self.in_flight = VisitsInFlight(self.stats)
            self.backoff = SiteBackoff(self.db, self.stats)
            self.archive = CrawlArchiver(self.db)
            self.queue = self._open_queue()
            self._begin()
            self.batch.on_seal = self.in_flight.seal
            self.batch.before_commit, self.batch.after_commit = self.archive.sync, self._committed
            self._held = self._held.pop_all()

    def _begin(self) -> None:
        now = time.time()
        with self.batch.transaction():
            for name in self.profiles:
                if handover := self._continued.get(name):
                    self.ids[name], self.full_crawl[name] = handover.crawl_id, handover.is_full_crawl
                    self._register(name)
                else:
                    self._begin_site(name, now)
                    self._enqueue_first(name, self.kind == "crawl", now)
        # Nor may the files of a site that was handed over within a second collide with those of the process before.
        began = max([now, *(each.released_at + 1 for each in self._continued.values())])
        for name in self.profiles:
            self._open_site(name, began, str(self.ids[name]))

    def _open_queue(self) -> Queue:
        return SqliteQueue(self.db, self.ids, self.since, self.media, self.selection is not None)

    def _register(self, name: str) -> None:
        profile = self.profiles[name]
        row = profile.model_dump(include={"name", "title", "url", "family", "language", "timezone"})
        former = {host.removeprefix("www.") for host in profile.former_hosts}
        self.db.table("sites").upsert(row | {"former_hosts": sorted(former)}, pk="name")
        store_member(self.db, profile, self._directory)

    def _begin_site(self, name: str, now: float) -> None:
        self._register(name)
        self.full_crawl[name] = self._backfill or not (self.selection or has_full_crawl(self.db, name))
        selected = self.selection.text if self.selection else None
        self.ids[name] = begin_crawl(self.db, name, self.kind, utc_text(now), self.since, selected)

    def _enqueue_first(self, name: str, is_to_seed: bool, now: float) -> None:
        self.queue.release_leases(name)
        if self.selection:
            self.stats[name].numbers_known = self.queue.select(self.profiles[name], self.selection, now)
        elif is_to_seed:
            self.queue.seed(name, starting_points(self.profiles[name]), now)
        for kind in self.media:
            self.queue.enqueue(name, media_links(self.db, name, kind), "", now)

    def _open_site(self, name: str, now: float, series: str) -> None:
        """Count what is due, and open the archive: its file names have the time, so that they never collide."""
        profile, config = self.profiles[name], self._workspace.config
        self.stats[name].waiting = self.queue.count_due(name, now).total()
        self.stats[name].known = self.queue.count_known(name)
        self.backoff.load(name, now)
        self.leased[name] = deque()
        self._next_due.pop(name, None)
        writer = WarcWriter(
            self._workspace.warc,
            name,
            f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(now))}-{series}",
            operator=config.crawl.contact or "not given",
            robots="honoured (RFC 9309)",
            profile=profile.model_dump_json(exclude_defaults=True),
            capture_method="recovered from other archives" if self.kind == "recover" else capture_method(),
            about=self._info_of(name).fields(),
            roll_at=config.archive.roll_at_mb * 1_000_000,
        )
        self.archive.open_site(name, writer, profile.hosts_to_ask)

    def _info_of(self, site: str) -> CrawlInfo:
        crawl_id = self.ids[site]
        query = "SELECT started_at, kind, since, selection FROM crawls WHERE id = ?"
        started_at, kind, since, selection = self.db.execute(query, (crawl_id,)).fetchone()
        return CrawlInfo("", site, crawl_id, started_at, kind, since, selection, frozenset(self.media))

    def now(self) -> float:
        """Return the Unix time at which the crawl is."""
        return time.time()

    @property
    def profiles_to_crawl(self) -> Collection[Profile]:
        """The profiles of every site that may come to this crawl."""
        return self.profiles.values()

    @property
    def warc(self) -> Path:
        """The folder of the archive."""
        return self._workspace.warc

    @property
    def archived(self) -> Archive:
        """The archive to read from, wherever its files are."""
        return Archive(self.warc.resolve(), self._workspace.config.archive.store)

    def limit_reached(self, site: str) -> str | None:
        """Return which limit ended the crawl of the site, in a few words; None if none did."""
        stats = self.stats[site]
        if self.limit is not None and stats.articles >= self.limit:
            return f"limit of {plural(self.limit, 'article')} reached"
        if self.max_pages is not None and stats.pages + stats.in_flight >= self.max_pages:
            return f"limit of {plural(self.max_pages, 'page')} reached"
        return "time limit reached" if stats.ran_out_of_time else None

    @property
    def is_out_of_time(self) -> bool:
        """Whether no further visit may begin."""
        return self._ends_at is not None and time.monotonic() >= self._ends_at

    def may_ask(self, site: str) -> bool:
        """Return whether a visit of the site may begin, as far as others than the site itself are concerned."""
        return site not in self.leaving

    def will_have_work(self, site: str) -> bool:
        """Return whether a visit of the site may begin now, or within IDLE_WAIT_S. Raises sqlite3.Error."""
        stats = self.stats[site]
        now = time.time()
        if stats.given_up or stats.quiet_until > now + MAX_BACKOFF_WAIT_S or self.limit_reached(site):
            return False
        due = now if self.leased[site] else self.queue.next_due(site)
        if due is None or due > max(now, stats.quiet_until) + IDLE_WAIT_S:
            return False
        stats.ran_out_of_time = self.is_out_of_time
        return not stats.ran_out_of_time

    @property
    def will_go_on(self) -> bool:
        """Whether there is work for this crawl, or soon will be. Raises sqlite3.Error."""
        return any(self.will_have_work(site) for site in self.profiles.keys() - self.leaving)

    def may_fetch_article(self, site: str) -> bool:
        """Return whether one more article can be fetched within the limit, even if all in flight count towards it."""
        stats = self.stats[site]
        under_way = stats.articles_in_flight + stats.articles_pending
        return self.limit is None or stats.articles + under_way < self.limit

    def lease(self, site: str, most: int) -> list[Visit]:
        """Lease at most ``most`` due visits of a site, after storing the pages that may have made some due."""
        with self.abort_on_storage_failure():
            now = time.time()
            if self.stats[site].pending:
                if self._group_commit and self.shortest_delays[self.profiles[site].host] >= 2 * COMMIT_INTERVAL_S:
                    return []  # they are committed while the site waits for its delay
                with self.batch.transaction():
                    return self.queue.lease(site, most, now)
            if site not in self._next_due:
                due = self.queue.next_due(site)
                self._next_due[site] = inf if due is None else due
            if self._next_due[site] <= now:
                with self.batch.short_transaction():
                    del self._next_due[site]
                    return self.queue.lease(site, most, now)
        return []

    def archive_exchange(self, site: str, exchange: Exchange) -> None:
        """Write an exchange to the archive; abort the crawl if the archive or the catalog fails."""
        original = None
        with self.abort_on_storage_failure():
            original = self.archive.find_original(exchange.url)
        with self.abort_on_storage_failure():
            self.archive.write_exchange(exchange, site, original)

    def add(self, work: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        """Have ``work`` done in the next transaction, or ``refuse`` if it fails; see ``Batch.add``."""
        if self.has_lost_writes:
            return  # the next crawl recovers it from the archive
        self.batch.add(work, refuse)
        if self.batch.is_full:
            self.commit_soon()

    def commit_in_background(self, on_commit: Callable[[], None]) -> None:
        """From now on, let ``commit_soon`` sync in threads and commit later; call this in the event loop.

        ``on_commit`` is called after each commit.
        """
        commits = self._group_commit = GroupCommit(self.batch, self.archive, self.abort_on_storage_failure)
        commits.on_commit, self.batch.before_commit = on_commit, commits.sync

    def commit_soon(self) -> None:
        """Commit what is pending: at once, or in the background."""
        if self._group_commit:
            self._group_commit.commit_soon()
        else:
            self.flush()

    def flush(self) -> None:
        """Commit what is pending; while another process holds the catalog it stays pending, up to BUSY_SECONDS."""
        with self.abort_on_storage_failure():
            self.batch.flush()

    def add_capture(self, site: str, capture: Capture) -> None:
        """Store the capture of a response without a page: of a robots.txt, or a listing that was imported."""

        def refuse(error: Exception) -> None:
            self.add_problem(
                site, Problem(capture.url, "archive", "cannot be stored", f"{type(error).__name__}: {error}")
            )

        self.add(lambda: self._insert_capture(site, capture), refuse)

    def fail_visit(self, visit: Visit, problem: Problem, capture: Capture | None = None) -> None:
        """Record a visit as failed for this reason: no page of it can be stored.

        ``capture`` is what was archived of it. A visit that has already ended keeps its outcome; the problem is
        recorded in any case.
        """
        is_over = self.in_flight.end(visit.url) is None
        if problem.stage == "fetch":
            self.stats[visit.site].failures[problem.reason] += 1

        def record(capture: Capture | None) -> None:
            if not is_over:
                self._record_failure(visit, problem.reason, capture)
            self.add_problem(visit.site, problem)

        self.add(lambda: record(capture), lambda _: record(None))

    def put_back(self, visit: Visit) -> None:
        """Leave a visit that has begun to a later one: its request was not sent."""
        if self.in_flight.end(visit.url):
            self.add(lambda: self.queue.put_back(visit.url), lambda _: None)

    def fail_page(self, page: Page, problem: Problem, visit: Visit | None) -> None:
        """Record, in the open transaction, why a page cannot be stored, and store its capture.

        ``visit``, if the page comes from one, has failed.
        """
        self.scope.forget(page)
        if visit:
            self._record_failure(visit, problem.reason, page.capture)
        elif page.capture and page.capture_id is None:
            self._insert_capture(page.site, page.capture)
        for each in (*page.problems, problem):
            self.add_problem(page.site, each)

    def _record_failure(self, visit: Visit, reason: str, capture: Capture | None) -> None:
        if capture:
            self._insert_capture(visit.site, capture)
        self.queue.record_outcome(visit.url, VisitOutcome("failed", attempts=visit.attempts + 1, reason=reason))

    def _insert_capture(self, site: str, capture: Capture) -> None:
        insert_capture(self.db, site, self.ids[site], capture)

    def fail_lost_visits(self) -> None:
        """Record visits still in flight as failed; call this when no download or callback is running."""
        for visit, exchange in self.in_flight.all():
            problem = Problem(visit.url, "fetch", "internal error: the response was never processed")
            self.fail_visit(visit, problem, unread_capture(exchange) if exchange else None)

    @contextmanager
    def abort_on_storage_failure(self) -> Iterator[None]:
        """Abort the crawl if the block cannot write the catalog or the archive: no site is to blame for that."""
        try:
            yield
        except CatalogBusyError as error:
            now = time.monotonic()
            self._busy_since = self._busy_since or now
            if now - self._busy_since + self.batch.busy_timeout_s >= BUSY_SECONDS:
                self.abort(str(error))
        except OSError as error:
            self.abort(f"the archive cannot be written: {error}")
        except CatalogError as error:
            self.abort(str(error))
        except sqlite3.Error as error:
            self.abort(f"the catalog cannot be read: {error}")

    def abort(self, error: str) -> None:
        """End the crawl after a failed write. The next one recovers from the archive what the catalog lacks."""
        self.error = self.error or error
        self.has_lost_writes = True
        self.batch.forget()

    def _committed(self) -> None:
        self._busy_since = None
        for site in self.in_flight.commit():
            self._next_due.pop(site, None)

    def stop_before_disk_is_full(self) -> None:
        """End the crawl while there is still room to do so properly; the next one picks up where it left off."""
        reserve = self._workspace.config.archive.reserve_mb
        free = shutil.disk_usage(self._workspace.root).free // 1_000_000
        if free < reserve and not self.error:
            self.error = f"only {free} MB of disk space left (reserve_mb = {reserve}); free some and run it again"

    def add_problem(self, site: str, problem: Problem) -> None:
        """Record a problem in the open transaction."""
        self.stats[site].problems += 1
        if problem.stage not in ("fetch", "drift"):
            self.stats[site].faults[f"{problem.stage}: {problem.reason}"] += 1
        self.db.execute(
            "INSERT INTO problems (site, crawl_id, url, stage, reason, detail, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                site,
                self.ids[site],
                *_stored(problem),
                utc_text(self.now()),
            ),
        )

    def has_problem(self, site: str, problem: Problem) -> bool:
        """Whether the catalog has this very problem of a site already."""
        found = self.db.execute(
            "SELECT 1 FROM problems WHERE site = ? AND url = ? AND stage = ? AND reason = ? AND detail IS ? LIMIT 1",
            (site, *_stored(problem)),
        )
        return found.fetchone() is not None

    def hand_over_idle(self) -> None:
        """Hand over the sites in ``leaving`` of which no visit is in flight, each to ``on_handover``.

        What the crawl has of them is in the catalog then, their files are finished and their locks released.
        """
        if (
            self._closed
            or self.has_lost_writes
            or not (idle := {site for site in self.leaving if not self.stats[site].in_flight})
        ):
            return
        with self.abort_on_storage_failure():
            files = {site: self.archive.close_site(site) for site in idle}
            with self.batch.transaction():
                for site in idle:
                    self._finish_files(site, files[site])
                    self.queue.release_leases(site)
            for site in idle:
                self.leaving.remove(site)
                self.on_handover(self._release(site))

    def _release(self, site: str) -> Handover:
        now = time.time()
        stats, profile = self.stats.pop(site), self.profiles.pop(site)
        stats.quiet_until = max(stats.quiet_until, now + self.shortest_delays[profile.host])
        del self.leased[site]
        self._locks.pop(site).close()
        return Handover(site, self.ids.pop(site), stats, self.full_crawl.pop(site), now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close the crawl, as interrupted if the block raised."""
        self.close(interrupted=kind is not None)

    def close(self, interrupted: bool) -> None:
        """Release leases, record how the crawl ended, release the sites. Calling it again does nothing."""
        if self._closed:
            return
        self._closed = True
        with self._held, on_interrupt(lambda: None):
            self.batch.busy_timeout_s = BUSY_TIMEOUT_AT_END_S
            self.flush()
            if self._group_commit:
                self._group_commit.close()
            files: dict[str, list[WarcFile]] = {}
            finished_at = utc_text(time.time())
            ends = {name: self._end(name, finished_at, interrupted) for name in self.ids}
            with self.abort_on_storage_failure():
                files = self.archive.close(ends, self._continued)
            try:
                with self.batch.transaction():
                    self._record_ends(finished_at, interrupted, files)
                with self.batch.transaction():
                    self._name_authors()
                if not interrupted and phrases_are_due(self.db):
                    counts = count_phrases(self.db)
                    with self.batch.transaction():
                        store_phrases(self.db, counts)
            except (CatalogError, OSError) as error:
                self.error = self.error or str(error)

    def _record_ends(self, finished_at: str, interrupted: bool, files: dict[str, list[WarcFile]]) -> None:
        # Where the reactor had to be left, responses were archived and never read: the next crawl looks at the files.
        unread = self.in_flight.sites_with_unread_responses()
        for name in self.ids:
            if not self.has_lost_writes and name not in unread:
                self._finish_files(name, files.get(name, []))
            self._record_end(name, self._end(name, finished_at, interrupted))

    def _end(self, site: str, finished_at: str, interrupted: bool) -> CrawlEnd:
        stats = self.stats[site]
        reason = self.error or stats.given_up or self.limit_reached(site)
        return CrawlEnd(finished_at, self._ending(site, interrupted), reason, stats.requests, stats.throttled)

    def _record_end(self, site: str, end: CrawlEnd) -> None:
        stats = self.stats[site]
        self.queue.release_leases(site)
        self._report_script_pages(site, stats)
        self._report_drift(site, stats)
        self._report_silence(site, stats)
        counted = {column: getattr(stats, name) for column, name in STATS_COLUMNS.items()}
        end_crawl(self.db, self.ids[site], end.finished_at, end.outcome, end.reason, counted)

    def _finish_files(self, site: str, files: list[WarcFile]) -> None:
        finished = [(file.name, file.length, file.sha256) for file in files]
        finish_warc_files(self.db, finished, site, self.ids[site])

    def _name_authors(self) -> None:
        try:
            map_authors(self.db, self._workspace.authors, self.profiles)
        except AuthorsFileError as error:
            logger.warning("%s; author names stay unchanged", error)

    def _report_script_pages(self, site: str, stats: SiteStats) -> None:
        if pages := sum(stats.script_pages.values()):
            reason = f"listing pages need JavaScript (__doPostBack): at least {pages} not reachable"
            if self.profiles[site].id_url:
                reason += f"; `vustacrawl crawl {site} --ids 1-100` visits articles by their numbers"
            self.add_problem(site, Problem(next(iter(stats.script_pages)), "parse", reason))

    def _report_drift(self, site: str, stats: SiteStats) -> None:
        if self.kind != "crawl":
            return
        store_field_sources(self.db, self.ids[site], stats.sources)
        for drop in coverage_drops(self.db, site, self.ids[site], stats.sources):
            problem = Problem(self.profiles[site].url, "drift", *drop)
            stats.drifted.append(problem.text)
            self.add_problem(site, problem)

    def _report_silence(self, site: str, stats: SiteStats) -> None:
        """Report once that a site that answers has published nothing for far longer than it used to."""
        if self.kind != "crawl" or self.selection or stats.given_up or not stats.pages:
            return
        if found := silent_since(self.db, site, datetime.now(UTC).date()):
            last, usual = found
            reason = "silent: nothing new for far longer than before"
            detail = (
                f"the newest article is of {last}; before, pauses took {plural(usual, 'day')} at most, nearly always"
            )
            problem = Problem(self.profiles[site].url, "drift", reason, detail)
            if not self.has_problem(site, problem):
                stats.drifted.append(problem.text)
                self.add_problem(site, problem)

    def _ending(self, site: str, interrupted: bool) -> Ending:
        if self.error:
            return "failed"
        if self.limit_reached(site):
            return "limit"
        return "interrupted" if interrupted else "finished"


def _stored(problem: Problem) -> tuple[str, str, str, str | None]:
    """URL, stage, reason and detail of a problem as the catalog stores them."""
    reason, detail = escape_controls(problem.reason)[:1000], problem.detail
    return (
        escape_controls(problem.url),
        problem.stage,
        reason,
        escape_controls(detail)[:1000] if detail else None,
    )


def starting_points(profile: Profile) -> list[Link]:
    """Return the canonical URLs at which a crawl of the site begins."""
    kinds: tuple[tuple[PageKind, tuple[str, ...]], ...] = (
        ("sitemap", profile.sitemaps),
        ("feed", profile.feeds),
        ("listing", profile.listings),
    )
    return [Link(canonical, kind) for kind, urls in kinds for url in urls if (canonical := profile.canonical_url(url))]

"""One crawl in progress: its sites, queue, archive, pending pages and stats."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import Self

from vustacrawl.archive.crawl_info import CrawlEnd, CrawlInfo
from vustacrawl.archive.files import Archive
from vustacrawl.archive.writer import WarcFile
from vustacrawl.catalog import CatalogError
from vustacrawl.catalog.author_names import map_authors
from vustacrawl.catalog.captures import finish_warc_files
from vustacrawl.catalog.crawls import CrawlKind, Ending, begin_crawl, end_crawl, has_full_crawl
from vustacrawl.catalog.drift import coverage_drops, store_field_sources
from vustacrawl.catalog.phrase_counts import choose_phrases, count_by_month
from vustacrawl.catalog.phrases import count_phrases, phrases_are_due, store_phrases
from vustacrawl.catalog.silence import SILENT, describe_silence
from vustacrawl.clock import SteadyClock, utc_text
from vustacrawl.extras import require_extra
from vustacrawl.frontier.archiver import new_series
from vustacrawl.frontier.backoff import MAX_BACKOFF_WAIT_S, SiteBackoff
from vustacrawl.frontier.cookie_loops import CookieLoops
from vustacrawl.frontier.group_commit import COMMIT_INTERVAL_S
from vustacrawl.frontier.limits import Limits
from vustacrawl.frontier.queue import Queue
from vustacrawl.frontier.scope import Scope
from vustacrawl.frontier.selection import Selection
from vustacrawl.frontier.starting import register_site, store_member
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.frontier.storing import StoringCrawl
from vustacrawl.frontier.visit import Visit
from vustacrawl.interrupts import on_interrupt
from vustacrawl.items import MediaKind, Problem
from vustacrawl.sites import Profile
from vustacrawl.sites.members import read_directory
from vustacrawl.workspace import Workspace

IDLE_WAIT_S = 30.0
"""How long an otherwise idle crawl waits for a visit that is due soon, such as a first retry."""
BUSY_TIMEOUT_S = 1.0
"""How long a fetching crawl blocks while another process holds the catalog, before it retries later."""
BUSY_TIMEOUT_AT_END_S = 4.0
COUNTING_SHARE = 0.1
"""After a crawl, frequent phrases are counted for this share of the time that it took; the next crawl goes on."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next process needs to continue the crawl of a site: its row in ``crawls``, and its counters."""

    site: str
    crawl_id: int
    stats: SiteStats
    """``quiet_until`` includes the delay after the last request, which the next process does not know about."""
    is_full_crawl: bool
    """Whether to read listings past pages that bring nothing new."""
    released_at: float
    """Unix time."""


class Crawl(StoringCrawl):
    """Open from before the first request until the last page is stored; holds the locks of its sites.

    ``limit`` ends the crawl of each site after that many articles added or changed; ``since`` (ISO date) skips articles
    published before it; ``backfill`` reads every listing to its end, as the first crawl of a site always does;
    ``media`` says which media of articles are fetched too; ``selection`` limits it to some URLs. ``max_pages`` ends the
    crawl of each site after that many responses; no visit begins after ``ends_at`` (``time.monotonic()``).
    ``continued`` are sites that another process handed over; ``clock`` gives the Unix time. An import or a
    reparse is a crawl that sends no request. Raises WorkspaceError or CatalogError if it cannot begin.
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
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._continued = continued or {}
        earlier_stats = {site: handover.stats for site, handover in self._continued.items()}
        stats = {profile.name: earlier_stats.get(profile.name) or SiteStats() for profile in profiles}
        handed_over = max((handover.released_at for handover in self._continued.values()), default=0.0)
        super().__init__(workspace, stats, clock or SteadyClock(handed_over))
        self.profiles = {profile.name: profile for profile in profiles}
        self.limits = Limits(limit, max_pages, ends_at)
        self.since = since
        self.media = media
        self.kind = kind
        self.selection = selection
        self.guessed = selection.guessed if selection else frozenset[str]()
        """URLs made from a number: it is no problem if one does not exist."""
        self.warc = workspace.warc
        """The folder of the archive."""
        self.archived = Archive(workspace.warc.resolve(), workspace.config.archive.store)
        """The archive for reading, wherever its files are."""
        self._backfill = backfill
        self.leaving: set[str] = set()
        """Sites to be handed over: no new visits begin."""
        self.leased: dict[str, deque[Visit]] = {}
        """By site: visits that are leased and have not begun."""
        self.on_handover: Callable[[Handover], None] = lambda _: None
        every = {profile.name: profile for profile in self.profiles_to_crawl}
        self.scope = Scope(every, follows_related=since is None)
        self.cookie_loops = CookieLoops()
        self.on_cookie_loop: Callable[[str, list[str]], None] = lambda *_: None
        """Called with a site and the URLs whose cookies it requires."""
        self.full_crawl: dict[str, bool] = {}
        """By site: whether to read listings past pages that bring nothing new."""
        self.shortest_delays = {
            host: profile.politeness.delay
            for profile in every.values()
            for host in (profile.host, *profile.image_hosts)
        }
        """The minimum delay of each host, in seconds; robots.txt may raise it."""
        self.robots_sitemaps: dict[str, dict[str, list[str]]] = {}
        """By site and URL of a robots.txt: the sitemaps it names, until they are queued."""
        self.is_allowed: dict[str, Callable[[str], bool]] = {}
        """By host, in a replay: whether its robots.txt allows a URL."""
        self.is_closed = False
        """Whether the crawl is over."""
        self._began = time.monotonic()
        self._directory = read_directory(workspace.members)
        self._held = ExitStack()
        self._locks = {name: ExitStack() for name in self.profiles}
        with self._held:
            workspace.prepare()
            if workspace.config.archive.store:
                require_extra("s3", "[archive] store")
            for name, lock in self._locks.items():
                self._held.enter_context(lock).enter_context(workspace.lock_site(name))
            self._open_stores()
            self._held.callback(self.db.close)
            self.backoff = SiteBackoff(self.db, self.stats)
            self.queue = self._open_queue()
            self._begin()
            self._follow_commits()
            self._held = self._held.pop_all()

    def _begin(self) -> None:
        now = self._clock()
        with self.batch.transaction():
            for name in self.profiles:
                if handover := self._continued.get(name):
                    self.ids[name], self.full_crawl[name] = handover.crawl_id, handover.is_full_crawl
                    self._register(name)
                else:
                    self._begin_site(name, now)
                    self._enqueue_first(name, self.kind == "crawl", now)
        # The files of a site handed over within a second must not collide with the previous process's either.
        began = max([now, *(handover.released_at + 1 for handover in self._continued.values())])
        for name in self.profiles:
            self._open_site(name, began, str(self.ids[name]))

    def _open_queue(self) -> Queue:
        return Queue(self.db, self.ids, self.since, self.media, self.selection is not None)

    def _register(self, name: str) -> None:
        register_site(self.db, self.profiles[name])
        store_member(self.db, self.profiles[name], self._directory)

    def _begin_site(self, name: str, now: float) -> None:
        self._register(name)
        self.full_crawl[name] = self._backfill or not (self.selection or has_full_crawl(self.db, name))
        selected = self.selection.text if self.selection else None
        self.ids[name] = begin_crawl(self.db, name, self.kind, utc_text(now), self.since, selected)

    def _enqueue_first(self, name: str, is_to_seed: bool, now: float) -> None:
        profile, stats = self.profiles[name], self.stats[name]
        stats.numbers_known = self.queue.enqueue_first(profile, self.selection, now, is_to_seed)

    def _open_site(self, name: str, now: float, series: str) -> None:
        """Count what is due, and open the archive; its file names contain the time, so that they never collide."""
        self.stats[name].waiting = self.queue.count_due(name, now).total()
        self.stats[name].known = self.queue.count_known(name)
        self.backoff.load(name, now)
        self.leased[name] = deque()
        self._next_due.pop(name, None)
        stem = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(now))}-{series}"
        profile = self.profiles[name]
        self.archive.open_site(profile, new_series(self._workspace, profile, stem, self._info_of(name)))

    def _info_of(self, site: str) -> CrawlInfo:
        query = "SELECT started_at, kind, since, selection FROM crawls WHERE id = ?"
        started_at, kind, since, selection = self.db.execute(query, (self.ids[site],)).fetchone()
        return CrawlInfo("", site, self.ids[site], started_at, kind, since, selection, self.media)

    @property
    def profiles_to_crawl(self) -> Collection[Profile]:
        """The profiles of every site that may join this crawl."""
        return self.profiles.values()

    def limit_reached(self, site: str) -> str | None:
        """Return the limit that ended the crawl of the site, in a few words; None if none did."""
        return self.limits.reached(self.stats[site])

    def may_visit(self, site: str) -> bool:
        """Return whether a visit of the site may begin, apart from any pause of the site itself."""
        return site not in self.leaving

    def will_have_work(self, site: str) -> bool:
        """Return whether a visit of the site may begin now, or within IDLE_WAIT_S. Raises sqlite3.Error."""
        stats = self.stats[site]
        now = self._clock()
        if stats.given_up or stats.quiet_until > now + MAX_BACKOFF_WAIT_S or self.limit_reached(site):
            return False
        due = now if self.leased[site] else self.queue.next_due(site)
        if due is None or due > max(now, stats.quiet_until) + IDLE_WAIT_S:
            return False
        stats.ran_out_of_time = self.limits.is_out_of_time
        return not stats.ran_out_of_time

    @property
    def will_go_on(self) -> bool:
        """Whether this crawl has work now or soon. Raises sqlite3.Error."""
        return any(self.will_have_work(site) for site in self.profiles.keys() - self.leaving)

    def lease(self, site: str, most: int) -> list[Visit]:
        """Lease up to ``most`` due visits of a site, after storing the pages that may have made some due."""
        with self.abort_on_storage_failure():
            now = self._clock()
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

    def hand_over_idle(self) -> None:
        """Hand over the sites in ``leaving`` that have no visit in flight, each to ``on_handover``.

        By then their pages are in the catalog, their files are finished and their locks released.
        """
        if (
            self.is_closed
            or self.has_lost_writes
            or not (idle := {site for site in self.leaving if not self.stats[site].in_flight})
        ):
            return
        with self.abort_on_storage_failure():
            files = {site: self.archive.close_site(site) for site in idle}
            with self.batch.transaction():
                for site in idle:
                    finish_warc_files(self.db, files[site], site, self.ids[site])
                    self.queue.release_leases(site)
            for site in idle:
                self.leaving.remove(site)
                self.on_handover(self._release(site))

    def _release(self, site: str) -> Handover:
        now = self._clock()
        stats, profile = self.stats.pop(site), self.profiles.pop(site)
        stats.quiet_until = max(stats.quiet_until, now + self.shortest_delays[profile.host])
        del self.leased[site]
        self.archive.forget_site(site)
        self._locks.pop(site).close()
        return Handover(site, self.ids.pop(site), stats, self.full_crawl.pop(site), now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close the crawl, as interrupted if the block raised."""
        self.close(interrupted=kind is not None)

    def close(self, interrupted: bool) -> None:
        """Release leases, record how the crawl ended, release the sites. Calling it again does nothing."""
        if self.is_closed:
            return
        self.is_closed = True
        with self._held, on_interrupt(lambda: None):
            self.batch.busy_timeout_s = BUSY_TIMEOUT_AT_END_S
            self.flush()
            if self._group_commit:
                self._group_commit.close()
            files: dict[str, list[WarcFile]] = {}
            finished_at = utc_text(self._clock())
            ends = {name: self._end(name, finished_at, interrupted) for name in self.ids}
            with self.abort_on_storage_failure():
                files = {
                    site: self.archive.close_site(site, end, site in self._continued) for site, end in ends.items()
                }
            try:
                with self.batch.transaction():
                    self._record_ends(finished_at, interrupted, files)
                for lock in self._locks.values():
                    lock.close()  # the rest takes long and concerns no single site
                with self.batch.transaction():
                    map_authors(self.db, self._workspace.authors, self.profiles)
                if not interrupted:
                    self._count_phrases()
            except (CatalogError, OSError, sqlite3.Error) as error:
                self.error = self.error or str(error)

    def _count_phrases(self) -> None:
        """Choose the phrases of the catalog again if it has grown enough, and count the frequent ones by month."""
        if phrases_are_due(self.db):
            counts = count_phrases(self.db)
            with self.batch.transaction():
                store_phrases(self.db, counts)
                choose_phrases(self.db, counts.frequent)
        seconds = COUNTING_SHARE * (time.monotonic() - self._began)
        count_by_month(self.db, self.batch.short_transaction, seconds)

    def _record_ends(self, finished_at: str, interrupted: bool, files: dict[str, list[WarcFile]]) -> None:
        # If the reactor had to be abandoned, some archived responses were never read: the next crawl checks the files.
        unread = self.in_flight.sites_with_unread_responses()
        for name in self.ids:
            if not self.has_lost_writes and name not in unread:
                finish_warc_files(self.db, files.get(name, ()), name, self.ids[name])
            self._record_end(name, self._end(name, finished_at, interrupted))

    def _end(self, site: str, finished_at: str, interrupted: bool) -> CrawlEnd:
        stats, limit = self.stats[site], self.limit_reached(site)
        ending: Ending = "failed" if self.error else "limit" if limit else "interrupted" if interrupted else "finished"
        reason = self.error or stats.given_up or limit
        return CrawlEnd(finished_at, ending, reason, stats.requests, stats.throttled)

    def _record_end(self, site: str, end: CrawlEnd) -> None:
        stats = self.stats[site]
        self.queue.release_leases(site)
        if self.since:
            stats.dated_too_old = self.queue.count_dated_too_old(site)
        self._report_findings(site, stats)
        end_crawl(self.db, self.ids[site], end.finished_at, end.outcome, end.reason, stats.columns())

    def _report_findings(self, site: str, stats: SiteStats) -> None:
        """Report pages of listings reachable only by script, fields that are found less, and silence."""
        profile = self.profiles[site]
        if pages := sum(stats.script_pages.values()):
            reason = f"listing pages need JavaScript or a form: at least {pages} not reachable"
            if profile.id_url:
                reason += f"; `vustacrawl crawl {site} --ids 1-100` visits articles by their numbers"
            self.problems.add(site, Problem(next(iter(stats.script_pages)), "parse", reason))
        if self.kind != "crawl":
            return
        store_field_sources(self.db, self.ids[site], stats.sources)
        for drop in coverage_drops(self.db, site, self.ids[site], stats.sources):
            problem = Problem(profile.url, "drift", *drop)
            self.problems.add(site, problem)
            stats.drifted.append(problem.text)
        if self.selection or stats.given_up or not stats.pages:
            return
        if detail := describe_silence(self.db, site, datetime.fromtimestamp(self._clock(), UTC).date()):
            problem = Problem(profile.url, "drift", SILENT, detail)
            if self.problems.add_once(site, problem):
                stats.drifted.append(problem.text)

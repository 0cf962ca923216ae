"""One crawl in progress: the sites it holds, its pages to store, its queue, and its counts."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlite_utils import Database

from vustacrawl.archive.exchange import Exchange
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
from vustacrawl.clock import utc_text
from vustacrawl.frontier.archiving import CrawlArchiver, unread_capture
from vustacrawl.frontier.counts import SiteCount
from vustacrawl.frontier.courtesy import Courtesy
from vustacrawl.frontier.in_flight import VisitsInFlight
from vustacrawl.frontier.queue import Verdict, Visit
from vustacrawl.frontier.scope import Scope
from vustacrawl.frontier.sqlite import SqliteQueue
from vustacrawl.interrupts import ended_by
from vustacrawl.items import Capture, Link, MediaKind, Page, PageKind, Problem
from vustacrawl.sites import Profile
from vustacrawl.sites.members import read_directory
from vustacrawl.text import escape_controls
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)

COUNTED = ("requests", "pages", "bytes", "added", "changed", "gone", "problems", "pushed_back")
"""What of the counts is kept in ``crawls``."""
PATIENCE_S = 1.0
"""How long a crawl that is fetching stands still for another process's transaction; then it tries again later."""
PATIENCE_AT_THE_END_S = 4.0


class Crawl:
    """Opened before the first request, closed after the last answer is stored; holds each site's lock meanwhile.

    ``limit`` ends the crawl of each site after so many articles added or changed; ``since`` (ISO date) skips what was
    published before; ``backfill`` walks every listing to its end, as the first crawl of a site does anyway; ``media``
    names what of the articles is fetched beside their pages. An import or a reparse is a crawl that asks no site.
    Raises WorkspaceError or CatalogError when it cannot begin.
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
    ) -> None:
        self.profiles = {profile.name: profile for profile in profiles}
        self.limit = limit
        self.since = since
        self.media = media
        self.kind = kind
        self._backfill = backfill
        self.scope = Scope(self.profiles, follows_related=since is None)
        self.counts = {name: SiteCount() for name in self.profiles}
        self.shortest_delays = {
            host: profile.politeness.delay for profile in profiles for host in (profile.host, *profile.image_hosts)
        }
        """Seconds between two requests to a host below which no throttle goes; robots.txt may raise them."""
        self.robots_sitemaps: dict[str, dict[str, list[str]]] = {}
        """By site and the URL of its robots.txt: the sitemaps that are named there, until they are in the queue."""
        self.error: str | None = None
        """Why the crawl had to be given up, where it had to."""
        self.has_lost_writes = False
        """Whether answers were archived that the catalog does not have: the next crawl takes them in."""
        self._busy_since: float | None = None
        self._closed = False
        self._workspace = workspace
        self._directory = read_directory(workspace.members)
        self._held = ExitStack()
        with self._held:
            workspace.prepare()
            for name in self.profiles:
                self._held.enter_context(workspace.lock_site(name))
            self.db: Database = open_catalog(workspace.database)
            self._held.callback(self.db.close)
            self.batch = Batch(self.db)
            self._begin()
            self.archive = self._open_archive(workspace)
            self.batch.before_commit, self.batch.after_commit = self.archive.sync, self._committed
            self._held = self._held.pop_all()

    def _begin(self) -> None:
        now = time.time()
        with self.batch.transaction():
            self._open_sites(now)
        for name in self.profiles:
            self.counts[name].waiting = self.queue.count_due(name, now)
            self.counts[name].known = self.queue.count_known(name)
            self.courtesy.remember(name, now)

    def _open_sites(self, now: float) -> None:
        for profile in self.profiles.values():
            self.db.table("sites").upsert(
                profile.model_dump(include={"name", "title", "url", "family", "language", "timezone"}), pk="name"
            )
            store_member(self.db, profile, self._directory)
        self.walks_to_the_end = {name: self._backfill or not has_full_crawl(self.db, name) for name in self.profiles}
        """The sites whose listings are read past pages that bring nothing new."""
        self.ids = {name: begin_crawl(self.db, name, self.kind, utc_text(now), self.since) for name in self.profiles}
        self.in_flight = VisitsInFlight(self.counts)
        self.courtesy = Courtesy(self.db, self.counts)
        self.queue = SqliteQueue(self.db, self.ids, self.since, self.media)
        for name, profile in self.profiles.items():
            self.queue.reclaim(name)
            if self.kind == "crawl":
                self.queue.seed(name, starting_points(profile), now)
            for kind in self.media:
                self.queue.discover(name, media_links(self.db, name, kind), "", now)

    def _open_archive(self, workspace: Workspace) -> CrawlArchiver:
        """The names of its files carry the moment, so that a new catalog beside old files writes none of them."""
        run = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}"
        contact = workspace.config.crawl.contact
        writers = {
            name: WarcWriter(
                workspace.warc,
                name,
                f"{run}-{self.ids[name]}",
                operator=contact or "not given",
                robots="honoured (RFC 9309)",
                profile=profile.model_dump_json(exclude_defaults=True),
                capture_method=capture_method(),
                roll_at=workspace.config.archive.roll_at_mb * 1_000_000,
            )
            for name, profile in self.profiles.items()
        }
        site_of_host = {host: name for name, profile in self.profiles.items() for host in profile.hosts_to_ask}
        return CrawlArchiver(self.db, writers, site_of_host)

    @property
    def warc(self) -> Path:
        """The folder of the archive."""
        return self._workspace.warc

    def limit_reached(self, site: str) -> bool:
        """Whether as many articles of the site are stored as were asked for."""
        return self.limit is not None and self.counts[site].articles >= self.limit

    def may_fetch_article(self, site: str) -> bool:
        """Whether one more article can be fetched without passing the limit, whatever comes of those in flight."""
        count = self.counts[site]
        under_way = count.articles_in_flight + count.articles_pending
        return self.limit is None or count.articles + under_way < self.limit

    def lease(self, site: str, most: int) -> list[Visit]:
        """Take what is due of a site, ``most`` visits of it; first stores the pages that may have made it due."""
        with self.failures_end_the_crawl():
            now = time.time()
            due = self.queue.next_due(site)
            if self.counts[site].pending or (due is not None and due <= now):
                with self.batch.transaction():
                    return self.queue.lease(site, most, now)
        return []

    def archive_exchange(self, site: str, exchange: Exchange) -> None:
        """Write an exchange to the archive; where that, or the catalog, fails, the crawl is given up."""
        original = None
        with self.failures_end_the_crawl():
            original = self.archive.find_original(exchange.url)
        with self.failures_end_the_crawl():
            self.archive.write_exchange(exchange, site, original)

    def add(self, work: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        """Have ``work`` done by the next commit, or ``refuse`` where it cannot be; see ``Batch.add``."""
        if self.has_lost_writes:
            return  # the next crawl takes it in from the archive
        self.batch.add(work, refuse)
        if self.batch.is_full:
            self.flush()

    def flush(self) -> None:
        """Commit what waits. While another process holds the catalog it goes on waiting, for a minute at most."""
        with self.failures_end_the_crawl():
            self.batch.flush()

    def add_capture(self, site: str, capture: Capture) -> None:
        """Have the capture of an answer stored of which no page is made: of a robots.txt, or an import's list."""

        def refuse(error: Exception) -> None:
            self.note_problem(
                site, Problem(capture.url, "archive", "cannot be stored", f"{type(error).__name__}: {error}")
            )

        self.add(lambda: self._insert_capture(site, capture), refuse)

    def fail_visit(self, visit: Visit, problem: Problem, capture: Capture | None = None) -> None:
        """Settle a visit of which no page can be stored: it failed, for this reason.

        ``capture`` is what was archived of it. A visit that has ended already keeps its outcome; the problem is
        noted all the same.
        """
        has_ended = self.in_flight.end(visit.url) is None
        if problem.stage == "fetch":
            self.counts[visit.site].failures[problem.reason] += 1

        def settle(capture: Capture | None) -> None:
            if not has_ended:
                self._settle_as_failed(visit, problem.reason, capture)
            self.note_problem(visit.site, problem)

        self.add(lambda: settle(capture), lambda _: settle(None))

    def refuse_page(self, page: Page, problem: Problem, visit: Visit | None) -> None:
        """Note, in the open transaction, why a page cannot be stored, and keep its capture.

        ``visit``, where the page came of one, has failed.
        """
        self.scope.forget(page)
        if visit:
            self._settle_as_failed(visit, problem.reason, page.capture)
        elif page.capture and page.capture_id is None:
            self._insert_capture(page.site, page.capture)
        for each in (*page.problems, problem):
            self.note_problem(page.site, each)

    def _settle_as_failed(self, visit: Visit, reason: str, capture: Capture | None) -> None:
        if capture:
            self._insert_capture(visit.site, capture)
        self.queue.settle(visit.url, Verdict("failed", attempts=visit.attempts + 1, reason=reason))

    def _insert_capture(self, site: str, capture: Capture) -> None:
        insert_capture(self.db, site, self.ids[site], capture)

    def fail_lost_visits(self) -> None:
        """Settle the visits that are in flight: to be called when nothing is being downloaded or read any more."""
        for visit, exchange in self.in_flight.all():
            problem = Problem(visit.url, "fetch", "the answer was lost: no page came of it")
            self.fail_visit(visit, problem, unread_capture(exchange) if exchange else None)

    @contextmanager
    def failures_end_the_crawl(self) -> Iterator[None]:
        """Give the crawl up where the block cannot write the catalog or the archive: no site is to blame for that."""
        try:
            yield
        except CatalogBusyError as error:
            now = time.monotonic()
            self._busy_since = self._busy_since or now
            if now - self._busy_since + self.batch.busy_timeout_s >= BUSY_SECONDS:
                self.give_up(str(error))
        except OSError as error:
            self.give_up(f"the archive cannot be written: {error}")
        except CatalogError as error:
            self.give_up(str(error))
        except sqlite3.Error as error:
            self.give_up(f"the catalog cannot be read: {error}")

    def give_up(self, error: str) -> None:
        """End the crawl for a write that failed; what the archive has and the catalog lost, the next one takes in."""
        self.error = self.error or error
        self.has_lost_writes = True
        self.batch.forget()

    def _committed(self) -> None:
        self._busy_since = None
        self.in_flight.commit()

    def pause_before_the_disk_is_full(self) -> None:
        """Give the crawl up while there is still room to end it well; the next one goes on where it was."""
        reserve = self._workspace.config.archive.reserve_mb
        free = shutil.disk_usage(self._workspace.root).free // 1_000_000
        if free < reserve and not self.error:
            self.error = f"only {free} MB free on the disk (reserve_mb = {reserve}); make room and run it again"

    def note_problem(self, site: str, problem: Problem) -> None:
        """Write down what fell short, in the transaction that is open."""
        self.counts[site].problems += 1
        if problem.stage not in ("fetch", "drift"):
            self.counts[site].faults[f"{problem.stage}: {problem.reason}"] += 1
        self.db.execute(
            "INSERT INTO problems (site, crawl_id, url, stage, reason, detail, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                site,
                self.ids[site],
                escape_controls(problem.url),
                problem.stage,
                escape_controls(problem.reason)[:1000],
                escape_controls(problem.detail)[:1000] if problem.detail else None,
                utc_text(time.time()),
            ),
        )

    def close(self, interrupted: bool) -> None:
        """Give back what was handed out, write down how the crawl went, release the sites; once."""
        if self._closed:
            return
        self._closed = True
        with self._held, ended_by(lambda: None):
            self.batch.busy_timeout_s = PATIENCE_AT_THE_END_S
            self.flush()
            files: dict[str, list[WarcFile]] = {}
            with self.failures_end_the_crawl():
                files = self.archive.close()
            try:
                with self.batch.transaction():
                    self._write_down(interrupted, files)
                with self.batch.transaction():
                    self._name_authors()
            except (CatalogError, OSError) as error:
                self.error = self.error or str(error)

    def _write_down(self, interrupted: bool, files: dict[str, list[WarcFile]]) -> None:
        for name, count in self.counts.items():
            if not self.has_lost_writes:
                finished = [(file.name, file.length, file.sha256) for file in files[name]]
                finish_warc_files(self.db, finished, name, self.ids[name])
            self.queue.reclaim(name)
            self._tell_script_pages(name, count)
            self._tell_drift(name, count)
            counted = {column: getattr(count, column) for column in COUNTED}
            reason = self.error or count.given_up
            ending = self._ending(name, interrupted)
            end_crawl(self.db, self.ids[name], utc_text(time.time()), ending, reason, counted)

    def _name_authors(self) -> None:
        try:
            map_authors(self.db, self._workspace.authors, self.profiles)
        except AuthorsFileError as error:
            logger.warning("%s; the names of authors stay as they were", error)

    def _tell_script_pages(self, site: str, count: SiteCount) -> None:
        if pages := sum(count.script_pages.values()):
            reason = f"the list's pager is a __doPostBack script: at least {pages} pages not reachable"
            self.note_problem(site, Problem(next(iter(count.script_pages)), "parse", reason))

    def _tell_drift(self, site: str, count: SiteCount) -> None:
        if self.kind != "crawl":
            return
        store_field_sources(self.db, self.ids[site], count.sources)
        for sentence in coverage_drops(self.db, site, self.ids[site], count.sources):
            problem = Problem(self.profiles[site].url, "drift", *sentence)
            count.drifted.append(problem.text)
            self.note_problem(site, problem)

    def _ending(self, site: str, interrupted: bool) -> Ending:
        if self.error:
            return "failed"
        if self.limit_reached(site):
            return "limit"
        return "interrupted" if interrupted else "finished"


def starting_points(profile: Profile) -> list[Link]:
    """The addresses at which a crawl of the site begins, canonical."""
    kinds: tuple[tuple[PageKind, tuple[str, ...]], ...] = (
        ("sitemap", profile.sitemaps),
        ("feed", profile.feeds),
        ("listing", profile.listings),
    )
    return [Link(canonical, kind) for kind, urls in kinds for url in urls if (canonical := profile.canonical_url(url))]

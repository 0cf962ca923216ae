"""Repeat crawls from their archive without sending a request; the catalog ends up as it was after them."""

from __future__ import annotations

from collections import Counter

from vustacrawl.archive.crawl_info import CrawlEnd, CrawlInfo
from vustacrawl.catalog.crawls import CrawlKind, begin_crawl, find_crawl, has_full_crawl
from vustacrawl.catalog.media import media_links
from vustacrawl.catalog.sql import update
from vustacrawl.clock import unix_time
from vustacrawl.frontier.cookie_loops import CookieLoops
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.queue import Queue
from vustacrawl.frontier.scope import Scope
from vustacrawl.frontier.selection import guessed_urls
from vustacrawl.frontier.starting import starting_points
from vustacrawl.frontier.stats import COLUMNS, SiteStats
from vustacrawl.frontier.visit import VisitOutcome
from vustacrawl.reasons import ROBOTS
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace


class Replay(Crawl):
    """Crawls of the archive, one after another; each gets its own row in ``crawls``, with its time and options.

    Every decision that depends on the time is made as of ``moment``, the time of the capture.
    """

    def __init__(self, workspace: Workspace, profiles: list[Profile]) -> None:
        self.moment = 0.0
        """Unix time."""
        self.totals: Counter[str] = Counter()
        """Totals of the crawls that have ended; see ``SiteStats.tally``."""
        self._before: Counter[str] = Counter()
        super().__init__(workspace, profiles)

    def now(self) -> float:
        """Return ``moment``."""
        return self.moment

    def begin(self, info: CrawlInfo) -> None:
        """Begin or resume a crawl of a site as the only one in progress."""
        self.moment = began = unix_time(info.started_at)
        site, self.since = info.site, info.since
        self.media = frozenset(kind for kind in ("image", "file") if kind in info.media)
        self.scope = Scope(self.profiles, follows_related=info.since is None)
        self.guessed = guessed_urls(self.profiles[site], info.selection)
        self.cookie_loops = CookieLoops()
        self.queue = Queue(self.db, self.ids, self.since, self.media)
        stats = self.stats[site] = SiteStats()
        with self.batch.transaction():
            self.full_crawl[site] = not (info.selection or has_full_crawl(self.db, site))
            known = find_crawl(self.db, site, info.started_at)
            self.ids[site] = known or self._begin_row(info)
            if known:
                self._load_counts(site)
            else:
                self.queue.reset_attempts_of_dead_crawls(site)
                if info.is_continued:
                    self._continue_crawl(site, info.started_at)
                elif info.kind == "crawl" and not info.selection:
                    # Earlier imports may be newer.
                    self.queue.seed(site, starting_points(self.profiles[site]), began, info.started_at)
                for kind in self.media:
                    self.queue.enqueue(site, media_links(self.db, site, kind), "", began)
        self._before = stats.tally()
        stats.known = self.queue.count_known(site)
        self.backoff.load(site, began)

    def _begin_row(self, info: CrawlInfo) -> int:
        kind: CrawlKind = "recover" if info.kind == "recover" else "crawl"
        wanted_id = info.crawl_id
        return begin_crawl(self.db, info.site, kind, info.started_at, info.since, info.selection, wanted_id)

    def _continue_crawl(self, site: str, started_at: str) -> None:
        """Count the visits of the previous crawl as visits of the one in progress, which continues it."""
        self.db.execute(
            "UPDATE frontier SET crawl_id = ?1 WHERE site = ?2 AND crawl_id ="
            " (SELECT id FROM crawls WHERE site = ?2 AND kind = 'crawl' AND started_at < ?3"
            "  ORDER BY started_at DESC LIMIT 1)",
            (self.ids[site], site, started_at),
        )

    def save_counts(self, site: str) -> None:
        """Store the counters of the crawl in progress in the open transaction, in case this process is killed."""
        update(self.db, "crawls", self.stats[site].columns(), "id = ?", self.ids[site])

    def end(self, site: str, end: CrawlEnd | None) -> None:
        """End the crawl in progress as it ended originally; a crawl without an end was killed."""
        with self.batch.transaction():
            if end:
                self.moment = unix_time(end.finished_at)
                self.stats[site].requests, self.stats[site].throttled = end.requests, end.throttled
                self._skip_disallowed(site)
                self._record_end(site, end)
            del self.ids[site]
        self.totals.update(self.stats[site].tally())
        self.totals.subtract(self._before)

    def _skip_disallowed(self, site: str) -> None:
        """Skip what was due but never requested because of robots.txt."""
        for url in self.queue.never_visited(site, self.moment):
            is_allowed = self.is_allowed.get(host_of(url))
            if is_allowed and not is_allowed(url):
                self.queue.mark_visited(site, url)
                self.queue.record_outcome(url, VisitOutcome("skipped", reason=ROBOTS))

    def _load_counts(self, site: str) -> None:
        columns = ", ".join(f"coalesce({column}, 0)" for column in COLUMNS)
        row = self.db.execute(f"SELECT {columns} FROM crawls WHERE id = ?", (self.ids[site],)).fetchone()
        for name, value in zip(COLUMNS.values(), row, strict=True):
            setattr(self.stats[site], name, value)

    def _begin(self) -> None:
        with self.batch.transaction():
            for site in self.profiles:
                self._register(site)

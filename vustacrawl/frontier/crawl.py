"""One crawl in progress: the sites it holds, its transaction, its queue, and its counts."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from vustacrawl import __version__
from vustacrawl.archive.recorder import recording
from vustacrawl.archive.writer import WarcWriter
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.batch import Batch
from vustacrawl.catalog.drift import FieldSources, fallen_fields, note_sources
from vustacrawl.catalog.media import media_links
from vustacrawl.catalog.people import AuthorsFileError, map_authors
from vustacrawl.clock import utc_text
from vustacrawl.frontier.archiving import Archiving
from vustacrawl.frontier.policy import SITE_PAUSES, site_pause
from vustacrawl.frontier.scope import Scope
from vustacrawl.frontier.sqlite import SqliteQueue
from vustacrawl.frontier.urls import canonical_url
from vustacrawl.items import Link, MediaKind, PageKind, Problem
from vustacrawl.sites import Profile
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)

LONGEST_WAIT = 900.0
"""Seconds that a crawl waits for a site that asked for a pause; a longer one is left to the next crawl."""
UNANSWERED_AT_FIRST = 2
UNANSWERED_AT_MOST = 8
"""Requests in a row without an answer after which a crawl gives a site up: sooner where it never answered."""

CrawlKind = Literal["crawl", "import", "reparse"]
Ending = Literal["finished", "limit", "interrupted", "failed"]


@dataclass
class SiteCount:
    """What a crawl did on one site so far."""

    pages: int = 0
    bytes: int = 0
    added: int = 0
    changed: int = 0
    older: int = 0
    """Versions that lie before what the catalog had, of imported captures."""
    problems: int = 0
    waiting: int = 0
    """Visits that are due and not settled yet, as far as is known."""
    known: int = 0
    """Addresses of the site that were ever taken up."""
    pages_turned: int = 0
    """Listing pages behind the first ones that this crawl made due."""
    in_flight: int = 0
    """Visits handed out and not settled yet."""
    articles_in_flight: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    pushbacks: int = 0
    """Answers in a row, of this and earlier crawls, by which the site asked for less."""
    unanswered: int = 0
    """Requests in a row that brought no answer."""
    quiet_until: float = 0.0
    """Unix time until which nothing is asked of the site."""
    sources: FieldSources = field(default_factory=FieldSources)
    """Which strategies answered on the article pages read so far."""
    given_up: str | None = None
    """Why the site is left alone for the rest of this crawl, where it is."""
    drifted: list[str] = field(default_factory=list)
    """Fields that answer on far fewer pages than before."""

    @property
    def articles(self) -> int:
        """Articles that this crawl added or changed."""
        return self.added + self.changed


class Crawl:
    """Opened before the first request, closed after the last answer is stored; holds each site's lock meanwhile.

    ``limit`` ends the crawl after so many articles added or changed; ``since`` (ISO date) leaves what is older;
    ``backfill`` walks every listing to its end, as the first crawl of a site does anyway; ``media`` names what of the
    articles is fetched beside their pages. An import or a reparse is a crawl that asks no site.
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
        self.error: str | None = None
        """Why the crawl had to be given up, where it had to."""
        self._lost_writes = False
        self._workspace = workspace
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
            self.batch.before_commit = self.archive.sync
            self._held = self._held.pop_all()

    def _begin(self) -> None:
        now = time.time()
        self.batch.begin()
        for profile in self.profiles.values():
            self.db.table("sites").upsert(
                profile.model_dump(include={"name", "title", "url", "family", "language", "timezone"}), pk="name"
            )
        self.walks_to_the_end = {name: self._backfill or not self._was_walked(name) for name in self.profiles}
        """The sites whose listings are read past pages that bring nothing new."""
        self.ids = {name: self._record_start(name, now) for name in self.profiles}
        self.queue = SqliteQueue(self.db, self.batch, self.ids, self.since, self.media)
        for name, profile in self.profiles.items():
            self.queue.reclaim(name)
            if self.kind == "crawl":
                self.queue.seed(name, starting_points(profile), now)
            for kind in self.media:
                self.queue.discover(name, media_links(self.db, name, kind), "", now)
            self.counts[name].waiting = self.queue.count_due(name, now)
            self.counts[name].known = self.queue.count_known(name)
            self._remember_quiet(name, now)
        self.batch.commit()

    def _was_walked(self, site: str) -> bool:
        query = "SELECT 1 FROM crawls WHERE site = ? AND kind = 'crawl' AND outcome = 'finished' AND pages > 0"
        return self.db.execute(query, (site,)).fetchone() is not None

    def _remember_quiet(self, site: str, now: float) -> None:
        count = self.counts[site]
        count.pushbacks, quiet_until = self.db.execute(
            "SELECT pushbacks, quiet_until FROM sites WHERE name = ?", (site,)
        ).fetchone()
        if quiet_until and quiet_until > now:
            count.quiet_until = quiet_until
            if quiet_until > now + LONGEST_WAIT:
                count.given_up = f"asked to be left alone until {utc_text(quiet_until)}"

    def _open_archive(self, workspace: Workspace) -> Archiving:
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
                recording=recording(),
                roll_at=workspace.config.archive.roll_at_mb * 1_000_000,
            )
            for name, profile in self.profiles.items()
        }
        site_of_host = {host: name for name, profile in self.profiles.items() for host in profile.hosts_to_ask}
        return Archiving(self.db, self.batch, self.ids, writers, site_of_host)

    def _record_start(self, site: str, now: float) -> int:
        row = {
            "site": site,
            "kind": self.kind,
            "started_at": utc_text(now),
            "software": f"vustacrawl {__version__}",
        }
        return int(self.db.table("crawls").insert(row).last_rowid or 0)

    @property
    def warc(self) -> Path:
        """The folder of the archive."""
        return self._workspace.warc

    @property
    def articles(self) -> int:
        """Articles added or changed so far."""
        return sum(count.articles for count in self.counts.values())

    @property
    def limit_reached(self) -> bool:
        """Whether as many articles are stored as were asked for."""
        return self.limit is not None and self.articles >= self.limit

    def may_fetch_article(self) -> bool:
        """Whether one more article can be asked for without passing the limit, whatever comes of those under way."""
        under_way = sum(count.articles_in_flight for count in self.counts.values())
        return self.limit is None or self.articles + under_way < self.limit

    def handed_out(self, site: str, kind: PageKind) -> None:
        """Count a visit that begins."""
        self.counts[site].in_flight += 1
        self.counts[site].articles_in_flight += kind == "article"

    def settled(self, site: str, kind: PageKind) -> None:
        """Count a visit that ended."""
        self.counts[site].in_flight -= 1
        self.counts[site].waiting -= 1
        self.counts[site].articles_in_flight -= kind == "article"

    def give_up(self, error: str) -> None:
        """End the crawl for a write that failed; what the archive has and the catalog lost, the next one takes in."""
        self.error = self.error or error
        self._lost_writes = True

    def pause_before_the_disk_is_full(self) -> None:
        """Give the crawl up while there is still room to end it well; the next one goes on where it was."""
        reserve = self._workspace.config.archive.reserve_mb
        free = shutil.disk_usage(self._workspace.root).free // 1_000_000
        if free < reserve and not self.error:
            self.error = f"only {free} MB free on the disk (reserve_mb = {reserve}); make room and run it again"

    def push_back(self, site: str, now: float, retry_after: float | None, reason: str | None) -> None:
        """Leave a site alone that asks for it, longer each time, and for the rest of this crawl when it goes on so."""
        count = self.counts[site]
        if now < count.quiet_until:
            return  # the answer to a request that was under way already
        count.pushbacks += 1
        count.quiet_until = now + site_pause(count.pushbacks, retry_after)
        if count.pushbacks > len(SITE_PAUSES):
            count.given_up = f"pushed back {count.pushbacks} times in a row, last with {reason}"
        self._note_quiet(site)

    def miss(self, site: str, reason: str | None) -> None:
        """Leave a site to the next crawl when one request after the other brings no answer at all."""
        count = self.counts[site]
        count.unanswered += 1
        if count.unanswered >= (UNANSWERED_AT_MOST if count.pages else UNANSWERED_AT_FIRST):
            count.given_up = f"no answer {count.unanswered} times in a row, last: {reason}"

    def welcome(self, site: str) -> None:
        """Forget what a site pushed back or left unanswered before: it answers again."""
        self.counts[site].unanswered = 0
        if self.counts[site].pushbacks:
            self.counts[site].pushbacks = 0
            self._note_quiet(site)

    def _note_quiet(self, site: str) -> None:
        count = self.counts[site]
        self.db.execute(
            "UPDATE sites SET pushbacks = ?, quiet_until = ? WHERE name = ?",
            (count.pushbacks, count.quiet_until, site),
        )

    def note_problem(self, site: str, problem: Problem) -> None:
        """Write down what fell short, in the transaction that is open."""
        self.counts[site].problems += 1
        self.db.execute(
            "INSERT INTO problems (site, crawl_id, url, stage, reason, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
            (site, self.ids[site], problem.url, problem.stage, problem.reason[:1000], utc_text(time.time())),
        )

    def close(self, interrupted: bool) -> None:
        """Give back what was handed out, write down how the crawl went, release the sites."""
        with self._held:
            try:
                self._write_down(self._ending(interrupted))
            except (sqlite3.Error, OSError) as error:
                self.error = self.error or f"the catalog or the archive cannot be written: {error}"
                if self.db.conn.in_transaction:
                    self.db.execute("ROLLBACK")

    def _write_down(self, ending: Ending) -> None:
        self.batch.begin()
        self.archive.close(is_told=not self._lost_writes)
        for name, count in self.counts.items():
            self.queue.reclaim(name)
            self._tell_drift(name, count)
            self.db.table("crawls").update(
                self.ids[name],
                {
                    "finished_at": utc_text(time.time()),
                    "outcome": ending,
                    "reason": self.error or count.given_up,
                    "pages": count.pages,
                    "bytes": count.bytes,
                    "added": count.added,
                    "changed": count.changed,
                    "problems": count.problems,
                },
            )
        self._name_authors()
        self.batch.commit()

    def _name_authors(self) -> None:
        try:
            map_authors(self.db, self._workspace.authors, self.profiles)
        except AuthorsFileError as error:
            logger.warning("%s; the names of authors stay as they were", error)

    def _tell_drift(self, site: str, count: SiteCount) -> None:
        if self.kind != "crawl":
            return
        note_sources(self.db, self.ids[site], count.sources)
        for name, sentence in fallen_fields(self.db, site, self.ids[site], count.sources):
            count.drifted.append(name)
            self.note_problem(site, Problem(self.profiles[site].url, "drift", sentence))

    def _ending(self, interrupted: bool) -> Ending:
        if self.error:
            return "failed"
        if self.limit_reached:
            return "limit"
        return "interrupted" if interrupted else "finished"


def starting_points(profile: Profile) -> list[Link]:
    """The addresses at which a crawl of the site begins, canonical."""
    kinds: tuple[tuple[PageKind, tuple[str, ...]], ...] = (
        ("sitemap", profile.sitemaps),
        ("feed", profile.feeds),
        ("listing", profile.listings),
    )
    return [Link(canonical, kind) for kind, urls in kinds for url in urls if (canonical := canonical_url(url, profile))]

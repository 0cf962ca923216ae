"""Divide the sites of a crawl among processes: each crawls its sites as usual, and all store in one catalog.

A Scrapy process uses one core. A process without work ends, and a new one takes over half of the sites that keep
another one busy.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import NamedTuple

from vustacrawl.catalog import open_catalog
from vustacrawl.errors import UserError
from vustacrawl.frontier.crawl import Crawl, Handover
from vustacrawl.frontier.stats import SiteStats
from vustacrawl.interrupts import is_interrupt, on_interrupt, was_interrupted, watch_signals
from vustacrawl.sites import Profile
from vustacrawl.spiders.run import run_crawl
from vustacrawl.text import plural
from vustacrawl.workspace import SiteInUseError, Workspace

logger = logging.getLogger(__name__)

PAGES_PER_CORE = 60.0
"""Pages per second that one process parses and stores (``benchmarks/federation.py``)."""
MOVE_INTERVAL_S = 5.0
"""Minimum time between two moves of sites: starting a process takes about a second of CPU."""
STOP_WITHIN_S = 8.5
"""How long the processes have to stop cleanly; each gives up by itself half a second earlier."""
_POLL_S = 0.2

OpensCrawl = Callable[..., Crawl]
"""Opens the crawl of ``profiles``, some of them ``continued``; it can be pickled. Raises UserError."""


class Report(NamedTuple):
    """What a process has done so far on its sites."""

    stats: dict[str, SiteStats]
    ids: dict[str, int]
    limits: dict[str, str | None]
    """Which limit each site has reached, if any."""
    error: str | None
    is_last: bool


class InUse(NamedTuple):
    """Another command locked a site before the process that was to crawl it, which then crawls none of its sites."""

    site: str
    reason: str


def processes_for(profiles: Iterable[Profile]) -> int:
    """Return the best number of processes for these sites: one per core, but one while they need less than a core."""
    groups = _groups_by_host(profiles)
    is_enough_for_one = sum(map(_demand, groups)) < PAGES_PER_CORE
    return 1 if is_enough_for_one else min(os.cpu_count() or 1, len(groups))


def _demand(profiles: Iterable[Profile]) -> float:
    """Return how many pages per second the sites allow; a site without a delay uses a whole core."""
    return sum(1 / profile.politeness.delay if profile.politeness.delay else PAGES_PER_CORE for profile in profiles)


def _groups_by_host(profiles: Iterable[Profile]) -> list[list[Profile]]:
    """Group the sites that share a host: only a single process can keep the delay between two requests."""
    groups: list[tuple[set[str], list[Profile]]] = []
    for profile in profiles:
        hosts, members = set(profile.allowed_hosts), [profile]
        for other in [group for group in groups if group[0] & hosts]:
            groups.remove(other)
            hosts |= other[0]
            members = other[1] + members
        groups.append((hosts, members))
    return [members for _, members in groups]


def divide(profiles: Iterable[Profile], parts: int) -> list[list[Profile]]:
    """Divide sites into at most ``parts`` parts that allow about the same number of pages per second."""
    divided: list[list[Profile]] = [[] for _ in range(parts)]
    for group in sorted(_groups_by_host(profiles), key=_demand, reverse=True):
        min(divided, key=lambda part: (_demand(part), len(part))).extend(group)
    return [part for part in divided if part]


@dataclass(eq=False)
class _Child:
    """A process and its sites."""

    process: BaseProcess
    pipe: Connection
    sites: set[str]
    continued: Mapping[str, Handover]
    has_reported: bool = False
    """Whether its last report has arrived."""


@dataclass
class _Move:
    """Sites that a process is to hand over."""

    source: _Child
    awaited: set[str]
    arrived: dict[str, Handover] = field(default_factory=dict)


class DividedCrawl:
    """A crawl by several processes, with the same counters as ``Crawl``.

    If a process is killed or crashes, two new ones crawl its sites again, until the site at fault is isolated.
    """

    def __init__(
        self,
        workspace: Workspace,
        profiles: Sequence[Profile],
        opens: OpensCrawl,
        processes: int,
        since: str | None = None,
    ) -> None:
        """Raise WorkspaceError if a site is already being crawled, CatalogError if the catalog cannot be opened."""
        self.profiles = {profile.name: profile for profile in profiles}
        self.since = since
        self.stats = {name: SiteStats() for name in self.profiles}
        self.ids: dict[str, int] = {}
        self.error: str | None = None
        self._workspace = workspace
        self._opens = opens
        self._processes = processes
        self._limits: dict[str, str | None] = {}
        self._crashes: Counter[str] = Counter()
        self._children: list[_Child] = []
        self._move: _Move | None = None
        self._moved_at = time.monotonic()
        self._stopped_at: float | None = None
        workspace.prepare()
        for name in self.profiles:
            with workspace.lock_site(name):
                pass
        open_catalog(workspace.database).close()

    def limit_reached(self, site: str) -> str | None:
        """Return the limit that ended the crawl of the site, in a few words; None if none did."""
        return self._limits.get(site)

    def run(self, log_level: str, set_up_log: Callable[[], None] | None = None) -> None:
        """Crawl until nothing is due; Ctrl-C and SIGTERM stop all processes. Each calls ``set_up_log`` first.

        The processes end with this one, however it ends: each watches for the end of its pipe.
        """
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])

        def start(profiles: list[Profile], continued: Mapping[str, Handover]) -> None:
            parent_end, child_end = context.Pipe()
            arguments = (child_end, self._workspace, self._opens, profiles, continued, log_level, set_up_log)
            process = context.Process(target=_crawl, args=arguments, daemon=True)
            process.start()
            child_end.close()
            self._children.append(_Child(process, parent_end, {profile.name for profile in profiles}, continued))

        self._start = start
        stop = threading.Event()
        with on_interrupt(stop.set, within=STOP_WITHIN_S + 1):
            for part in divide(self.profiles.values(), self._processes):
                start(part, {})
            while self._children:
                ready = wait([child.pipe for child in self._children], timeout=_POLL_S)
                for child in [child for child in self._children if child.pipe in ready]:
                    self._receive(child)
                if not stop.is_set():
                    self._move_sites()
                else:
                    self._stop_children()
        for site, times in self._crashes.items():
            self.stats[site].problems += times
            self.stats[site].faults["crawl: its process died and another one crawled it again"] += times

    def _stop_children(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if self._stopped_at is None:
                _send(child.pipe, None)
            elif now - self._stopped_at > STOP_WITHIN_S:
                child.process.kill()
        self._stopped_at = self._stopped_at or now

    def _receive(self, child: _Child) -> None:
        try:
            message = child.pipe.recv()
        except (EOFError, OSError):
            self._end(child)
            return
        if isinstance(message, Report):
            self.stats |= message.stats
            self.ids |= message.ids
            self._limits |= message.limits
            self.error = self.error or message.error
            child.has_reported = message.is_last
        elif isinstance(message, Handover):
            child.sites.remove(message.site)
            if self._move and message.site in self._move.awaited:
                self._move.awaited.remove(message.site)
                self._move.arrived[message.site] = message
        elif isinstance(message, InUse):
            child.has_reported = True
            self.stats[message.site].given_up = message.reason
            others = [self.profiles[site] for site in sorted(child.sites - {message.site})]
            if others and self._stopped_at is None:
                self._start(
                    others, {site: handover for site, handover in child.continued.items() if site != message.site}
                )
        else:
            self.error = self.error or str(message)
            child.has_reported = True

    def _end(self, child: _Child) -> None:
        self._children.remove(child)
        child.process.join()
        child.pipe.close()
        if self._move and self._move.source is child:
            self._move.awaited.clear()
        if child.has_reported:
            return
        code, sites = child.process.exitcode or 0, sorted(child.sites)
        reason = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if self._stopped_at is not None:
            self.error = self.error or f"a process of the crawl {reason}: {', '.join(sites)}"
            return
        parts = divide([self.profiles[site] for site in sites], 2)
        if len(parts) < 2:
            for site in sites:
                self.stats[site].given_up = f"the process that crawled it {reason}"
            return
        restarted = f"crawling its {plural(len(sites), 'site')} again: {', '.join(sites)}"
        logger.warning("a process of the crawl %s; %s", reason, restarted)
        self._crashes.update(sites)
        for part in parts:
            self._start(part, {})

    def _move_sites(self) -> None:
        """Start a process for the sites that were handed over; request a handover if a process has no work left."""
        if self._move is None:
            if len(self._children) < self._processes and time.monotonic() - self._moved_at > MOVE_INTERVAL_S:
                self._move = self._next_move()
        elif not self._move.awaited:
            if arrived := self._move.arrived:
                self._start([self.profiles[site] for site in arrived], arrived)
            self._move, self._moved_at = None, time.monotonic()

    def _next_move(self) -> _Move | None:
        """Tell the process with the most work to hand over half of it, unless one process is enough for that."""
        for child in sorted(self._children, key=lambda child: -sum(self._due(site) for site in child.sites)):
            groups = _groups_by_host(self.profiles[site] for site in child.sites)
            busy = [group for group in groups if any(self._due(profile.name) for profile in group)]
            if len(busy) < 2 or sum(map(_demand, busy)) < PAGES_PER_CORE:
                continue
            sites = {profile.name for profile in divide(chain(*busy), 2)[1]}
            if _send(child.pipe, sorted(sites)):
                return _Move(child, sites)
        return None

    def _due(self, site: str) -> int:
        stats = self.stats[site]
        return 0 if stats.given_up or self.limit_reached(site) else stats.waiting


def _send(pipe: Connection, message: object) -> bool:
    """Send a message; return False if the process has ended."""
    try:
        pipe.send(message)
    except OSError:
        return False
    return True


def _crawl(
    pipe: Connection,
    workspace: Workspace,
    opens: OpensCrawl,
    profiles: list[Profile],
    continued: Mapping[str, Handover],
    log_level: str,
    set_up_log: Callable[[], None] | None,
) -> None:
    """Crawl some sites in this process and report. A message is a list of sites to hand over, or None to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent passes it on
    watch_signals()
    if set_up_log:
        set_up_log()
    leaving: list[str] = []
    threading.Thread(target=_receive_commands, args=(pipe, leaving), daemon=True).start()
    try:
        crawl = opens(profiles=profiles, continued=continued)
    except SiteInUseError as error:
        _send(pipe, InUse(error.site, str(error).removeprefix(f"{error.site} is ")))
        return
    except UserError as error:
        _send(pipe, str(error))
        return
    except BaseException as error:
        if not is_interrupt(error):
            raise
        _send(pipe, Report({}, {}, {}, None, is_last=True))
        return

    def report(is_last: bool = False) -> None:
        limits = {site: crawl.limit_reached(site) for site in crawl.profiles}
        _send(pipe, Report(crawl.stats, crawl.ids, limits, crawl.error, is_last))

    def tick() -> None:
        while leaving:
            crawl.leaving |= {leaving.pop()} & crawl.profiles.keys()
        crawl.hand_over_idle()
        report()

    crawl.on_handover = pipe.send
    run_crawl(workspace, crawl, log_level, tick)
    report(is_last=True)


def _receive_commands(pipe: Connection, leaving: list[str]) -> None:
    """Read the parent's messages until it stops the crawl or dies; both act like SIGTERM, and a second one ends it."""
    is_stopping = False
    with suppress(EOFError, OSError):
        while True:
            sites = pipe.recv()
            if sites is None:
                is_stopping = True
                if not was_interrupted():
                    os.kill(os.getpid(), signal.SIGTERM)
            else:
                leaving.extend(sites)
    if is_stopping or not was_interrupted():
        os.kill(os.getpid(), signal.SIGTERM)

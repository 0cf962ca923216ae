"""Start crawls at their times, one process for all sites due together, until stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from vustacrawl.interrupts import on_interrupt
from vustacrawl.schedule.pauses import paused_sites
from vustacrawl.schedule.plan import Plan
from vustacrawl.schedule.starts import Starts
from vustacrawl.workspace import IN_USE_CODE, SCHEDULED, Workspace

logger = logging.getLogger(__name__)

MAX_SLEEP_S = 60.0
"""The longest sleep between two checks: the clock may be set, and people may start crawls by hand."""
HELD_POLL_S = 5.0
"""Interval of checks whether a crawl started by hand has finished."""
STOP_WITHIN_S = 9.0
"""How long a crawl has to stop cleanly; it gives up a second earlier."""
COMPLETED_CODES = (0, 1)
"""Exit codes of a completed crawl, without or with problems."""


def crawl_command(workspace: Workspace, sites: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return the command that crawls some sites in one process."""
    root = str(workspace.root.resolve())
    return [sys.executable, "-m", "vustacrawl", "--workspace", root, "crawl", *sites, *options]


class Schedule:
    """Runs a workspace's crawls at their times.

    One process crawls all sites that are due and not locked; sites due meanwhile get another one, up to ``at_once``.
    If a process crashes, its sites are split between two new ones, until the site at fault is alone and reported.
    """

    def __init__(
        self,
        workspace: Workspace,
        plans: Sequence[Plan],
        command: Callable[[Sequence[str]], list[str]],
        broken: Callable[[str, str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        run_command: Callable[[list[str]], Awaitable[int]] | None = None,
    ) -> None:
        """``command`` returns the command line that crawls sites; ``broken`` gets a broken site and the reason.

        ``run_command`` runs a command line and returns its exit code; by default, in a process of its own.
        """
        self.failures = 0
        """Number of crawls that finished with problems, plus broken sites."""
        self._workspace = workspace
        self._plans = plans
        self._command = command
        self._broken = broken
        self._now = now
        self._run_command = run_command or run_process
        self._starts = Starts(workspace)
        self._since = self._starts.planned_since()
        self._running: dict[asyncio.Task[None], list[str]] = {}
        self._retries: list[list[str]] = []
        """Groups of sites whose process crashed or could not start; each is started again."""
        self._held: set[str] = set()
        """Sites that were due but locked by another process at the last check."""
        self._is_waiting = False
        """Whether more was due at the last check than could be started."""

    async def run(self, once: bool = False) -> None:
        """Run until SIGTERM or SIGINT, which also stop the crawls; ``once``: until nothing is due and nothing runs."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        with on_interrupt(lambda: loop.call_soon_threadsafe(stop.set), within=STOP_WITHIN_S + 0.5):
            stopping = asyncio.create_task(stop.wait())
            while not stop.is_set():
                pause = self._start_due_crawls()
                if once and not self._running and not self._is_waiting:
                    break
                await asyncio.wait(
                    {stopping, *self._running},
                    timeout=min(max(pause, 0.0), MAX_SLEEP_S),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                self._running = {task: sites for task, sites in self._running.items() if not task.done()}
            stopping.cancel()
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def _start_due_crawls(self) -> float:
        """Start processes for the sites that are due and not locked; return the seconds until the next check."""
        now, paused = self._now(), paused_sites(self._workspace)
        starts = self._starts.all(now)
        busy = {site for sites in (*self._running.values(), *self._retries) for site in sites}
        due: dict[str, str] = {}
        pauses = []
        for plan in self._plans:
            if plan.site not in busy and plan.site not in paused:
                at = plan.next_run(starts.get(plan.site), self._since)
                if at <= now:
                    due[plan.site] = f"{plan.text}{_lateness(now - at)}"
                else:
                    pauses.append((at - now).total_seconds())
        held = {site for site in (*due, *(site for sites in self._retries for site in sites)) if self._is_held(site)}
        for site in sorted(held - self._held):
            logger.info("%s: already being crawled; waiting for that crawl to finish", site)
        self._held = held
        if held:
            pauses.append(HELD_POLL_S)
        groups = [*(dict.fromkeys(sites, "again") for sites in self._retries), due]
        for group in groups:
            free = {site: text for site, text in group.items() if site not in held}
            if free and len(self._running) < self._workspace.config.schedule.at_once:
                self._running[asyncio.create_task(self._crawl(free))] = list(free)
        started = {site for sites in self._running.values() for site in sites}
        self._retries = [left for sites in self._retries if (left := [site for site in sites if site not in started])]
        self._is_waiting = bool(self._retries or due.keys() - started)
        return min(pauses, default=MAX_SLEEP_S)

    def _is_held(self, site: str) -> bool:
        try:
            return self._workspace.is_held(site)
        except OSError:  # reported when the crawl cannot be started
            return False

    async def _crawl(self, sites: dict[str, str]) -> None:
        """Crawl sites in one process; each comes with the reason for its start."""
        try:
            for site, why in sites.items():
                logger.info("%s: crawl started (%s)", site, why)
                self._starts.record(site, self._now())
            code = await self._run_command(self._command(list(sites)))
        except OSError as error:
            try:
                await self._report_broken(list(sites), f"the crawl could not be started: {error}")
            finally:  # the sites stay due: without a pause the next try would follow at once
                await asyncio.sleep(MAX_SLEEP_S)
            return
        for site in sites:
            logger.info("%s: crawl finished with exit code %d", site, code)
        if code in COMPLETED_CODES:
            self.failures += code != 0
        else:
            await self._retry_in_halves(list(sites), code)

    async def _retry_in_halves(self, sites: list[str], code: int) -> None:
        """Restart the sites of a crashed process in smaller groups; report a site that crashed alone."""
        if code == IN_USE_CODE:  # another crawl took a lock first, and may have released it by now
            self._retries.append(sites)
            return
        reason = f"the crawl was killed by signal {-code}" if code < 0 else f"the crawl crashed (exit code {code})"
        if len(sites) == 1:
            await self._report_broken(sites, reason)
            return
        logger.warning("%s: %s; restarting in two halves", ", ".join(sites), reason)
        middle = len(sites) // 2
        self._retries += [sites[:middle], sites[middle:]]

    async def _report_broken(self, sites: list[str], reason: str) -> None:
        for site in sites:
            self.failures += 1
            await asyncio.to_thread(self._broken, site, reason)


async def run_process(command: list[str]) -> int:
    """Run a command line; return its exit code, negative for a signal. A cancelled task stops the process."""
    # In its own session a crawl gets Ctrl-C only from this process; a second one would kill it.
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, start_new_session=True, env=os.environ | {SCHEDULED: "1"}
    )
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
        except TimeoutError:
            process.kill()
            await process.wait()
        raise


def _lateness(late: timedelta) -> str:
    return f", {late - timedelta(microseconds=late.microseconds)} late" if late > timedelta(minutes=1) else ""

"""Start crawls at their times, the sites that are due together in one process, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from vustacrawl.interrupts import ended_by
from vustacrawl.schedule.plan import Plan
from vustacrawl.schedule.starts import Starts
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 60.0
"""Seconds between two looks at the clock: it may be set, the machine may sleep, a person may crawl by hand."""
HELD_AGAIN = 5.0
"""Seconds between two looks whether a crawl that was started by hand is over."""
PATIENCE = 9.0
"""Seconds that a crawl has to end in good order once it is asked to; it ends itself a second earlier."""
IN_GOOD_ORDER = (0, 1)
"""Exit codes of a crawl that came to its end, with or without problems."""
NOT_BEGUN = 2
"""Exit code of a crawl that could not begin: its site is being crawled, or something is misspelt."""


def crawl_command(workspace: Workspace, sites: Sequence[str], options: Sequence[str]) -> list[str]:
    """What crawls some sites in one process."""
    root = str(workspace.root.resolve())
    return [sys.executable, "-m", "vustacrawl", "--workspace", root, "crawl", *sites, *options]


class Schedule:
    """The crawls of a workspace at their times.

    All sites that are due and free are crawled by one process: sites are waited for side by side, and one process
    writes the catalog. Sites that fall due meanwhile get a process of their own, up to ``at_once`` processes.

    A process that breaks is started again as two, each with half of its sites, until the site at fault is alone: that
    one is told as broken, and it harms no other.
    """

    def __init__(
        self,
        workspace: Workspace,
        plans: Sequence[Plan],
        command: Callable[[Sequence[str]], list[str]],
        broken: Callable[[str, str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``command`` gives the arguments that crawl sites; ``broken`` is told of a site and how its crawl broke."""
        self.failures = 0
        """Processes that crawled to their end and did not end with exit code 0, and sites whose crawl broke."""
        self._workspace = workspace
        self._plans = plans
        self._command = command
        self._broken = broken
        self._now = now
        self._starts = Starts(workspace)
        self._since = self._starts.planned_since()
        self._running: dict[asyncio.Task[None], list[str]] = {}
        self._again: list[list[str]] = []
        """Sites whose processes broke or could not begin, to be started again group by group."""
        self._held: set[str] = set()
        """Sites that were due and that another process crawled, at the last look."""
        self._is_waiting = False
        """Whether more was due at the last look than could be started."""

    async def run(self, once: bool = False) -> None:
        """Go on until SIGTERM or SIGINT; ``once``: until nothing is due and nothing runs. Ends running crawls."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        with ended_by(lambda: loop.call_soon_threadsafe(stop.set), within=PATIENCE + 0.5):
            stopping = asyncio.create_task(stop.wait())
            while not stop.is_set():
                pause = self._start_what_is_due()
                if once and not self._running and not self._is_waiting:
                    break
                await asyncio.wait(
                    {stopping, *self._running},
                    timeout=min(max(pause, 0.0), LONGEST_SLEEP),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                self._running = {task: sites for task, sites in self._running.items() if not task.done()}
            stopping.cancel()
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def _start_what_is_due(self) -> float:
        """Start processes for the sites that are due and free, as many as may run; seconds until the next look."""
        starts, now = self._starts.all(), self._now()
        busy = {site for sites in (*self._running.values(), *self._again) for site in sites}
        due: dict[str, str] = {}
        pauses = []
        for plan in self._plans:
            if plan.site not in busy:
                at = plan.next_run(starts.get(plan.site), self._since)
                if at <= now:
                    due[plan.site] = f"{plan.text}{_missed(now - at)}"
                else:
                    pauses.append((at - now).total_seconds())
        held = {site for site in (*due, *(site for sites in self._again for site in sites)) if self._is_held(site)}
        for site in sorted(held - self._held):
            logger.info("%s: is being crawled already; its turn comes after that", site)
        self._held = held
        if held:
            pauses.append(HELD_AGAIN)
        groups = [*(dict.fromkeys(sites, "again") for sites in self._again), due]
        for group in groups:
            free = {site: text for site, text in group.items() if site not in held}
            if free and len(self._running) < self._workspace.config.schedule.at_once:
                self._running[asyncio.create_task(self._crawl(free))] = list(free)
        started = {site for sites in self._running.values() for site in sites}
        self._again = [left for sites in self._again if (left := [site for site in sites if site not in started])]
        self._is_waiting = bool(self._again or due.keys() - started)
        return min(pauses, default=LONGEST_SLEEP)

    def _is_held(self, site: str) -> bool:
        try:
            return self._workspace.is_held(site)
        except OSError:  # told when the crawl cannot be started
            return False

    async def _crawl(self, sites: dict[str, str]) -> None:
        """Crawl sites, of each of which is given why now, in one process."""
        try:
            for site, why in sites.items():
                logger.info("%s: crawl begins (%s)", site, why)
                self._starts.note(site, self._now())
            code = await self._run(self._command(list(sites)))
        except OSError as error:
            try:
                await self._tell_broken(list(sites), f"the crawl could not be started: {error}")
            finally:  # the sites stay due: without a pause the next try would follow at once
                await asyncio.sleep(LONGEST_SLEEP)
            return
        for site in sites:
            logger.info("%s: crawl ended with exit code %d", site, code)
        if code in IN_GOOD_ORDER:
            self.failures += code != 0
        else:
            await self._find_fault(list(sites), code)

    async def _find_fault(self, sites: list[str], code: int) -> None:
        """Have what broke started again, in smaller groups; tell of a site that broke alone."""
        if code == NOT_BEGUN and (held := [site for site in sites if self._is_held(site)]):
            others = [site for site in sites if site not in held]  # somebody was faster by a second
            self._again += [[site] for site in held] + [others] * bool(others)
            return
        reason = f"the crawl was killed by signal {-code}" if code < 0 else f"the crawl broke ({code})"
        if len(sites) == 1:
            await self._tell_broken(sites, reason)
            return
        logger.warning("%s: %s; started again as two", ", ".join(sites), reason)
        middle = len(sites) // 2
        self._again += [sites[:middle], sites[middle:]]

    async def _tell_broken(self, sites: list[str], reason: str) -> None:
        for site in sites:
            self.failures += 1
            await asyncio.to_thread(self._broken, site, reason)

    async def _run(self, command: list[str]) -> int:
        # In a session of its own a crawl hears Ctrl-C from us alone; a second one would cut it short.
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, start_new_session=True
        )
        try:
            return await process.wait()
        except asyncio.CancelledError:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()
            raise


def _missed(late: timedelta) -> str:
    return f", {late - timedelta(microseconds=late.microseconds)} late" if late > timedelta(minutes=1) else ""

"""Start crawls at their times, each a process of its own, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from vustacrawl.schedule.plan import Plan
from vustacrawl.schedule.starts import Starts
from vustacrawl.workspace import Workspace

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 60.0
"""Seconds between two looks at the clock: it may be set, the machine may sleep, a person may crawl by hand."""
HELD_AGAIN = 5.0
"""Seconds between two looks whether a crawl that was started by hand is over."""
PATIENCE = 120.0
"""Seconds that a crawl has to end in good order once it is asked to."""
IN_GOOD_ORDER = (0, 1)
"""Exit codes of a crawl that came to its end, with or without problems."""
NOT_BEGUN = 2
"""Exit code of a crawl that could not begin: its site is being crawled, or something is misspelt."""


def crawl_command(workspace: Workspace, site: str, options: Sequence[str]) -> list[str]:
    """What crawls one site."""
    return [sys.executable, "-m", "vustacrawl", "--workspace", str(workspace.root.resolve()), "crawl", site, *options]


class Schedule:
    """The crawls of a workspace at their times.

    A crawl is a process: its memory goes when it ends, and however it ends, it harms no other.
    """

    def __init__(
        self,
        workspace: Workspace,
        plans: Sequence[Plan],
        command: Callable[[str], list[str]],
        broken: Callable[[str, str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``command`` gives the arguments that crawl a site; ``broken`` is told of a site and how its crawl broke."""
        self.failures = 0
        """Crawls that did not end with exit code 0."""
        self._workspace = workspace
        self._plans = plans
        self._command = command
        self._broken = broken
        self._now = now
        self._starts = Starts(workspace)
        self._since = self._starts.planned_since()
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self, once: bool = False) -> None:
        """Go on until SIGTERM or SIGINT; ``once``: until nothing is due and nothing runs. Ends running crawls."""
        self._places = asyncio.Semaphore(self._workspace.config.schedule.at_once)
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            earliest = self._start_what_is_due()
            if once and not self._running:
                break
            pause = (earliest - self._now()).total_seconds() if earliest else LONGEST_SLEEP
            await asyncio.wait(
                {stopping, *self._running.values()},
                timeout=min(max(pause, 0.0), LONGEST_SLEEP),
                return_when=asyncio.FIRST_COMPLETED,
            )
            self._running = {site: task for site, task in self._running.items() if not task.done()}
        stopping.cancel()
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _start_what_is_due(self) -> datetime | None:
        """When the next site that does not run is due; None where there is none."""
        starts, now = self._starts.all(), self._now()
        later = []
        for plan in self._plans:
            if plan.site in self._running:
                continue
            due = plan.next_run(starts.get(plan.site), self._since)
            if due <= now:
                self._running[plan.site] = asyncio.create_task(self._crawl(plan, due))
            else:
                later.append(due)
        return min(later, default=None)

    async def _crawl(self, plan: Plan, due: datetime) -> None:
        site = plan.site
        try:
            code = await self._crawl_in_turn(plan, due)
        except OSError as error:
            self.failures += 1
            try:
                await asyncio.to_thread(self._broken, site, f"the crawl could not be started: {error}")
            finally:  # the site stays due: without a pause the next try would follow at once
                await asyncio.sleep(LONGEST_SLEEP)
            return
        self.failures += code != 0
        logger.info("%s: crawl ended with exit code %d", site, code)
        if code not in IN_GOOD_ORDER:
            reason = f"the crawl was killed by signal {-code}" if code < 0 else f"the crawl broke ({code})"
            await asyncio.to_thread(self._broken, site, reason)

    async def _crawl_in_turn(self, plan: Plan, due: datetime) -> int:
        code = await self._crawl_when_free(plan, due)
        while code == NOT_BEGUN and self._workspace.is_held(plan.site):  # somebody was faster by a second
            code = await self._crawl_when_free(plan, due)
        return code

    async def _crawl_when_free(self, plan: Plan, due: datetime) -> int:
        site = plan.site
        if self._workspace.is_held(site):
            logger.info("%s: is being crawled already; its turn comes after that", site)
            while self._workspace.is_held(site):
                await asyncio.sleep(HELD_AGAIN)
        async with self._places:
            late = self._now() - due
            missed = f", {late - timedelta(microseconds=late.microseconds)} late" if late > timedelta(minutes=1) else ""
            logger.info("%s: crawl begins (%s%s)", site, plan.text, missed)
            self._starts.note(site, self._now())
            return await self._run(self._command(site))

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

"""The year itself: the timer, the schedule's crawls, backups, a restore, and days on which the machine is off."""

from __future__ import annotations

import os
import shutil
import time
from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from scrapy.crawler import AsyncCrawlerRunner

from benchmarks.year.checks import Month, check_articles, databases_differ, measure
from benchmarks.year.clock import REACTOR
from benchmarks.year.ledger import Notices, Runs
from benchmarks.year.sites import LOCAL, Sites
from benchmarks.year.transport import simulated_spider
from vustacrawl.catalog.backup import back_up
from vustacrawl.cli.summary import finish
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.schedule.install import INTERVAL_MIN
from vustacrawl.schedule.plan import Plan, read_plans
from vustacrawl.schedule.run import Schedule
from vustacrawl.schedule.starts import Starts
from vustacrawl.sites import Profile, find_profile
from vustacrawl.spiders.run import crawl_settings
from vustacrawl.workspace import CONFIG_FILE, Workspace

BEGINS = datetime(2024, 1, 1, tzinfo=LOCAL).timestamp()
"""In the past, so that no date of the year is in the machine's future."""
DAY_S = 86_400.0
BACKUP_DAYS = 10
KEPT_BACKUPS = 3
MONTH_DAYS = 30.5
OFF = ((0.35, 3), (0.8, 2))
"""When the machine is off: after which part of the year, for how many days."""
LOST_AT = 0.6
"""After which part of the year the catalog is lost and replaced by its newest backup."""
TIMER_S = INTERVAL_MIN * 60.0


class Year:
    """A workspace and what happens in it; ``elapsed`` gives the simulated seconds since the year began."""

    def __init__(self, folder: Path, sites: int, days: int, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._ends = BEGINS + days * DAY_S
        self.workspace = Workspace(folder / "workspace")
        self._backups = folder / "backups"
        self._newest_backup: Path | None = None
        self.sites = Sites(sites, BEGINS, days, folder / "truth.db", self.now)
        self.runs = Runs(BEGINS, {site.name: site.times for site in self.sites.all})
        self.runs.off += [(BEGINS + part * days * DAY_S, BEGINS + (part * days + off) * DAY_S) for part, off in OFF]
        self._loses_catalog_at = BEGINS + LOST_AT * days * DAY_S
        self.notices = Notices(self.sites.events, self.now)
        self.made = self.equal = 0
        """Backups."""
        self._cpu_began = time.process_time()
        self.broken: list[str] = []
        """Reports of the schedule on crawls that crash."""

    def now(self) -> float:
        """Return the simulated Unix time."""
        return BEGINS + self._elapsed()

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def prepare(self, webhook: str) -> None:
        """Write the workspace's settings and profiles; problems are posted to ``webhook``."""
        self.workspace.sites.mkdir(parents=True)
        for site in self.sites.all:
            (self.workspace.sites / f"{site.name}.toml").write_text(site.profile, "utf-8")
        times = "".join(f'{site.name} = "{site.times}"\n' for site in self.sites.all)
        settings = self.workspace.root / CONFIG_FILE
        settings.write_text(f'[notify]\nwebhook = "{webhook}"\n[schedule]\n{times}', "utf-8")
        os.utime(settings, (BEGINS, BEGINS))
        self.workspace.prepare()

    @cached_property
    def _profiles(self) -> dict[str, Profile]:
        return {site.name: find_profile(site.name, self.workspace.sites) for site in self.sites.all}

    @cached_property
    def _plans(self) -> list[Plan]:
        return read_plans(self.workspace.config.schedule, self._profiles)

    async def months(self) -> AsyncIterator[Month]:
        """Simulate the year; yield each month at its end."""
        since, next_backup = BEGINS, BEGINS + BACKUP_DAYS * DAY_S
        while since < self._ends:
            until = min(since + MONTH_DAYS * DAY_S, self._ends)
            while self.now() < until:
                await self._timer()
                if self.now() >= next_backup:
                    self._back_up()
                    next_backup += BACKUP_DAYS * DAY_S
                if self.now() >= self._loses_catalog_at and self._newest_backup:
                    self._restore(self._newest_backup)
                await sleep(max(0.0, min(self._next_timer(), next_backup, until) - self.now()))
            yield self._month(since, until)
            since = until

    async def _timer(self) -> None:
        """Run ``vustacrawl schedule run --once``, as the installed timer does, unless the machine is off."""
        if any(began <= self.now() < ended for began, ended in self.runs.off):
            return
        schedule = Schedule(self.workspace, self._plans, list, self._report_broken, self._moment, self._crawl)
        await schedule.run(once=True)

    def _next_timer(self) -> float:
        """Return when the timer finds something to do next."""
        starts = Starts(self.workspace)
        last, since = starts.all(self._moment()), starts.planned_since()
        due = min(plan.next_run(last.get(plan.site), since).timestamp() for plan in self._plans)
        for began, ended in self.runs.off:
            if began <= max(due, self.now()) < ended:
                due = ended
        at = BEGINS + -(-(due - BEGINS) // TIMER_S) * TIMER_S
        return max(at, self.now() + TIMER_S)

    async def _crawl(self, names: Sequence[str]) -> int:
        """Run ``vustacrawl crawl`` in this process; return its exit code."""
        for name in names:
            self.runs.starts[name].append(self.now())
        profiles = [self._profiles[name] for name in names]
        settings = crawl_settings("CRITICAL")
        settings.set("TWISTED_REACTOR", REACTOR, "cmdline")
        crawl = Crawl(self.workspace, profiles, clock=self.now)
        try:
            spider = simulated_spider(self.workspace, profiles, self.sites)
            await AsyncCrawlerRunner(settings).crawl(spider, crawl=crawl)
        finally:
            crawl.close(interrupted=True)  # closed already, unless something was raised
        return finish(self.workspace, crawl, None, None, as_json=True)

    def _report_broken(self, site: str, reason: str) -> None:
        self.broken.append(f"{site}: {reason}")

    def _back_up(self) -> None:
        """Make a backup, restore it beside the workspace, and compare."""
        copy = self._newest_backup = back_up(self.workspace.database, self._backups, KEPT_BACKUPS, clock=self.now)
        self.made += 1
        trial = self._backups / "trial.db"
        shutil.copyfile(copy, trial)
        self.equal += not databases_differ(self.workspace.database, trial)
        trial.unlink()

    def _restore(self, copy: Path) -> None:
        """Follow "Restoring" in docs/6-years-of-running.md."""
        self._loses_catalog_at = float("inf")
        for path in self.workspace.root.glob("vustacrawl.db*"):
            path.unlink()
        shutil.copyfile(copy, self.workspace.database)

    def _month(self, since: float, until: float) -> Month:
        cpu_s, self._cpu_began = time.process_time() - self._cpu_began, time.process_time()
        self.sites.publish_until(until)
        return Month(
            began=datetime.fromtimestamp(since, LOCAL).date(),
            runs=self.runs.tally(since, until),
            articles=check_articles(self.workspace.database, self.sites, until),
            size=measure(self.workspace.database),
            cpu_s=cpu_s,
            backups=(self.made, self.equal),
        )

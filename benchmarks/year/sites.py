"""The sites of the year: each publishes at its own pace, and some of them fail."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path
from random import Random
from typing import Any, Literal, cast

from tests.demo.changes import SELECTABLE_ATTRIBUTES
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.article_generator import ArticleGenerator
from vustacrawl.demo.layouts.template import TemplateLayout
from vustacrawl.demo.look_alikes import LOOK_ALIKES

LOCAL = timezone(timedelta(hours=7))
LISTED = 30
"""Articles on a site's one listing page."""
BEFORE = 24
"""Articles that a site has when the year begins."""
DAYS_BETWEEN = (3.0, 4.0, 5.0, 7.0, 10.0, 14.0)
"""The usual days between two articles of a site."""
TWICE_A_WEEK = "30 5 * * 1,4"
TIMES = ("every 1d", *("every 3d", TWICE_A_WEEK, "every 1w", TWICE_A_WEEK, "every 1w") * 3, *("every 1w",) * 4)
"""When sites are crawled, in turn."""
TIMES_IN_SHORT = ("every 1d", "every 1d", TWICE_A_WEEK)
SHORT_DAYS = 100
"""In shorter runs, sites are crawled and publish more often; otherwise the events would not show."""

EventKind = Literal[
    "redesign", "no response", "server error", "throttled", "no such host", "spam", "for sale", "silent"
]
OUTAGES: tuple[EventKind, ...] = ("no response", "server error", "throttled")
PER_150: dict[EventKind, int] = {
    "redesign": 10,
    "no response": 5,
    "server error": 4,
    "throttled": 3,
    "no such host": 6,
    "spam": 6,
    "for sale": 4,
    "silent": 10,
}
"""How many of 150 sites each event happens to; at least one."""
OUTAGE_DAYS = (1.5, 5.0)
"""How long an outage of a site that is crawled every day lasts."""
LONG_OUTAGE_DAYS = 9.0
"""And of other sites: long enough for a crawl to meet it."""
MIN_REVISIT_DAYS = 30
"""Minimum days between two visits of an article: with the default of one, revisits would take most of the time."""
SPAM = (
    "Nhà cái uy tín số 1 châu Á, ca cuoc bóng đá trực tuyến, tài xỉu, xóc đĩa, nổ hũ, bắn cá đổi thưởng. "
    "Nạp tiền nhanh, rút tiền trong 5 phút, khuyến mãi nạp lần đầu 100%, link vào mới nhất."
)


@dataclass
class Event:
    """Something that happens to a site, from one day on or for some days. Times are Unix times."""

    kind: EventKind
    site: str
    begins: float
    ends: float
    notified_at: list[float] = field(default_factory=list)
    """When notifications of it were sent."""


@dataclass(frozen=True)
class SiteResponse:
    """A server's response."""

    status: int
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    etag: str | None = None
    retry_after: int | None = None


class NoResponseError(Exception):
    """The server sends nothing; the reason is an EventKind."""


class YearSite:
    """One site. ``truth`` is the database of its pages, so that they do not count in the measured memory."""

    def __init__(self, number: int, truth: sqlite3.Connection, begins: float, is_short: bool) -> None:
        self.name = f"hoi-{number:03}"
        self.layout: TemplateLayout = replace(LOOK_ALIKES[number % len(LOOK_ALIKES)], name=self.name)
        self.base = f"http://{self.name}.demo.test"
        times = TIMES_IN_SHORT if is_short else TIMES
        self.times = times[number % len(times)]
        self.event: Event | None = None
        self._random = Random(self.name)
        self._gap = DAYS_BETWEEN[number % len(DAYS_BETWEEN)] / (3 if is_short else 1)
        self._revisit_days = 7 if is_short else MIN_REVISIT_DAYS
        self._writer = ArticleGenerator(self.name, self.base, "vi")
        self._truth = truth
        self._listed: deque[DemoArticle] = deque(maxlen=LISTED)
        self._count = 0
        first = begins - BEFORE * self._gap * 86_400
        self._next_post = self._office_hours(first)
        self.publish_until(begins)

    def _office_hours(self, at: float) -> float:
        local = datetime.fromtimestamp(at, LOCAL)
        if local.weekday() > 4:
            local += timedelta(days=7 - local.weekday())
        return local.replace(hour=self._random.randrange(8, 17), minute=self._random.randrange(60)).timestamp()

    @property
    def profile(self) -> str:
        """Its profile as TOML."""
        return f"{self.layout.profile}[revisit]\nmin_days = {self._revisit_days}\n"

    def publish_until(self, now: float) -> None:
        """Publish everything due by now."""
        while self._next_post <= now and not self._has_stopped(self._next_post):
            self._publish(self._next_post)
            pause = self._gap * self._random.uniform(0.5, 1.5) * 86_400
            self._next_post = max(self._office_hours(self._next_post + pause), self._next_post + 3_600)

    def _has_stopped(self, now: float) -> bool:
        ends = ("silent", "no such host", "spam", "for sale")
        return self.event is not None and self.event.kind in ends and now >= self.event.begins

    def _publish(self, at: float) -> None:
        self._count += 1
        published = datetime.fromtimestamp(at, LOCAL).replace(second=0, microsecond=0, tzinfo=None)
        article = self._writer.write(self.layout, self._count, published)
        path = article.url.removeprefix(self.base)
        day = article.date.iso[:10] if article.date else None
        printed = article.date.line if article.date else None
        row = (article.url, self.name, path, article.title, day, printed, at, article.page)
        self._truth.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        article.body, article.generator = [], cast(Any, None)
        self._listed.appendleft(article)

    def respond(self, path: str, now: float) -> SiteResponse:
        """Return the response to a GET of a path. Raises NoResponseError."""
        self.publish_until(now)
        happens = self.event.kind if self.event and self.event.begins <= now < self.event.ends else None
        match happens:
            case "no response" | "no such host":
                raise NoResponseError(happens)
            case "server error":
                return SiteResponse(500, b"<h1>500</h1>")
            case "throttled":
                return SiteResponse(429, b"<h1>429</h1>", retry_after=6 * 3_600)
            case "spam":
                return SiteResponse(200, _page(SPAM, SPAM * 3 + path))
            case "for sale":
                return SiteResponse(200, _page("Domain", "This domain is for sale. Buy this domain now."))
        page = self._page(path, is_redesigned=happens == "redesign")
        if page is None:
            return SiteResponse(404, b"<h1>404</h1>")
        body = page.encode()
        return SiteResponse(200, body, etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"')

    def _page(self, path: str, is_redesigned: bool) -> str | None:
        """Return a page; a new layout has other class names, and prints only how long ago an article was published."""
        if path == self.layout.listing_path(1):
            return self.layout.render_listing(list(self._listed), None, [])
        query = "SELECT html, printed FROM pages WHERE site = ? AND path = ?"
        html, printed = self._truth.execute(query, (self.name, path)).fetchone() or (None, None)
        if html and is_redesigned:
            return SELECTABLE_ATTRIBUTES.sub(' class="khoi"', html.replace(printed or "\n", "cách đây ít lâu"))
        return html


def _page(title: str, text: str) -> bytes:
    title, text = escape(title[:80]), escape(text)
    head = f'<html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<!DOCTYPE html>{head}<body><h1>{title}</h1><div><p>{text}</p></div></body></html>".encode()


class Sites:
    """All sites, by host; ``clock`` gives the Unix time."""

    def __init__(self, count: int, begins: float, days: int, truth: Path, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.truth = sqlite3.connect(truth, isolation_level=None)
        self.truth.execute("PRAGMA journal_mode = OFF")
        self.truth.execute("PRAGMA synchronous = OFF")
        self.truth.execute(
            "CREATE TABLE pages (url TEXT, site TEXT, path TEXT, title TEXT, day TEXT, printed TEXT,"
            " published REAL, html TEXT,"
            " PRIMARY KEY (site, path)) WITHOUT ROWID"
        )
        with self.truth:
            self.all = [YearSite(number, self.truth, begins, days < SHORT_DAYS) for number in range(count)]
        self._by_host = {f"{site.name}.demo.test": site for site in self.all}
        self.events = list(self._plant(begins, days))

    def _plant(self, begins: float, days: int) -> Iterator[Event]:
        """Plan each event for different sites, early enough to show before the year ends."""
        random = Random(len(self.all))
        free = random.sample(self.all, len(self.all))
        is_short = days < SHORT_DAYS
        for kind, often in PER_150.items():
            for _ in range(max(1, often * len(self.all) // 150)):
                daily = [site for site in free if site.times == "every 1d"]
                site = (daily if daily and (is_short or kind in OUTAGES) else free)[0]
                free.remove(site)
                at = begins + days * 86_400 * random.uniform(0.2, 0.3 if is_short else 0.7)
                lasts = random.uniform(*OUTAGE_DAYS) if site in daily else LONG_OUTAGE_DAYS
                ends = at + lasts * 86_400 if kind in OUTAGES else float("inf")
                site.event = Event(kind, site.name, at, ends)
                yield site.event

    def respond(self, host: str, path: str) -> SiteResponse:
        """Return the response to a GET. Raises NoResponseError."""
        return self._by_host[host].respond(path, self._clock())

    def publish_until(self, now: float) -> None:
        """Publish everything due by now on all sites."""
        for site in self.all:
            site.publish_until(now)

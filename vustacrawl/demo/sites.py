"""One site of the federation: its profile, its articles, and what it answers to each path."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from vustacrawl.demo.answers import Answer
from vustacrawl.demo.media import media
from vustacrawl.demo.story import Layout, Story
from vustacrawl.demo.writer import Writer

PER_LISTING = 15
PER_HOME = 8
ROBOTS = "User-agent: *\nDisallow: /admin/\n"
HOOKS = re.compile(r' (?:class|id|itemprop|itemtype|property)="[^"]*"')


class Family(Layout, Protocol):
    """Today's layout of a site, with its listings, sitemaps and feeds. A module each."""

    def listing_path(self, number: int) -> str:
        """The address of a listing's page."""

    def listing(self, stories: list[Story], next_url: str | None, extra: list[str]) -> str:
        """A page of the listing: its articles, the page that follows, and ``extra`` links."""

    def lists(self, base: str, stories: list[Story]) -> dict[str, Callable[[], Answer]]:
        """Sitemaps and feeds by their paths; ``stories`` are newest first."""


@dataclass(frozen=True)
class Era:
    """A time in which a site published ``count`` articles in one layout."""

    layout: Layout
    count: int
    first: datetime
    last: datetime


class DemoSite:
    """A site that is the same wherever it is made, until somebody edits it."""

    def __init__(self, name: str, profile: str, family: Family, eras: Sequence[Era]) -> None:
        """``profile`` is the site's TOML; ``family`` prints its listings."""
        self.name, self.family = name, family
        facts = tomllib.loads(profile)
        self.base: str = facts["url"].rstrip("/")
        self.redesigned = False
        self.dates_answers = False
        """Whether answers have a Last-Modified instead of an ETag."""
        self.oddities: dict[str, Answer] = {"/robots.txt": Answer(200, ROBOTS, "text/plain")}
        self.linked: list[str] = []
        """Addresses that the first listing names besides its articles."""
        self._writer = Writer(name, self.base, facts.get("language", "vi"))
        self.stories: list[Story] = []
        for era in eras:
            step = (era.last - era.first) / era.count
            for at in range(era.count):
                self._write(era.layout, era.first + step * at)

    @property
    def newest_first(self) -> list[Story]:
        """The articles as listings have them."""
        return sorted(self.stories, key=lambda story: story.published, reverse=True)

    def publish(self) -> Story:
        """One more article, a day after the newest."""
        return self._write(self.family, self.newest_first[0].published + timedelta(days=1))

    def _write(self, layout: Layout, day: datetime) -> Story:
        opens = day.replace(hour=7, minute=0, second=0, microsecond=0)
        published = opens + timedelta(minutes=self._writer.random.randrange(10 * 60))
        story = self._writer.write(layout, len(self.stories) + 1, published)
        self.stories.append(story)
        return story

    def answer(self, path: str, query: str) -> Answer:
        """What a GET of a path of this site gets."""
        asked = f"{path}?{query}" if query else path
        if found := self.oddities.get(asked) or self._article(asked) or self._listing(asked) or self._home(asked):
            return found
        listed = self.family.lists(self.base, self.newest_first).get(asked)
        return listed() if listed else media(path)

    def _article(self, path: str) -> Answer | None:
        story = next((story for story in self.stories if story.url == self.base + path), None)
        if story is None:
            return None
        if not self.redesigned:
            return Answer(200, story.page, modified=story.modified if self.dates_answers else None)
        return Answer(200, HOOKS.sub(' class="khoi"', story.page))

    def _home(self, path: str) -> Answer | None:
        """A menu and the newest articles, where the listing is not the home page itself."""
        if path != "/":
            return None
        menu = f'<nav><a href="{self.family.listing_path(1)}">Tin tức</a> <a href="/lien-he.html">Liên hệ</a></nav>'
        page = self.family.listing(self.newest_first[:PER_HOME], None, [])
        return Answer(200, page.replace("<body>", f"<body>{menu}", 1))

    def _listing(self, path: str) -> Answer | None:
        stories = self.newest_first
        for number in range(1, -(-len(stories) // PER_LISTING) + 1):
            if path == self.family.listing_path(number):
                shown = stories[(number - 1) * PER_LISTING : number * PER_LISTING]
                following = self.family.listing_path(number + 1) if number * PER_LISTING < len(stories) else None
                return Answer(200, self.family.listing(shown, following, self.linked if number == 1 else []))
        return None

"""The made-up federation: four sites, their articles, and what must come out of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from vustacrawl.demo import modern, nukeviet, portal, vnmedia, vnmedia_english, wordpress
from vustacrawl.demo.answers import NOT_FOUND, Answer
from vustacrawl.demo.blocks import Line
from vustacrawl.demo.media import media
from vustacrawl.demo.oddities import SOFT_404, add_nukeviet_oddities, add_vusta_oddities, calendar
from vustacrawl.demo.reposts import NearDuplicate, near_repost, repost
from vustacrawl.demo.sites import DemoSite, Era, Family
from vustacrawl.demo.story import Layout, Story
from vustacrawl.sites import Profile, read_profile
from vustacrawl.urls import host_of, split_url

NEAR_REPOSTS = 10
"""On each of the two sites that take articles over."""


class Federation:
    """All sites of the demo; equal wherever it is made, until somebody edits it."""

    def __init__(self) -> None:
        vusta = _site(
            "demo-vusta", vnmedia, (portal, 12, "2020-03-02", "2021-09-20"), (vnmedia, 108, "2010-01-04", "2025-05-30")
        )
        english = _site(
            "demo-vusta-en",
            vnmedia_english,
            (modern, 8, "2012-02-01", "2017-12-01"),
            (vnmedia_english, 32, "2021-12-01", "2025-05-01"),
        )
        province = _site("demo-nukeviet", nukeviet, (nukeviet, 80, "2014-05-05", "2025-04-01"))
        society = _site("demo-wordpress", wordpress, (wordpress, 60, "2016-08-01", "2025-03-15"))
        province.dates_answers = True
        self.sites = [vusta, english, province, society]
        self.duplicates = [
            repost(vusta.stories[20], society.stories[11]),
            repost(vusta.stories[31], society.stories[22]),
            repost(vusta.stories[40], province.stories[14]),
        ]
        """Exact reposts: the address of each, and that of its original."""
        self.near_duplicates: list[NearDuplicate] = [
            near_repost(vusta.stories[50 + 2 * at + which], site.stories[30 + 3 * at], at)
            for which, site in enumerate((province, society))
            for at in range(NEAR_REPOSTS)
        ]
        add_vusta_oddities(vusta)
        add_nukeviet_oddities(province)
        self.unsteady = vusta.stories[60].url
        """An article's address that answers 500 to the first request."""
        self._instead: dict[str, Answer] = {}

    @property
    def truth(self) -> list[dict[str, Any]]:
        """The expected record of every article."""
        return [story.record for site in self.sites for story in site.stories]

    def answer(self, url: str) -> Answer:
        """What a GET of an absolute URL gets."""
        if url in self._instead:
            return self._instead[url]
        parts = split_url(url)
        if parts is None:
            return NOT_FOUND
        if parts.host == host_of(vnmedia.IMAGES):
            return media(parts.path)
        site = next((site for site in self.sites if host_of(site.base) == parts.host), None)
        if site is None:
            return NOT_FOUND
        return calendar(f"{parts.path}?{parts.query}") or site.answer(parts.path, parts.query)

    def edit(self, story: Story | None = None) -> Story:
        """Change an article, as an editor would; one of the first site's where none is given."""
        story = story or self.sites[0].stories[25]
        first = next(block for block in story.body if isinstance(block, Line) and block.kind == "paragraph")
        story.title += " (cập nhật)"
        longer = replace(first, text=first.text + " Tin được bổ sung số liệu mới.", html=None)
        story.body[story.body.index(first)] = longer
        story.modified += timedelta(days=2)
        return story

    def remove(self, story: Story, status: int = 404) -> None:
        """Let an article's address answer ``status``, 404 or 410, until it is restored."""
        self._instead[story.url] = Answer(status, f"<h1>{status}</h1>")

    def hollow(self, story: Story) -> None:
        """Let an article's address answer 200 with a page that holds no article, until it is restored."""
        self._instead[story.url] = Answer(200, SOFT_404)

    def restore(self, story: Story) -> None:
        """Let an article's address answer with the article again."""
        self._instead.pop(story.url, None)

    def redesign(self, site: DemoSite) -> None:
        """Give a site new markup: every class, id and itemprop that a parser may have held to is gone."""
        site.redesigned = True

    def write_profiles(self, folder: Path) -> list[Profile]:
        """Write each site's profile as a TOML file; the profiles as read back."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{site.name}.toml" for site in self.sites]
        for site, path in zip(self.sites, paths, strict=True):
            path.write_text(_profile(site.name), "utf-8")
        return [read_profile(path) for path in paths]


def _profile(name: str) -> str:
    return files("vustacrawl.demo").joinpath(f"profiles/{name}.toml").read_text("utf-8")


def _site(name: str, family: Family, *eras: tuple[Layout, int, str, str]) -> DemoSite:
    dated = [
        Era(layout, count, datetime.fromisoformat(first), datetime.fromisoformat(last))
        for layout, count, first, last in eras
    ]
    return DemoSite(name, _profile(name), family, dated)

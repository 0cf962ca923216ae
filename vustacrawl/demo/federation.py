"""The synthetic federation: four sites, their articles, and the record expected from each."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from vustacrawl.demo.edge_cases import add_nukeviet_edge_cases, add_vusta_edge_cases, endless_calendar
from vustacrawl.demo.layouts.base import SiteLayout
from vustacrawl.demo.layouts.dotnetnuke import DotNetNuke
from vustacrawl.demo.layouts.nukeviet3 import NukeViet3
from vustacrawl.demo.layouts.nukeviet4 import NukeViet4
from vustacrawl.demo.layouts.template import TemplateLayout
from vustacrawl.demo.layouts.vnmedia import IMAGES, VnMedia, VnMediaEnglish
from vustacrawl.demo.layouts.wordpress import WordPress
from vustacrawl.demo.look_alikes import LOOK_ALIKES
from vustacrawl.demo.media import media
from vustacrawl.demo.reposts import NearDuplicate, near_repost, repost
from vustacrawl.demo.responses import NOT_FOUND, Response
from vustacrawl.demo.site import DemoSite, LayoutPeriod
from vustacrawl.sites import Profile, read_profile
from vustacrawl.urls import host_of, split_url

NEAR_REPOSTS_PER_SITE = 10
"""On each of the two sites that republish articles."""
ARTICLES_PER_LOOK_ALIKE = 8
LOOK_ALIKES_BETWEEN = ("2012-03-05", "2024-11-20")


class Federation:
    """All sites of the demo; equal each time it is created.

    ``look_alikes``: whether to add a small site of each other system used in the federation.
    """

    def __init__(self, look_alikes: bool = False) -> None:
        older = LayoutPeriod(DotNetNuke(), 12, "2020-03-02", "2021-09-20")
        vusta = _site("demo-vusta", VnMedia(), 108, "2010-01-04", "2025-05-30", older)
        older = LayoutPeriod(NukeViet3(), 8, "2012-02-01", "2017-12-01")
        english = _site("demo-vusta-en", VnMediaEnglish(), 32, "2021-12-01", "2025-05-01", older)
        province = _site("demo-nukeviet", NukeViet4(), 80, "2014-05-05", "2025-04-01")
        society = _site("demo-wordpress", WordPress(), 60, "2016-08-01", "2025-03-15")
        province.sends_last_modified = True
        self.sites = [vusta, english, province, society]
        self.duplicates = [
            repost(vusta.articles[20], society.articles[11]),
            repost(vusta.articles[31], society.articles[22]),
            repost(vusta.articles[40], province.articles[14]),
        ]
        """Exact reposts: the URL of each, and that of its original."""
        self.near_duplicates: list[NearDuplicate] = [
            near_repost(vusta.articles[50 + 2 * at + number], site.articles[30 + 3 * at], at)
            for number, site in enumerate((province, society))
            for at in range(NEAR_REPOSTS_PER_SITE)
        ]
        add_vusta_edge_cases(vusta)
        add_nukeviet_edge_cases(province)
        self.flaky_url = vusta.articles[60].url
        """The URL of an article whose first request gets status 500."""
        if look_alikes:
            self.sites += map(_look_alike, LOOK_ALIKES)

    @property
    def expected(self) -> list[dict[str, Any]]:
        """The expected record of every article."""
        return [article.record for site in self.sites for article in site.articles]

    def respond(self, url: str) -> Response:
        """Return the response to a GET of an absolute URL."""
        parts = split_url(url)
        if parts is None:
            return NOT_FOUND
        if parts.host == host_of(IMAGES):
            return media(parts.path)
        site = next((site for site in self.sites if host_of(site.base) == parts.host), None)
        if site is None:
            return NOT_FOUND
        return endless_calendar(f"{parts.path}?{parts.query}") or site.respond(parts.path, parts.query)

    def write_profiles(self, folder: Path) -> list[Profile]:
        """Write each site's profile as a TOML file and return the profiles as read back."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{site.name}.toml" for site in self.sites]
        for site, path in zip(self.sites, paths, strict=True):
            path.write_text(site.profile, "utf-8")
        return [read_profile(path) for path in paths]


def _look_alike(layout: TemplateLayout) -> DemoSite:
    period = LayoutPeriod(layout, ARTICLES_PER_LOOK_ALIKE, *LOOK_ALIKES_BETWEEN)
    return DemoSite(f"demo-{layout.name}", layout.profile, layout, [period])


def _site(name: str, layout: SiteLayout, count: int, first: str, last: str, *older: LayoutPeriod) -> DemoSite:
    profile = files("vustacrawl.demo").joinpath(f"profiles/{name}.toml").read_text("utf-8")
    return DemoSite(name, profile, layout, [*older, LayoutPeriod(layout, count, first, last)])

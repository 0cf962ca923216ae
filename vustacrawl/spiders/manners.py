"""How sites are asked: the pace of each host, the name that is given, the proxy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from scrapy.settings import BaseSettings

from vustacrawl import __version__
from vustacrawl.sites import Profile
from vustacrawl.workspace import Workspace

LARGEST_PAGE = 16 * 1024 * 1024
"""Bytes after which a page is cut."""


class Asking(Protocol):
    """What the middlewares ask of a crawl: whose hosts may be asked, and how fast at most."""

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The sites by name."""

    @property
    def shortest_delays(self) -> dict[str, float]:
        """Seconds between two requests to a host below which no throttle goes; robots.txt may raise them."""

    @property
    def robots_sitemaps(self) -> dict[str, dict[str, list[str]]]:
        """By site and the URL of its robots.txt: the sitemaps that are named there, until they are in the queue."""


class AskingSpider(Protocol):
    """A spider that the middlewares work for."""

    crawl: Asking


def set_manners(settings: BaseSettings, workspace: Workspace, profiles: Collection[Profile]) -> None:
    """Give each host its own politeness, and every site its places, so that none waits for another."""
    config = workspace.config.crawl
    slots = {
        host: {
            "delay": profile.politeness.delay,
            "concurrency": profile.politeness.concurrency,
        }
        for profile in profiles
        for host in (profile.host, *profile.image_hosts)
    }
    settings.set("DOWNLOAD_SLOTS", slots, "spider")
    settings.set("CONCURRENT_REQUESTS", sum(profile.politeness.max_in_flight for profile in profiles), "spider")
    contact = config.contact or "no contact given"
    settings.set("VUSTACRAWL_PROXY", config.proxy, "spider")
    settings.set("USER_AGENT", f"vustacrawl/{__version__} (+{contact})", "spider")

"""Politeness: the delay and concurrency of each host, the user agent, the proxy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from scrapy.settings import BaseSettings

from vustacrawl import __version__
from vustacrawl.sites import Profile
from vustacrawl.workspace import Workspace

MAX_PAGE_BYTES = 16 * 1024 * 1024
"""The size after which a page is cut."""


class CrawlLimits(Protocol):
    """What the middlewares need of a crawl: which hosts may be fetched, and how fast."""

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The sites by name."""

    @property
    def shortest_delays(self) -> dict[str, float]:
        """The minimum delay of each host, in seconds; robots.txt may raise it."""

    @property
    def robots_sitemaps(self) -> dict[str, dict[str, list[str]]]:
        """By site and URL of a robots.txt: the sitemaps it names, until they are queued."""


class CrawlingSpider(Protocol):
    """A spider with such a crawl."""

    crawl: CrawlLimits


def set_download_settings(settings: BaseSettings, workspace: Workspace, profiles: Collection[Profile]) -> None:
    """Set Scrapy's download slots from the profiles, and enough concurrency that no site waits for another."""
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

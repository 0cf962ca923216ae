"""Politeness: the delay and concurrency of each host, the user agent, the proxy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from scrapy import Spider
from scrapy.settings import BaseSettings

from vustacrawl.sites import Profile
from vustacrawl.workspace import Workspace

MAX_PAGE_BYTES = 16 * 1024 * 1024
"""Maximum size of a page, after which it is cut off."""


@dataclass
class CrawlLimits:
    """What the middlewares need from a crawl: which hosts may be fetched, and how fast. A ``Crawl`` has it, too."""

    profiles: Mapping[str, Profile]
    """The sites by name."""
    shortest_delays: dict[str, float]
    """The minimum delay of each host, in seconds; robots.txt may raise it."""
    robots_sitemaps: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By site and URL of a robots.txt: the sitemaps it names, until they are queued."""


def limits_of(spider: Spider | None) -> CrawlLimits:
    """Return the limits of the crawl of a spider."""
    return cast(CrawlLimits, cast(Any, spider).crawl)


def set_download_settings(settings: BaseSettings, workspace: Workspace, profiles: Collection[Profile]) -> None:
    """Set Scrapy's download slots from the profiles, and enough concurrency for no site to wait for another."""
    config = workspace.config.crawl
    slots = {
        host: {"delay": profile.politeness.delay, "concurrency": profile.politeness.concurrency}
        for profile in profiles
        for host in (profile.host, *profile.image_hosts)
    }
    settings.set("DOWNLOAD_SLOTS", slots, "spider")
    settings.set("CONCURRENT_REQUESTS", sum(profile.politeness.max_in_flight for profile in profiles), "spider")
    settings.set("VUSTACRAWL_PROXY", config.proxy, "spider")
    settings.set("USER_AGENT", config.user_agent, "spider")

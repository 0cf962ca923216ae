"""The supported archives: one module per kind, listed here."""

from __future__ import annotations

from collections.abc import Callable

from vustacrawl.config import OtherArchiveConfig, RecoverConfig
from vustacrawl.errors import UserError
from vustacrawl.recovery.model import Source
from vustacrawl.recovery.sources.cdx_server import CdxServer
from vustacrawl.recovery.sources.common_crawl import CommonCrawl
from vustacrawl.recovery.sources.memento import Memento
from vustacrawl.recovery.sources.wayback import Wayback

SOURCES: dict[str, Callable[[RecoverConfig], Source]] = {
    "wayback": lambda config: Wayback("wayback", config.wayback_cdx, config.wayback_replay),
    "commoncrawl": lambda config: CommonCrawl(config.commoncrawl_indexes, config.commoncrawl_data),
}
"""Factories of configured sources by name; those of ``[recover.archives]`` are added."""


class SourceError(UserError):
    """An archive that cannot be used; the message says why, in one line."""


def make_sources(config: RecoverConfig, names: list[str]) -> list[Source]:
    """Return the named sources. Raises SourceError for an unknown name or an incomplete configuration."""
    sources: list[Source] = []
    for name in dict.fromkeys(names):
        if name in SOURCES:
            sources.append(SOURCES[name](config))
        elif name in config.archives:
            sources.append(other_archive(name, config.archives[name]))
        else:
            raise SourceError(f"no archive named {name!r}; there are {', '.join([*SOURCES, *config.archives])}")
    return sources


def other_archive(name: str, config: OtherArchiveConfig) -> Source:
    """Return a source for an archive with a CDX server, else with TimeMaps. Raises SourceError if it has neither."""
    if config.cdx and config.replay:
        return CdxServer(name, config.cdx, config.replay)
    if config.timemap and not config.cdx:
        return Memento(name, config.timemap)
    raise SourceError(f"{name}: an archive needs `cdx` and `replay`, or `timemap`")

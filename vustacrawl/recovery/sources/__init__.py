"""The archives that can be asked: one module a kind, listed here."""

from __future__ import annotations

from collections.abc import Callable

from vustacrawl.config import RecoverConfig
from vustacrawl.errors import UserError
from vustacrawl.recovery.model import Source
from vustacrawl.recovery.sources.wayback import Wayback

SOURCES: dict[str, Callable[[RecoverConfig], Source]] = {
    "wayback": lambda config: Wayback(config.wayback_cdx, config.wayback_replay),
}
"""By name, what makes a source of the configuration."""


class UnknownSourceError(UserError):
    """No archive has this name; the message lists those that there are."""


def make_sources(config: RecoverConfig, names: list[str]) -> list[Source]:
    """Return the named sources. Raises UnknownSourceError."""
    sources = []
    for name in dict.fromkeys(names):
        if name not in SOURCES:
            raise UnknownSourceError(f"no archive named {name!r}; there are {', '.join(SOURCES)}")
        sources.append(SOURCES[name](config))
    return sources

"""The hosts that an index is asked for."""

from __future__ import annotations

from vustacrawl.sites import Profile


def bare_hosts(profile: Profile) -> list[str]:
    """Return every host of a site, the former ones too, without ``www.``: indexes file both under one name."""
    return sorted({host.removeprefix("www.") for host in profile.known_hosts})

"""The directory of the federation's member organizations, with their provinces and sites."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from vustacrawl.errors import UserError
from vustacrawl.sites.profile import Profile
from vustacrawl.sites.values import HttpUrl, Strict, faults_named
from vustacrawl.urls import host_of

MemberKind = Literal["local", "national", "media", "unit"]

BUNDLED = Path(__file__).with_name("members.toml")


class MembersError(UserError):
    """An invalid directory; the message names file and fault, in one line."""


class Member(Strict):
    """A member organization, with or without a site."""

    name: str
    abbreviation: str = ""
    kind: MemberKind
    province: str = ""
    """The province of a local union, by the borders before 1 July 2025."""
    province_2025: str = ""
    """Its province since 1 July 2025, when 63 provinces became 34."""
    homepages: tuple[HttpUrl, ...] = ()
    family: str = ""
    """The CMS of its site as far as public copies tell: a family's name, or a word such as ``aspnet`` or ``other``."""
    evidence: tuple[str, ...] = ()
    """Addresses and sources that name the organization or its site."""
    seen: str = ""
    """Which years of the site public copies show."""
    status: str = ""
    doubt: str = ""
    """What is not certain about the entry."""

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of its homepages, without ``www.``."""
        return frozenset(host_of(url).removeprefix("www.") for url in self.homepages)


class Directory:
    """Every member by name, with corrections applied."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = tuple(members)
        self._provinces = {member.province for member in self.members if member.province}

    def is_at_risk(self, member: Member) -> bool:
        """Return whether its site belongs to a province that was merged into another, and may vanish."""
        is_dissolved = member.province_2025 != member.province and member.province_2025 in self._provinces
        return bool(member.kind == "local" and member.homepages and is_dissolved)

    def named(self, name: str) -> list[Member]:
        """Return the members with this name or abbreviation; if there are none, those whose name contains it."""
        wanted = name.casefold()
        exact = [one for one in self.members if wanted in (one.name.casefold(), one.abbreviation.casefold())]
        return exact or [member for member in self.members if wanted in member.name.casefold()]

    def member_of(self, profile: Profile) -> Member | None:
        """Return the member whose site a profile describes, by hosts; several members share short names."""
        hosts = profile.bare_hosts
        return next((member for member in self.members if not member.hosts.isdisjoint(hosts)), None)

    def profiles_by_member(self, profiles: Iterable[Profile]) -> dict[str, Profile]:
        """Return the first profile of each member that has one, by the member's name."""
        found: dict[str, Profile] = {}
        for profile in profiles:
            if member := self.member_of(profile):
                found.setdefault(member.name, profile)
        return found


def read_directory(own: Path | None = None) -> Directory:
    """Read the bundled directory; entries of the file ``own`` are added, or replace those of the same name.

    Raises MembersError for an existing file that cannot be read.
    """
    members = {member.name: member for member in _bundled()}
    if own is not None and own.exists():
        members |= {member.name: member for member in _read(own)}
    return Directory(members.values())


@cache
def _bundled() -> list[Member]:
    return _read(BUNDLED)


def _read(path: Path) -> list[Member]:
    with faults_named(path, MembersError, "member"):
        return [Member.model_validate(entry) for entry in tomllib.loads(path.read_text("utf-8-sig")).get("member", [])]

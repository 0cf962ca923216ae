"""The member organizations behind the sites, so that articles can be counted by union and province."""

from __future__ import annotations

from sqlite_utils import Database

from vustacrawl.sites import Profile
from vustacrawl.sites.members import Directory


def store_member(db: Database, profile: Profile, directory: Directory) -> None:
    """Record the member organization of a profile's site, as in the directory; the caller commits."""
    member = directory.member_of(profile)
    if member:
        values = member.model_dump(include={"name", "abbreviation", "kind", "province", "province_2025"})
        db.table("members").upsert({name: value or None for name, value in values.items()}, pk="name")
    db.execute("UPDATE sites SET member = ? WHERE name = ?", (member and member.name, profile.name))

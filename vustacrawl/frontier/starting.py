"""The start of a site's crawl: its rows in ``sites`` and ``members``, and the URLs at which it begins."""

from __future__ import annotations

from sqlite_utils import Database

from vustacrawl.items import Link
from vustacrawl.sites import Profile
from vustacrawl.sites.members import Directory


def register_site(db: Database, profile: Profile) -> None:
    """Write the row of a site, in the open transaction."""
    row = profile.model_dump(include={"name", "title", "url", "family", "language", "timezone"})
    former = {host.removeprefix("www.") for host in profile.former_hosts}
    db.table("sites").upsert(row | {"former_hosts": sorted(former)}, pk="name")


def store_member(db: Database, profile: Profile, directory: Directory) -> None:
    """Write the row of the member organization behind a site, in the open transaction: articles count by union."""
    member = directory.member_of(profile)
    if member:
        values = member.model_dump(include={"name", "abbreviation", "kind", "province", "province_2025"})
        db.table("members").upsert({name: value or None for name, value in values.items()}, pk="name")
    db.execute("UPDATE sites SET member = ? WHERE name = ?", (member and member.name, profile.name))


def starting_points(profile: Profile) -> list[Link]:
    """Return the canonical URLs at which a crawl of the site begins."""
    starts = ((kind, url) for kind, urls in profile.starts for url in urls)
    return [Link(canonical, kind) for kind, url in starts if (canonical := profile.canonical_url(url))]

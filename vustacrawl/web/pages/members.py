"""The member organizations of the federation: by province on a grid of tiles, and in a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from datasette.utils.asgi import Response
from sqlite_utils import Database

from vustacrawl.sites import Profile, ProfileError, profile_files, read_profile
from vustacrawl.sites.members import Member, MemberKind, read_directory
from vustacrawl.sites.provinces import Tile, tile_of
from vustacrawl.text import fold
from vustacrawl.web.pages.site import shade
from vustacrawl.web.request_context import RequestContext
from vustacrawl.workspace import Workspace

Borders = Literal["2025", "before"]

_LINE_OF_TILE = 6
"""Letters in one line of a tile."""
_ARTICLES = """
SELECT sites.member, sites.name, sum(coalesce(articles, 0)) FROM sites LEFT JOIN month_counts ON site = sites.name
WHERE member IS NOT NULL GROUP BY sites.name
"""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in the table: its profile and its sites in the catalog, where it has any."""

    member: Member
    profile: Profile | None
    is_at_risk: bool
    sites: dict[str, int] = field(default_factory=dict)
    """Articles by site."""

    @property
    def articles(self) -> int:
        """How many articles of it the catalog has."""
        return sum(self.sites.values())

    @property
    def state(self) -> str:
        """What exists of it: ``articles``, ``profile``, ``site`` or ``none``."""
        if self.articles:
            return "articles"
        return "profile" if self.profile else "site" if self.member.homepages else "none"


@dataclass(frozen=True, slots=True)
class ProvinceTile:
    """A province on the map: its unions, and the shade (0 to 4) by their articles."""

    province: str
    place: Tile
    articles: int
    level: int
    state: str
    is_at_risk: bool

    @property
    def lines(self) -> list[str]:
        """The name over two lines at most."""
        words = self.province.replace(" - ", " ").replace("TP. ", "").split()
        half = (len(words) + 1) // 2
        is_long = sum(map(len, words)) > _LINE_OF_TILE
        return [" ".join(words[:half]), " ".join(words[half:])] if is_long else [" ".join(words)]


def members(context: RequestContext) -> Response:
    """``/members``: ``borders`` is ``2025`` or ``before``; ``kind``, ``province`` and ``q`` filter the table."""
    rows = _rows(context.db, context.workspace)
    borders: Borders = "before" if context.parameter("borders") == "before" else "2025"
    kind, province, wanted = (context.parameter(name) for name in ("kind", "province", "q"))
    tiles = _tiles(rows, borders)
    shown = [
        row
        for row in rows
        if (not kind or row.member.kind == kind)
        and (not province or province in (row.member.province, row.member.province_2025))
        and fold(wanted) in fold(f"{row.member.name} {row.member.abbreviation}")
    ]
    return context.page(
        "members.html",
        rows=shown,
        groups={name: [row for row in shown if row.member.kind == name] for name in get_args(MemberKind)},
        is_narrowed=bool(kind or province or wanted),
        tiles=tiles,
        columns=max(tile.place.column for tile in tiles) + 1,
        lines=max(tile.place.row for tile in tiles) + 1,
        borders=borders,
        kinds=get_args(MemberKind),
        kind=kind,
        province=province,
        wanted=wanted,
        at_risk=sum(row.is_at_risk for row in rows),
        states={state: sum(row.state == state for row in shown) for state in ("articles", "profile", "site", "none")},
    )


def _rows(db: Database, workspace: Workspace) -> list[MemberRow]:
    counts: dict[str, dict[str, int]] = {}
    for member, site, articles in db.execute(_ARTICLES):
        counts.setdefault(member, {})[site] = articles
    directory = read_directory(workspace.members)
    files = profile_files(workspace.sites).values()
    profiles = directory.profiles_by_member(filter(None, map(_read, files)))
    return [
        MemberRow(member, profiles.get(member.name), directory.is_at_risk(member), counts.get(member.name, {}))
        for member in directory.members
    ]


def _read(file: Path) -> Profile | None:
    """Return a profile; None for an invalid one, which ``sites check`` names."""
    try:
        return read_profile(file)
    except ProfileError:
        return None


def _tiles(rows: Iterable[MemberRow], borders: Borders) -> list[ProvinceTile]:
    unions: dict[str, list[MemberRow]] = {}
    for row in rows:
        if row.member.kind == "local":
            province = row.member.province if borders == "before" else row.member.province_2025
            unions.setdefault(province, []).append(row)
    articles = {province: sum(row.articles for row in local) for province, local in unions.items()}
    most = max(articles.values(), default=0) or 1
    best = ("articles", "profile", "site", "none")
    return [
        ProvinceTile(
            province,
            place,
            articles[province],
            shade(articles[province], most),
            min((row.state for row in local), key=best.index),
            any(row.is_at_risk for row in local),
        )
        for province, local in unions.items()
        if (place := tile_of(province))
    ]

"""``vustacrawl sites members``: the directory of the federation's members."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import Any, get_args

import click

from vustacrawl.cli.output import echo, echo_json
from vustacrawl.sites import Profile, all_profiles
from vustacrawl.sites.members import Directory, Member, MemberKind, read_directory
from vustacrawl.text import fold, plural
from vustacrawl.workspace import Workspace


@click.command("members")
@click.option("--kind", type=click.Choice(get_args(MemberKind)), help="Only members of this kind.")
@click.option("--province", help="Only local unions of this province, by the borders before or since 1 July 2025.")
@click.option("--at-risk", is_flag=True, help="Only sites whose province was dissolved on 1 July 2025.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def command(workspace: Workspace, kind: str | None, province: str | None, at_risk: bool, as_json: bool) -> None:
    """List the members of the federation: their sites, which have a profile, which have articles in the catalog.

    The directory is based on public copies of pages. Correct it with a members.toml in the workspace.

    \b
    vustacrawl sites members --at-risk
    vustacrawl sites members --province 'Cần Thơ'
    """
    directory = read_directory(workspace.members)
    profiles = directory.profiles_by_member(all_profiles(workspace.sites))
    articles = _articles(workspace)
    rows = [_row(member, directory, profiles.get(member.name), articles) for member in directory.members]
    rows = [
        row
        for row in rows
        if (kind is None or row["kind"] == kind)
        and (province is None or fold(province) in (fold(row["province"]), fold(row["province_2025"])))
        and (not at_risk or row["at_risk"])
    ]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        echo(_line(row))
    echo(_totals(rows), err=True)


def _articles(workspace: Workspace) -> dict[str, int]:
    """Return the number of articles per site in the catalog; empty if there is no catalog."""
    from vustacrawl.catalog import read_catalog

    if not workspace.database.exists():
        return {}
    with closing(read_catalog(workspace.database)) as db:
        return dict(db.execute("SELECT site, count(*) FROM articles GROUP BY site"))


def _row(member: Member, directory: Directory, profile: Profile | None, articles: dict[str, int]) -> dict[str, Any]:
    return member.model_dump() | {
        "at_risk": directory.is_at_risk(member),
        "profile": profile and profile.name,
        "articles": articles.get(profile.name, 0) if profile else 0,
    }


def _line(row: dict[str, Any]) -> str:
    place = row["province"]
    if row["province_2025"] != place:
        place = f"{place} → {row['province_2025']}"
    site = row["homepages"][0] if row["homepages"] else "no site known"
    state = f"profile {row['profile']}, {row['articles']} articles" if row["profile"] else "no profile"
    notes = [place, site, state, "at risk" if row["at_risk"] else "", "" if row["evidence"] else row["doubt"]]
    return f"{row['kind']:9} {row['name']}: {' · '.join(filter(None, notes))}"


def _totals(rows: list[dict[str, Any]]) -> str:
    kinds = Counter(row["kind"] for row in rows)
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    with_site, with_profile, with_articles, at_risk = (
        sum(bool(row[name]) for row in rows) for name in ("homepages", "profile", "articles", "at_risk")
    )
    return (
        f"{plural(len(rows), 'member')} ({counted or 'none'}): {with_site} with a site, {with_profile} with a profile,"
        f" {with_articles} with articles in the catalog, {at_risk} at risk"
    )

"""The directory of members: complete, matched to profiles by host, corrected by a file in the workspace."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from vustacrawl.catalog import open_catalog
from vustacrawl.cli import cli
from vustacrawl.frontier.starting import store_member
from vustacrawl.sites import all_profiles, find_profile
from vustacrawl.sites.members import MembersError, read_directory
from vustacrawl.urls import host_of


def by_host(host: str):
    directory = read_directory()
    [member] = [member for member in directory.members if host in member.hosts]
    return member, directory


def test_directory_lists_all_members() -> None:
    members = read_directory().members
    assert len(members) == 152
    assert sum(member.kind == "local" for member in members) == 63
    assert len({member.province_2025 for member in members if member.kind == "local"}) == 34


def test_members_without_evidence_are_marked_doubtful() -> None:
    unconfirmed = [member for member in read_directory().members if not member.evidence]
    assert len(unconfirmed) == 37
    assert all(member.doubt and not member.homepages for member in unconfirmed)
    output = CliRunner().invoke(cli, ["sites", "members", "--province", "ninh thuan"]).stdout
    assert output.count("\n") == 1 and unconfirmed[3].doubt in output


def test_only_sites_of_dissolved_provinces_are_at_risk() -> None:
    directory = read_directory()
    at_risk = {host_of(member.homepages[0]) for member in directory.members if directory.is_at_risk(member)}
    assert len(at_risk) == 12
    assert {"busta.vn", "vusta.gov.vn", "vustathaibinh.org.vn", "lavusta.longan.gov.vn"} <= at_risk
    assert "husta.vn" not in at_risk


def test_bundled_profiles_are_matched_to_members_by_host() -> None:
    directory = read_directory()
    owners = {profile.name: directory.member_of(profile) for profile in all_profiles()}
    assert [name for name, member in owners.items() if member is None] == []
    assert owners["vusta"].kind == "unit"  # vusta.gov.vn is the union of Bình Thuận
    assert owners["husta"].province == "Thừa Thiên Huế"  # husta.org.vn is Hà Nội's
    member, _ = by_host("vusta.gov.vn")
    assert member.province == "Bình Thuận"


def test_workspace_file_corrects_and_adds_members(tmp_path: Path) -> None:
    member, _ = by_host("busta.vn")
    (tmp_path / "members.toml").write_text(
        f'[[member]]\nname = "{member.name}"\nkind = "local"\nprovince = "Bắc Giang"\nprovince_2025 = "Bắc Ninh"\n'
        'homepages = ["https://moi.busta.vn/"]\n[[member]]\nname = "Hội mới"\nkind = "national"\n',
        "utf-8",
    )
    members = {each.name: each for each in read_directory(tmp_path / "members.toml").members}
    assert len(members) == 153
    assert members[member.name].homepages == ("https://moi.busta.vn/",)
    (tmp_path / "members.toml").write_text('[[member]]\nname = "Hội"\nkind = "club"\n', "utf-8")
    with pytest.raises(MembersError, match="kind"):
        read_directory(tmp_path / "members.toml")


def test_sites_members_filters_and_counts(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "sites", "members", "--at-risk", "--json"])
    rows = json.loads(done.stdout)
    assert (done.exit_code, len(rows)) == (0, 12)
    assert {row["profile"] for row in rows} > {"busta", "vustathaibinh", "lavusta", None}
    done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "sites", "members", "--province", "cần thơ"])
    assert "Sóc Trăng → Cần Thơ" in done.stdout and "3 members (3 local)" in done.stderr
    done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "sites", "members"])
    assert len(done.stdout.splitlines()) == 152 and "no site known" in done.stdout


def test_unreadable_catalog_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "vustacrawl.db").write_text("not a database", "utf-8")
    result = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "sites", "members"])
    assert result.exit_code == 1 and result.exception is not None
    assert (result.stdout, "vustacrawl.db" in str(result.exception)) == ("", True)


def test_sites_are_joined_to_members_and_provinces(tmp_path: Path) -> None:
    db = open_catalog(tmp_path / "c.db")
    profile = find_profile("busta")
    columns = profile.model_dump(include={"name", "title", "url", "family", "language", "timezone"})
    db.table("sites").insert(columns, pk="name")
    store_member(db, profile, read_directory())
    store_member(db, profile, read_directory())
    row = db.execute("SELECT province, province_2025 FROM sites JOIN members ON members.name = sites.member").fetchall()
    assert row == [("Bắc Giang", "Bắc Ninh")]
    db.close()


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("VAA", 2, "2 members named 'VAA'"),
        ("Hội Trên trời", 2, "0 members named"),
        ("tỉnh An Giang", 1, "no site known"),
    ],
)
def test_sites_new_rejects_ambiguous_unknown_or_siteless_member(
    tmp_path: Path, name: str, code: int, message: str
) -> None:
    done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "sites", "new", "--member", name])
    assert done.exit_code == code and message in done.stderr


def test_sites_at_risk_are_crawled_before_others(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "crawl", "vusta", "--at-risk", "--dry-run"])
    names = [line.partition(":")[0] for line in done.stdout.splitlines() if " due now" in line]
    assert len(names) == 12 and "kontum" in names and names[-1] == "vusta"

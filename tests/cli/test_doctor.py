"""``init`` and ``doctor``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from tests.catalog.conftest import add_sites
from tests.cli.conftest import Command, Site
from tests.in_process import vustacrawl
from vustacrawl.catalog import open_catalog
from vustacrawl.cli.init import TEMPLATE
from vustacrawl.config import Config
from vustacrawl.workspace import Workspace

DOCUMENTED = re.compile(r"^# ([\w\"*-]+ = .+)$", re.MULTILINE)


def test_init_creates_valid_workspace_and_never_overwrites_it(tmp_path: Path) -> None:
    done = vustacrawl("init", "mới", "--contact", 'Lưu trữ "VUSTA" <a@b.vn>', folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "mới/vustacrawl.toml\n")
    assert "vustacrawl --workspace 'mới' doctor" in done.stderr
    assert Workspace(tmp_path / "mới").config.crawl.contact == 'Lưu trữ "VUSTA" <a@b.vn>'
    assert vustacrawl("init", "mới", folder=tmp_path).returncode == 2
    assert vustacrawl("--workspace", "mới", "doctor", "--offline", folder=tmp_path).returncode == 0


def test_config_template_documents_every_setting_with_valid_value() -> None:
    text = (files("vustacrawl") / TEMPLATE).read_text("utf-8")
    settings = tomllib.loads(DOCUMENTED.sub(r"\1", text))
    Config.model_validate(settings)
    for name, section in Config.model_fields.items():
        assert section.annotation is not None
        assert settings[name].keys() >= section.annotation.model_fields.keys(), name  # type: ignore[attr-defined]
    Config.model_validate(tomllib.loads(text))


@pytest.fixture
def crashed(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace after a crashed crawl: a lease, an unfinished file, and the lock of a dead process."""
    workspace = Workspace(tmp_path)
    workspace.prepare()
    db = open_catalog(workspace.database)
    add_sites(db, "husta")
    db.execute(
        "INSERT INTO frontier (url, site, kind, state, discovered_at)"
        " VALUES ('https://s.vn/1', 'husta', 'article', 'leased', '2026-01-01T00:00:00.000Z')"
    )
    (workspace.warc / "husta-20260101000000-1-00001.warc.gz.open").touch()
    (tmp_path / "locks/husta.lock").write_text('{"pid": 999999999, "command": "x", "started_at": "2026-01-01"}')
    yield workspace
    db.close()


def doctor_checks(workspace: Workspace) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(vustacrawl("doctor", "--offline", "--json", folder=workspace.root).stdout)
    return found


def test_doctor_reports_lock_holders_and_leftovers_of_crash(crashed: Workspace) -> None:
    texts = [check["text"] for check in doctor_checks(crashed)]
    assert "husta: 1 visit of a crashed crawl; crawl it again" in texts
    assert "husta: left by a dead process; the site is free" in texts
    assert any(text.endswith(".open: unfinished; the site's next crawl recovers it") for text in texts)
    with crashed.lock_site("husta"):
        texts = [check["text"] for check in doctor_checks(crashed)]
    assert any(text.startswith("husta is in use by `") for text in texts)
    assert not any("crashed" in text or "unfinished" in text for text in texts)


def test_doctor_names_leftovers_of_site_whose_name_begins_with_that_of_running_one(crashed: Workspace) -> None:
    left = "husta-ha-noi-20260101000000-1-00001.warc.gz.open"
    (crashed.warc / left).touch()
    with crashed.lock_site("husta"):
        texts = [check["text"] for check in doctor_checks(crashed)]
    assert [text for text in texts if "unfinished" in text] == [
        f"{left}: unfinished; the site's next crawl recovers it"
    ]


def test_doctor_reports_disk_profile_and_schedule_problems(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.sites.mkdir()
    (workspace.sites / "x.toml").write_text('title = "X"\n', "utf-8")
    (tmp_path / "vustacrawl.toml").write_text('[archive]\nreserve_mb=999999999999\n[schedule]\nxx="never"\n', "utf-8")
    done = vustacrawl("doctor", "--offline", folder=tmp_path)
    assert done.returncode == 1
    problems = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("problem")}
    assert problems == {"disk", "profiles", "schedule"}
    assert vustacrawl("--workspace", "none", "doctor", "--offline", folder=tmp_path).returncode == 1


def test_doctor_requests_one_robots_txt_and_compares_clock(run: Command, site: Site) -> None:
    done = vustacrawl("doctor", folder=run.workspace)
    assert f"{site.url}/robots.txt: HTTP 200" in done.stdout
    assert re.search(r"^ok +clock ", done.stdout, re.MULTILINE)
    assert dict(site.requests) == {"/robots.txt": 1}

"""Replay with ReplayWeb.page: its files and range requests for packages; no other files are served."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demo.conftest import Run, rows
from tests.in_process import vustacrawl
from tests.web.conftest import Client, copied
from vustacrawl.web.pages.whole_page import NEEDED
from vustacrawl.web.server import make_datasette

PACKAGE = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    for name in NEEDED:
        (folder / name).write_text(f"// {name}")
    return folder


@pytest.fixture(scope="module")
def client(run: Run, app: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    workspace = copied(run, tmp_path_factory.mktemp("whole"))
    (workspace.root / "packages").mkdir()
    (workspace.root / "packages/demo-vusta.wacz").write_bytes(PACKAGE)
    return Client(make_datasette(workspace, replay=app))


def captures(run: Run) -> dict[str, int]:
    return dict(
        rows(run.catalog, "SELECT site, min(capture_id) FROM articles WHERE capture_id IS NOT NULL GROUP BY site")
    )


def link(client: Client, capture: int) -> list[str]:
    return client.page(f"/captures/{capture}").xpath("//a[starts-with(@href, '/replay/')]/@href")


def test_capture_of_packaged_site_links_to_replay(run: Run, client: Client) -> None:
    [address] = link(client, captures(run)["demo-vusta"])
    assert "source=http%3A%2F%2Flocalhost%2Fpackages%2Fdemo-vusta.wacz#view=pages&url=http%3A%2F%2Fvusta" in address
    assert client.get(address.partition("#")[0]).text == "// index.html"
    assert link(client, captures(run)["demo-nukeviet"]) == [], "the site has no package"


def test_replay_and_packages_are_not_served_without_option(run: Run, datasette: object) -> None:
    without = Client(datasette)  # type: ignore[arg-type]
    assert link(without, captures(run)["demo-vusta"]) == []
    assert without.get("/replay/sw.js").status_code == without.get("/packages/demo-vusta.wacz").status_code == 404


@pytest.mark.parametrize(
    ("range_header", "status", "first", "last"),
    [
        ("", 200, 0, None),
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10230-", 206, 10230, None),
        ("bytes=10230-99999", 206, 10230, None),
        ("bytes=-5", 206, -5, None),
        ("bytes=-99999", 206, 0, None),
        ("bytes=20000-", 416, 0, 0),
        ("bytes=9-3", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("lines=1-2", 200, 0, None),
    ],
)
def test_package_range_requests(client: Client, range_header: str, status: int, first: int, last: int | None) -> None:
    response = client.get("/packages/demo-vusta.wacz", headers={"Range": range_header} if range_header else {})
    assert (response.status_code, response.content) == (status, PACKAGE[first:last])
    assert response.headers["accept-ranges"] == "bytes"
    assert "sandbox" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/replay/../secret",
            "/replay/%2e%2e/vustacrawl.db",
            "/replay/nix.js",
            "/replay//etc/passwd",
            "/packages/nix.wacz",
        ),
        *("/packages/..%2fvustacrawl.wacz", "/packages/%2e%2e.wacz", "/packages/demo-vusta.db"),
    ],
)
def test_other_files_are_not_served(client: Client, path: str) -> None:
    assert client.get(path).status_code in (302, 400, 404)


def test_replay_files_are_limited_to_same_origin(client: Client) -> None:
    response = client.get("/replay/sw.js")
    assert response.headers["content-type"].startswith("text/javascript")
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'self' ")
    assert "http" not in policy


def test_replay_folder_without_replayweb_page_is_rejected(run: Run, tmp_path: Path) -> None:
    result = vustacrawl("--workspace", str(run.folder / "ws"), "serve", "--replay", str(tmp_path), folder=tmp_path)
    assert result.returncode == 2
    assert "has no index.html, ui.js, sw.js" in " ".join(result.stderr.split())

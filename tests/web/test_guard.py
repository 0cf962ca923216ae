"""Who may ask for what: host names, methods, cookies, the path below a proxy, pages about the server."""

from __future__ import annotations

import re

import httpx
import pytest
from datasette.app import Datasette

from tests.web.conftest import Client
from vustacrawl.web.guard import Access
from vustacrawl.web.routes import ROUTES
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8001", "127.0.0.1:80", "127.9.9.9", "[::1]:8001"])
def test_loopback_is_served(client: Client, host: str) -> None:
    assert client.get("/sites", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "0"])
def test_a_name_that_was_not_given_is_refused(client: Client, host: str) -> None:
    answer = client.get("/sites", headers={"host": host})
    assert answer.status_code == 421
    assert "--host-name" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("host", ["", "[::1", "a b", "localhost/x", "user@localhost", "localhost:"])
def test_a_malformed_host_is_refused(client: Client, host: str) -> None:
    assert client.get("/sites", headers={"host": host}).status_code == 400


def test_names_that_were_given_are_served(workspace: Workspace) -> None:
    client = Client(make_datasette(workspace, Access(frozenset({"archive.example.org"}))))
    assert client.get("/sites", headers={"host": "Archive.example.org."}).status_code == 200
    assert client.get("/sites", headers={"host": "www.archive.example.org"}).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/catalog", "/catalog/articles/1.json", "/assets/style.css"])
def test_only_reading_is_allowed(datasette: Datasette, client: Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/sites", "/catalog.json", "/assets/style.css", "/none"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    with_body, without = client.get(path), client.request("HEAD", path)
    assert with_body.content
    assert (without.status_code, without.content) == (with_body.status_code, b"")


@pytest.mark.parametrize("path", ["/-/versions", "/-/databases.json", "/-/threads", "/-/settings", "/-/plugins"])
def test_pages_about_the_server_are_for_its_operator(client: Client, workspace: Workspace, path: str) -> None:
    assert client.get(path).status_code == 404
    assert Client(make_datasette(workspace, Access(debug=True))).get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/catalog", "/catalog/articles", "/catalog.json", "/.json", "/downloads", "/none"]
)
def test_neither_versions_nor_paths_are_told(client: Client, workspace: Workspace, path: str) -> None:
    answer = client.get(path)
    assert str(workspace.root) not in answer.text
    assert not re.search(r"Datasette v\d|vustacrawl \d", answer.text)
    assert "server" not in answer.headers


def test_below_a_root_path_every_link_stays_there(workspace: Workspace) -> None:
    client = Client(make_datasette(workspace, Access(root_path="/archive")))
    for path in ("/", "/sites", "/articles/1", "/search?q=hoi", "/catalog", "/catalog/articles"):
        for prefix in ("", "/archive"):  # a proxy may strip the path or not
            answer = client.get(prefix + path)
            assert answer.status_code == 200
            links = re.findall(r'\s(?:href|src|action)="(/[^"]*)"', answer.text)
            assert len(links) > 4
            assert [link for link in links if not link.startswith("/archive/")] == []
    url = "http://vusta.demo.test/ma-doc-p66666.html"
    assert client.get("/archive/find", params={"url": url}).headers["location"].startswith("/archive/articles/")
    assert client.get("/archive/catalog/").headers["location"] == "/archive/catalog"


def test_cookies_are_read_for_the_language_only(client: Client) -> None:
    answer = client.get("/sites", headers={"cookie": "ds_actor=x; lang=en; ds_messages=y"})
    assert '<html lang="en">' in answer.text
    assert client.get("/sites", headers={b"cookie": b"\xff=\xfe"}).status_code == 200


def test_the_command_takes_names_and_tells_nothing_of_the_server(server: str) -> None:
    assert httpx.get(server, headers={"host": "evil.example"}).status_code == 421
    answer = httpx.get(server, headers={"x-forwarded-for": "8.8.8.8", "x-forwarded-proto": "https"})
    assert answer.status_code == 200
    assert "server" not in answer.headers


def test_our_own_addresses_are_described_for_programs(client: Client) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    article = described["paths"]["/articles/{id}"]["get"]
    assert article["parameters"][0] == {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^(?:[0-9]{1,19}|[a-z0-9][a-z0-9-]*/[A-Za-z0-9_-]{1,64})$"},
    }
    assert [parameter["name"] for parameter in described["paths"]["/find"]["get"]["parameters"]] == ["url", "lang"]
    assert len(described["paths"]) == len(ROUTES)

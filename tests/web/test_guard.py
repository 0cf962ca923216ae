"""Which requests are allowed: host names, methods, cookies, root paths and debug pages."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any

import httpx
import pytest
import uvicorn
from datasette.app import Datasette
from uvicorn.server import ServerState

from tests.waiting import HANG_S
from tests.web.conftest import Client
from vustacrawl.web import guard
from vustacrawl.web.guard import Access, BoundedHttp
from vustacrawl.web.routes import ROUTES
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8001", "127.0.0.1:80", "127.9.9.9", "[::1]:8001"])
def test_loopback_host_is_served(client: Client, host: str) -> None:
    assert client.get("/sites", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "0"])
def test_unknown_host_name_is_rejected(client: Client, host: str) -> None:
    response = client.get("/sites", headers={"host": host})
    assert response.status_code == 421
    assert "--host-name" in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("host", ["", "[::1", "a b", "localhost/x", "user@localhost", "localhost:"])
def test_malformed_host_is_rejected(client: Client, host: str) -> None:
    assert client.get("/sites", headers={"host": host}).status_code == 400


def test_configured_host_names_are_served(workspace: Workspace) -> None:
    client = Client(make_datasette(workspace, Access(frozenset({"archive.example.org"}))))
    assert client.get("/sites", headers={"host": "Archive.example.org."}).status_code == 200
    assert client.get("/sites", headers={"host": "www.archive.example.org"}).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/catalog", "/catalog/articles/1.json", "/assets/style.css"])
def test_only_get_and_head_are_allowed(datasette: Datasette, client: Client, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/sites", "/catalog.json", "/assets/style.css", "/none"])
def test_head_is_get_without_body(client: Client, path: str) -> None:
    with_body, without = client.get(path), client.request("HEAD", path)
    assert with_body.content
    assert (without.status_code, without.content) == (with_body.status_code, b"")


@pytest.mark.parametrize("path", ["/-/versions", "/-/databases.json", "/-/threads", "/-/settings", "/-/plugins"])
def test_server_pages_require_debug(client: Client, workspace: Workspace, path: str) -> None:
    assert client.get(path).status_code == 404
    assert Client(make_datasette(workspace, Access(debug=True))).get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/catalog", "/catalog/articles", "/catalog.json", "/.json", "/downloads", "/none"]
)
def test_responses_reveal_no_versions_or_paths(client: Client, workspace: Workspace, path: str) -> None:
    response = client.get(path)
    assert str(workspace.root) not in response.text
    assert not re.search(r"Datasette v\d|vustacrawl \d", response.text)
    assert "server" not in response.headers


def test_links_stay_below_root_path(workspace: Workspace) -> None:
    client = Client(make_datasette(workspace, Access(root_path="/archive")))
    for path in ("/", "/sites", "/articles/1", "/search?q=hoi", "/catalog", "/catalog/articles"):
        for prefix in ("", "/archive"):  # a proxy may strip the path or not
            response = client.get(prefix + path)
            assert response.status_code == 200
            links = re.findall(r'\s(?:href|src|action)="(/[^"]*)"', response.text)
            assert len(links) > 4
            assert [link for link in links if not link.startswith("/archive/")] == []
    url = "http://vusta.demo.test/ma-doc-p66666.html"
    assert client.get("/archive/find", params={"url": url}).headers["location"].startswith("/archive/articles/")
    assert client.get("/archive/catalog/").headers["location"] == "/archive/catalog"


def test_cookies_are_read_only_for_language(client: Client) -> None:
    response = client.get("/sites", headers={"cookie": "ds_actor=x; lang=en; ds_messages=y"})
    assert '<html lang="en">' in response.text
    assert client.get("/sites", headers={b"cookie": b"\xff=\xfe"}).status_code == 200


def test_serve_rejects_unknown_host_and_sends_no_server_header(server: str) -> None:
    assert httpx.get(server, headers={"host": "evil.example"}).status_code == 421
    response = httpx.get(server, headers={"x-forwarded-for": "8.8.8.8", "x-forwarded-proto": "https"})
    assert response.status_code == 200
    assert "server" not in response.headers


def test_openapi_describes_own_routes(client: Client) -> None:
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


def test_query_of_too_many_parameters_is_rejected(client: Client) -> None:
    query = "&".join(f"a{number}=1" for number in range(200))
    assert client.get(f"/catalog?{query}").status_code == 200
    assert client.get(f"/catalog?{query}&b=1").status_code == 400


def test_client_that_never_finishes_a_request_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "STALL_S", 0.05)

    async def respond(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await asyncio.sleep(0.2)  # a slow response is no stalled request
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async def responses_to(*pieces: bytes) -> bytes:
        config = uvicorn.Config(respond, http=BoundedHttp, log_config=None)
        config.load()
        server = await asyncio.get_running_loop().create_server(
            lambda: BoundedHttp(config, ServerState(), {}), "127.0.0.1"
        )
        async with server, asyncio.timeout(HANG_S):
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            received = b""
            for piece in pieces:
                writer.write(piece)
                received += await reader.readuntil(b"\r\n\r\n") if piece.endswith(b"\r\n\r\n") else b""
            with suppress(ConnectionError):
                received += await reader.read()
            writer.close()
            return received

    whole, begun = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\nHost:"
    assert asyncio.run(responses_to(begun)) == b""
    assert asyncio.run(responses_to(whole, begun)).count(b"204 No Content") == 1

"""A workspace after two crawls, with images, versions and a malicious article; and a Datasette that serves it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette
from lxml import html

from tests.catalog.conftest import store
from tests.demo.changes import answer, edit
from tests.demo.conftest import COMMAND, Run, crawled_again, demo
from tests.shared import made_once
from tests.waiting import HANG_S
from vustacrawl.catalog import open_catalog
from vustacrawl.demo import Federation
from vustacrawl.demo.responses import Response
from vustacrawl.items import Article, AttachedFile, Author, Block, Image
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace

__all__ = ["demo"]

SCRIPT = "<script>alert(1)</script>"
MALICIOUS = Article(
    "demo-vusta",
    "http://vusta.demo.test/ma-doc-p66666.html",
    "66666",
    title=f"{SCRIPT} Bài có mã độc",
    published_at="2025-04-06",
    published_raw=SCRIPT,
    author_name=SCRIPT,
    byline=SCRIPT,
    source_credit=SCRIPT,
    lead=f"Lời dẫn {SCRIPT}",
    paragraphs=[
        Block("paragraph", f"Đoạn {SCRIPT} <img src=x onerror=alert(2)>"),
        Block("table", SCRIPT, [[SCRIPT, "ô"], ["1", "2"]]),
        Block("heading", SCRIPT),
        Block("list_item", SCRIPT),
    ],
    images=[
        Image("javascript:alert(3)", 1, alt=SCRIPT, caption=f"Chú thích {SCRIPT}", credit=SCRIPT),
        Image("https://khac.example/anh.jpg", 1, caption="Ảnh ở nơi khác"),
    ],
    authors=[Author(name=SCRIPT, role=SCRIPT)],
    files=[
        AttachedFile("javascript:alert(4)", SCRIPT),
        AttachedFile("data:text/html,<script>alert(5)</script>", "tệp"),
    ],
    section=SCRIPT,
    tags=[SCRIPT],
    language='"><script>alert(6)</script>',
)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, demo: Run) -> Run:
    return Run(made_once(tmp_path_factory, "web", lambda folder: make_workspace(demo.copy(folder))), "", "")


def make_workspace(run: Run) -> None:
    crawl_twice(run)
    db = open_catalog(run.catalog)
    store(db, MALICIOUS)
    db.close()


def crawl_twice(run: Run) -> None:
    """Edit the federation of a demo, crawl it again with images and files, and export it."""
    federation = Federation()
    site = federation.sites[0]
    edit(site.articles[25])
    edit(federation.sites[3].articles[7])
    answer(site, site.articles[40], Response(404, "<h1>404</h1>"))
    with crawled_again(run, federation, "--images", "--files"):
        pass
    subprocess.run([*COMMAND, "export"], cwd=run.folder, check=True, capture_output=True, timeout=HANG_S)


@pytest.fixture(scope="session")
def workspace(run: Run) -> Workspace:
    return Workspace(run.folder / "ws")


@pytest.fixture(scope="session")
def datasette(workspace: Workspace) -> Datasette:
    return make_datasette(workspace)


def copied(run: Run, folder: Path) -> Workspace:
    """Return a workspace in ``folder`` with a copy of the catalog."""
    workspace = Workspace(folder)
    folder.mkdir(exist_ok=True)
    shutil.copy(run.catalog, workspace.database)
    return workspace


class Client:
    """Sends requests to the application in this process."""

    def __init__(self, datasette: Datasette) -> None:
        self.datasette = datasette

    def get(self, path: str, **more: object) -> httpx.Response:
        """Request a path; follow the permanent redirect from an article's number to its public ID."""
        response = self.request("GET", path, **more)
        return self.request("GET", response.headers["location"], **more) if response.status_code == 301 else response

    def page(self, path: str, **more: object) -> html.HtmlElement:
        """Return a page's markup."""
        response = self.get(path, **more)
        assert response.status_code == 200, path
        return html.fromstring(response.text)

    def request(self, method: str, path: str, **more: object) -> httpx.Response:
        async def send() -> httpx.Response:
            await self.datasette.invoke_startup()
            transport = httpx.ASGITransport(app=self.datasette.client.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
                return await http.request(method, path, **more)  # type: ignore[arg-type]

        return asyncio.run(send())


@pytest.fixture
def client(datasette: Datasette) -> Client:
    return Client(datasette)


@pytest.fixture(scope="session")
def server(run: Run) -> Iterator[str]:
    with serving(run) as address:
        yield address


@contextmanager
def serving(run: Run, *options: str) -> Iterator[str]:
    """Run ``vustacrawl serve`` as users start it; return its address."""
    command = [*COMMAND, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=run.folder, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert " at http://127.0.0.1:" in line, line + process.stderr.read()
        yield line.partition(" at ")[2].partition("/ ")[0]
    finally:
        process.terminate()
        process.wait(HANG_S)

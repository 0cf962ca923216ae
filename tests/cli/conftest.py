"""A small site on a real HTTP server, and the command in a subprocess or in process."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.http_server import Request, http_server
from tests.in_process import vustacrawl
from tests.shared import made_once
from tests.waiting import HANG_S

ARTICLES = 30
PER_LISTING = 10
NEED_NO_REACTOR = frozenset({"authors", "diff", "export", "package", "search", "stats", "status", "verify", "why"})
"""Commands that are run in the process of the tests."""


def jpeg(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "JPEG")
    return out.getvalue()


def article_page(number: int, title: str | None = None, extra: str = "") -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>
<main><div>Thứ tư, 31/12/2025 15:57 (GMT+7)</div><h1>{title or f"Hội thảo khoa học lần thứ {number}"}</h1>
<div class="sapo"><h5>Ngày 30/12, hội thảo lần thứ {number} được tổ chức tại Hà Nội.</h5></div>
<p class="text-justify">Hội thảo thứ {number} có sự tham gia của đông đảo các nhà khoa học, chuyên gia đến từ nhiều
hội thành viên và các viện nghiên cứu trong cả nước để cùng trao đổi.</p>{extra}
<p class="text-right"><strong>HT</strong></p></main></body></html>"""


def listing_page(number: int, first: int | None = None) -> str:
    last = number * PER_LISTING
    first = first or last - PER_LISTING + 1
    items = "".join(
        f'<li><a href="/bai-p{at}.html">Bài {at}</a></li>'
        for at in range(first, min(first + PER_LISTING, ARTICLES + 1))
    )
    more = "".join(f'<a href="/tin?page={at}">{at}</a>' for at in range(1, ARTICLES // PER_LISTING + 1))
    return f"<html><body><ul>{items}</ul><div class='pagination'>{more}</div></body></html>"


class Site:
    """The server's state: what it serves, and the requests it got."""

    url: str

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.titles: dict[int, str] = {}
        self.faults: dict[str, list[tuple[int, dict[str, str]]]] = {}
        """Responses (status, headers) that a path gives before its regular one."""
        self.article_refusal: tuple[int, dict[str, str]] | None = None
        """The response (status, headers) to every article, if set."""
        self.first_of_listing: dict[int, int] = {}
        """The number of the first article of a listing page, where it differs from the default."""
        self.request_times: list[float] = []
        self.requested_at: defaultdict[str, list[float]] = defaultdict(list)
        self.robots = "User-agent: *\nDisallow: /cam/\n"
        self.delay = 0.0
        self.may_respond = threading.Event()
        """While it is cleared, requests get no response."""
        self.may_respond.set()
        self.endless = False
        """Whether every page of the listing has a next page with more articles."""
        self.extra_links: list[str] = []
        self.inside: dict[int, str] = {}
        """More markup in the body of an article."""
        self.raw: dict[str, Iterable[bytes]] = {}
        """Responses as bytes on the wire, in pieces a tenth of a second apart; then the connection is closed."""
        self.unreadable: set[int] = set()
        """Articles without a heading."""
        self.files: dict[str, bytes] = {}
        self.headers: dict[str, dict[str, str]] = {}
        """Headers of the responses to a path."""
        self.cookie: str | None = None
        """The cookie that every page but robots.txt requires, and sets with a redirect to itself."""

    def respond(self, path: str) -> tuple[int, str | bytes, dict[str, str]]:
        self.requests[path] += 1
        self.request_times.append(time.monotonic())
        self.requested_at[path].append(self.request_times[-1])
        time.sleep(self.delay)
        self.may_respond.wait()
        if self.faults.get(path):
            status, headers = self.faults[path].pop(0)
            return status, "", headers
        if path == "/robots.txt":
            return 200, self.robots, {}
        if path == "/cu-p1.html":
            return 301, "", {"Location": "/bai-p1.html"}
        if path.startswith("/tin") and self.endless:
            number = int(path.partition("page=")[2] or 1)
            links = "".join(f'<li><a href="/bai-p{100 * number + at}.html">Bài</a></li>' for at in range(9))
            return 200, f"<ul>{links}</ul><a rel=next href='/tin?page={number + 1}'>Sau</a>", {}
        if path.startswith("/tin"):
            extra = "".join(f'<a href="{link}">Bài cũ</a>' for link in self.extra_links)
            number = int(path.partition("page=")[2] or 1)
            page = listing_page(number, self.first_of_listing.get(number))
            return 200, page.replace("</body>", f"{extra}</body>"), {}
        if path.startswith("/bai-p") and self.article_refusal:
            return self.article_refusal[0], "", self.article_refusal[1]
        if path.startswith("/bai-p"):
            number = int(path.removeprefix("/bai-p").removesuffix(".html"))
            page = article_page(number, self.titles.get(number), self.inside.get(number, ""))
            return 200, page.replace("h1>", "i>") if number in self.unreadable else page, {}
        if path in self.files:
            return 200, self.files[path], self.headers.get(path, {})
        return 404, "", {}


@contextmanager
def served(address: str = "127.0.0.1") -> Iterator[Site]:
    state = Site()

    def respond(request: Request) -> None:
        path = request.path
        if path in state.raw:
            state.requests[path] += 1
            request.close_connection = True
            with suppress(OSError):
                for piece in state.raw[path]:
                    request.wfile.write(piece)
                    time.sleep(0.1)
            return
        if state.cookie and state.cookie not in request.headers.get("Cookie", "") and path != "/robots.txt":
            state.faults.setdefault(path, []).append((302, {"Location": path, "Set-Cookie": f"{state.cookie}; path=/"}))
        status, text, headers = state.respond(path)
        body = text.encode() if isinstance(text, str) else text
        request.reply(status, body, {"Content-Type": "text/html; charset=utf-8"} | headers)

    with http_server(respond, address) as state.url:
        yield state


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as state:
        yield state


@pytest.fixture
def other_site() -> Iterator[Site]:
    with served() as state:
        state.url = state.url.replace("127.0.0.1", "localhost")
        yield state


class Command:
    """Runs ``vustacrawl`` in a workspace with a profile ``union`` of the site."""

    def __init__(self, workspace: Path, site: Site) -> None:
        self.workspace = workspace
        (workspace / "sites").mkdir(parents=True)
        self.add_profile("union", site)

    def add_profile(self, name: str, site: Site) -> None:
        (self.workspace / "sites" / f"{name}.toml").write_text(
            f"""title = "Liên hiệp hội"
family = "vnmedia"
url = "{site.url}/"
article_url = '-p(?P<id>\\d+)\\.html$'
listings = ["{site.url}/tin"]
[politeness]
delay = 0
concurrency = 4
""",
            "utf-8",
        )

    def start(self, *arguments: str, program: str = "vustacrawl") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(Path(sys.executable).parent / program), *arguments],
            cwd=self.workspace,
            env={name: value for name, value in os.environ.items() if name != "VUSTACRAWL_WORKSPACE"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, program: str = "vustacrawl") -> subprocess.CompletedProcess[str]:
        if program == "vustacrawl" and arguments[0] in NEED_NO_REACTOR:
            return vustacrawl(*arguments, folder=self.workspace)
        process = self.start(*arguments, program=program)
        out, err = process.communicate(timeout=HANG_S)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def rows(where: Command | Path, select: str, *values: Any) -> list[Any]:
    """Run a statement on the catalog of a workspace, commit, and return its rows."""
    workspace = where if isinstance(where, Path) else where.workspace
    with closing(sqlite3.connect(workspace / "vustacrawl.db")) as db, db:
        return db.execute(select, values).fetchall()


@pytest.fixture
def run(tmp_path: Path, site: Site) -> Command:
    return Command(tmp_path / "ws", site)


@pytest.fixture(scope="session")
def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after a complete crawl and an export; tests that change it use ``crawled``."""

    def crawl(folder: Path) -> None:
        with served() as site:
            run = Command(folder / "ws", site)
            for arguments in (("crawl", "union"), ("export",)):
                done = run(*arguments)
                assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "crawled", crawl) / "ws"


@pytest.fixture
def crawled(crawled_once: Path, run: Command) -> Command:
    """A copy of a workspace after a complete crawl and an export. Its site is no longer served."""
    shutil.copytree(crawled_once, run.workspace, dirs_exist_ok=True)
    return run

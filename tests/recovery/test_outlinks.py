"""Links to other sites: extraction from articles, requests and reported results."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from tests.http_server import Request, http_server
from tests.profiles import a_profile
from tests.recovery.conftest import FORMER, SITE, Workspace, capture, page
from tests.recovery.lookalikes import Archive
from tests.waiting import HANG_S
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.outlinks import OUTCOMES, LinkCheck
from vustacrawl.discovery.fetcher import FetchedPage
from vustacrawl.parsers import open_page, outlinks_in
from vustacrawl.recovery.outlinks import LinkChecker, classify_link

PROFILE = a_profile(f"{SITE}/", family="vnmedia", listings=[f"{SITE}/tin"], article_url="-p")


def links_to(*urls: str) -> str:
    return "".join(f'<p>Chi tiết xem tại <a href="{url}">trang của bộ</a>, mục văn bản mới.</p>' for url in urls)


def test_only_links_from_text_to_other_sites_are_extracted() -> None:
    text = links_to(
        "http://bo.example/van-ban",
        "/tin-khac-p8.html",
        "http://anh.hoi.example/1.jpg",
        f"https://mang.example/chia-se?u={SITE}/dai-hoi-p7.html",
        "mailto:lienhe@hoi.example",
        "http://bo.example/van-ban#muc-2",
    )
    menu = '<nav><ul><li><a href="http://lien-ket.example/">Liên kết</a></li></ul></nav>'
    body = page(7, more=text).replace(b"<body>", f"<body>{menu}".encode())
    document = open_page(f"{SITE}/dai-hoi-p7.html", body)
    assert outlinks_in(document, PROFILE) == ["http://bo.example/van-ban"]


LINK = "http://bo.example/van-ban/1"


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        ("works", FetchedPage(LINK, status=200)),
        ("works", FetchedPage("https://www.bo.example/van-ban/1/", status=200)),
        ("works", FetchedPage(LINK, failure="too large")),
        ("moved", FetchedPage("http://bo.example/moi", status=200)),
        ("home page", FetchedPage("https://bo.example/", status=200)),
        ("not found", FetchedPage(LINK, failure="HTTP 410", status=410)),
        ("refused", FetchedPage(LINK, failure="HTTP 403", status=403)),
        ("error", FetchedPage(LINK, failure="HTTP 500", status=500)),
        ("error", FetchedPage(LINK, failure="redirects more than 5 times")),
        ("no such host", FetchedPage(LINK, failure="robots.txt unreachable (host name does not resolve)")),
        ("no response", FetchedPage(LINK, failure="connection refused")),
        ("no response", FetchedPage(LINK, failure="SSL.Error: unexpected")),
        ("not asked", FetchedPage(LINK, failure="robots.txt")),
        ("not asked", FetchedPage(LINK, failure="private address")),
        ("not asked", FetchedPage(LINK, failure="off-site")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.failure or value.url,
)
def test_outcome_of_link_follows_from_response(outcome: str, found: FetchedPage) -> None:
    assert classify_link(LINK, found).outcome == outcome
    assert outcome in OUTCOMES


class Web:
    """A fake fetcher with responses by host; the last response of a host is repeated."""

    def __init__(self, **responses: list[FetchedPage]) -> None:
        self.responses = responses
        self.requested: list[str] = []

    async def __call__(self, url: str, method: str = "GET", max_bytes: int = 0) -> FetchedPage:
        self.requested.append(f"{method} {url}")
        responses = self.responses[url.partition("//")[2].partition(".")[0]]
        return responses.pop(0) if len(responses) > 1 else responses[0]


@pytest.fixture
def checked(workspace: Workspace) -> Callable[..., LinkChecker]:
    def check(web: Web, *urls: str, paused: dict[str, str] | None = None) -> LinkChecker:
        workspace.folder.mkdir(exist_ok=True)
        db = open_catalog(workspace.folder / "vustacrawl.db")
        with closing(db.conn):
            checker = LinkChecker(db, paused or {})
            asyncio.run(checker.check(web, urls))
        return checker

    return check


def checks(workspace: Workspace) -> dict[object, LinkCheck]:
    rows = workspace.rows("SELECT url, outcome, reason, redirects_to FROM outlink_checks")
    return {url: LinkCheck._make(row) for url, *row in rows}


def failed(status: int, wait: float | None = None) -> FetchedPage:
    return FetchedPage("http://x.example/", failure=f"HTTP {status}", status=status, retry_after=wait)


def test_get_is_sent_if_head_is_not_supported(workspace: Workspace, checked: Callable[..., LinkChecker]) -> None:
    web = Web(a=[failed(405), FetchedPage("http://a.example/1", status=200)])
    checked(web, "http://a.example/1")
    assert web.requested == ["HEAD http://a.example/1", "GET http://a.example/1"]
    assert checks(workspace) == {"http://a.example/1": LinkCheck("works")}


def test_throttling_host_is_skipped_for_rest_of_run(workspace: Workspace, checked: Callable[..., LinkChecker]) -> None:
    web = Web(a=[failed(503, 0.0), failed(429, 0.0)], b=[failed(429, 3600.0)], c=[failed(503, 0.0), failed(404)])
    urls = [f"http://{host}.example/{number}" for host in "abc" for number in (1, 2)]
    checker = checked(web, *urls)
    assert checker.left == {"a.example: asks for a pause (HTTP 429)": 2, "b.example: asks for a pause (HTTP 429)": 2}
    assert {str(url)[7] for url in checks(workspace)} == {"c"}
    assert [request for request in web.requested if "b.example" in request] == ["HEAD http://b.example/1"]


def test_unreachable_host_is_not_requested_for_every_link(
    workspace: Workspace, checked: Callable[..., LinkChecker]
) -> None:
    gone = FetchedPage("http://a.example/1", failure="host name does not resolve")
    web = Web(a=[gone], b=[FetchedPage("http://b.example/", failure="connection refused")])
    urls = [f"http://{host}.example/{number}" for host in "ab" for number in range(1, 6)]
    checker = checked(web, *urls, "http://c.example/", paused={"c.example": "paused since 2026-01-01"})
    assert sum("a.example" in request for request in web.requested) == 1
    assert checker.outcomes == {"no such host": 5, "no response": 3}
    assert checker.left == {"b.example: no response 3 times in a row": 2, "c.example: paused since 2026-01-01": 1}


@pytest.fixture
def linked(workspace: Workspace, archive: Archive) -> Workspace:
    links = links_to("http://bo.example/van-ban", "http://mat.example/", f"{FORMER}/chitiet/tin/cu")
    archive.captures = [
        capture(7, body=page(7, more=links)),
        capture(8, body=page(8, more=links_to("http://mat.example/"))),
    ]
    workspace.recover()
    return workspace


def test_links_are_counted_by_year_of_article(linked: Workspace, checked: Callable[..., LinkChecker]) -> None:
    planned = linked("recover", "hoi", "--outlinks", "--dry-run")
    assert planned.returncode == 0, planned.stderr
    assert "2 links to check" in planned.stderr
    assert planned.stdout.splitlines()[1:] == ["year  not checked", "2014            2"]

    gone = [FetchedPage("http://mat.example/", failure="host name does not resolve")]
    checked(Web(mat=gone), "http://mat.example/")

    report = linked("recover", "hoi", "--report")
    assert report.stdout.splitlines()[-2:] == ["year  no such host  not checked", "2014             1            1"]
    [site] = json.loads(linked("recover", "hoi", "--report", "--json").stdout)
    assert (site["outlinks"][0]["year"], site["outlinks"][0]["no such host"]) == ("2014", 1)
    assert "1 link to check" in linked("recover", "hoi", "--outlinks", "--dry-run").stderr
    linked.rows("UPDATE outlink_checks SET checked_at = '2026-01-01T00:00:00Z'")
    assert "2 links to check" in linked("recover", "hoi", "--outlinks", "--dry-run").stderr


def test_site_without_outlinks_is_reported(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7)]
    workspace("recover", "hoi")
    done = workspace("recover", "hoi", "--outlinks")
    assert (done.returncode, done.stdout) == (0, "")
    assert "hoi: no links to other sites in its articles" in done.stderr


@contextmanager
def other_site() -> Iterator[tuple[str, list[str]]]:
    requested: list[str] = []

    pages = {"/con": b"", "/robots.txt": b"User-agent: *\nDisallow: /kin\n"}

    def respond(request: Request) -> None:
        requested.append(f"{request.command} {request.path}")
        request.reply(200 if request.path in pages else 404, pages.get(request.path, b""))

    with http_server(respond) as url:
        yield url, requested


@pytest.mark.slow
def test_link_checks_follow_robots_txt_and_skip_private_addresses(workspace: Workspace, archive: Archive) -> None:
    with other_site() as (base, requested):
        links = links_to(f"{base}/con", f"{base}/mat", f"{base}/kin", "http://127.0.0.2:1/", "http://10.0.0.1/")
        archive.captures = [capture(7, body=page(7, more=links))]
        workspace("recover", "hoi")
        (workspace.folder / "sites" / "ban.toml").write_text(
            f'title = "Bạn"\nfamily = "generic"\nurl = "{base}/"\narticle_url = "-p"\nlistings = ["{base}/"]\n'
            "[politeness]\ndelay = 0\n",
            "utf-8",
        )
        command = [sys.executable, "-m", "vustacrawl", "recover", "hoi", "--outlinks", "--json"]
        done = subprocess.run(
            command, cwd=workspace.folder, env=os.environ, capture_output=True, text=True, timeout=HANG_S, check=False
        )
    assert done.returncode == 0, done.stderr
    [site] = json.loads(done.stdout)
    [year] = site["outlinks"]
    assert {name: count for name, count in year.items() if count} == {
        "year": "2014",
        "works": 1,
        "not found": 1,
        "not asked": 3,
    }
    assert requested == ["GET /robots.txt", "HEAD /con", "HEAD /mat", "GET /mat"]

"""How the outcome of a visit is stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.queue import MAX_REDIRECTS
from vustacrawl.items import Capture, Link, Links, Page, PageKind
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.sites import find_profile
from vustacrawl.workspace import Workspace

PROFILE = """title = "Liên hiệp hội"
family = "vnmedia"
url = "https://union.vn/"
article_url = '-p(?P<id>\\d+)\\.html'
listings = ["https://union.vn/"]
"""


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Crawl]:
    (tmp_path / "union.toml").write_text(PROFILE, "utf-8")
    opened = Crawl(Workspace(tmp_path / "ws"), [find_profile(str(tmp_path / "union.toml"))])
    yield opened
    opened.close(interrupted=True)


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        pytest.param("article", 302, "too many redirects", id="redirects"),
        pytest.param("sitemap", 200, "nested too deep; the sitemaps in it are not visited", id="sitemaps"),
    ],
)
def test_a_chain_without_an_end_is_cut(crawl: Crawl, kind: PageKind, status: int, reason: str) -> None:
    pipeline, asked = StorePipeline(crawl), 0
    first = Page("union", "https://union.vn/", "listing", links=Links([Link("https://union.vn/0-p1.html", kind)]))
    pipeline.process_item(first)
    crawl.flush()
    while found := [visit for visit in crawl.lease("union", 9) if visit.kind == kind]:
        [visit], asked = found, asked + 1
        crawl.in_flight.begin(visit)
        following = f"https://union.vn/{asked}-p1.html"
        page = Page("union", visit.url, kind, Capture(visit.url, "2026-01-01T00:00:00.000Z", status, "sha256:0", 0))
        page.links = Links([Link(following, kind)])
        page.redirects_to = following if kind == "article" else None
        pipeline.process_item(page)
        crawl.flush()
    assert asked == MAX_REDIRECTS + 1
    assert crawl.db.execute("SELECT reason FROM frontier WHERE state = 'failed'").fetchall() == [(reason,)]
    assert crawl.stats["union"].problems == 1

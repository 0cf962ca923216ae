"""How the outcome of a visit is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.profiles import a_profile
from vustacrawl.clock import utc_text
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.missing import missing, number_runs
from vustacrawl.frontier.queue import MAX_REDIRECTS
from vustacrawl.frontier.scope import MAX_SAME_TEXTS
from vustacrawl.items import Article, Block, Capture, Link, Links, Page, PageKind
from vustacrawl.pipelines.dedupe import DedupePipeline
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.workspace import Workspace

HOME = "https://union.vn/"
PROFILE = a_profile(HOME, name="union", article_url=r"-p(?P<id>\d+)\.html")


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Crawl]:
    opened = Crawl(Workspace(tmp_path / "ws"), [PROFILE])
    yield opened
    opened.close(interrupted=True)


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        pytest.param("article", 302, "too many redirects", id="redirects"),
        pytest.param("sitemap", 200, "nested too deep; the sitemaps in it are not visited", id="sitemaps"),
    ],
)
def test_endless_chain_is_cut(crawl: Crawl, kind: PageKind, status: int, reason: str) -> None:
    pipeline, requested = StorePipeline(crawl), 0
    first = Page("union", "https://union.vn/", "listing", links=Links([Link("https://union.vn/0-p1.html", kind)]))
    pipeline.process_item(first)
    crawl.flush()
    while found := [visit for visit in crawl.lease("union", 9) if visit.kind == kind]:
        [visit], requested = found, requested + 1
        crawl.in_flight.begin(visit)
        following = f"https://union.vn/{requested}-p1.html"
        page = Page("union", visit.url, kind, Capture(visit.url, "2026-01-01T00:00:00.000Z", status, "sha256:0", 0))
        page.links = Links([Link(following, kind)])
        page.redirects_to = following if kind == "article" else None
        pipeline.process_item(page)
        crawl.flush()
    assert requested == MAX_REDIRECTS + 1
    assert crawl.db.execute("SELECT reason FROM frontier WHERE state = 'failed'").fetchall() == [(reason,)]
    assert crawl.stats["union"].problems == 1


def fetched(crawl: Crawl, answers: Mapping[str, Page]) -> list[str]:
    """Crawl a site whose only listing links to /bai-p1.html; return the fetched paths in order."""
    pipelines = (DedupePipeline(crawl), StorePipeline(crawl))
    start = Page("union", HOME, "listing", links=Links([Link(f"{HOME}bai-p1.html", "article")]))
    requested: list[str] = []
    page = start
    while True:
        for pipeline in pipelines:
            page = pipeline.process_item(page)
        crawl.flush()
        due = [visit for visit in crawl.lease("union", 9) if visit.url != HOME]
        if not due:
            return requested
        [visit] = due
        requested.append(visit.url.removeprefix(HOME))
        crawl.in_flight.begin(visit)
        page = replace(answers[requested[-1]], url=visit.url, kind=visit.kind)
        page.capture = Capture(visit.url, utc_text(crawl.now()), 200, "sha256:0", 0)


def redirect(path: str, kind: PageKind = "article", *, sets_cookie: bool = False) -> Page:
    links = Links([Link(HOME + path, kind)])
    return Page("union", "", kind, links=links, redirects_to=HOME + path, sets_cookie=sets_cookie)


def make_article(path: str, text: str, *outlinks: str) -> Page:
    article = Article("union", HOME + path, title="Hội nghị", paragraphs=[Block("paragraph", text)])
    return Page("union", "", "article", article=article, links=Links(outlinks=[HOME + link for link in outlinks]))


class CookieCheckResponses(dict[str, Page]):
    """Responses of a site whose page or cookie check sets a cookie and redirects back; then the page is served."""

    def __init__(self, page_sets: bool, check_sets: bool, serves_page: bool = True) -> None:
        super().__init__({"bai-p1.html": redirect("xem-p2.html", sets_cookie=page_sets)})
        self._check = redirect("bai-p1.html", sets_cookie=check_sets)
        self._serves_page = serves_page

    def __missing__(self, path: str) -> Page:
        if self._serves_page:
            self["bai-p1.html"] = make_article("bai-p1.html", "Các đại biểu thảo luận.")
        return self._check


@pytest.mark.parametrize("page_sets", [True, False], ids=["page", "check"])
def test_page_that_redirects_back_with_cookie_is_visited_again(crawl: Crawl, page_sets: bool) -> None:
    accepted: list[tuple[str, list[str]]] = []
    crawl.on_cookie_loop = lambda site, urls: accepted.append((site, urls))
    assert fetched(crawl, CookieCheckResponses(page_sets, not page_sets)) == [
        "bai-p1.html",
        "xem-p2.html",
        "bai-p1.html",
    ]
    assert accepted == [("union", [f"{HOME}{'bai-p1' if page_sets else 'xem-p2'}.html"])]
    assert crawl.db.execute("SELECT url FROM articles").fetchall() == [(f"{HOME}bai-p1.html",)]
    assert missing(crawl.db, "union", number_runs(crawl.db, "union")) == []


@pytest.mark.parametrize("sets_cookie", [True, False], ids=["cookie", "no cookie"])
def test_redirect_loop_ends_and_is_reported(crawl: Crawl, sets_cookie: bool) -> None:
    requested = fetched(crawl, CookieCheckResponses(sets_cookie, sets_cookie, serves_page=False))
    assert len(requested) == (4 if sets_cookie else 2)
    assert [one.kind for one in missing(crawl.db, "union", number_runs(crawl.db, "union"))] == ["redirect_loop"]


@pytest.mark.parametrize(("path", "where"), [("", "the home page"), ("tin/", "a list")], ids=["home", "list"])
def test_article_link_that_redirects_to_listing_is_missing(crawl: Crawl, path: str, where: str) -> None:
    fetched(crawl, {"bai-p1.html": redirect(path, "listing"), "tin/": Page("union", "", "listing")})
    [one] = [one for one in missing(crawl.db, "union", number_runs(crawl.db, "union")) if one.kind == "failed"]
    assert (one.text, one.articles) == (f"1 address failed: redirects to {where}", 0)
    assert crawl.stats["union"].failures == {f"redirects to {where}": 1}


LENGTH = 2 * MAX_SAME_TEXTS


def make_series(text: str) -> dict[str, Page]:
    paths = [f"bai-p{number}.html" for number in range(1, LENGTH + 1)]
    return {
        path: make_article(path, text.format(number), *paths[number : number + 1])
        for number, path in enumerate(paths, 1)
    }


def test_series_of_articles_with_same_text_is_cut_as_trap(crawl: Crawl) -> None:
    assert len(fetched(crawl, make_series("Các đại biểu thảo luận."))) == MAX_SAME_TEXTS + 1
    last = f"{HOME}bai-p{MAX_SAME_TEXTS + 2}.html"
    ended = crawl.db.execute("SELECT url, via FROM frontier WHERE reason = 'trap'").fetchall()
    assert ended == [(last, f"{HOME}bai-p{MAX_SAME_TEXTS + 1}.html")]


def test_series_of_different_articles_is_followed_to_end(crawl: Crawl) -> None:
    assert len(fetched(crawl, make_series("Hội nghị lần thứ {}."))) == LENGTH

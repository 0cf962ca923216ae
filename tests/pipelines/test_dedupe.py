"""Which article of the catalog a page belongs to, and which URL is canonical."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, db, store
from tests.profiles import a_profile
from vustacrawl.frontier.queue import Queue
from vustacrawl.items import Article, AttachedFile, Capture, Image, Page
from vustacrawl.pipelines.dedupe import DedupePipeline, recognize
from vustacrawl.pipelines.prepare import canonicalize_addresses

__all__ = ["db"]

PROFILE = a_profile("https://a.vn/", name="a", article_url=r"-p(?P<id>\d+)\.html$", listings=("https://a.vn/tin",))


def make_page(url: str, canonical: str | None = None, **more: object) -> Page:
    article = Article("a", url, None, title="Tin", **more)  # type: ignore[arg-type]
    capture = Capture(url, "2026-03-01T00:00:00.000Z", 200, "sha256:", 0)
    page = Page("a", url, "article", capture=capture, article=article)
    page.canonical_url = canonical
    return page


def canonicalized(page: Page) -> Article:
    assert page.article is not None
    canonicalize_addresses(page, page.article, PROFILE)
    return page.article


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        (None, "https://a.vn/tin-p7.html"),
        ("https://a.vn/ten-moi-p7.html", "https://a.vn/ten-moi-p7.html"),
        ("https://a.vn/ten-moi-p8.html", "https://a.vn/tin-p7.html"),
        ("https://a.vn/", "https://a.vn/tin-p7.html"),
        ("https://khac.vn/tin-p7.html", "https://a.vn/tin-p7.html"),
        ("javascript:void(0)", "https://a.vn/tin-p7.html"),
    ],
    ids=["none", "same id", "other id", "home page", "other site", "not a URL"],
)
def test_canonical_link_is_used_if_plausible(canonical: str | None, expected: str) -> None:
    article = canonicalized(make_page("https://a.vn/tin-p7.html", canonical))
    assert (article.url, article.native_id) == (expected, "7")


def test_urls_of_images_and_files_are_canonicalized() -> None:
    page = make_page(
        "https://a.vn/tin-p7.html",
        images=[Image("https://A.VN:443/anh.jpg#1", 1), Image("data:image/png;base64,AAAA", 1)],
        files=[AttachedFile("https://A.VN/tep.pdf", "Tệp")],
    )
    article = canonicalized(page)
    assert [image.url for image in article.images] == ["https://a.vn/anh.jpg", "data:image/png;base64,AAAA"]
    assert [file.url for file in article.files] == ["https://a.vn/tep.pdf"]


def find(db: Database, page: Page) -> int | None:
    crawl = SimpleNamespace(profiles={"a": PROFILE})
    pipeline = DedupePipeline.from_crawler(SimpleNamespace(spider=SimpleNamespace(crawl=crawl)))  # type: ignore[arg-type]
    page = pipeline.process_item(page)
    page.capture = Capture(page.url, "2026-03-01T00:00:00.000Z", 200, "sha256:0", 1)
    recognize(db, Queue(db, {}, None, frozenset(), False), page, PROFILE, None)
    return page.known_id


def test_article_is_recognized_by_native_id(db: Database) -> None:
    stored = store(db, an_article(7))
    assert find(db, make_page("https://a.vn/ten-moi-p7.html")) == stored.id
    assert find(db, make_page("https://a.vn/x-p8.html")) is None


def test_page_without_article_is_not_recognized(db: Database) -> None:
    store(db, an_article(7))
    assert find(db, Page("a", "https://a.vn/x-p7.html", "article")) is None

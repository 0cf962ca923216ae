"""Which article of the catalog a page belongs to, and which address is canonical."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, db, store
from tests.spiders.fakes import a_profile
from vustacrawl.frontier.queue import Queue
from vustacrawl.items import Article, AttachedFile, Capture, Image, Page
from vustacrawl.pipelines.dedupe import DedupePipeline, recognize
from vustacrawl.pipelines.prepare import canonicalize_addresses

__all__ = ["db"]

PROFILE = a_profile(name="a", url="https://a.vn/", listings=("https://a.vn/tin",))


def a_page(url: str, canonical: str | None = None, **more: object) -> Page:
    article = Article("a", url, None, title="Tin", **more)  # type: ignore[arg-type]
    capture = Capture(url, "2026-03-01T00:00:00.000Z", 200, "sha256:", 0)
    page = Page("a", url, "article", capture=capture, article=article)
    page.canonical_url = canonical
    return page


def settled(page: Page) -> Article:
    assert page.article is not None
    canonicalize_addresses(page, page.article, PROFILE)
    return page.article


@pytest.mark.parametrize(
    ("canonical", "own"),
    [
        (None, "https://a.vn/tin-p7.html"),
        ("https://a.vn/ten-moi-p7.html", "https://a.vn/ten-moi-p7.html"),
        ("https://a.vn/ten-moi-p8.html", "https://a.vn/tin-p7.html"),
        ("https://a.vn/", "https://a.vn/tin-p7.html"),
        ("https://khac.vn/tin-p7.html", "https://a.vn/tin-p7.html"),
        ("javascript:void(0)", "https://a.vn/tin-p7.html"),
    ],
    ids=["none", "same number", "another's number", "home page", "another site", "no address"],
)
def test_a_page_s_own_word_counts_where_it_can_be_true(canonical: str | None, own: str) -> None:
    article = settled(a_page("https://a.vn/tin-p7.html", canonical))
    assert (article.url, article.native_id) == (own, "7")


def test_images_and_files_get_the_addresses_they_are_fetched_by() -> None:
    page = a_page(
        "https://a.vn/tin-p7.html",
        images=[Image("https://A.VN:443/anh.jpg#1", 1), Image("data:image/png;base64,AAAA", 1)],
        files=[AttachedFile("https://A.VN/tep.pdf", "Tệp")],
    )
    article = settled(page)
    assert [image.url for image in article.images] == ["https://a.vn/anh.jpg", "data:image/png;base64,AAAA"]
    assert [file.url for file in article.files] == ["https://a.vn/tep.pdf"]


def find(db: Database, page: Page) -> int | None:
    crawl = SimpleNamespace(profiles={"a": PROFILE})
    pipeline = DedupePipeline.from_crawler(SimpleNamespace(spider=SimpleNamespace(crawl=crawl)))  # type: ignore[arg-type]
    page = pipeline.process_item(page)
    page.capture = Capture(page.url, "2026-03-01T00:00:00.000Z", 200, "sha256:0", 1)
    recognize(db, Queue(db, {}, None, frozenset(), False), page, PROFILE, None)
    return page.known_id


def test_an_article_is_known_by_its_number(db: Database) -> None:
    stored = store(db, an_article(7))
    assert find(db, a_page("https://a.vn/ten-moi-p7.html")) == stored.id
    assert find(db, a_page("https://a.vn/x-p8.html")) is None


def test_a_page_without_an_article_is_none(db: Database) -> None:
    store(db, an_article(7))
    assert find(db, Page("a", "https://a.vn/x-p7.html", "article")) is None

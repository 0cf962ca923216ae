"""An empty catalog of two sites, and articles for it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlite_utils import Database

from vustacrawl.catalog.articles import StoredArticle, store_article
from vustacrawl.catalog.identity import add_aliases, identify
from vustacrawl.items import Article, Block

SITE = "INSERT INTO sites (name, title, url, family, language, timezone) VALUES (?, ?, ?, ?, 'vi', 'Asia/Ho_Chi_Minh')"


@pytest.fixture
def db(new_catalog: Callable[..., Database]) -> Iterator[Database]:
    db = new_catalog()
    add_sites(db, "a", "b")
    yield db
    db.close()


def add_sites(db: Database, *names: str) -> None:
    for name in names:
        db.execute(SITE, (name, f"Hội {name}", f"https://{name}.vn/", "vnmedia"))


def an_article(number: int = 1, text: str = "Hội thảo khoa học.", site: str = "a", **more: Any) -> Article:
    fields = {
        "title": "Tin hoạt động",
        "published_at": "2024-05-06T07:08:00+07:00",
        "paragraphs": [Block("paragraph", text)],
    }
    address = {"url": f"https://{site}.vn/x-p{number}.html", "native_id": str(number)}
    return Article(site, **(address | fields | more))


def store(
    db: Database, article: Article, seen_at: str = "2026-01-01T00:00:00.000Z", parser: str = "vnmedia/1"
) -> StoredArticle:
    """Store an article as the crawl does, new or known."""
    known_id = identify(db, article, article.url, seen_at).id
    stored = store_article(db, article, known_id=known_id, capture_id=None, seen_at=seen_at, parser=parser)
    add_aliases(db, stored.id, [article.url])
    return stored

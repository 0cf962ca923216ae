from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

MakeCatalog = Callable[..., Database]

HASH = "c" * 64
SITES = ("vusta", "hoi-dien-luc")

ARTICLES: list[dict[str, Any]] = [
    {
        "url": "https://vusta.example/dai-hoi-a101.html",
        "native_id": "101",
        "title": "Đại hội đại biểu toàn quốc lần thứ IX",
        "published_at": "2023-08-10T10:09:00+07:00",
        "published_raw": "Thứ năm, 10/08/2023 10:09",
        "author_initials": "HT",
        "byline": "HT (tổng hợp)",
        "lead": "Sáng 10/8, tại Hà Nội, Liên hiệp các Hội khai mạc đại hội.",
        "paragraphs": [("heading", "Đổi mới và sáng tạo"), ("paragraph", "“Trí thức” là vốn quý.\nXuống dòng.")],
        "photo_credit": "Minh Anh",
        "images": [("https://vusta.example/anh/1.jpg", "ảnh", "Toàn cảnh đại hội", "Ảnh: HT", 1)],
        "authors": [(None, "HT", "tổng hợp", None)],
        "files": [("https://vusta.example/nghi-quyet.pdf", "Nghị quyết")],
        "tags": ["đại hội", "VUSTA"],
        "aliases": ["https://vusta.example/in/101", "https://vusta.example/?id=101"],
        "versions": 2,
        "changed_at": "2024-03-01T00:00:00Z",
    },
    {
        "url": "https://vusta.example/khong-ngay-a7.html",
        "title": "Bài không ngày",
        "paragraphs": [("paragraph", "Không rõ ngày đăng.")],
    },
    {
        "url": "https://vusta.example/b-a103.html",
        "title": "Cùng ngày, địa chỉ sau",
        "published_at": "2022-01-05",
        "gone_at": "2024-06-01T00:00:00Z",
    },
    {
        "url": "https://vusta.example/a-a102.html",
        "title": "Cùng ngày, địa chỉ trước",
        "published_at": "2022-01-05",
        "paragraphs": [("paragraph", "Nội dung thứ nhất."), ("quote", "Nội dung thứ hai.")],
    },
    {
        "url": "https://dienluc.example/dang-lai-dai-hoi/",
        "site": "hoi-dien-luc",
        "title": "Đăng lại: Đại hội đại biểu",
        "published_at": "2023-08-11T08:00:00+07:00",
        "paragraphs": [("paragraph", "“Trí thức” là vốn quý.")],
        "duplicate_of": ("https://vusta.example/dai-hoi-a101.html", "near", 0.93),
        "first_seen_at": "2024-05-01T00:00:00Z",
        "last_seen_at": "2024-07-01T00:00:00Z",
    },
]


def _insert(db: Database, article: dict[str, Any]) -> None:
    paragraphs = article.get("paragraphs", [])
    row = {
        "site": article.get("site", "vusta"),
        "public_id": article["url"],
        "body": "\n\n".join(text for _, text in paragraphs),
        "word_count": sum(len(text.split()) for _, text in paragraphs),
        "content_hash": HASH,
        "record_hash": HASH,
        "found_by": "{}",
        "parser": "generic/1",
        "language": "vi",
        "first_seen_at": "2024-01-01T00:00:00Z",
        "last_seen_at": "2024-02-01T00:00:00Z",
    }
    columns = db["articles"].columns_dict
    row |= {name: value for name, value in article.items() if name in columns}
    key = db["articles"].insert(row).last_pk
    children = {
        "paragraphs": [dict(zip(("kind", "text"), block, strict=True)) for block in paragraphs],
        "images": [
            dict(zip(("url", "alt", "caption", "credit", "after_paragraph"), image, strict=True))
            for image in article.get("images", [])
        ],
        "article_authors": [
            dict(zip(("name", "initials", "role", "unit"), author, strict=True))
            for author in article.get("authors", [])
        ],
        "files": [dict(zip(("url", "title"), file, strict=True)) for file in article.get("files", [])],
        "tags": [{"tag": tag} for tag in article.get("tags", [])],
    }
    for table, rows in children.items():
        db[table].insert_all({"article_id": key, "position": position} | row for position, row in enumerate(rows, 1))
    db["article_urls"].insert_all(
        {"url": url, "article_id": key} for url in (article["url"], *article.get("aliases", []))
    )
    db["article_versions"].insert_all(
        {
            "article_id": key,
            "version": version,
            "seen_at": "2024-01-01T00:00:00Z",
            "replaced_at": "2024-03-01T00:00:00Z",
            "changed": "[]",
            "record": "{}",
            "parser": "generic/1",
        }
        for version in range(1, article.get("versions", 1))
    )


def _mark_duplicates(db: Database, articles: list[dict[str, Any]]) -> None:
    ids = dict(db.execute("SELECT url, id FROM articles"))
    for article in articles:
        if duplicate := article.get("duplicate_of"):
            original, kind, similarity = duplicate
            db.execute(
                "INSERT INTO duplicates VALUES (?, ?, ?, ?)", (ids[article["url"]], ids[original], kind, similarity)
            )


@pytest.fixture
def make_catalog(new_catalog: Callable[..., Database]) -> MakeCatalog:
    """Create a catalog of ``articles``, inserted in a random order given by ``seed``."""

    def make(articles: list[dict[str, Any]] = ARTICLES, seed: int = 0) -> Database:
        db = new_catalog(f"catalog-{seed}.db")
        shuffled = random.Random(seed).sample(articles, len(articles))
        for site in random.Random(seed).sample(SITES, len(SITES)):
            db["sites"].insert(
                {
                    "name": site,
                    "title": "Hội",
                    "url": f"https://{site}.example/",
                    "family": "generic",
                    "language": "vi",
                    "timezone": "Asia/Ho_Chi_Minh",
                }
            )
        for article in shuffled:
            _insert(db, article)
        _mark_duplicates(db, articles)
        db.execute("UPDATE articles SET updated_at = coalesce(gone_at, changed_at, first_seen_at)")
        return db

    return make


@pytest.fixture
def catalog(make_catalog: MakeCatalog) -> Database:
    return make_catalog()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return the folder of a dump, which does not exist yet."""
    return tmp_path / "dumps" / "full"


@pytest.fixture
def bytes_of() -> Callable[[Path], dict[str, bytes]]:
    """Read all files of a folder; return their bytes by path."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return read

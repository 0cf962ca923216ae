"""The search indexes hold the same words whether articles are indexed one by one or all at the end."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.search.indexes import INDEXES, index_at_end


def change_articles(db: Database) -> None:
    store(db, an_article(1, "Đại hội bầu ban chấp hành.", title="Đại hội", published_at="2024-03-02"))
    store(db, an_article(2, "Tập huấn chuyển đổi số.", title="Tập huấn", published_at="2020-10-01"))
    store(db, an_article(3, "Bài này sẽ bị xóa.", published_at=None))
    db.execute("UPDATE articles SET title = 'Đại hội lần thứ VIII' WHERE native_id = '1'")
    db.execute("UPDATE articles SET body = 'Trao giải sáng tạo.', published_at = '2021-01-01' WHERE native_id = '1'")
    db.execute("UPDATE articles SET lead = 'Tin từ Sơn La.' WHERE native_id = '99'")
    db.execute("UPDATE articles SET section = 'Tin tức'")
    [removed] = db.execute("SELECT id FROM articles WHERE native_id = '3'").fetchone()
    for table in ("article_urls", "paragraphs"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (removed,))
    db.execute("DELETE FROM articles WHERE id = ?", (removed,))


def words(db: Database, index: str) -> list[tuple[object, ...]]:
    db.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    db.execute(f"CREATE VIRTUAL TABLE temp.words_of_{index} USING fts5vocab('main', '{index}', 'instance')")
    return db.execute(f"SELECT term, doc, col, offset FROM words_of_{index} ORDER BY 1, 2, 3, 4").fetchall()


def test_indexing_at_end_gives_same_index_as_one_by_one(tmp_path: Path) -> None:
    indexed: list[list[list[tuple[object, ...]]]] = []
    ways: list[Callable[[Database], AbstractContextManager[None]]] = [lambda _: nullcontext(), index_at_end]
    for at, way in enumerate(ways):
        db = open_catalog(tmp_path / f"{at}.db")
        add_sites(db, "a")
        store(db, an_article(99, "Có từ trước.", title="Bài cũ"))
        db.execute("BEGIN")
        with way(db):
            change_articles(db)
        db.execute("COMMIT")
        assert db.execute("SELECT count(*) FROM unindexed_articles").fetchone() == (0,)
        indexed.append([words(db, index) for index in INDEXES])
        db.close()
    assert indexed[0] == indexed[1]
    assert all(indexed[0])


@pytest.mark.parametrize("way", [lambda _: nullcontext(), index_at_end], ids=["one by one", "at the end"])
def test_rolled_back_articles_are_not_indexed(
    db: Database, way: Callable[[Database], AbstractContextManager[None]]
) -> None:
    stored = "SELECT search_key FROM articles"
    db.execute("BEGIN")
    with way(db):
        db.execute("SAVEPOINT page")
        store(db, an_article(1, "Trang này không lưu được."))
        db.execute("ROLLBACK TO page")
        store(db, an_article(2, "Trang này lưu được."))
    db.execute("COMMIT")
    assert {doc for _, doc, *_ in words(db, "articles_fts")} == {key for (key,) in db.execute(stored)}

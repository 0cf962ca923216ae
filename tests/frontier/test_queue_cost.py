"""The cost of the queue's queries does not depend on the number of articles."""

from pathlib import Path

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog import open_catalog
from vustacrawl.frontier.queue import Queue


def steps_among(articles: int, path: Path) -> int:
    """Return the SQLite steps needed to find earlier articles of the same text among ``articles`` articles."""
    db = open_catalog(path)
    add_sites(db, "a")
    for number in range(articles):
        store(db, an_article(number, f"Hội thảo khoa học lần thứ {number}."))
    steps: list[None] = []
    queue = Queue(db, {})
    db.conn.set_progress_handler(lambda: steps.append(None), 1)
    assert queue.same_texts_before("https://a.vn/x-p1.html", 20) == 0
    db.close()
    return len(steps)


def test_equal_texts_are_found_without_reading_every_article(tmp_path: Path) -> None:
    assert steps_among(60, tmp_path / "many.db") < 1.5 * steps_among(3, tmp_path / "few.db")

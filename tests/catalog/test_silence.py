"""A site without new articles is detected by comparison with its publishing history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog.silence import describe_silence

LAST = date(2026, 3, 1)


def publish(db: Database, pauses: list[int], first_crawl: str = "2026-03-02") -> None:
    """Store a crawl, an article on the last day and one before each pause."""
    started_at = f"{first_crawl}T00:00:00.000Z"
    db.execute("INSERT INTO crawls (site, started_at, software) VALUES ('a', ?, 'x')", (started_at,))
    day = LAST
    for number, pause in enumerate([*pauses, 0]):
        store(db, an_article(number + 1, f"Bài số {number} của hội.", published_at=day.isoformat()))
        day -= timedelta(days=pause)


@pytest.mark.parametrize(
    ("pauses", "days", "is_silent"),
    [
        ([1] * 30, 13, False),
        ([1] * 30, 14, True),
        ([7] * 30, 20, False),
        ([7] * 30, 21, True),
        ([1] * 30 + [30], 14, True),  # a single long pause, as at Tết, is ignored
        ([1, 30] * 15, 60, False),
        ([1] * 10, 400, False),
    ],
)
def test_silence_is_measured_against_earlier_pauses(
    db: Database, pauses: list[int], days: int, is_silent: bool
) -> None:
    publish(db, pauses)
    found = describe_silence(db, "a", LAST + timedelta(days=days))
    assert (found is not None) is is_silent
    if found:
        assert found.startswith(f"the newest article is from {LAST};")


def test_future_date_does_not_hide_silence(db: Database) -> None:
    publish(db, [1] * 30)
    store(db, an_article(99, "Bài ghi nhầm năm.", published_at="2062-03-01"))
    found = describe_silence(db, "a", date(2026, 5, 1))
    assert found == f"the newest article is from {LAST}; 95 % of the pauses before it lasted 1 day at most"
    assert describe_silence(db, "b", date(2026, 5, 1)) is None


def test_silence_before_first_crawl_is_not_reported(db: Database) -> None:
    publish(db, [1] * 30, first_crawl="2026-03-15")
    assert describe_silence(db, "a", date(2026, 5, 1)) is None

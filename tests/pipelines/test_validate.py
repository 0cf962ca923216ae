"""Publication dates that are impossible at the time of capture are dropped."""

from __future__ import annotations

import pytest

from vustacrawl.items import Article, Block, Capture, Page
from vustacrawl.pipelines.validate import ValidatePipeline


def validated(published_at: str, fetched_at: str) -> tuple[str | None, list[str]]:
    article = Article(
        "a",
        "https://a.vn/1",
        title="Hội nghị tổng kết",
        published_at=published_at,
        paragraphs=[Block("paragraph", "Sáng 14/3, hội nghị diễn ra tại Đà Lạt.")],
    )
    capture = Capture("https://a.vn/1", fetched_at, 200, "sha256:" + "0" * 64, 9)
    page = ValidatePipeline().process_item(Page("a", "https://a.vn/1", "article", capture, article))
    assert page.article
    return page.article.published_at, [problem.text for problem in page.problems]


@pytest.mark.parametrize(
    ("published_at", "fetched_at"),
    [
        ("2024-03-14T10:00:00+07:00", "2024-03-14T03:30:00.000Z"),
        ("2024-03-15", "2024-03-14T23:59:00.000Z"),
        ("2999-01-01", "2999-01-01T00:00:00.000Z"),
        ("1999-12-31", "2000-01-01T00:00:00Z"),
    ],
)
def test_date_up_to_day_after_capture_is_kept(published_at: str, fetched_at: str) -> None:
    assert validated(published_at, fetched_at) == (published_at, [])


@pytest.mark.parametrize(
    ("published_at", "fetched_at"),
    [
        ("2024-03-16", "2024-03-14T23:59:00.000Z"),
        ("2024-03-14", "2009-06-01T00:00:00.000Z"),
        ("1989-12-31", "2024-03-14T00:00:00.000Z"),
    ],
)
def test_date_after_capture_or_before_1990_is_dropped(published_at: str, fetched_at: str) -> None:
    kept, reasons = validated(published_at, fetched_at)
    assert kept is None
    assert reasons == [f"impossible date: {published_at}"]

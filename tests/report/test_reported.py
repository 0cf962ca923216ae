"""A lasting problem is reported once."""

from __future__ import annotations

from pathlib import Path

import pytest

from vustacrawl.report.reported import REPORT_AGAIN_AFTER_CRAWLS, ReportedProblems, cause_of


def crawl(folder: Path, *causes: str) -> list[str]:
    """Record a crawl with these problems; return those that are reported."""
    reported = ReportedProblems(folder, ["a"])
    news = [cause for cause in causes if reported.is_news("a", cause)]
    reported.crawled("a", causes)
    return news


def test_lasting_problem_is_reported_once(tmp_path: Path) -> None:
    assert crawl(tmp_path, "HTTP 500") == ["HTTP 500"]
    assert crawl(tmp_path, "HTTP 500") == []
    assert crawl(tmp_path, "HTTP 500", "silent") == ["silent"]


@pytest.mark.parametrize("crawls", range(1, REPORT_AGAIN_AFTER_CRAWLS + 2))
def test_returning_problem_is_reported_again_after_enough_crawls_without_it(tmp_path: Path, crawls: int) -> None:
    crawl(tmp_path, "HTTP 500")
    for _ in range(crawls):
        crawl(tmp_path)
    assert crawl(tmp_path, "HTTP 500") == (["HTTP 500"] if crawls >= REPORT_AGAIN_AFTER_CRAWLS else [])


@pytest.mark.parametrize("damaged", ["", "[1]", '{"HTTP 500": "x"}', "{"])
def test_damaged_file_causes_repeated_notification(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "a.reported").write_text(damaged, "utf-8")
    assert crawl(tmp_path, "HTTP 500") == ["HTTP 500"]
    assert crawl(tmp_path, "HTTP 500") == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("no response 2 times in a row, last: no response in time", "no response in time", True),
        ("site asked for a pause until 2026-11-24T03:25:10.000Z (Retry-After)", "site asked for a pause", False),
        ("3 new articles without date (3 of 3)", "5 new articles without date (5 of 6)", True),
        ("HTTP 404", "HTTP 500", False),
        ("title found on far fewer pages than before: 0% of 12", "lead found on far fewer pages than before: 1%", True),
        ("parse: the domain may have changed hands", "the domain may have changed hands: parked", True),
        ("validate: no title", "validate: impossible date", False),
    ],
)
def test_cause_omits_details_that_vary_between_crawls(one: str, other: str, is_same: bool) -> None:
    assert (cause_of(one) == cause_of(other)) is is_same

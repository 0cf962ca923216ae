"""Unfinished files of killed crawls: imported by the next crawl, in the order of archiving."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Command, rows

CAPTURES = "SELECT url, fetched_at, status, original_id IS NOT NULL FROM captures ORDER BY url, fetched_at"


@pytest.fixture
def crawled_twice(run: Command) -> Command:
    """A workspace with two archive files, the second of which has revisits of records in the first."""
    for _ in range(2):
        done = run("crawl", "union", "--limit", "3")
        assert done.returncode == 0, done.stderr
        rows(run, "UPDATE frontier SET next_due = 1, state = 'due' WHERE visited_at > '' RETURNING url")
    return run


def test_older_finished_file_is_imported_before_repaired_file(crawled_twice: Command) -> None:
    run = crawled_twice
    known = rows(run, CAPTURES)
    assert any(is_revisit for *_, is_revisit in known)
    _, younger = sorted((run.workspace / "warc").glob("*.warc.gz"))
    younger.rename(younger.with_name(f"{younger.name}.open"))
    for file in run.workspace.glob("vustacrawl.db*"):
        file.unlink()
    assert run("crawl", "union", "--limit", "1").returncode == 0
    after = rows(run, CAPTURES)
    assert [row for row in known if row not in after] == []
    assert rows(run, "SELECT url, reason FROM problems") == []
    verified = run("verify")
    assert (verified.returncode, verified.stdout) == (0, "")


def test_verify_names_every_record_missing_from_catalog(crawled_twice: Command) -> None:
    run = crawled_twice
    lost = rows(run, "DELETE FROM captures WHERE original_id > 0 RETURNING url")
    assert lost
    verified = run("verify")
    assert verified.returncode == 1
    named = [
        line for line in verified.stdout.splitlines() if "this revisit record" in line and "not in the catalog" in line
    ]
    assert sorted(line.split(" record of ")[1].split()[0] for line in named) == [url for (url,) in sorted(lost)]


def test_attempts_of_unfinished_crawl_are_reset(run: Command) -> None:
    run("crawl", "union", "--limit", "3")
    rows(run, "UPDATE crawls SET finished_at = NULL, outcome = NULL RETURNING id")
    later = "UPDATE frontier SET attempts = 4, next_due = 4e9, state = 'due' WHERE url LIKE '%-p2.html' RETURNING url"
    assert len(rows(run, later)) == 1
    run("crawl", "union", "--limit", "1")
    assert rows(run, "SELECT attempts FROM frontier WHERE url LIKE '%-p2.html'") == [(0,)]

"""Articles that change, disappear, come back, or turn into pages without an article."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command, Site, rows

DAY = 86_400


def let_days_pass(run: Command, days: float) -> None:
    """Shift the planned and recorded times of article 5 in the frontier into the past."""
    columns = ("next_due", "missing_since")
    moved = ", ".join(f"{column} = {column} - {days * DAY}" for column in columns)
    rows(run, f"UPDATE frontier SET {moved} WHERE url LIKE '%-p5.html' RETURNING url")


def gone_at(run: Command) -> str | None:
    [(moment,)] = rows(run, "SELECT gone_at FROM articles WHERE native_id = '5'")
    return moment  # type: ignore[no-any-return]


@pytest.mark.parametrize("status", [404, 410])
def test_article_missing_twice_days_apart_is_gone_until_it_returns(run: Command, site: Site, status: int) -> None:
    run("crawl", "union")
    site.faults["/bai-p5.html"] = [(status, {})] * 3
    let_days_pass(run, 365)
    run("crawl", "union")
    assert gone_at(run) is None, "a single failure may be temporary"
    run("crawl", "union")
    assert site.requests["/bai-p5.html"] == 2, "not requested again before its time"

    let_days_pass(run, 2.1)
    run("crawl", "union")

    assert gone_at(run)
    assert rows(run, "SELECT gone FROM crawls ORDER BY id") == [(0,), (0,), (0,), (1,)]
    assert "gone since" in run("why", f"{site.url}/bai-p5.html").stdout
    assert rows(run, "SELECT count(*) FROM paragraphs JOIN articles ON id = article_id WHERE gone_at > ''") != [(0,)], (
        "nothing is deleted"
    )

    site.faults.clear()
    let_days_pass(run, 365)
    run("crawl", "union")
    assert gone_at(run) is None
    assert rows(run, "SELECT missing_since FROM frontier WHERE url LIKE '%-p5.html'") == [(None,)]


def test_soft_404_is_reported_as_problem_not_as_change(run: Command, site: Site) -> None:
    run("crawl", "union")
    site.unreadable.add(5)
    let_days_pass(run, 365)
    ended = run("crawl", "union")
    assert ended.returncode == 1
    assert rows(run, "SELECT stage FROM problems WHERE url LIKE '%-p5.html'") == [("parse",)]
    assert rows(run, "SELECT count(*) FROM article_versions") == [(0,)]
    assert gone_at(run) is None


def test_version_lists_changed_fields(run: Command, site: Site) -> None:
    figure = '<figure><img src="/a.jpg" alt="tm-img-alt"></figure><p class="text-center"><em>{}</em></p>'
    site.inside[5] = figure.format("Toàn cảnh hội thảo")
    run("crawl", "union")
    for caption, title in (("Các đại biểu dự hội thảo", None), ("Các đại biểu dự hội thảo", "Đầu đề mới của bài")):
        site.inside[5] = figure.format(caption)
        if title:
            site.titles[5] = title
        let_days_pass(run, 365)
        assert "0 articles added, 1 changed" in run("crawl", "union").stderr
    changes = rows(run, "SELECT changed FROM article_versions ORDER BY version")
    assert [json.loads(changed) for (changed,) in changes] == [["captions"], ["title"]]

"""Missing items are counted in the crawl summary, in `status`, in the report and in the metrics."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows

LOOP = b"HTTP/1.1 302 Found\r\nLocation: /bai-p%d.html\r\nContent-Length: 0\r\n\r\n"
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n\r\n"


@pytest.fixture
def with_faults(run: Command, site: Site) -> Command:
    """A site with a redirect loop, a redirect to itself, and a 304 response without an earlier copy."""
    site.extra_links += [f"/bai-p{number}.html" for number in (77, 78, 79, 80)]
    for number, target in ((77, 78), (78, 77), (79, 79)):
        site.raw[f"/bai-p{number}.html"] = [LOOP % target]
    site.raw["/bai-p80.html"] = [NOT_MODIFIED]
    return run


def test_missing_items_are_counted_alike_in_every_output(with_faults: Command) -> None:
    run = with_faults
    ended = run("crawl", "union", "--report", "reports", "--metrics", "union.prom")
    assert ended.returncode == 1
    [state] = json.loads(run("status", "--json").stdout)
    assert {(one["kind"], one["count"]) for one in state["missing"]} == {
        ("redirect_loop", 2),
        ("failed", 1),
        ("not_modified", 1),
    }
    status = run("status")
    assert status.returncode == 1
    figures = (run.workspace / "union.prom").read_text("utf-8")
    page = next((run.workspace / "reports").glob("*.html")).read_text("utf-8")
    for one in state["missing"]:
        for output in (ended.stderr, status.stdout, page):
            assert one["text"] in output
        assert f'vustacrawl_missing{{kind="{one["kind"]}",site="union"}} {one["count"]}.0' in figures


def test_url_waiting_for_retry_is_problem_until_fetched(run: Command, site: Site) -> None:
    site.faults["/bai-p30.html"] = [(503, {"Retry-After": "3600"})]
    ended = run("crawl", "union")
    assert ended.returncode == 1
    assert "union: 1 address to be retried (HTTP 503), next at 20" in ended.stderr
    rows(run, "UPDATE frontier SET next_due = 0 RETURNING url")
    rows(run, "UPDATE sites SET quiet_until = 0 RETURNING name")
    assert run("crawl", "union").returncode == 0
    assert run("status").returncode == 0


def test_times_are_in_one_time_zone_to_the_minute(run: Command) -> None:
    (run.workspace / "vustacrawl.toml").write_text('[schedule]\nunion = "every 1h"\njitter = "0s"\n', "utf-8")
    run("crawl", "union", "--limit", "1")
    first, _, second = run("status").stdout.splitlines()[:3]
    assert first == "Times are in Asia/Ho_Chi_Minh."
    words = second.split()
    began, planned = " ".join(words[2:4]).rstrip(","), " ".join(words[-2:])
    assert len(began) == len(planned) == len("2026-11-26 14:00")
    assert began[:13] <= planned[:13]
    [(started_at,)] = rows(run, "SELECT started_at FROM crawls")
    local = datetime.fromisoformat(started_at).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert began == f"{local:%Y-%m-%d %H:%M}"


def test_limit_applies_to_each_site(run: Command, other_site: Site) -> None:
    run.add_profile("other", other_site)
    ended = run("crawl", "union", "other", "--limit", "3")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.count("; limit of 3 articles reached") == 2
    assert rows(run, "SELECT site, count(*) FROM articles GROUP BY site") == [("other", 3), ("union", 3)]
    assert rows(run, "SELECT outcome FROM crawls") == [("limit",), ("limit",)]


def test_articles_linked_only_from_articles_are_left_to_next_crawl_without_since(run: Command, site: Site) -> None:
    site.inside[3] = "<p><a href='/bai-p907.html'>Xem thêm bài viết về hội thảo lần trước</a></p>"
    known = "SELECT state, reason FROM frontier WHERE url LIKE '%/bai-p907.html'"
    run("crawl", "union", "--since", "2025-12-31")
    assert rows(run, known) == [("skipped", "linked from an article")]
    assert "linked from articles only" in run("status").stdout

    run("crawl", "union")
    assert rows(run, known) == [("due", None)]
    assert rows(run, "SELECT count(*) FROM articles WHERE native_id = '907'") == [(1,)]


def test_since_skips_older_articles_and_reports_their_number(run: Command, site: Site) -> None:
    ended = run("crawl", "union", "--since", "2026-01-01")
    assert ended.returncode == 0, ended.stderr
    skipped = sum(path.startswith("/bai-p") for path in site.requests)
    assert f"; {skipped} older than 2026-01-01 skipped (archived, not in the catalog)" in ended.stderr
    assert "; 1 list read back to 2026-01-01 only" in ended.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(0,)]
    archived = "SELECT count(DISTINCT url) FROM captures WHERE url LIKE '%bai-p%' AND warc_file IS NOT NULL"
    assert rows(run, archived) == [(skipped,)]
    again = run("crawl", "union", "--since", "2026-01-01")
    assert f"; {skipped} dated before 2026-01-01 not fetched" in again.stderr
    assert run("crawl", "union", "--since", "2025-12-31").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)], "a crawl with an earlier date stores them"

"""``vustacrawl crawl`` against a real server."""

import re
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows, served
from tests.waiting import HANG_S, wait_until


def test_crawl_stores_articles_of_all_listing_pages(run: Command, site: Site) -> None:
    done = run("crawl", "union")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"{ARTICLES} articles added" in done.stderr
    assert rows(
        run, "SELECT count(*), count(DISTINCT title), min(author_initials), min(published_at) FROM articles"
    ) == [(ARTICLES, ARTICLES, "HT", "2025-12-31T15:57:00+07:00")]
    assert max(site.requests.values()) == 1


def test_limit_is_exact_and_next_crawl_fetches_the_rest(run: Command, site: Site) -> None:
    run("crawl", "union", "--limit", "7")
    assert rows(run, "SELECT count(*) FROM articles") == [(7,)]
    assert rows(run, "SELECT outcome FROM crawls") == [("limit",)]
    run("crawl", "union")
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert all(times == 1 for path, times in site.requests.items() if path.startswith("/bai"))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_stopped_crawl_resumes_where_it_left_off(run: Command, site: Site, how: signal.Signals) -> None:
    site.delay = 0.05
    process = run.start("crawl", "union")
    wait_until(lambda: sum(site.requests.values()) >= 12, process)
    process.send_signal(how)
    process.communicate(timeout=HANG_S)
    site.delay = 0.0
    assert run("crawl", "union").returncode == 0
    assert rows(run, "SELECT count(*), count(DISTINCT native_id) FROM articles") == [(ARTICLES, ARTICLES)]
    assert rows(run, "SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]
    if how is not signal.SIGKILL:
        assert all(times == 1 for path, times in site.requests.items() if path.startswith("/bai"))
        assert rows(run, "SELECT outcome FROM crawls WHERE id = 1") == [("interrupted",)]


def test_transient_http_500_is_retried_within_same_crawl(run: Command, site: Site) -> None:
    site.faults["/bai-p3.html"] = [(500, {})]
    assert run("crawl", "union").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert site.requests["/bai-p3.html"] == 2


def test_http_404_is_reported_as_problem_and_crawl_continues(run: Command, site: Site) -> None:
    site.faults["/bai-p3.html"] = [(404, {})]
    done = run("crawl", "union")
    assert done.returncode == 1
    assert "1 × HTTP 404" in done.stderr
    assert rows(run, "SELECT stage, reason FROM problems") == [("fetch", "HTTP 404")]
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]


def test_robots_txt_is_obeyed(run: Command, site: Site) -> None:
    site.robots = "User-agent: *\nDisallow: /bai-p2.html\n"
    run("crawl", "union")
    assert site.requests["/bai-p2.html"] == 0
    assert rows(run, "SELECT state, reason FROM frontier WHERE url LIKE '%/bai-p2.html'") == [("skipped", "robots.txt")]


def test_starting_point_disallowed_by_robots_txt_is_named(run: Command, site: Site) -> None:
    site.robots = "User-agent: *\nDisallow: /"
    done = run("crawl", "union")
    assert done.returncode == 1
    assert "union: 1 starting point gave nothing: disallowed by robots.txt\n" in done.stderr
    assert "1 starting point gave nothing: disallowed by robots.txt" in run("status").stdout


def test_second_crawl_of_same_site_is_refused(run: Command, site: Site) -> None:
    site.may_respond.clear()
    process = run.start("crawl", "union")
    wait_until(lambda: bool(site.requests), process)
    second = run("crawl", "union")
    assert second.returncode == 2
    assert f"union is in use by `vustacrawl crawl union` (pid {process.pid}" in second.stderr
    process.terminate()
    site.may_respond.set()
    process.communicate(timeout=HANG_S)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("crawl",), "specify a SITE"),
        (("crawl", "unoin"), "did you mean union?"),
        (("crawl", "./none.toml"), "No such file"),
        (("status",), "no catalog here yet"),
        (("--workspace", "/proc/none", "crawl", "union"), "Error:"),
    ],
)
def test_usage_errors_are_reported_without_traceback(run: Command, arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_unreachable_site_is_reported(run: Command) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", profile.read_text("utf-8")), "utf-8")
    done = run("crawl", "union")
    assert done.returncode == 1
    assert "union: unreachable" in done.stderr
    assert "Traceback" not in done.stderr


def test_scrapy_commands_find_the_profiles(run: Command) -> None:
    run("crawl", "union", "--limit", "1")
    assert "union" in run("list", program="scrapy").stdout.split()
    assert run("crawl", "union", "-a", "limit=3", program="scrapy").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(4,)]


def test_backfill_follows_listings_to_last_page(run: Command, site: Site) -> None:
    run("crawl", "union")
    site.requests.clear()
    run("crawl", "union")
    assert dict(site.requests) == {"/robots.txt": 1, "/tin": 1}
    site.requests.clear()
    run("crawl", "union", "--backfill")
    assert set(site.requests) == {"/robots.txt", "/tin", "/tin?page=2", "/tin?page=3"}


def test_first_crawl_continues_past_listing_page_without_new_articles(run: Command, site: Site) -> None:
    site.first_of_listing[2] = 1  # articles were added between the requests for two listing pages
    assert run("crawl", "union").returncode == 0
    assert {"/bai-p1.html", "/bai-p21.html", "/bai-p30.html"} <= set(site.requests)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ((404, {}), "missing or empty, though the list has later pages"),
        ((200, {}), "no markup and no text"),
        ((302, {"Location": "/tin"}), "missing or empty, though the list has later pages"),
    ],
    ids=["missing", "empty", "redirects"],
)
def test_crawl_continues_past_lost_listing_page_and_reports_it(
    run: Command, site: Site, fault: tuple[int, dict[str, str]], reason: str
) -> None:
    site.faults["/tin?page=2"] = [fault]
    done = run("crawl", "union")
    assert (done.returncode, "20 articles added" in done.stderr) == (1, True)
    assert reason in done.stderr
    assert run("status").returncode == 1


def test_site_with_ipv6_address_only_is_crawled(tmp_path: Path) -> None:
    try:
        with served("::1") as site:
            run = Command(tmp_path / "ws", site)
            assert run("crawl", "union").returncode == 0
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
    assert rows(run, "SELECT count(*) FROM articles WHERE url LIKE 'http://[::1]:%'") == [(ARTICLES,)]


def test_urls_that_another_site_links_to_are_visited_with_their_own(run: Command, site: Site, other_site: Site) -> None:
    run.add_profile("other", other_site)
    site.extra_links = [f"{other_site.url}{path}" for path in ("/bai-p1.html", "/tin")]
    for name in ("union", "other", "union"):
        assert run("crawl", name).returncode == 0
    assert rows(run, "SELECT site, count(*) FROM articles GROUP BY site") == [("other", ARTICLES), ("union", ARTICLES)]


@pytest.mark.parametrize("status", [404, 410])
def test_missing_last_page_of_list_is_reported(run: Command, site: Site, status: int) -> None:
    site.faults["/tin?page=3"] = [(status, {})]
    done = run("crawl", "union")
    assert (done.returncode, "20 articles added" in done.stderr) == (1, True)
    assert "missing, though the list links to it" in done.stderr
    assert run("status").returncode == 1
    assert run("crawl", "union", "--backfill").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]


def test_parse_failures_are_counted_in_summary(run: Command, site: Site) -> None:
    site.unreadable = {3, 4}
    done = run("crawl", "union")
    assert done.returncode == 1
    assert "union: 2 × parse: no title" in done.stderr

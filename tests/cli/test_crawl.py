"""The real command against a real server."""

import re
import signal

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows
from tests.waiting import HANG_S, wait_until


def test_a_crawl_stores_every_article_of_every_listing_page(run: Command, site: Site) -> None:
    done = run("crawl", "union")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"{ARTICLES} articles added" in done.stderr
    assert rows(
        run, "SELECT count(*), count(DISTINCT title), min(author_initials), min(published_at) FROM articles"
    ) == [(ARTICLES, ARTICLES, "HT", "2025-12-31T15:57:00+07:00")]
    assert max(site.asked.values()) == 1


def test_limit_is_exact_and_the_rest_comes_later(run: Command, site: Site) -> None:
    run("crawl", "union", "--limit", "7")
    assert rows(run, "SELECT count(*) FROM articles") == [(7,)]
    assert rows(run, "SELECT outcome FROM crawls") == [("limit",)]
    run("crawl", "union")
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert all(times == 1 for path, times in site.asked.items() if path.startswith("/bai"))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_stopped_crawl_goes_on_where_it_was(run: Command, site: Site, how: signal.Signals) -> None:
    site.delay = 0.05
    process = run.start("crawl", "union")
    wait_until(lambda: sum(site.asked.values()) >= 12, process)
    process.send_signal(how)
    process.communicate(timeout=HANG_S)
    site.delay = 0.0
    assert run("crawl", "union").returncode == 0
    assert rows(run, "SELECT count(*), count(DISTINCT native_id) FROM articles") == [(ARTICLES, ARTICLES)]
    assert rows(run, "SELECT count(*) FROM frontier WHERE state = 'leased'") == [(0,)]
    if how is not signal.SIGKILL:
        assert all(times == 1 for path, times in site.asked.items() if path.startswith("/bai"))
        assert rows(run, "SELECT outcome FROM crawls WHERE id = 1") == [("interrupted",)]


def test_a_fault_that_passes_is_mended_within_the_crawl(run: Command, site: Site) -> None:
    site.faults["/bai-p3.html"] = [(500, {})]
    assert run("crawl", "union").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert site.asked["/bai-p3.html"] == 2


def test_a_missing_page_is_a_problem_and_the_crawl_goes_on(run: Command, site: Site) -> None:
    site.faults["/bai-p3.html"] = [(404, {})]
    done = run("crawl", "union")
    assert done.returncode == 1
    assert "1 × HTTP 404" in done.stderr
    assert rows(run, "SELECT stage, reason FROM problems") == [("fetch", "HTTP 404")]
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]


def test_robots_txt_is_obeyed(run: Command, site: Site) -> None:
    site.robots = "User-agent: *\nDisallow: /bai-p2.html\n"
    run("crawl", "union")
    assert site.asked["/bai-p2.html"] == 0
    assert rows(run, "SELECT state, reason FROM frontier WHERE url LIKE '%/bai-p2.html'") == [("skipped", "robots.txt")]


def test_a_site_is_crawled_once_at_a_time(run: Command, site: Site) -> None:
    site.answers.clear()
    process = run.start("crawl", "union")
    wait_until(lambda: bool(site.asked), process)
    second = run("crawl", "union")
    assert second.returncode == 2
    assert f"union is in use by `vustacrawl crawl union` (pid {process.pid}" in second.stderr
    process.terminate()
    site.answers.set()
    process.communicate(timeout=HANG_S)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("crawl",), "specify a SITE"),
        (("crawl", "unoin"), "did you mean union?"),
        (("crawl", "./none.toml"), "No such file"),
        (("status",), "no catalog here yet"),
        (("--workspace", "/proc/none", "crawl", "union"), "Error:"),
    ],
)
def test_a_users_mistake_is_one_clear_line(run: Command, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreachable_site_is_said_so(run: Command) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", profile.read_text("utf-8")), "utf-8")
    done = run("crawl", "union")
    assert done.returncode == 1
    assert "union: unreachable" in done.stderr
    assert "Traceback" not in done.stderr


def test_scrapys_own_commands_know_the_profiles(run: Command) -> None:
    run("crawl", "union", "--limit", "1")
    assert "union" in run("list", program="scrapy").stdout.split()
    assert run("crawl", "union", "-a", "limit=3", program="scrapy").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(4,)]


def test_backfill_reads_listings_to_their_end(run: Command, site: Site) -> None:
    run("crawl", "union")
    site.asked.clear()
    run("crawl", "union")
    assert dict(site.asked) == {"/robots.txt": 1, "/tin": 1}
    site.asked.clear()
    run("crawl", "union", "--backfill")
    assert set(site.asked) == {"/robots.txt", "/tin", "/tin?page=2", "/tin?page=3"}


def test_a_first_crawl_goes_on_past_a_listing_page_that_brings_nothing_new(run: Command, site: Site) -> None:
    site.first_of_listing[2] = 1  # articles were added while the crawl turned the page
    assert run("crawl", "union").returncode == 0
    assert {"/bai-p1.html", "/bai-p21.html", "/bai-p30.html"} <= set(site.asked)


def test_pages_that_cannot_be_read_are_named_at_the_end(run: Command, site: Site) -> None:
    site.unreadable = {3, 4}
    done = run("crawl", "union")
    assert done.returncode == 1
    assert "union: 2 × parse: no title" in done.stderr

"""Politeness of a crawl: robots.txt, delays, and pauses on request."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

from tests.cli.conftest import ARTICLES, Command, Site, rows


def article_requests(site: Site) -> int:
    return sum(times for path, times in site.requests.items() if path.startswith("/bai"))


FEW_IN_FLIGHT = 3


def test_unavailable_robots_txt_blocks_all_requests(run: Command, site: Site) -> None:
    site.faults["/robots.txt"] = [(503, {"Retry-After": "3600"})] * 9
    ended = run("crawl", "union")
    assert ended.returncode == 1
    assert set(site.requests) == {"/robots.txt"}
    assert "robots.txt returned HTTP 503" in ended.stderr


def test_crawl_starts_once_robots_txt_is_available(run: Command, site: Site) -> None:
    site.faults["/robots.txt"] = [(500, {"Retry-After": "1"})]
    assert run("crawl", "union").returncode == 0
    assert article_requests(site) == ARTICLES


def test_requests_waiting_for_robots_txt_obey_it(run: Command, site: Site) -> None:
    assert run("crawl", "union", "--limit", "1").returncode == 0
    requests_before = article_requests(site)
    site.robots = "User-agent: *\nDisallow: /bai\n"
    site.delay = 0.3
    assert run("crawl", "union").returncode == 0
    assert site.requests["/robots.txt"] == 2
    assert article_requests(site) == requests_before


def test_robots_txt_on_another_host_is_obeyed(run: Command, site: Site, other_site: Site, tmp_path: Path) -> None:
    run.add_profile("other", other_site)
    site.faults["/robots.txt"] = [(301, {"Location": f"{other_site.url}/rules"})]
    other_site.files["/rules"] = b"User-agent: *\nDisallow: /bai-p1\n"
    assert run("crawl", "union", "other", "--processes", "1").returncode == 0
    assert {path for path in site.requests if path.startswith("/bai-p1")} == set()
    assert article_requests(other_site) == ARTICLES, "a redirect elsewhere does not change the rules of that host"

    again = Command(tmp_path / "again", site)
    again.add_profile("other", other_site)
    assert again("import", "--as-crawled", str(run.workspace / "warc")).returncode == 0
    skipped = "SELECT url, state, reason FROM frontier WHERE url LIKE '%/bai-p1%' ORDER BY url"
    assert rows(again, skipped) == rows(run, skipped)


def test_crawl_delay_is_respected(run: Command, site: Site) -> None:
    site.robots = "User-agent: *\nCrawl-delay: 0.4\n"
    began = time.monotonic()
    assert run("crawl", "union", "--limit", "4").returncode == 0
    assert time.monotonic() - began > 4 * 0.4 * 0.5, "Scrapy varies a delay by half"
    assert article_requests(site) == 4


def test_retry_after_pauses_whole_site(run: Command, site: Site) -> None:
    site.faults["/bai-p1.html"] = [(429, {"Retry-After": "2"})]
    site.delay = 0.05
    assert run("crawl", "union").returncode == 0
    moments = sorted(site.request_times)
    longest = max(after - before for before, after in pairwise(moments))
    assert longest > 1.5
    assert article_requests(site) == ARTICLES + 1
    assert rows(run, "SELECT requests, pushed_back FROM crawls") == [(sum(site.requests.values()), 1)]


def test_throttling_site_is_given_up_and_shown_in_status(run: Command, site: Site) -> None:
    site.article_refusal = (403, {"Retry-After": "0"})
    ended = run("crawl", "union")
    assert ended.returncode == 1
    assert article_requests(site) < ARTICLES
    assert "throttled (403/429/503)" in ended.stderr
    assert "throttled (403/429/503)" in run("status").stdout
    requests = sum(site.requests.values())
    assert run("crawl", "union").returncode == 1
    assert sum(site.requests.values()) == requests, "no requests before the pause is over"


def test_throttled_host_does_not_stall_other_hosts(run: Command, site: Site, other_site: Site) -> None:
    site.faults["/bai-p1.html"] = [(429, {"Retry-After": "4"})]
    run.add_profile("other", other_site)
    run("crawl", "union", "other")
    refused, again = site.requested_at["/bai-p1.html"]
    assert sum(refused < moment < again for moment in other_site.request_times) > FEW_IN_FLIGHT
    assert article_requests(other_site) == ARTICLES

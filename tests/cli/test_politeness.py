"""Politeness of a crawl: robots.txt, delays, and pauses on request."""

from __future__ import annotations

import time
from itertools import pairwise

from tests.cli.conftest import ARTICLES, Command, Site, rows


def articles_asked_for(site: Site) -> int:
    return sum(times for path, times in site.asked.items() if path.startswith("/bai"))


FEW_IN_FLIGHT = 3


def test_a_robots_txt_that_cannot_be_had_lets_nothing_in(run: Command, site: Site) -> None:
    site.faults["/robots.txt"] = [(503, {"Retry-After": "3600"})] * 9
    ended = run("crawl", "union")
    assert ended.returncode == 1
    assert set(site.asked) == {"/robots.txt"}
    assert "robots.txt returned HTTP 503" in ended.stderr


def test_a_robots_txt_that_is_back_opens_the_site(run: Command, site: Site) -> None:
    site.faults["/robots.txt"] = [(500, {"Retry-After": "1"})]
    assert run("crawl", "union").returncode == 0
    assert articles_asked_for(site) == ARTICLES


def test_robots_txt_holds_for_every_request_that_waits_for_it(run: Command, site: Site) -> None:
    assert run("crawl", "union", "--limit", "1").returncode == 0
    asked_before = articles_asked_for(site)
    site.robots = "User-agent: *\nDisallow: /bai\n"
    site.delay = 0.3
    assert run("crawl", "union").returncode == 0
    assert site.asked["/robots.txt"] == 2
    assert articles_asked_for(site) == asked_before


def test_crawl_delay_is_kept(run: Command, site: Site) -> None:
    site.robots = "User-agent: *\nCrawl-delay: 0.4\n"
    began = time.monotonic()
    assert run("crawl", "union", "--limit", "4").returncode == 0
    assert time.monotonic() - began > 4 * 0.4 * 0.5, "Scrapy varies a delay by half"
    assert articles_asked_for(site) == 4


def test_retry_after_pauses_the_whole_site(run: Command, site: Site) -> None:
    site.faults["/bai-p1.html"] = [(429, {"Retry-After": "2"})]
    site.delay = 0.05
    assert run("crawl", "union").returncode == 0
    moments = sorted(site.moments)
    longest = max(after - before for before, after in pairwise(moments))
    assert longest > 1.5
    assert articles_asked_for(site) == ARTICLES + 1
    assert rows(run, "SELECT requests, pushed_back FROM crawls") == [(sum(site.asked.values()), 1)]


def test_a_site_that_goes_on_pushing_back_is_left_alone_and_status_says_so(run: Command, site: Site) -> None:
    site.refuses = (403, {"Retry-After": "0"})
    ended = run("crawl", "union")
    assert ended.returncode == 1
    assert articles_asked_for(site) < ARTICLES
    assert "throttled (403/429/503)" in ended.stderr
    assert "throttled (403/429/503)" in run("status").stdout
    asked = sum(site.asked.values())
    assert run("crawl", "union").returncode == 1
    assert sum(site.asked.values()) == asked, "not before the time is over"


def test_one_hosts_trouble_never_stalls_another(run: Command, site: Site, other_site: Site) -> None:
    site.faults["/bai-p1.html"] = [(429, {"Retry-After": "4"})]
    run.know("other", other_site)
    run("crawl", "union", "other")
    refused, again = site.asked_at["/bai-p1.html"]
    assert sum(refused < moment < again for moment in other_site.moments) > FEW_IN_FLIGHT
    assert articles_asked_for(other_site) == ARTICLES

"""``why`` explains in one line why a URL was or was not visited."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Command, Site, served


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with served() as site:
        site.extra_links += [
            *("/cam/bai-p77.html", "/lien-he", "https://facebook.example/vusta", "/bai-p404.html", "/cu-p1.html")
        ]
        site.faults["/bai-p404.html"] = [(404, {})]
        yield site


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Command:
    run = Command(tmp_path_factory.mktemp("why") / "ws", site)
    run("crawl", "union")
    return run


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/bai-p1.html", "HTTP 200: article"),
        ("/bai-p1.html?utm_source=zalo#top", "HTTP 200: article"),
        ("/cu-p1.html", "a redirect to"),
        ("/cam/bai-p77.html", "disallowed by the site's robots.txt"),
        ("/lien-he", "no pattern matches"),
        ("https://facebook.example/vusta", "not on the site's hosts"),
        ("/bai-p404.html", "failed: HTTP 404"),
        ("/bai-p999.html", "never seen, and no page links to it"),
        ("https://nowhere.example/", "never seen, and no profile covers its site"),
    ],
)
def test_why_explains_url_in_one_line(crawled: Command, site: Site, address: str, message: str) -> None:
    url = address if address.startswith("https:") else site.url + address
    answer = crawled("why", url)
    assert answer.returncode == 0
    assert message in answer.stdout
    assert answer.stdout.count("\n") == 1
    assert json.loads(crawled("why", url, "--json").stdout)["because"] in answer.stdout


def test_url_may_omit_scheme(crawled: Command, site: Site) -> None:
    bare = site.url.removeprefix("http://")
    assert "HTTP 200: article" in crawled("why", f"{bare}/bai-p1.html").stdout
    assert "never seen, and no profile covers its site" in crawled("why", "khong-co.example").stdout
    assert "endless" not in crawled("why", bare).stdout
    assert "longer than 2000 characters" in crawled("why", f"{bare}/{'x' * 2000}").stdout


@pytest.mark.parametrize("url", ["", "http://[", "mailto://x y", "javascript:x"])
def test_no_url_is_usage_error(crawled: Command, url: str) -> None:
    answer = crawled("why", url)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "not a URL" in answer.stderr


def test_status_counts_skip_reasons(crawled: Command) -> None:
    reasons = json.loads(crawled("status", "--json").stdout)[0]["skipped_for"]
    assert reasons == {"robots.txt": 1, "pattern": 2, "off-site": 1}, "the pager links the first page by another URL"

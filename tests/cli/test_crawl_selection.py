"""Crawls limited to given URLs, known URLs, a number of pages or a time; and ``--dry-run``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, rows
from tests.in_process import vustacrawl
from vustacrawl.frontier.selection import guessed_urls
from vustacrawl.sites import find_profile

slow = pytest.mark.slow


def requested_articles(site: Site) -> list[str]:
    return sorted(path for path in site.requests if path.startswith("/bai"))


@slow
def test_url_option_visits_only_given_urls_and_new_links_of_given_listings(run: Command, site: Site) -> None:
    (run.workspace / "urls.txt").write_text(f"# mới\n\n{site.url}/tin?page=2\nhttps://khac.example/\n", "utf-8-sig")
    done = run("crawl", "union", "--url", f"{site.url}/cu-p1.html", "--urls", "urls.txt")
    assert done.returncode == 1
    assert "https://khac.example/: not visited: not on the site's hosts and ports" in done.stderr
    assert sorted(path for path in site.requests if path != "/robots.txt") == sorted(
        ["/cu-p1.html", "/bai-p1.html", "/tin?page=2", *(f"/bai-p{number}.html" for number in range(11, 21))]
    )
    assert rows(run, "SELECT selection, outcome, added FROM crawls") == [("--url", "finished", 11)]
    assert run("crawl", "union").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)], "the next crawl still counts as the first"


@slow
def test_ids_option_visits_only_numbers_missing_from_catalog(run: Command, site: Site) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(f'id_url = "{site.url}/bai-p{{id}}.html"\n' + profile.read_text("utf-8"), "utf-8")
    site.faults = {"/bai-p40.html": [(404, {})], "/bai-p41.html": [(302, {"Location": "/"})]}
    site.files["/"] = b"<html><body><a href='/bai-p1.html'>B\xc3\xa0i</a></body></html>"
    run("crawl", "union", "--ids", "3")
    done = run("crawl", "union", "--ids", "1-4,40,41")
    assert done.returncode == 0
    assert "3 articles added, 0 changed, 0 problems; 1 already in the catalog; 2 numbers without a page" in done.stderr
    assert site.requests["/bai-p3.html"] == 1
    assert sorted(rows(run, "SELECT native_id FROM articles")) == [("1",), ("2",), ("3",), ("4",)]
    unused = "SELECT url, state, reason FROM frontier WHERE kind = 'article' AND state <> 'due' ORDER BY url"
    assert rows(run, unused) == [(f"{site.url}/bai-p{number}.html", "skipped", "unused number") for number in (40, 41)]
    before = rows(run, unused), rows(run, "SELECT selection, added, problems FROM crawls ORDER BY id")
    (run.workspace / "vustacrawl.db").unlink()
    assert run("import", "warc").returncode == 0
    assert (rows(run, unused), rows(run, "SELECT selection, added, problems FROM crawls ORDER BY id")) == before
    site.inside[6] = '<p><a href="/bai-p40.html">Bài về sau</a></p>'
    run("crawl", "union", "--url", f"{site.url}/bai-p6.html")
    assert rows(run, "SELECT state, reason FROM frontier WHERE url LIKE '%p40.html'") == [("due", None)]


@slow
def test_again_option_revisits_urls_by_state_kind_and_pattern(run: Command, site: Site) -> None:
    site.faults["/bai-p3.html"] = [(410, {})]
    run("crawl", "union")
    site.requests.clear()
    assert run("crawl", "union", "--again", "--failed").returncode == 0
    assert requested_articles(site) == ["/bai-p3.html"]
    site.requests.clear()
    run("crawl", "union", "--again", "--kind", "article", "--match", r"-p1\d\.")
    assert requested_articles(site) == [f"/bai-p{number}.html" for number in range(10, 20)]
    assert not any(path.startswith("/tin") for path in site.requests)


@slow
def test_max_pages_stops_crawl_and_next_crawl_continues(run: Command, site: Site) -> None:
    done = run("crawl", "union", "--max-pages", "5")
    assert "5 pages, " in done.stderr
    assert "limit of 5 pages reached" in done.stderr
    assert rows(run, "SELECT outcome, reason, pages FROM crawls") == [("limit", "limit of 5 pages reached", 5)]
    run("crawl", "union")
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]


@slow
def test_max_time_stops_crawl(run: Command, site: Site) -> None:
    site.endless = True
    site.delay = 0.05
    done = run("crawl", "union", "--max-time", "1s")
    assert "time limit reached" in done.stderr
    assert rows(run, "SELECT outcome, reason FROM crawls") == [("limit", "time limit reached")]


def test_dry_run_counts_due_pages_and_changes_nothing(run: Command, site: Site) -> None:
    done = vustacrawl("crawl", "union", "--dry-run", folder=run.workspace)
    assert done.stdout == (
        "union: 1 page due now (1 listing); no delay between requests;"
        " a first crawl, which follows every listing to its last page\n"
    )
    done = vustacrawl("crawl", "union", "--dry-run", "--url", f"{site.url}/bai-p7.html", folder=run.workspace)
    assert done.stdout == "union: 1 page due now (1 article); no delay between requests\n"
    done = vustacrawl("crawl", "union", "--dry-run", "--url", site.url, "--url", "mailto:a@b.vn", folder=run.workspace)
    assert (done.returncode, "mailto:a@b.vn: not visited" in done.stderr) == (1, True)
    assert not site.requests
    assert not (run.workspace / "vustacrawl.db").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["union", "--failed"], "limit --again"),
        (["union", "--again", "--ids", "3"], "leave out --url, --urls and --ids"),
        (["union", "--again", "--match", "("], "not a regular expression"),
        (["union", "--ids", "3"], "has no `id_url`"),
        (["union", "--url", "mailto:a@b.vn"], "none of the URLs can be visited"),
        (["union", "--urls", "-"], "the file of --urls has no URL"),
        (["union", "--max-time", "soon"], "is not a duration such as 90m or 2h"),
    ],
)
def test_invalid_selection_is_usage_error(run: Command, arguments: list[str], message: str) -> None:
    done = vustacrawl("crawl", *arguments, folder=run.workspace)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize("text", ["--ids 5-3", "--ids 1-9999999", "--again", None])
def test_invalid_ids_from_archive_are_ignored(text: str | None) -> None:
    assert guessed_urls(find_profile("vusta"), text) == frozenset()


@pytest.mark.parametrize("ids", ["", "a", "5-3", "1-", "1-2000000"])
def test_malformed_ids_are_usage_errors(tmp_path: Path, ids: str) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "x.toml").write_text(
        'title = "X"\nfamily = "generic"\nurl = "https://x.vn/"\narticle_url = "id=(?P<id>[0-9]+)$"\n'
        'listings = ["https://x.vn/"]\nid_url = "https://x.vn/?id={id}"\n',
        "utf-8",
    )
    assert vustacrawl("crawl", "x", "--ids", ids, folder=tmp_path).returncode == 2

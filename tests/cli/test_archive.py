"""The archive after a crawl, a crash and a second visit, and packages of it."""

from __future__ import annotations

import signal
import zipfile
from pathlib import Path

from tests.cli.conftest import ARTICLES, Command, Site, rows
from tests.waiting import wait_until
from vustacrawl.archive.files import Archive
from vustacrawl.archive.reader import read_record
from vustacrawl.archive.verify import verify_file
from vustacrawl.items import RecordPlace


def assert_archive_is_intact(workspace: Path) -> None:
    """Check that every capture's offset points to its record, and that no file has a fault."""
    captures = rows(workspace, "SELECT warc_file, warc_offset, warc_length, record_id, url FROM captures")
    for *place, record_id, url in captures:
        record = read_record(Archive(workspace / "warc"), RecordPlace(*place))
        assert (record.get("WARC-Record-ID"), record.url) == (record_id, url)
    for file, sha256 in rows(workspace, "SELECT name, sha256 FROM warc_files"):
        assert list(verify_file(workspace / "warc" / file, sha256)) == []


def test_every_response_is_archived_including_robots_txt_and_redirects(run: Command, site: Site) -> None:
    site.extra_links.append("/cu-p1.html")
    assert run("crawl", "union").returncode == 0
    assert sum(site.requests.values()) == rows(run, "SELECT count(*) FROM captures")[0][0]
    assert_archive_is_intact(run.workspace)


def test_unchanged_page_is_archived_as_revisit(run: Command, site: Site) -> None:
    run("crawl", "union")
    rows(run, "UPDATE frontier SET next_due = 0")
    run("crawl", "union")
    revisits = rows(
        run,
        "SELECT count(*) FROM captures AS revisit JOIN captures AS original ON original.id = revisit.original_id"
        " WHERE revisit.url = original.url AND revisit.url LIKE '%-p%.html'",
    )
    assert revisits == [(ARTICLES,)]
    assert rows(run, "SELECT count(*) FROM article_versions") == [(0,)]
    assert_archive_is_intact(run.workspace)


def test_pages_archived_by_killed_crawl_are_not_requested_again(run: Command, site: Site) -> None:
    site.delay = 0.02
    process = run.start("crawl", "union")
    wait_until(lambda: sum(site.requests.values()) >= ARTICLES // 2, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list((run.workspace / "warc").glob("*.open"))

    assert run("crawl", "union").returncode == 0

    assert not list((run.workspace / "warc").glob("*.open"))
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    twice = [path for path, times in site.requests.items() if times > 1 and path.startswith("/bai")]
    assert len(twice) <= 8, "at most the visits in progress when it died"
    assert_archive_is_intact(run.workspace)


def test_package_lists_articles_and_cdxj_index_is_sorted(crawled: Command) -> None:
    run = crawled
    done = run("package", "union", "--out", "union.wacz")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "union.wacz\n"
    with zipfile.ZipFile(run.workspace / "union.wacz") as packed:
        pages = packed.read("pages/pages.jsonl").decode().splitlines()
    assert len(pages) == 1 + ARTICLES
    assert run("package", "union", "--cdxj").returncode == 0
    index = (run.workspace / "packages" / "union.cdxj").read_text("utf-8").splitlines()
    assert index == sorted(index)
    assert sum("-p" in line for line in index) == ARTICLES


def test_package_of_unknown_site_is_usage_error(crawled: Command) -> None:
    done = crawled("package", "onion")
    assert done.returncode == 2
    assert "has no captures of 'onion'" in done.stderr

"""Imports of captures made with other tools (wget's WARC, WACZ, saved pages), in any order."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, article_page, rows
from vustacrawl.archive.drafts import Draft
from vustacrawl.archive.writer import WarcWriter


def assert_verified(run: Command) -> None:
    done = run("verify")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("compressed", [True, False], ids=["gzip", "plain"])
def test_wget_warc_is_imported_once(run: Command, site: Site, compressed: bool) -> None:
    wget = ["wget", "--quiet", "--recursive", "--level=5", "--warc-file=old", f"{site.url}/tin"]
    subprocess.run([*wget, *([] if compressed else ["--no-warc-compression"])], cwd=run.workspace, check=False)
    requests = sum(site.requests.values())

    done = run("import", f"old.warc{'.gz' if compressed else ''}")

    assert done.returncode == 0, done.stderr
    assert sum(site.requests.values()) == requests, "no site is contacted"
    assert rows(run, "SELECT count(*), count(published_at), count(lead) FROM articles") == [(ARTICLES,) * 3]
    assert_verified(run)
    again = run("import", f"old.warc{'.gz' if compressed else ''}")
    assert "imported 0 captures" in again.stderr
    assert rows(run, "SELECT count(*) FROM captures WHERE url LIKE '%-p1.html'") == [(1,)]


def a_warc(folder: Path, site: Site, day: int, title: str) -> Path:
    """Write a WARC file of one article, captured on a day of January 2020."""
    writer = WarcWriter(folder, "old", str(day), operator="", robots="", profile="", capture_method="")
    moment = datetime(2020, 1, day, tzinfo=UTC).isoformat().replace("+00:00", "Z")
    fields = [("WARC-Date", moment), ("WARC-Target-URI", f"{site.url}/bai-p7.html"), ("Content-Type", "text/html")]
    writer.write_recovered(Draft("resource", fields, article_page(7, title).encode(), "<urn:uuid:7>"), [])
    [file] = writer.close()
    return folder / file.name


def titles_by_day(run: Command) -> list[tuple[str, str]]:
    """Return the titles of article 7 with the day of the first capture of each, oldest first."""
    versions = rows(run, "SELECT seen_at, record ->> 'title' FROM article_versions ORDER BY version")
    newest = rows(run, "SELECT coalesce(changed_at, first_seen_at), title FROM articles")
    return [(seen_at[8:10], title) for seen_at, title in versions + newest]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (2, 0, 3, 1)], ids=["oldest first", "mixed"])
def test_versions_are_ordered_by_capture_time(run: Command, site: Site, order: tuple[int, ...]) -> None:
    read = [(1, "Bản đầu"), (2, "Bản đầu"), (3, "Bản hai"), (4, "Bản ba")]
    (run.workspace / "old").mkdir()
    files = [a_warc(run.workspace / "old", site, *each) for each in read]

    for at in order:
        assert run("import", str(files[at])).returncode == 0

    assert titles_by_day(run) == [("01", "Bản đầu"), ("03", "Bản hai"), ("04", "Bản ba")]
    [(changed,)] = rows(run, "SELECT changed FROM article_versions WHERE version = 1")
    assert json.loads(changed) == ["title"]
    assert_verified(run)


def test_importing_old_capture_does_not_change_frontier(run: Command, site: Site) -> None:
    run("crawl", "union")
    before = rows(run, "SELECT url, state, next_due FROM frontier ORDER BY url")
    (run.workspace / "old").mkdir()
    run("import", str(a_warc(run.workspace / "old", site, 5, "Bản cũ")))
    assert rows(run, "SELECT url, state, next_due FROM frontier ORDER BY url") == before
    assert titles_by_day(run)[0] == ("05", "Bản cũ")
    assert rows(run, "SELECT title FROM articles WHERE native_id = '7'")[0][0] == "Hội thảo khoa học lần thứ 7"


def test_saved_pages_are_imported_with_url_and_date(run: Command, site: Site) -> None:
    folder = run.workspace / "saved"
    (folder / "deeper").mkdir(parents=True)
    comment = f"<!-- saved from url=(0031){site.url}/bai-p3.html -->"
    (folder / "three.html").write_text(comment + article_page(3), "utf-8")
    (folder / "deeper" / "four.htm").write_text(article_page(4), "utf-8")
    (folder / "nowhere.html").write_text(article_page(5), "utf-8")
    os.utime(folder / "three.html", (1_500_000_000, 1_500_000_000))
    (run.workspace / "urls.csv").write_text(
        f"file,url,date\nsaved/deeper/four.htm,{site.url}/bai-p4.html,2018-05-06T07:08:09+07:00\n", "utf-8"
    )

    done = run("import", "saved", "--urls", "urls.csv")

    assert done.returncode == 1
    assert "nowhere.html: does not say where it is from" in done.stderr
    seen = rows(run, "SELECT native_id, first_seen_at FROM articles ORDER BY native_id")
    assert seen == [("3", "2017-07-14T02:40:00.000Z"), ("4", "2018-05-06T00:08:09.000Z")]
    assert_verified(run)


def test_wacz_package_is_imported(crawled: Command) -> None:
    run = crawled
    assert run("package", "union", "--out", "union.wacz").returncode == 0
    for path in (run.workspace / "vustacrawl.db", run.workspace / "warc"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = run("import", "union.wacz")
    assert done.returncode == 0, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert_verified(run)


def test_warc_in_single_gzip_member_is_imported(run: Command, site: Site) -> None:
    (run.workspace / "old").mkdir()
    packed = a_warc(run.workspace / "old", site, 1, "Bản đầu")
    (run.workspace / "one.warc.gz").write_bytes(gzip.compress(gzip.decompress(packed.read_bytes())))
    assert run("import", "one.warc.gz").returncode == 0
    assert titles_by_day(run) == [("01", "Bản đầu")]
    assert_verified(run)


def test_truncated_warc_is_imported_partly_and_reported(run: Command, site: Site) -> None:
    (run.workspace / "old").mkdir()
    whole = a_warc(run.workspace / "old", site, 1, "Bản đầu").read_bytes()
    (run.workspace / "cut.warc.gz").write_bytes(whole[:-30])
    done = run("import", "cut.warc.gz")
    assert done.returncode == 1
    assert "truncated" in done.stderr
    assert titles_by_day(run) == [("01", "Bản đầu")]


@pytest.mark.parametrize("name", ["page.pdf", "broken.warc.gz", "broken.wacz", "broken.warc"])
def test_unsupported_file_is_reported_in_one_line(run: Command, name: str) -> None:
    (run.workspace / name).write_bytes(b"nothing of the kind")
    done = run("import", name)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert name in done.stderr

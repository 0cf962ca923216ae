"""The Wayback Machine: paging, throttling, truncated responses, wrong digests and rewritten pages."""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.killed_at import run_killed
from tests.recovery.conftest import FORMER, SITE, Workspace, capture, page, records_of
from tests.recovery.lookalikes import TOOLBAR, Archive, Capture, Reply, sha1
from tests.waiting import HANG_S, wait_until
from vustacrawl.recovery import run


def test_recovered_article_has_original_time_and_bytes(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [
        Capture(
            "20150102030405",
            f"{SITE}/dai-hoi-p7.html",
            page(7),
            headers={"Server": "IIS/6.0", "Content-Type": "text/html; charset=utf-8"},
        )
    ]

    done = workspace("recover", "hoi")

    assert done.returncode == 0, done.stderr
    assert "1 article added" in done.stderr
    [(url, title, published, seen)] = workspace.rows("SELECT url, title, published_at, last_seen_at FROM articles")
    assert (url, title) == (f"{SITE}/dai-hoi-p7.html", "Đại hội lần thứ 7 của Liên hiệp hội")
    assert (published, seen) == ("2014-12-31T15:57:00+07:00", "2015-01-02T03:04:05.000Z")
    assert workspace.rows("SELECT found_in, fetched_at FROM captures") == [("127.0.0.1", seen)]
    [response] = [record for record in records_of(workspace.folder) if record.type == "response"]
    assert response.http.body == page(7)
    assert response.http.get("Server") == "IIS/6.0"
    assert response.get("WARC-Source-URI") == f"{archive.url}/web/20150102030405id_/{SITE}/dai-hoi-p7.html"
    assert response.get("WARC-Date") == seen
    assert workspace("verify").returncode == 0


def test_second_run_sends_no_requests(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7)]
    workspace("recover", "hoi")
    requested = len(archive.requested)

    done = workspace("recover", "hoi")

    assert done.returncode == 0, done.stderr
    assert len(archive.requested) == requested
    assert "0 captures fetched" in done.stderr


def test_index_is_read_in_pages(workspace: Workspace, archive: Archive) -> None:
    archive.page_size = 3
    archive.captures = [capture(number) for number in range(10, 21)]
    archive.captures += archive.captures[:2]  # an index lists some captures twice

    done = workspace("recover", "hoi", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "11 captures to fetch" in done.stdout
    assert workspace.rows("SELECT count(*) FROM found_captures") == [(11,)]
    assert not [request for request in archive.requested if request.startswith("/web")]


@pytest.mark.parametrize("number_of_keys", [2, 10**9], ids=["a circle", "ever new keys"])
def test_index_that_never_ends_is_given_up(
    workspace: Workspace, archive: Archive, number_of_keys: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "MAX_REPEATED_PAGES", 5)
    keys = itertools.count()
    row = ["20150102030405", f"{SITE}/dai-hoi-p7.html", "text/html", "200", "-"]
    names = ["timestamp", "original", "mimetype", "statuscode", "digest"]

    def endless(*_: object) -> Reply:
        return Reply(200, json.dumps([names, row, [], [f"key-{next(keys) % number_of_keys}"]]).encode())

    archive.handlers["/cdx"] = endless
    done = workspace("recover", "hoi", "--dry-run")
    assert done.returncode == 1
    assert "index for hoi.example: it repeats itself" in done.stderr
    assert len(archive.requested) < 20


@pytest.mark.parametrize("body", [b'{"error": "blocked"}', b"<html>Service error</html>", b"null"], ids=repr)
def test_error_instead_of_index_is_not_taken_for_an_empty_one(
    workspace: Workspace, archive: Archive, body: bytes
) -> None:
    whole = archive.handlers.pop("/cdx")
    archive.handlers["/cdx"] = lambda *_: Reply(200, body)
    done = workspace("recover", "hoi", "--dry-run")
    assert done.returncode == 1
    assert "index for hoi.example: not complete JSON, 5 times" in done.stderr
    archive.handlers["/cdx"], archive.captures = whole, [capture(7)]
    assert "1 capture to fetch" in workspace("recover", "hoi", "--dry-run").stdout, "the next run reads it again"


def test_interrupted_listing_is_resumed(workspace: Workspace, archive: Archive) -> None:
    archive.page_size = 3
    archive.captures = [capture(number) for number in range(10, 20)]
    archive.queued_replies = [("resumeKey", Reply(403))]
    assert workspace("recover", "hoi", "--dry-run").returncode == 1
    archive.requested.clear()

    assert "10 captures to fetch" in workspace("recover", "hoi", "--dry-run").stdout
    assert "resumeKey" in next(request for request in archive.requested if "url=hoi.example" in request)


def test_one_capture_per_year_is_fetched_without_repeated_payloads(workspace: Workspace, archive: Archive) -> None:
    url = f"{SITE}/dai-hoi-p7.html"
    archive.captures = [
        Capture("20150101000000", url, b"<h1>HTTP 500", 500),
        Capture("20150102000000", url, page(7)),
        Capture("20150601000000", url, page(7, "Bản khác trong năm")),
        Capture("20160101000000", url, page(7), row={"mimetype": "warc/revisit", "statuscode": "-"}),
        Capture("20170101000000", url, page(7, "Bản mới")),
    ]

    workspace.recover()

    titles = workspace.rows("SELECT record ->> 'title' FROM article_versions UNION ALL SELECT title FROM articles")
    assert titles == [("Đại hội lần thứ 7 của Liên hiệp hội",), ("Bản mới",)]
    counts = json.loads(workspace("recover", "hoi", "--dry-run", "--json").stdout)[0]["years"]
    assert counts == {
        "2015": {"error page": 1, "here already": 1, "same year": 1},
        "2016": {"same payload": 1},
        "2017": {"here already": 1},
    }

    assert workspace("recover", "hoi", "--all-captures").returncode == 0
    assert workspace.rows("SELECT count(*) FROM captures") == [(4,)]


def test_articles_of_former_host_are_marked_gone(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [
        Capture("20110102030405", "http://www.hoi-cu.example:80/chitiet/tin/dai-hoi", page(3)),
        Capture("20110102030405", f"{SITE}/chitiet/tin/hoi-nghi", page(4)),
        Capture("20110102030405", f"{SITE}/lien-he", page(5)),
    ]

    done = workspace("recover", "hoi")

    assert done.returncode == 0, done.stderr
    assert "1 gone from the site" in done.stderr
    assert "1 other captures" in done.stderr
    assert workspace.rows("SELECT url, gone_at IS NOT NULL FROM articles ORDER BY url") == [
        (f"{FORMER}/chitiet/tin/dai-hoi", 1),
        (f"{SITE}/chitiet/tin/hoi-nghi", 0),
    ]
    due = workspace.rows("SELECT url FROM frontier WHERE state = 'due'")
    assert due == [(f"{SITE}/chitiet/tin/hoi-nghi",)], "the next crawl requests it from the site, not its former host"


def test_older_capture_becomes_older_version(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [Capture("20170101000000", f"{SITE}/dai-hoi-p7.html", page(7, "Bản mới"))]
    workspace("recover", "hoi")
    archive.captures.append(Capture("20150101000000", f"{SITE}/dai-hoi-p7.html", page(7, "Bản cũ")))
    workspace.clear_listings()

    done = workspace("recover", "hoi")

    assert "1 older version" in done.stderr
    assert workspace.rows("SELECT title FROM articles") == [("Bản mới",)]
    assert workspace.rows("SELECT record ->> 'title' FROM article_versions") == [("Bản cũ",)]


def test_redirects_of_archive_and_site_are_followed(workspace: Workspace, archive: Archive) -> None:
    old = f"{SITE}/chitiet/tin/dai-hoi"
    moved = {"Location": f"{SITE}/dai-hoi-p7.html"}
    archive.captures = [
        Capture("20150102000000", old, b"", 301, moved),
        Capture("20150103000000", f"{SITE}/dai-hoi-p7.html", page(7), row={"original": f"{SITE}/anh.jpg"}),
    ]

    done = workspace("recover", "hoi")

    assert done.returncode == 0, done.stderr
    assert workspace.rows("SELECT url, status, substr(fetched_at, 1, 10) FROM captures ORDER BY fetched_at") == [
        (old, 301, "2015-01-02"),
        (f"{SITE}/dai-hoi-p7.html", 200, "2015-01-03"),
    ]
    [response] = [record for record in records_of(workspace.folder) if record.url == old and record.type == "response"]
    assert response.http.get("Location") == f"{SITE}/dai-hoi-p7.html"
    assert workspace.rows("SELECT count(*) FROM articles") == [(1,)]


def test_page_redirecting_to_itself_does_not_loop(workspace: Workspace, archive: Archive) -> None:
    url = f"{SITE}/dai-hoi-p7.html"
    archive.captures = [Capture("20150102000000", url, b"", 301, {"Location": url.replace("http:", "https:")})]
    workspace.recover()
    assert workspace.rows("SELECT url, status FROM captures") == [(url, 301)]


def test_import_of_recovered_pages_keeps_their_source(workspace: Workspace, archive: Archive, tmp_path: Path) -> None:
    archive.captures = [Capture("20150102030405", f"{FORMER}/chitiet/tin/dai-hoi", page(7))]
    workspace("recover", "hoi")
    other = Workspace(tmp_path / "other", archive)

    assert other("import", str(workspace.folder / "warc")).returncode == 0

    assert other.rows("SELECT url, fetched_at, found_in FROM captures") == [
        (f"{FORMER}/chitiet/tin/dai-hoi", "2015-01-02T03:04:05.000Z", "127.0.0.1")
    ]


@pytest.mark.slow
def test_terminated_run_stops_cleanly_and_can_continue(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(number) for number in range(10, 14)]
    archive.queued_replies = [("p12", Reply(503, headers={"Retry-After": "600"}))]
    command = [sys.executable, "-m", "vustacrawl", "--workspace", str(workspace.folder), "recover", "hoi"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        wait_until(lambda: not archive.queued_replies, running)
        running.terminate()
        stderr = running.communicate(timeout=HANG_S)[1]
    assert running.returncode == 1
    assert "stopped" in stderr
    assert workspace.rows("SELECT outcome FROM crawls") == [("interrupted",)]

    workspace.recover()
    assert workspace.rows("SELECT count(*), count(DISTINCT url) FROM captures") == [(4, 4)]


def test_urls_with_letters_and_spaces_are_requested(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [
        Capture("20150102030405", f"{SITE}/đại hội-p7.html", page(7)),
        Capture("20150102030405", f"{SITE}/chitiet/tin/hội-nghị", b"", 302, {"Location": f"{SITE}/h%E1%BB%99i"}),
    ]

    done = workspace("recover", "hoi")

    assert done.returncode == 0, done.stderr
    assert workspace.rows("SELECT url, status FROM captures ORDER BY url") == [
        (f"{SITE}/%C4%91%E1%BA%A1i%20h%E1%BB%99i-p7.html", 200),
        (f"{SITE}/chitiet/tin/h%E1%BB%99i-ngh%E1%BB%8B", 302),
    ]


def test_rewritten_page_is_rejected_and_reported(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7, rewritten=True)]

    done = workspace("recover", "hoi")

    assert done.returncode == 1
    assert "1 refused: the archive did not return it, or only modified" in done.stderr
    assert workspace.rows("SELECT count(*) FROM captures") == [(0,)]
    [(stage, reason)] = workspace.rows("SELECT stage, reason FROM problems")
    assert (stage, reason) == ("archive", "rewritten by the archive, not the page as it was")
    assert workspace("recover", "hoi").returncode == 0, "it is not requested again"


def test_page_mentioning_wayback_markup_is_not_rewritten(workspace: Workspace, archive: Archive) -> None:
    body = page(7, more="<p>Mã nguồn có dòng <code>&lt;!-- WB Insert --&gt;</code> và <!-- WB Insert --> nữa.</p>")
    archive.captures = [Capture("20150102030405", f"{SITE}/dai-hoi-p7.html", body)]
    workspace.recover()
    assert workspace.rows("SELECT count(*) FROM articles") == [(1,)]


def test_wrong_digest_is_reported_but_page_kept(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7, row={"digest": sha1(b"khac")})]

    workspace.recover()

    assert workspace.rows("SELECT count(*) FROM articles") == [(1,)]
    assert workspace.rows("SELECT reason FROM problems") == [
        ("payload differs from the digest in the archive's index",)
    ]


def test_throttled_failed_and_truncated_responses_are_retried(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(number) for number in range(10, 13)]
    archive.queued_replies = [
        ("/cdx", Reply(429, headers={"Retry-After": "0"})),
        ("/cdx", Reply(200, b'[["timestamp", "original"], ["2015')),
        ("/cdx", Reply(200, b"[" + b" " * 999 + b"]", truncated=True)),
        ("p10", Reply(503)),
        ("p11", Reply(200, page(11), truncated=True)),
        ("p12", Reply(502)),
    ]

    done = workspace("recover", "hoi")

    assert done.returncode == 0, done.stderr
    assert workspace.rows("SELECT count(*) FROM articles") == [(3,)]
    assert "asks for a pause" in done.stderr


def test_failed_fetch_is_retried_by_next_run(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7)]
    archive.queued_replies = [("/web", Reply(502))] * 5

    done = workspace("recover", "hoi")
    assert done.returncode == 1
    assert "could not be fetched and will be tried again" in done.stderr
    assert workspace.rows("SELECT stage, reason FROM problems") == [("fetch", "HTTP 502, 5 times")]

    workspace.recover()
    assert workspace.rows("SELECT count(*) FROM articles") == [(1,)]


def test_long_retry_after_leaves_captures_for_next_run(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(number) for number in range(10, 13)]
    archive.queued_replies = [("p11", Reply(429, headers={"Retry-After": "86400"}))]

    done = workspace("recover", "hoi")

    assert done.returncode == 1
    assert "asks for a pause of 24.0 hours" in done.stderr
    assert "2 captures left for the next run" in done.stderr
    assert "2 captures fetched" in workspace("recover", "hoi").stderr


def test_captures_left_by_full_disk_are_counted(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(number) for number in range(10, 13)]
    with (workspace.folder / "vustacrawl.toml").open("a", encoding="utf-8") as config:
        config.write("[archive]\nreserve_mb = 1000000000\n")

    done = workspace("recover", "hoi")

    assert done.returncode == 1
    assert "1 capture fetched, 1 stored" in done.stderr
    assert "2 captures left for the next run" in done.stderr
    assert "MB of disk space left" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "point", ["vustacrawl.archive.writer:WarcWriter.write_recovered", "vustacrawl.recovery.run:set_state"]
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_run_is_resumed(workspace: Workspace, archive: Archive, point: str, when: str) -> None:
    archive.captures = [capture(number) for number in range(10, 14)]
    run_killed(workspace.folder, point, 3, when, "recover", "hoi")

    done = workspace("recover", "hoi")

    assert done.returncode == 0, done.stderr
    assert workspace.rows("SELECT count(*), count(DISTINCT url) FROM captures") == [(4, 4)]
    assert workspace.rows("SELECT count(*) FROM articles") == [(4,)]
    assert workspace.rows("SELECT DISTINCT found_in FROM captures") == [("127.0.0.1",)]
    assert workspace.rows("SELECT count(*) FROM frontier WHERE visited_at IS NOT NULL") == [(0,)], (
        "the site is not visited"
    )
    assert len([request for request in archive.requested if request.startswith("/web")]) <= 5
    assert workspace("verify").returncode == 0


def test_limit_fetches_one_capture_of_each_article_first(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [
        Capture(f"{year}0102030405", f"{SITE}/dai-hoi-p{number}.html", page(number, f"Bản {year} của bài {number}"))
        for number in (10, 11)
        for year in (2014, 2015)
    ]

    done = workspace("recover", "hoi", "--limit", "2")

    assert "2 captures left for the next run" in done.stderr
    assert workspace.rows("SELECT count(*) FROM articles") == [(2,)]
    assert workspace.rows("SELECT count(*) FROM article_versions") == [(0,)]


def test_since_and_until_filter_by_capture_date(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [
        Capture(f"{year}0102030405", f"{SITE}/dai-hoi-p{year}.html", page(year)) for year in (2012, 2014, 2016)
    ]
    workspace("recover", "hoi", "--since", "2014-01-02", "--until", "2014-01-02")
    assert workspace.rows("SELECT native_id FROM articles") == [("2014",)]


def test_unknown_archive_is_usage_error(workspace: Workspace) -> None:
    done = workspace("recover", "hoi", "--source", "vayback")
    assert done.returncode == 2
    assert "wayback" in done.stderr


def test_transfer_compression_is_removed_before_toolbar_check(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(number) for number in (7, 8)]
    memento = {
        "Memento-Datetime": archive.captures[0].memento_datetime,
        "Content-Encoding": "gzip",
        "Content-Type": "text/html",
    }
    archive.queued_replies = [
        ("/web/20150102030405id_/http://hoi.example/dai-hoi-p7", Reply(200, gzip.compress(page(7)), memento)),
        ("/web/20150102030405id_/http://hoi.example/dai-hoi-p8", Reply(200, gzip.compress(TOOLBAR + page(8)), memento)),
    ]

    done = workspace("recover", "hoi")

    assert "1 refused" in done.stderr
    [resource] = [record for record in records_of(workspace.folder) if record.type == "resource"]
    assert resource.block == page(7)

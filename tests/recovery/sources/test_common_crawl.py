"""Common Crawl: an index for each crawl, read page by page, and records read by range."""

from __future__ import annotations

import pytest

from tests.recovery.conftest import SITE, Workspace, capture, page, records_of
from tests.recovery.lookalikes import Archive, Capture, Reply, common_crawl


@pytest.fixture(autouse=True)
def crawled(archive: Archive) -> None:
    common_crawl(archive)


def test_records_of_every_index_are_recovered_unchanged(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7), Capture("20190102030405", f"{SITE}/hoi-nghi-p8.html", page(8))]

    done = workspace("recover", "hoi", "--source", "commoncrawl")

    assert done.returncode == 0, done.stderr
    assert "2 articles added" in done.stderr
    [first, second] = [record for record in records_of(workspace.folder) if record.type == "response"]
    assert (first.http.body, second.http.body) == (page(7), page(8))
    assert first.get("WARC-Date") == "2015-01-02T03:04:05Z"
    assert first.get("WARC-Record-ID") == "<urn:uuid:00000000-0000-4000-8000-201501020304>"
    assert first.get("WARC-Source-URI") == f"{archive.url}/data/crawl-data/CC-MAIN-2015-11/hoi.example.warc.gz"
    assert [name for name, _ in first.headers].count("WARC-Block-Digest") == 1
    assert workspace("verify").returncode == 0


def test_index_is_read_in_pages_and_resumed(workspace: Workspace, archive: Archive) -> None:
    archive.page_size = 2
    archive.captures = [capture(number) for number in range(10, 15)]
    archive.queued_replies = [("page=2", Reply(403))]
    assert workspace("recover", "hoi", "--source", "commoncrawl", "--dry-run").returncode == 1
    archive.requested.clear()

    done = workspace("recover", "hoi", "--source", "commoncrawl", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "5 captures to fetch" in done.stdout
    assert not [
        request
        for request in archive.requested
        if "2015-11-index" in request and "url=hoi.example" in request and "page=0" in request
    ]


def test_capture_in_two_archives_is_fetched_once(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7)]
    err = workspace.recover("--source", "commoncrawl", "--source", "wayback")
    assert "1 capture fetched" in err


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"offset": "3"}, "damaged record"),
        ({"length": "99"}, "damaged record"),
        ({"length": str(2**40)}, "record too large"),
    ],
)
def test_invalid_record_range_is_rejected_and_reported(
    workspace: Workspace, archive: Archive, row: dict[str, str], reason: str
) -> None:
    archive.captures = [capture(7, row=row)]
    assert workspace("recover", "hoi", "--source", "commoncrawl").returncode == 1
    assert workspace.rows("SELECT stage, reason FROM problems") == [("archive", reason)]
    assert workspace.rows("SELECT count(*) FROM captures") == [(0,)]


def test_index_lines_without_location_are_counted(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7, row={"filename": ""})]
    done = workspace("recover", "hoi", "--source", "commoncrawl")
    assert done.returncode == 1
    assert "1 lines of the index without time, address or place" in done.stderr


@pytest.mark.parametrize("status", [400, 404])
def test_missing_page_of_index_is_not_its_end(workspace: Workspace, archive: Archive, status: int) -> None:
    archive.page_size = 2
    archive.captures = [capture(number) for number in range(10, 15)]
    archive.queued_replies = [("page=1", Reply(status))]
    done = workspace("recover", "hoi", "--source", "commoncrawl", "--dry-run")
    assert done.returncode == 1
    assert f"HTTP {status} for page 2 of 3" in done.stderr
    assert "5 captures to fetch" in workspace("recover", "hoi", "--source", "commoncrawl", "--dry-run").stdout


def test_failing_index_does_not_stop_others(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [Capture("20190102030405", f"{SITE}/hoi-nghi-p8.html", page(8))]
    archive.queued_replies = [("2015-11-index", Reply(403))]

    done = workspace("recover", "hoi", "--source", "commoncrawl")

    assert done.returncode == 1
    assert "2015-11-index hoi-cu.example: the index of commoncrawl returned HTTP 403" in done.stderr
    assert "1 article added" in done.stderr

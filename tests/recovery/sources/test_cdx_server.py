"""A CDX server like pywb's, with a limited number of rows per response."""

from __future__ import annotations

import json
import re

import pytest

from tests.recovery.conftest import SITE, Workspace, capture, page
from tests.recovery.lookalikes import Archive, Capture, Reply, key_of, sha1
from vustacrawl.recovery.sources import cdx_server


@pytest.fixture(autouse=True)
def indexed(archive: Archive) -> None:
    def cdx(path: str, query: dict[str, list[str]]) -> Reply:
        span = query.get("from", [""])[0]
        found = [capture for capture in archive.sorted(query["url"][0]) if capture.time.startswith(span)]
        if not found:
            return Reply(404, b'{"message": "No Captures found for: hoi.example"}')
        lines = [
            {
                "urlkey": key_of(capture.url),
                "timestamp": capture.time,
                "url": capture.url,
                "status": str(capture.status),
            }
            | {"mime": "text/html", "digest": f"sha1:{sha1(capture.body)}"}
            for capture in found
        ]
        return Reply(200, "".join(f"{json.dumps(line)}\n" for line in lines[: int(query["limit"][0])]).encode())

    archive.handlers["/tv/cdx"] = cdx


def recover(workspace: Workspace, archive: Archive, *arguments: str) -> str:
    return workspace.recover("--cdx", f"{archive.url}/tv/cdx", "--replay", f"{archive.url}/web", *arguments)


def test_full_response_is_requested_again_in_shorter_spans(
    workspace: Workspace, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cdx_server, "MAX_ROWS", 3)
    days = [f"201{number % 3}0{1 + number % 2}0{number}" for number in range(1, 9)]
    archive.captures = [
        Capture(f"{day}030405", f"{SITE}/dai-hoi-p{at}.html", page(at)) for at, day in enumerate(days, 20)
    ]

    recover(workspace, archive)

    assert workspace.rows("SELECT count(*) FROM articles") == [(8,)]
    spans = {found[1] for request in archive.requested if (found := re.search(r"&from=(\d+)&", request))}
    assert {"2010", "2011", "201101"} <= spans


def test_array_cut_short_is_requested_again(workspace: Workspace, archive: Archive) -> None:
    whole = archive.handlers["/tv/cdx"]
    replies: list[bytes] = []

    def array(path: str, query: dict[str, list[str]]) -> Reply:
        rows = [json.loads(line) for line in whole(path, query).body.splitlines()]
        body = json.dumps([[*rows[0]], *([*row.values()] for row in rows)]).encode()
        replies.append(body if replies else body[:-20])
        return Reply(200, replies[-1])

    archive.handlers["/tv/cdx"] = array
    archive.captures = [capture()]
    recover(workspace, archive)
    assert workspace.rows("SELECT count(*) FROM articles") == [(1,)]


def test_error_page_with_status_200_is_not_taken_for_an_empty_index(workspace: Workspace, archive: Archive) -> None:
    archive.queued_replies = [("/tv/cdx", Reply(200, b"<html><body>Service error</body></html>"))]
    archive.captures = [capture()]
    done = workspace("recover", "hoi", "--cdx", f"{archive.url}/tv/cdx", "--replay", f"{archive.url}/web")
    assert done.returncode == 1
    assert "not an index: '<html><body>Service error</body></html>'" in done.stderr
    recover(workspace, archive)
    assert workspace.rows("SELECT count(*) FROM articles") == [(1,)]


def test_cdx_and_replay_options_require_each_other_and_urls(workspace: Workspace) -> None:
    assert workspace("recover", "hoi", "--cdx", "http://luu.example/cdx").returncode == 2
    assert workspace("recover", "hoi", "--cdx", "luu.example", "--replay", "luu.example").returncode == 2


def test_configured_archive_is_selected_by_name(workspace: Workspace, archive: Archive) -> None:
    archive.captures = [capture(7)]
    with (workspace.folder / "vustacrawl.toml").open("a") as config:
        config.write(f'[recover.archives.thuvien]\ncdx = "{archive.url}/tv/cdx"\nreplay = "{archive.url}/web"\n')
    assert workspace("recover", "hoi", "--source", "thuvien").returncode == 0
    assert workspace.rows("SELECT source FROM found_captures") == [("thuvien",)]

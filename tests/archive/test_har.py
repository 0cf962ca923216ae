"""HAR files as browsers and proxies write them: odd headers, spellings and ends."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from vustacrawl.archive.har import read_har

URL = "https://hoi.example/bai-1.html"
PAGE = "<!DOCTYPE html><html><body><h1>Hội nghị tổng kết</h1></body></html>".encode()


def entry(content: dict[str, Any], **response: Any) -> dict[str, Any]:
    return {
        "startedDateTime": "2025-05-08T07:08:09+07:00",
        "request": {"method": "GET", "url": URL},
        "response": {"status": 200, "headers": [], "content": {"mimeType": "text/html", **content}, **response},
    }


def har(*entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"entries": entries}}, ensure_ascii=False)


TEXT, CODED = PAGE.decode(), base64.b64encode(PAGE).decode()
UNDATED = {name: value for name, value in entry({"text": TEXT}).items() if name != "startedDateTime"}
HAR = {
    "text marked as base64": har(entry({"text": TEXT, "encoding": "base64"})),
    "base64 not marked": har(entry({"text": CODED})),
    "base64 in capitals": har(entry({"text": CODED, "encoding": "BASE64"})),
    "base64 in lines, without padding": har(
        entry({"text": f"{CODED[:20]}\n{CODED[20:].rstrip('=')}", "encoding": "base64"})
    ),
    "header without value": har(entry({"text": TEXT}, headers=[{"name": "X"}, "Y"])),
    "headers as an object": har(entry({"text": TEXT}, headers={"Content-Type": "text/html"})),
    "method in small letters": har(entry({"text": TEXT}) | {"request": {"method": "get", "url": URL}}),
    "without a date": har(UNDATED),
    "control characters": har(entry({"text": TEXT, "comment": "\n"})).replace("\\n", "\n"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("case", HAR)
def test_page_in_har_file_is_read(tmp_path: Path, case: str, encoding: str) -> None:
    (tmp_path / "tin.har").write_bytes(HAR[case].encode(encoding))
    saved = read_har(tmp_path / "tin.har")
    assert [(page.url, page.body) for page in saved.pages] == [(URL, PAGE)]
    assert not saved.unreadable


@pytest.mark.parametrize("missing", [1, 30, 200])
def test_entries_of_truncated_har_file_are_read(tmp_path: Path, missing: int) -> None:
    whole = har(entry({"text": TEXT}), entry({"text": TEXT}))
    (tmp_path / "tin.har").write_text(whole[:-missing], "utf-8")
    saved = read_har(tmp_path / "tin.har")
    assert len(saved.pages) == (2 if missing == 1 else 1)
    assert saved.unreadable == {"end of a HAR file that is damaged or cut short": 1}


DIGEST = hashlib.sha1(PAGE).hexdigest()


def test_bodies_in_attached_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    for name in (f"{DIGEST}.html", f"kept/{DIGEST}.html", f"kept/{DIGEST}.dat"):
        (tmp_path / name).write_bytes(PAGE)
    (tmp_path / "kept/tin.har").write_text(
        har(
            entry({"_file": f"{DIGEST}.html"}),
            entry({"_file": f"{DIGEST}.dat"}, status=404),
            entry({"_file": None, "text": TEXT}),
        )
    )
    saved = read_har(tmp_path / "kept/tin.har")
    assert [(page.status, page.loaded().body) for page in saved.pages] == [(200, PAGE), (404, PAGE), (200, PAGE)]
    assert saved.attached == {tmp_path / f"kept/{DIGEST}{suffix}" for suffix in (".html", ".dat")}


@pytest.mark.parametrize("name", [f"{'0' * 40}.html", f"../{DIGEST}.html", "notes.html", "\0", "x" * 999, 7])
def test_attached_file_that_is_missing_or_another_is_counted(tmp_path: Path, name: str) -> None:
    (tmp_path / "kept").mkdir()
    for file in (f"{DIGEST}.html", "kept/notes.html"):
        (tmp_path / file).write_bytes(PAGE)
    (tmp_path / "kept/tin.har").write_text(har(entry({"_file": name})))
    saved = read_har(tmp_path / "kept/tin.har")
    assert saved.unreadable == {"HAR entry whose attached file is missing or too large": 1}
    assert not saved.attached


def test_content_from_the_cache_of_a_browser_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "tin.har").write_text(har(entry({"text": TEXT}, status=304), entry({}, status=304)), "utf-8")
    assert [(page.status, page.body) for page in read_har(tmp_path / "tin.har").pages] == [(200, PAGE), (304, b"")]


def test_content_that_is_neither_text_nor_base64_is_counted(tmp_path: Path) -> None:
    (tmp_path / "tin.har").write_text(har(entry({"text": "abcde", "encoding": "base64"})), "utf-8")
    assert read_har(tmp_path / "tin.har").unreadable == {"HAR entry whose content is not base64": 1}

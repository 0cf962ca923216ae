"""MHTML and webarchive files as browsers write them: odd headers, spellings and ends."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from vustacrawl.archive.saved_pages import SavedFile, read_mhtml, read_webarchive
from vustacrawl.parsers.saved import saved_url

URL = "https://hoi.example/bai-1.html"
PAGE = "<!DOCTYPE html><html><body><h1>Hội nghị tổng kết</h1></body></html>".encode()
TOP = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n'


def part(body: bytes = PAGE, headers: str = f"Content-Location: {URL}\r\n", content_type: str = "text/html") -> bytes:
    head = f"--b\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: 8bit\r\n{headers}\r\n"
    return head.encode() + body + b"\r\n"


def read(folder: Path, data: bytes) -> SavedFile:
    (folder / "tin.mht").write_bytes(data)
    return read_mhtml(folder / "tin.mht", saved_url)


SNAPSHOT = f"Snapshot-Content-Location: {URL}\r\n".encode()
CANONICAL = PAGE.replace(b"<body>", f"<link rel=canonical href={URL}><body>".encode())
MHTML = {
    "UTF-16": (TOP + b"\r\n" + part() + b"--b--\r\n").decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + TOP + b"\r\n" + part() + b"--b--\r\n",
    "blank lines first": b"\r\n\r\n" + TOP + b"\r\n" + part() + b"--b--\r\n",
    "address only at the top": TOP + f"Content-Location: {URL}\r\n\r\n".encode() + part(headers="") + b"--b--\r\n",
    "relative to the top's": TOP
    + b"Content-Location: https://hoi.example/\r\n\r\n"
    + part(headers="Content-Location: bai-1.html\r\n")
    + b"--b--\r\n",
    "relative to Content-Base": TOP
    + b"\r\n"
    + part(headers="Content-Base: https://hoi.example/tin/\r\nContent-Location: ../bai-1.html\r\n")
    + b"--b--\r\n",
    "in angle brackets": TOP + b"\r\n" + part(headers=f"Content-Location: <{URL}>\r\n") + b"--b--\r\n",
    "scheme in capitals": TOP + b"\r\n" + part(headers=f"Content-Location: HTTPS{URL[5:]}\r\n") + b"--b--\r\n",
    "blank frame before the page": TOP
    + SNAPSHOT
    + b"\r\n"
    + part(b"<html></html>", "Content-Location: about:blank\r\n")
    + part()
    + b"--b--\r\n",
    "page with a content id": TOP + SNAPSHOT + b"\r\n" + part(headers="Content-Location: cid:1@x\r\n") + b"--b--\r\n",
    "address only in the page": TOP
    + b"\r\n"
    + part(CANONICAL, "Content-Location: file:///C:/1.html\r\n")
    + b"--b--\r\n",
    "without its end": TOP + b"\r\n" + part(),
}


@pytest.mark.parametrize("case", MHTML)
def test_page_in_mhtml_file_is_read(tmp_path: Path, case: str) -> None:
    saved = read(tmp_path, MHTML[case])
    assert [page.url.replace("HTTPS", "https") for page in saved.pages] == [URL]
    assert saved.pages[0].body.strip() in (PAGE, CANONICAL)
    assert not saved.unreadable


def test_truncated_mhtml_file_is_counted(tmp_path: Path) -> None:
    image = part(b"\x89PNG", "Content-Location: https://hoi.example/1.png\r\n", "image/png")
    saved = read(tmp_path, TOP + b"\r\n" + part() + image)
    assert len(saved.pages) == 2
    assert saved.unreadable == {"end of an MHTML file that is cut short": 1}


def test_binary_part_keeps_its_line_ends(tmp_path: Path) -> None:
    image, headers = b"\x89PNG\r\n\x1a\n\r\0\n\r\x80\xff", "Content-Location: https://hoi.example/1.png\r\n"
    binary = part(image, headers, "image/png").replace(b"8bit", b"binary")
    saved = read(tmp_path, TOP + b"\r\n" + part(PAGE + b"\r\n<!-- \n -->") + binary + b"--b--\r\n")
    assert [page.body for page in saved.pages] == [PAGE + b"\r\n<!-- \n -->", image]


def test_webarchive_is_read_despite_missing_content_and_address(tmp_path: Path) -> None:
    image = {"WebResourceURL": "HTTPS://hoi.example/1.png", "WebResourceMIMEType": "image/png"}
    main = {"WebResourceURL": "file:///tmp/1.html", "WebResourceData": CANONICAL}
    subresources = [image, image | {"WebResourceData": b"x"}]
    (tmp_path / "tin").write_bytes(plistlib.dumps({"WebMainResource": main, "WebSubresources": subresources}))
    saved = read_webarchive(tmp_path / "tin", saved_url)
    assert [(page.url, page.body) for page in saved.pages] == [(URL, CANONICAL), ("HTTPS://hoi.example/1.png", b"x")]
    assert saved.unreadable == {"webarchive resource without content": 1}

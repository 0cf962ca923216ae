"""Imports of other tools' files: the catalog, the report and the exit code."""

from __future__ import annotations

import base64
import bz2
import functools
import gzip
import hashlib
import io
import json
import lzma
import os
import plistlib
import shutil
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from tests.cli.conftest import jpeg, rows
from tests.in_process import vustacrawl
from tests.killed_at import run_killed

PROFILE = """title = "Hội mẫu"
family = "generic"
url = "https://hoi.example/"
article_url = '/bai-(?P<id>\\d+)'
listings = ["https://hoi.example/"]
"""
FIRST, LATER, LAST = "2025-05-06T07:08:09Z", "2025-06-07T08:09:10Z", "2025-07-08T09:10:11Z"
SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def page(number: int) -> bytes:
    return (
        f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Hội nghị lần thứ {number}</title></head><body>"
        f"<article><h1>Hội nghị lần thứ {number}</h1><time datetime='2024-03-07T08:00:00+07:00'>07/03/2024</time>"
        f"<p>Sáng nay tại Hà Nội diễn ra hội nghị lần thứ {number} của các hội thành viên trong cả nước.</p>"
        f"<p>Các đại biểu thảo luận nhiều nội dung quan trọng, trong đó có việc phổ biến kiến thức cho nhân dân.</p>"
        "</article></body></html>"
    ).encode()


def url(number: int, scheme: str = "https") -> str:
    return f"{scheme}://hoi.example/bai-{number}.html"


def record(kind: str, target: str, block: bytes, date: str = FIRST, **fields: str) -> bytes:
    named = {"WARC-Type": kind, "WARC-Target-URI": target, "WARC-Date": date}
    named["WARC-Record-ID"] = f"<urn:x:{hashlib.sha1(f'{kind}{target}{date}'.encode()).hexdigest()}>"
    named |= {name.replace("_", "-"): value for name, value in fields.items()}
    named.setdefault("Content-Type", "application/http; msgtype=response")
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"WARC/1.0\r\n{lines}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def http(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n".encode() + body


def sha1_of(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def sha1(number: int) -> str:
    return sha1_of(page(number))


def response(number: int, scheme: str = "https", **fields: str) -> bytes:
    return record("response", url(number, scheme), http(page(number)), WARC_Payload_Digest=sha1(number), **fields)


def coded(number: int) -> bytes:
    """Return a response with a compressed body, without a digest."""
    return record(
        "response", url(number), http(gzip.compress(page(number), mtime=0), headers="Content-Encoding: gzip\r\n")
    )


def revisit(number: int, date: str = LATER, scheme: str = "https", **fields: str) -> bytes:
    named = {"WARC_Profile": SAME, "WARC_Payload_Digest": sha1(number)} | fields
    return record("revisit", url(number, scheme), http(b""), date, **named)


def refers(number: int, date: str = FIRST, scheme: str = "https") -> dict[str, str]:
    return {"WARC_Refers_To_Target_URI": url(number, scheme), "WARC_Refers_To_Date": date}


@pytest.fixture
def workspace(tmp_path: Path, empty_catalog: bytes) -> Path:
    (tmp_path / "vustacrawl.db").write_bytes(empty_catalog)
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "hoi.toml").write_text(PROFILE, "utf-8")
    return tmp_path


def saved(number: int) -> bytes:
    """Return a page as a browser saves it."""
    return f"<!-- saved from url=(0031){url(number)} -->".encode() + page(number)


def contents(workspace: Path) -> tuple[int, int, int]:
    """Return the numbers of captures, articles and problems."""
    return tuple(rows(workspace, f"SELECT count(*) FROM {name}")[0][0] for name in ("captures", "articles", "problems"))


def import_file(workspace: Path, data: bytes, *options: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Import ``data`` as the file ``a.warc``, and check the exit code."""
    (workspace / "a.warc").write_bytes(data)
    done = vustacrawl("import", "a.warc", *options, folder=workspace)
    assert done.returncode == code, done.stderr
    return done


def assert_reparse_changes_nothing(workspace: Path, message: str) -> None:
    before = contents(workspace)
    rows(workspace, "UPDATE articles SET parser = 'an earlier one'")
    done = vustacrawl("reparse", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, before), done.stderr
    assert message in done.stderr, done.stderr


def assert_second_import_changes_nothing(workspace: Path, *arguments: str) -> None:
    """Check that a second import changes nothing, and that the archive is intact."""
    before, files = contents(workspace), sorted((workspace / "warc").iterdir())
    vustacrawl("import", *arguments, folder=workspace)
    assert (contents(workspace), sorted((workspace / "warc").iterdir())) == (before, files)
    done = vustacrawl("verify", folder=workspace)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


@pytest.mark.parametrize(
    ("files", "captures"),
    [
        pytest.param([response(1, "http") + revisit(1, scheme="http", **refers(1, scheme="http"))], 2, id="http"),
        pytest.param([revisit(1, **refers(1)) + response(1)], 2, id="before original"),
        pytest.param([revisit(1, **refers(1)), response(1)], 2, id="in another file"),
        pytest.param([response(1) + revisit(1)], 2, id="by digest and URL"),
        pytest.param([response(1) + revisit(1, WARC_Payload_Digest=sha1(1)[5:])], 2, id="by digest without algorithm"),
        pytest.param(
            [
                response(1)
                + revisit(
                    1, WARC_Payload_Digest=f"SHA-1:{base64.urlsafe_b64encode(hashlib.sha1(page(1)).digest()).decode()}"
                )
            ],
            2,
            id="by digest in base64",
        ),
        pytest.param(
            [record("response", "https://cdn.example/1", http(page(1)), WARC_Payload_Digest=sha1(1)) + revisit(1)],
            2,
            id="by digest, other site",
        ),
        pytest.param(
            [record("resource", url(1), page(1), Content_Type="text/html") + revisit(1, **refers(1))],
            2,
            id="original is resource",
        ),
        pytest.param(
            [response(1) + revisit(1, **refers(1)) + revisit(1, LAST, **refers(1, LATER))], 3, id="original is revisit"
        ),
        pytest.param(
            [record("response", url(1), http(page(1)), "2025-05-06T07:08:09.123Z") + revisit(1, **refers(1))],
            2,
            id="date without fraction",
        ),
        pytest.param(
            [record("response", "https://cdn.example/1", http(page(1))) + revisit(1)], 2, id="original without digest"
        ),
        pytest.param([coded(1) + revisit(1)], 2, id="by digest of decoded body, original without digest"),
        pytest.param(
            [coded(1) + revisit(1, WARC_Payload_Digest=sha1_of(gzip.compress(page(1), mtime=0)))],
            2,
            id="by digest of coded body, original without digest",
        ),
        pytest.param([coded(1) + revisit(1, WARC_Payload_Digest="", **refers(1))], 2, id="no digests, coded body"),
    ],
)
def test_revisits_find_their_originals(workspace: Path, files: list[bytes], captures: int) -> None:
    names = [f"{number}.warc" for number in range(len(files))]
    for name, data in zip(names, files, strict=True):
        (workspace / name).write_bytes(data)
    done = vustacrawl("import", *names, folder=workspace)
    assert done.returncode == 0, done.stderr
    assert contents(workspace) == (captures, 1, 0)
    digest = "sha256:" + hashlib.sha256(page(1)).hexdigest()
    assert rows(workspace, "SELECT DISTINCT digest FROM captures") == [(digest,)]
    assert rows(workspace, "SELECT count(*) FROM captures WHERE original_id IS NOT NULL") == [(captures - 1,)]
    assert_second_import_changes_nothing(workspace, *names)


def test_revisit_without_original_is_capture_without_payload(workspace: Path) -> None:
    import_file(workspace, revisit(1, **refers(1)) + response(2), code=1)
    assert contents(workspace) == (2, 1, 1)
    capture = rows(workspace, f"SELECT status, length, truncated, payload_digest FROM captures WHERE url = '{url(1)}'")
    assert capture == [(200, 0, "unspecified", sha1(1))]
    [(reason, detail)] = rows(workspace, "SELECT reason, detail FROM problems")
    assert (reason, detail) == ("the original of a revisit is not in the archive", f"{url(1)} of {FIRST}")
    assert_second_import_changes_nothing(workspace, "a.warc")


def test_revisit_with_body_needs_no_original(workspace: Path) -> None:
    whole = record("revisit", url(1), http(page(1)), WARC_Profile=SAME, WARC_Payload_Digest=sha1(1))
    import_file(workspace, whole + response(2))
    assert contents(workspace) == (2, 2, 0)
    assert_second_import_changes_nothing(workspace, "a.warc")
    assert_reparse_changes_nothing(workspace, "parsed 2 pages")


def test_revisit_is_completed_when_original_is_imported_later(workspace: Path) -> None:
    for name, data in (("a.warc", revisit(1, **refers(1)) + revisit(1, LAST, **refers(1))), ("b.warc", response(1))):
        (workspace / name).write_bytes(data)
    assert vustacrawl("import", "a.warc", folder=workspace).returncode == 1
    assert contents(workspace) == (2, 0, 1)
    assert vustacrawl("import", "b.warc", folder=workspace).returncode == 0
    assert contents(workspace) == (3, 1, 0)
    digest = "sha256:" + hashlib.sha256(page(1)).hexdigest()
    assert rows(workspace, "SELECT DISTINCT digest, truncated FROM captures") == [(digest, None)]
    assert rows(workspace, "SELECT count(*) FROM captures WHERE original_id IS NOT NULL") == [(2,)]
    assert rows(workspace, "SELECT first_seen_at, last_seen_at FROM articles") == [
        ("2025-05-06T07:08:09.000Z", "2025-07-08T09:10:11.000Z")
    ]
    assert_second_import_changes_nothing(workspace, "a.warc", "b.warc")


def test_slug_change_within_import_yields_one_article(workspace: Path) -> None:
    (workspace / "sites" / "hoi.toml").write_text(PROFILE.replace("/bai-(?P<id>\\d+)", "/tin/"), "utf-8")
    old, new = "https://hoi.example/tin/ten-cu", "https://hoi.example/tin/ten-moi"
    moved = http(b"", "301 Moved Permanently", f"Location: {new}\r\n")
    answers = [
        record("response", new, http(page(1)), LATER),
        record("response", old, moved, LAST),
        record("response", old, http(page(1))),
    ]
    import_file(workspace, b"".join(answers))
    assert contents(workspace) == (3, 1, 0)
    assert rows(workspace, "SELECT url FROM articles") == [(new,)]
    assert {each for (each,) in rows(workspace, "SELECT url FROM article_urls")} == {old, new}
    assert_second_import_changes_nothing(workspace, "a.warc")


def exchange(number: int, method: str, body: bytes, by_request: bool, date: str = FIRST) -> list[bytes]:
    """Return a response without a digest and its request, of which one names the other."""
    ids = {kind: f"<urn:x:{method}-{number}-{kind}>" for kind in ("response", "request")}
    names = {"response": "", "request": ids["response"]} if by_request else {"response": ids["request"], "request": ""}
    blocks = {
        "response": http(body, headers="Content-Length: 999\r\n"),
        "request": f"{method} / HTTP/1.1\r\n\r\n".encode(),
    }
    return [
        record(kind, url(number), blocks[kind], date, WARC_Record_ID=ids[kind], WARC_Concurrent_To=names[kind])
        for kind in ids
    ]


@pytest.mark.parametrize("by_request", [True, False], ids=["request names response", "response names request"])
@pytest.mark.parametrize("date", [FIRST, LAST], ids=["same time", "later"])
def test_response_to_head_request_is_capture_without_payload(workspace: Path, date: str, by_request: bool) -> None:
    head, get = exchange(1, "HEAD", b"", by_request, date), exchange(1, "GET", page(1), by_request)
    alone = exchange(2, "HEAD", b"", by_request)
    data = b"".join([*head, *get, revisit(1, WARC_Payload_Digest="", **refers(1)), *reversed(alone)])
    import_file(workspace, data)
    assert contents(workspace) == (4, 1, 0)
    captures = rows(workspace, "SELECT url, length, truncated FROM captures ORDER BY url, length")
    whole = (url(1), len(page(1)), None)
    assert captures == [(url(1), 0, "unspecified"), whole, whole, (url(2), 0, "unspecified")]
    assert_second_import_changes_nothing(workspace, "a.warc")
    assert_reparse_changes_nothing(workspace, "parsed 1 page ")


def test_empty_page_is_reported_unless_it_answers_head_request(workspace: Path) -> None:
    moved = http(b"", "301 Moved Permanently", f"Location: {url(3)}\r\n")
    parts = [*exchange(1, "GET", b"", by_request=True), *exchange(2, "HEAD", page(2), by_request=True)]
    parts += [record("response", url(4), moved, WARC_Record_ID="<urn:x:HEAD-4-response>")]
    parts += exchange(4, "HEAD", b"", by_request=True)[1:]
    import_file(workspace, b"".join(parts), code=1)
    assert contents(workspace) == (3, 1, 1)
    assert rows(workspace, "SELECT url, reason FROM problems") == [(url(1), "no markup and no text")]
    assert rows(workspace, "SELECT truncated FROM captures") == [(None,)] * 3


@pytest.mark.parametrize("is_first", [True, False])
def test_images_are_described_in_any_import_order(workspace: Path, is_first: bool) -> None:
    address, pixels = "https://hoi.example/anh/1.jpg", jpeg(640, 480)
    image = record("response", address, b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + pixels, LATER)
    body = page(1).replace(b"</article>", f"<p><img src='{address}' width=640 height=480></p></article>".encode())
    article = record("response", url(1), http(body))
    for number, data in enumerate([image, article] if is_first else [article, image]):
        (workspace / f"{number}.warc").write_bytes(data)
        assert vustacrawl("import", f"{number}.warc", folder=workspace).returncode == 0
    described = rows(workspace, "SELECT url, sha256, width, height FROM images")
    assert described == [(address, hashlib.sha256(pixels).hexdigest(), 640, 480)]


@pytest.mark.parametrize("record_id", ["", "<urn:x:1>"], ids=["no id", "same id"])
def test_records_without_unique_ids_are_distinguished_by_content(workspace: Path, record_id: str) -> None:
    import_file(workspace, b"".join(response(number, WARC_Record_ID=record_id) for number in (1, 2, 3)))
    assert contents(workspace) == (3, 3, 0)
    assert_second_import_changes_nothing(workspace, "a.warc")


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(http(page(1), headers="Transfer-Encoding: chunked\r\n"), id="chunked only in header"),
        pytest.param(http(page(1), headers="Content-Encoding: br\r\n"), id="br only in header"),
        pytest.param(http(page(1), headers="Content-Length: 99999\r\n"), id="wrong Content-Length"),
        pytest.param(page(1), id="body without HTTP headers"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + http(page(1)), id="interim response"),
        pytest.param(http(gzip.compress(page(1), mtime=0)), id="gzip missing in header"),
        pytest.param(http(page(1)).replace(b" 200 ", b"\t200\t", 1), id="tabs in the status line"),
    ],
)
def test_payload_is_decoded_despite_odd_headers(workspace: Path, block: bytes) -> None:
    content_type = "application/http" if block.startswith(b"HTTP") else "text/html"
    import_file(workspace, record("response", url(1), block, Content_Type=content_type))
    assert contents(workspace) == (1, 1, 0)


@pytest.mark.parametrize(
    ("status", "fields", "reason"),
    [
        ("200 OK", {"WARC_Truncated": "length"}, "incomplete page: truncated: length"),
        ("206 Partial Content", {}, "incomplete page: HTTP 206"),
        ("202 Accepted", {}, "incomplete page: HTTP 202"),
    ],
    ids=["truncated", "range", "bot check"],
)
def test_page_that_was_archived_in_part_is_reported(
    workspace: Path, status: str, fields: dict[str, str], reason: str
) -> None:
    part = record("response", url(1), http(page(1)[:-200], status), **fields)
    import_file(workspace, part + response(2), code=1)
    assert contents(workspace) == (2, 1, 1)
    assert rows(workspace, "SELECT url, reason FROM problems") == [(url(1), reason)]
    assert_second_import_changes_nothing(workspace, "a.warc")


def test_file_without_responses_is_named(workspace: Path) -> None:
    done = import_file(workspace, record("metadata", url(1), b"{}", Content_Type="application/json"), code=1)
    assert done.stderr == "a.warc: contains no responses\n"


def test_bad_records_and_files_do_not_stop_import(workspace: Path) -> None:
    odd = [record("response", bad, http(page(9))) for bad in ("http://[bad", "http://host℀/", "dns:hoi.example")]
    no_status = record("response", url(3), http(page(3), "000 X"))
    (workspace / "a.warc").write_bytes(b"".join([*odd, response(1), no_status, response(2)]))
    (workspace / "b.warc").write_bytes(b"hello")
    done = vustacrawl("import", "b.warc", "a.warc", "--json", folder=workspace)
    assert done.returncode == 1
    assert contents(workspace) == (2, 2, 1)
    broken, report = json.loads(done.stdout)
    assert broken["faults"] == ["b.warc: not a WARC file (neither a record nor a compressed member)"]
    assert report["responses"] == 5
    assert report["imported"] == 2
    assert report["no_pages"] == {"dns: record": 1}
    assert report["not_readable"] == {"not a valid URL": 2, "no valid HTTP status": 1}
    assert_second_import_changes_nothing(workspace, "b.warc", "a.warc")


def test_folder_with_mixed_formats_is_imported(workspace: Path) -> None:
    folder = workspace / "saved"
    (folder / "x.html").mkdir(parents=True)
    (folder / "link.html").symlink_to("nowhere")
    (folder / "style.css").write_text("p {}")
    (folder / "index.cdx.gz").write_bytes(gzip.compress(b"example,hoi)/bai-1 20250506070809 {}"))
    packed({"a/b.png": b""})(folder / "new.zip")
    packed({"archive/a.warc": response(6)})(folder / "download")
    (folder / "a.warc").write_bytes(response(1) + record("response", "https://cdn.example/a", http(b"a")))
    notes = (
        "\n Page saved with SingleFile \n url: {} \n saved date: Thu May 08 2025 07:08:09 GMT+0700 (Indochina Time)\n"
    )
    (folder / "x.html" / "bai.php@id=2").write_bytes(
        page(2).replace(b"<head>", f"<!--{notes.format(url(2))}--><head>".encode())
    )
    copier = "HTTrack Website Copier/3.x [XR&CO'2014]"
    mirrored = f"<!-- Mirrored from hoi.example/bai-3.html by {copier}, Thu, 08 May 2025 07:08:09 GMT -->"
    (folder / "bai").write_bytes(page(3).replace(b"<head>", mirrored.encode() + b"<head>"))
    (folder / "4.mhtml").write_bytes(
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url(4)}\r\nDate: Thu, 8 May 2025 00:08:09 -0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: base64\r\nContent-Location: {url(4)}\r\n\r\n".encode()
        + base64.encodebytes(page(4))
        + b"--b\r\nContent-Type: text/css\r\nContent-Location: cid:css-1@mhtml.blink\r\n\r\np {}\r\n--b--\r\n"
    )
    entry = {
        "startedDateTime": "2025-05-08T07:08:09+07:00",
        "request": {"method": "GET", "url": url(5)},
        "response": {"status": 200, "headers": [], "content": {"mimeType": "text/html", "text": page(5).decode()}},
    }
    (folder / "5.har").write_text(json.dumps({"log": {"entries": [entry, {**entry, "response": {}}]}}))

    done = vustacrawl("import", "saved", "--json", folder=workspace)

    assert done.returncode == 1
    assert rows(workspace, "SELECT native_id, first_seen_at FROM articles ORDER BY native_id") == [
        ("1", "2025-05-06T07:08:09.000Z"),
        ("2", "2025-05-08T00:08:09.000Z"),
        ("3", "2025-05-08T07:08:09.000Z"),
        ("4", "2025-05-08T00:08:09.000Z"),
        ("5", "2025-05-08T00:08:09.000Z"),
        ("6", "2025-05-06T07:08:09.000Z"),
    ]
    archive, _, pages = json.loads(done.stdout)
    assert archive["on_no_site"] == {"cdn.example": 1}
    assert pages["imported"] == 4
    assert pages["not_readable"] == {"HAR entry without its fields": 1}
    assert pages["no_pages"] == {".css": 1, ".gz": 1, ".zip": 1, "MHTML part without an http(s) address": 1}
    assert [fault.partition(":")[0] for fault in pages["faults"]] == ["saved/link.html"]
    assert_second_import_changes_nothing(workspace, "saved")


def test_pages_that_the_tool_wrote_itself_are_counted(workspace: Path) -> None:
    folder = workspace / "saved"
    folder.mkdir()
    by = "HTTrack Website Copier/3.49-2 [XR&CO'2014]"
    mirrored = f"<!-- Mirrored from hoi.example/bai-1.html by {by}, Thu, 08 May 2025 07:08:09 GMT -->"
    (folder / "index.html").write_text(f"<html><head>\n\t<!-- Mirror and index made by {by} --></head></html>")
    (folder / "moved.html").write_text(f"<HTML>\n<!-- Created by {by} -->\n{mirrored}<TITLE>Page has moved</TITLE>")
    (folder / "frame.html").write_text("<!-- saved from url=(0011)about:blank -->\n<html></html>")
    (folder / "2.html").write_bytes(saved(2))
    done = vustacrawl("import", "saved", "--json", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (1, 1, 0)), done.stderr
    assert json.loads(done.stdout)[0]["no_pages"] == {"page of the tool itself": 3}


def singlefile_zip(manifest: object, before: bytes = b"") -> bytes:
    """Return a page as SingleFile saves it with its option for compression, after the bytes ``before``."""
    body = page(1).replace(b"</article>", b"<img src=images/0.jpg width=640 height=480></article>")
    data = io.BytesIO(before)
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in (("index.html", body), ("manifest.json", json.dumps(manifest).encode())):
            package.writestr(f"1746515289_0/{name}", content)
        package.writestr("1746515289_0/images/0.jpg", jpeg(640, 480))
        package.writestr("1746515289_0/fonts/0.woff2", b"")
    return data.getvalue()


BOOT = f"<!DOCTYPE html><html data-sfz><link rel=canonical href={url(1)}><p>Please wait</p><!--".encode()
MANIFEST = {
    "originalUrl": url(1),
    "archiveTime": "2025-05-06T07:08:09.123Z",
    "resources": {"images/0.jpg": "https://hoi.example/anh.jpg?a=1&b=2"},
}


@pytest.mark.parametrize("boot", [b"", BOOT], ids=["zip file", "self-extracting page"])
def test_compressed_singlefile_page_is_imported_with_its_images(workspace: Path, boot: bytes) -> None:
    (workspace / "1.html").write_bytes(singlefile_zip(MANIFEST, boot) + (b"--></body></html>" if boot else b""))
    done = vustacrawl("import", "1.html", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (2, 1, 0)), done.stderr
    assert "an http(s) address 1" in done.stderr
    assert rows(workspace, "SELECT first_seen_at FROM articles") == [("2025-05-06T07:08:09.123Z",)]
    assert rows(workspace, "SELECT url, width FROM images") == [("https://hoi.example/anh.jpg?a=1&b=2", 640)]
    assert_second_import_changes_nothing(workspace, "1.html")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(singlefile_zip(MANIFEST, BOOT)[:-200], "cannot be unpacked", id="truncated"),
        pytest.param(singlefile_zip([], BOOT), "without an address", id="other manifest"),
        pytest.param(singlefile_zip({"originalUrl": 1, "resources": 2}, BOOT), "without an address", id="odd manifest"),
    ],
)
def test_damaged_singlefile_page_is_reported(workspace: Path, data: bytes, message: str) -> None:
    (workspace / "1.html").write_bytes(data)
    done = vustacrawl("import", "1.html", folder=workspace)
    assert (done.returncode, contents(workspace)) == (1, (0, 0, 0)), done.stderr
    assert message in done.stderr


def test_nested_archives_webarchives_and_spreadsheet_tables_are_imported(workspace: Path) -> None:
    folder = workspace / "kept"
    folder.mkdir()
    (folder / "1.warc.gz").write_bytes(gzip.compress(gzip.compress(response(1))))
    (folder / "2.warc.bz2").write_bytes(bz2.compress(response(2)))
    with tarfile.open(folder / "3.tar.xz", "w:xz") as tar:
        member = tarfile.TarInfo("tin/3.warc")
        member.size = len(response(3))
        tar.addfile(member, io.BytesIO(response(3)))
    (folder / "4.mhtml.gz").write_bytes(
        gzip.compress(
            b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Location: https://hoi.example/\r\n bai-4.html\r\n\r\n" + base64.encodebytes(page(4))
        )
    )
    main = {"WebResourceURL": url(5), "WebResourceData": page(5), "WebResourceMIMEType": "text/html"}
    (folder / "5.webarchive").write_bytes(plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY))
    (folder / "bai").mkdir()
    (folder / "bai" / "6.html").write_bytes(page(6))
    packed({"tin/7.html": saved(7)})(folder / "7.zip")
    (folder / "hts-cache").mkdir()
    packed({f"{url(7)}": page(7)})(folder / "hts-cache" / "new.zip")
    packed({"10.warc": response(10), "9.html": saved(9)})(folder / "9.zip")
    (folder / "8.aspx").write_bytes(b"<script>var a</script>" + saved(8))
    (workspace / "urls.csv").write_text(f"url;file\n{url(6)};kept\\bai\\6.html\n", "utf-8")

    done = vustacrawl("import", "kept", "--urls", "urls.csv", folder=workspace)

    assert done.returncode == 0, done.stderr
    numbers = [int(number) for (number,) in rows(workspace, "SELECT native_id FROM articles")]
    assert sorted(numbers) == [*range(1, 11)]
    assert_second_import_changes_nothing(workspace, "kept", "--urls", "urls.csv")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(response(1) + response(2)[:-100], id="at the end"),
        pytest.param(response(2)[:-100] + response(1), id="before another record"),
        pytest.param(response(1) + record("response", url(2), http(page(2)), WARC_Truncated="time")[:-100], id="twice"),
    ],
)
def test_truncated_record_becomes_truncated_capture(workspace: Path, data: bytes) -> None:
    import_file(workspace, data, code=1)
    assert rows(workspace, "SELECT url, truncated FROM captures ORDER BY url") == [
        (url(1), None),
        (url(2), "unspecified"),
    ]
    assert contents(workspace) == (2, 1, 1)
    (workspace / "b.warc").write_bytes(response(2))
    vustacrawl("import", "b.warc", folder=workspace)
    assert contents(workspace)[:2] == (3, 2)
    assert_second_import_changes_nothing(workspace, "a.warc", "b.warc")


def test_revisit_marked_as_truncated_has_whole_page_of_original(workspace: Path) -> None:
    """Heritrix marks every revisit, since it lacks the body."""
    import_file(workspace, response(1) + revisit(1, WARC_Truncated="length", **refers(1)))
    assert rows(workspace, "SELECT truncated FROM captures") == [(None,), (None,)]


def test_revisits_find_their_originals_as_crawled(workspace: Path) -> None:
    notes = record("resource", "urn:pageinfo:1", b"{}", Content_Type="application/json")
    data = response(1) + revisit(1, **refers(1)) + notes + record("response", "https://cdn.example/a", http(b"a"))
    import_file(workspace, data, "--as-crawled")
    assert contents(workspace) == (2, 1, 0)
    assert rows(workspace, "SELECT count(DISTINCT digest) FROM captures") == [(1,)]
    assert_second_import_changes_nothing(workspace, "a.warc", "--as-crawled")


@pytest.mark.parametrize(
    "address",
    [
        "http://hoi.example/bai-1.html",
        "HTTPS://HOI.EXAMPLE:443/bai-1.html#a",
        "https://hoi.example/bai-1.html?q=hội",
        b"https://hoi.example/bai-1.html?q=caf\xe9",
        "https://hoi.example/bai-1.html?q=a b",
    ],
    ids=["scheme", "capitals", "not ASCII", "Latin-1", "space"],
)
def test_imported_archive_is_packaged_and_imported_again(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, address: str | bytes
) -> None:
    target = address if isinstance(address, bytes) else address.encode()
    import_file(workspace, response(1).replace(url(1).encode(), target, 1))
    done = vustacrawl("package", "hoi", "--out", "hoi.wacz", folder=workspace)
    assert done.returncode == 0, done.stderr
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(workspace / "sites", other / "sites")
    assert vustacrawl("import", str(workspace / "hoi.wacz"), folder=other).returncode == 0
    query = "SELECT url, digest FROM captures"
    assert rows(other, query) == rows(workspace, query)


def test_revisit_of_truncated_page_is_truncated(workspace: Path) -> None:
    part = record("response", url(1), http(page(1)[:-200]), WARC_Truncated="length")
    import_file(workspace, part + revisit(1, **refers(1)), code=1)
    assert rows(workspace, "SELECT truncated FROM captures") == [("length",), ("length",)]
    assert contents(workspace)[:2] == (2, 0)


@pytest.mark.parametrize("extra", [1, 2])
def test_length_that_counts_line_end_after_record_is_corrected(workspace: Path, extra: int) -> None:
    length = len(http(page(1)))
    wrong = response(1).replace(b"Content-Length: %d" % length, b"Content-Length: %d" % (length + extra))
    import_file(workspace, wrong + response(2))
    assert contents(workspace) == (2, 2, 0)
    assert_second_import_changes_nothing(workspace, "a.warc")


def test_truncated_compressed_file_is_imported_partly(workspace: Path) -> None:
    (workspace / "1.warc.xz").write_bytes(lzma.compress(response(1) + os.urandom(9_000))[:-4_000])
    done = vustacrawl("import", "1.warc.xz", folder=workspace)
    assert done.returncode == 1
    assert "1.warc.xz: cannot be unpacked whole" in done.stderr
    assert contents(workspace)[:2] == (1, 1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            functools.reduce(lambda data, _: gzip.compress(data), range(9), b"<html>"), "packed more", id="gz"
        ),
        pytest.param(b"BZh9 broken", "cannot be unpacked", id="bz2"),
        pytest.param(b"bplist00 broken", "not a webarchive", id="webarchive"),
    ],
)
def test_file_that_cannot_be_unpacked_is_reported(workspace: Path, data: bytes, message: str) -> None:
    (workspace / "x.webarchive").write_bytes(data)
    done = vustacrawl("import", "x.webarchive", folder=workspace)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_folder_again_adds_only_new_pages(workspace: Path) -> None:
    (workspace / "saved").mkdir()
    for number in (1, 2):
        (workspace / "saved" / f"{number}.html").write_bytes(saved(number))
        os.utime(workspace / "saved" / f"{number}.html", (1_750_000_000, 1_750_000_000))
        assert vustacrawl("import", "saved", folder=workspace).returncode == 0
    assert contents(workspace) == (2, 2, 0)
    assert rows(workspace, "SELECT count(DISTINCT warc_file) FROM captures") == [(2,)]
    assert_second_import_changes_nothing(workspace, "saved")


def packed(members: dict[str, bytes], change: Callable[[bytes], bytes] = bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in members.items():
                package.writestr(name, data)
        path.write_bytes(change(path.read_bytes()))

    return write


def crc32(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "little")


def streamed(members: dict[str, bytes]) -> bytes:
    """Return a zip file as Browsertrix sends it: not compressed, with the sizes after the members."""
    out = io.BytesIO()
    stream = Mock(spec=["write", "flush"], write=out.write)
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("write", "captures", "fault"),
    [
        pytest.param(packed({"archive/../../a.warc": response(1), "b/c.WARC": response(2)}), 2, None, id="odd names"),
        pytest.param(packed({"a.warc": response(1)}, lambda data: data[:-60]), 1, "not a valid WACZ", id="truncated"),
        pytest.param(packed({"a.txt": b""}), 0, "contains no WARC files", id="no WARC files"),
        pytest.param(lambda path: path.write_bytes(gzip.compress(response(1))), 1, None, id="WARC file by its content"),
        pytest.param(
            packed({"a.warc": response(1)}, lambda data: data.replace(crc32(response(1)), b"\0" * 4)),
            1,
            "a.warc: damaged (wrong checksum)",
            id="wrong checksum",
        ),
        pytest.param(
            lambda path: path.write_bytes(streamed({"a.warc": response(1), "b.warc": response(2)})[:-90]),
            2,
            "not a valid WACZ",
            id="truncated, of unknown sizes",
        ),
        pytest.param(
            packed(
                {"a.warc": response(1)}, lambda data: data.replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0")
            ),
            0,
            "a.warc: encrypted",
            id="encrypted",
        ),
    ],
)
def test_wacz_packages_are_imported(
    workspace: Path, write: Callable[[Path], None], captures: int, fault: str | None
) -> None:
    write(workspace / "a.wacz")
    done = vustacrawl("import", "a.wacz", folder=workspace)
    assert done.returncode == (1 if fault else 0), done.stderr
    assert fault is None or fault in done.stderr
    assert contents(workspace) == (captures, captures, 0)
    assert_second_import_changes_nothing(workspace, "a.wacz")


def test_wacz_of_wacz_files_is_imported(workspace: Path) -> None:
    for number in (1, 2):
        packed({"archive/data.warc": response(number)})(workspace / f"{number}.wacz")
    packed({f"{number}.wacz": (workspace / f"{number}.wacz").read_bytes() for number in (1, 2)})(workspace / "all.wacz")
    assert vustacrawl("import", "all.wacz", folder=workspace).returncode == 0
    assert contents(workspace) == (2, 2, 0)


@pytest.mark.parametrize("is_zip", [True, False], ids=["zip", "folder"])
def test_har_with_attached_files_is_imported(workspace: Path, is_zip: bool) -> None:
    names = [f"{hashlib.sha1(body).hexdigest()}.{suffix}" for body, suffix in ((page(1), "html"), (b"\x89PNG", "png"))]
    entries = [
        {
            "startedDateTime": FIRST,
            "request": {"method": "GET", "url": address},
            "response": {"status": 200, "headers": [], "content": {"mimeType": content_type, "_file": name}},
        }
        for address, content_type, name in zip(
            (url(1), "https://hoi.example/1.png"), ("text/html", "image/png"), names, strict=True
        )
    ]
    members = {names[0]: page(1), names[1]: b"\x89PNG", "har.har": json.dumps({"log": {"entries": entries}}).encode()}
    if is_zip:
        packed(members)(workspace / "kept.zip")
    else:
        (workspace / "kept.zip").mkdir()
        for name, data in members.items():
            (workspace / "kept.zip" / name).write_bytes(data)
    done = vustacrawl("import", "kept.zip", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (2, 1, 0)), done.stderr
    assert "ignored" not in done.stderr, done.stderr
    assert_second_import_changes_nothing(workspace, "kept.zip")


def replayed(number: int, head: str = "") -> bytes:
    """Return a page as the Wayback Machine shows it, with ``head`` first in it."""
    copy = "https://web.archive.org/web/20250506070809"
    links = f"<p>Ảnh: <img src='{copy}im_/https://hoi.example/1.jpg' width=640 height=480></p>"
    links += f"<p>Xem <a href='/web/20250506070809/{url(2)}'>bài sau</a>, <a href='{copy}/{url(1)}.pdf'>tệp</a>.</p>"
    bar = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>12 captures, 02 Jan 2019</p><!-- END WAYBACK TOOLBAR INSERT -->"
    end = "<!-- FILE ARCHIVED ON 07:08:09 May 06, 2025 AND RETRIEVED FROM THE INTERNET ARCHIVE -->"
    shown = page(number).decode().replace("<body>", f"<body>{bar}").replace("</article>", f"{links}</article>")
    script = f'<script>__wm.wombat("{url(number)}","20250506070809","https://web.archive.org/","web");</script>'
    return f"{head}{shown.replace('<head>', f'<head>{script}')}{end}".encode()


def test_pages_saved_from_wayback_machine_become_captures_of_the_originals(workspace: Path) -> None:
    copy = f"https://web.archive.org/web/20250506070809/{url(1)}"
    entries = [
        {
            "startedDateTime": LAST,
            "request": {"method": "GET", "url": address},
            "response": {"status": status, "headers": [], "content": {"mimeType": "text/html", "text": text}},
        }
        for address, status, text in (
            (copy.replace("0809", "0800"), 302, ""),
            (copy.replace(url(1), url(4)), 200, replayed(4).decode()),
        )
    ]
    (workspace / "saved").mkdir()
    (workspace / "saved/1.html").write_bytes(replayed(1, f"<!-- saved from url=(0070){copy} -->"))
    (workspace / "saved/2.html").write_bytes(replayed(2))
    (workspace / "saved/3.mht").write_bytes(
        f"MIME-Version: 1.0\r\nContent-Type: text/html\r\nSnapshot-Content-Location: {copy.replace(url(1), url(3))}\r\n"
        "Date: Thu, 26 Nov 2026 00:08:09 -0000\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.encodebytes(replayed(3))
    )
    (workspace / "saved/4.har").write_text(json.dumps({"log": {"entries": entries}}))
    done = vustacrawl("import", "saved", "--json", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (4, 4, 0)), done.stderr
    assert json.loads(done.stdout)[0]["on_no_site"] == {"web.archive.org": 1}
    captures = rows(workspace, "SELECT url, fetched_at, found_in FROM captures ORDER BY url")
    found_in = ["web.archive.org", None, "web.archive.org", "web.archive.org"]
    assert captures == [(url(n), "2025-05-06T07:08:09.000Z", found_in[n - 1]) for n in (1, 2, 3, 4)]
    assert rows(workspace, "SELECT DISTINCT url FROM images") == [("https://hoi.example/1.jpg",)]
    assert rows(workspace, "SELECT DISTINCT url FROM files") == [(f"{url(1)}.pdf",)]
    assert rows(workspace, "SELECT count(*) FROM paragraphs WHERE text LIKE '%captures%'") == [(0,)]
    assert_second_import_changes_nothing(workspace, "saved")


def test_zip_files_in_zip_files_are_imported_up_to_a_depth(workspace: Path) -> None:
    packed({"archive/a.warc": response(1)})(workspace / "in.zip")
    inner = (workspace / "in.zip").read_bytes()
    members = {"in.zip": inner, "b.warc": response(2), "c.warc.bz2": bz2.compress(response(3)), "d.wacz": inner}
    packed(members)(workspace / "all.zip")
    done = vustacrawl("import", "all.zip", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (3, 3, 0)), done.stderr
    for _ in range(3):
        packed({"all.zip": (workspace / "all.zip").read_bytes()})(workspace / "all.zip")
    done = vustacrawl("import", "all.zip", folder=workspace)
    assert done.returncode == 1
    assert "all.zip/all.zip/all.zip/all.zip: packed more than 3 times" in done.stderr, done.stderr


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("a.html,https://hoi.example/bài\n".encode("cp1258", "ignore") + b"\xff", id="charset"),
        pytest.param(b"a.html,https://hoi.example/\0\n", id="NUL"),
        pytest.param(b"file,url\na.html,nowhere\n", id="no URL"),
        pytest.param(b"a.html,https://hoi.example/1.html\nb.html,https://hoi.example/2.html\n", id="no file"),
    ],
)
def test_unreadable_url_table_is_usage_error(workspace: Path, table: bytes) -> None:
    (workspace / "a.html").write_bytes(page(1))
    (workspace / "urls.csv").write_bytes(table)
    done = vustacrawl("import", "a.html", "--urls", "urls.csv", folder=workspace)
    assert done.returncode == 2
    assert "urls.csv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-11-27", "2026-11-26T17:00"),
        ("2026-11-27T10:30", "2026-11-27T03:30"),
        ("2026-11-27T10:30+00:00", "2026-11-27T10:30"),
        ("27/11/2026", "2026-11-26T17:00"),
        ("5.10.2021", "2021-10-04T17:00"),
        ("27-11-2026 10:30", "2026-11-27T03:30"),
        ("27/11/2026 9:30:05", "2026-11-27T02:30:05"),
        ("27/11/26", "2026-11-26T17:00"),
        *((date, None) for date in ("11/27/2026", "31/02/2026", "27/11/2026 25:30", "27/11-2026", "hôm nay")),
    ],
)
def test_date_of_saved_page_in_table(workspace: Path, date: str, expected: str | None) -> None:
    (workspace / "a.html").write_bytes(page(1))
    (workspace / "urls.csv").write_text(f"file;url;date\na.html;{url(1)};{date}\n", "utf-8")
    done = vustacrawl("import", "a.html", "--urls", "urls.csv", folder=workspace)
    if expected:
        assert rows(workspace, "SELECT first_seen_at FROM articles")[0][0].startswith(expected)
    else:
        assert done.returncode == 2
        assert f"urls.csv, line 2: {date!r} is neither" in done.stderr


@pytest.mark.parametrize("is_odd", [False, True], ids=["standard", "repacked"])
def test_records_with_wrong_digests_are_imported_and_counted(workspace: Path, is_odd: bool) -> None:
    damaged = response(2).replace("thứ 2".encode(), "thứ 9".encode())
    block = record("response", url(3), http(page(3)), WARC_Block_Digest=sha1(4))
    done = import_file(workspace, response(1) + damaged + block + (b"?" if is_odd else b""), "--json", code=1)
    assert json.loads(done.stdout)[0]["wrong_digests"] == {"payload": 1, "block": 1}
    assert "  wrong digests: payload 1, block 1; `vustacrawl verify` names the records\n" in done.stderr
    assert contents(workspace)[:2] == (3, 3)
    assert vustacrawl("verify", folder=workspace).stdout.count(" digest of this response record is wrong") == 2


def test_folder_that_cannot_be_read_is_named(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "in" / "closed").mkdir(parents=True)
    (workspace / "in" / "a.warc").write_bytes(response(1))
    monkeypatch.setattr("os.access", lambda path, _: Path(path).name != "closed")
    done = vustacrawl("import", "in", folder=workspace)
    assert done.returncode == 1
    assert "closed: Permission denied" in done.stderr
    assert contents(workspace) == (1, 1, 0)


def test_payload_digest_may_exclude_chunk_framing(workspace: Path) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page(1)), page(1))
    block = http(chunked, headers="Transfer-Encoding: chunked\r\n")
    import_file(workspace, record("response", url(1), block, WARC_Payload_Digest=sha1(1)))
    assert_second_import_changes_nothing(workspace, "a.warc")


KILLS = [
    ("vustacrawl.archive.repack:finish_part", 2, "before"),
    ("vustacrawl.archive.repack:finish_part", 3, "after"),
    ("vustacrawl.archive.repack:Repacking._save_corrupt", 1, "after"),
    ("vustacrawl.archive.saved_pages:finish_part", 1, "before"),
    ("vustacrawl.pipelines.ingest:RecordIngester.store", 4, "after"),
    ("vustacrawl.frontier.crawl:end_crawl", 1, "before"),
]
STORED = (
    "SELECT url, fetched_at, status, digest, record_id, warc_file, warc_offset FROM captures ORDER BY 1, 2",
    "SELECT url, record_hash, first_seen_at, last_seen_at FROM articles ORDER BY 1",
    "SELECT url, stage, reason FROM problems ORDER BY 1, 2, 3",
    "SELECT name, length, sha256 FROM warc_files ORDER BY 1",
)


def everything_in(workspace: Path) -> tuple[object, ...]:
    return *(rows(workspace, select) for select in STORED), sorted(path.name for path in (workspace / "warc").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("kill", KILLS, ids=repr)
def test_resumed_import_gives_same_result_as_uninterrupted_one(workspace: Path, kill: tuple[str, int, str]) -> None:
    (workspace / "saved").mkdir()
    (workspace / "saved/a.warc").write_bytes(response(1) + revisit(1))
    (workspace / "saved/b.warc.gz").write_bytes(gzip.compress(response(2) + b"?damaged?" + response(3), mtime=0))
    packed({"archive/a.warc": response(4)})(workspace / "saved/c.wacz")
    (workspace / "saved/d.html").write_bytes(saved(5))
    undisturbed = workspace / "undisturbed"
    shutil.copytree(workspace / "sites", undisturbed / "sites")
    vustacrawl("--workspace", "undisturbed", "import", "saved", folder=workspace)
    run_killed(workspace, *kill, "import", "saved", "--processes", "1")
    vustacrawl("import", "saved", folder=workspace)
    assert everything_in(workspace) == everything_in(undisturbed)


def test_json_report_keeps_file_name_that_is_not_utf8(workspace: Path) -> None:
    name = os.fsdecode(b"trang\xff.html")
    (workspace / name).write_bytes(page(1))
    done = vustacrawl("import", "--json", name, folder=workspace)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert json.loads(done.stdout)[0]["file"] == name


def test_link_to_missing_file_is_reported_by_either_import(workspace: Path) -> None:
    (workspace / "a.warc").symlink_to("missing.warc")
    for options in ([], ["--to", "parquet", "shards"]):
        done = vustacrawl("import", *options, "a.warc", folder=workspace)
        assert (done.returncode, "No such file or directory" in done.stderr) == (1, True), done.stderr


def test_empty_folder_is_reported_by_either_import(workspace: Path) -> None:
    (workspace / "empty").mkdir()
    for options in ([], ["--to", "parquet", "shards"]):
        done = vustacrawl("import", *options, "empty", folder=workspace)
        assert (done.returncode, "no archives or saved pages" in done.stderr) == (1, True), done.stderr

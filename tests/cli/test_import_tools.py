"""Imports of what browsers, extensions and crawlers of other people leave in a folder."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import plistlib
import quopri
import tarfile
import zipfile
import zlib
from pathlib import Path
from random import Random
from typing import Any

import brotli
import pytest

from tests.archive.damaged_files import zstd
from tests.cli.conftest import rows
from tests.cli.test_import_formats import (
    LATER,
    PROFILE,
    assert_second_import_changes_nothing,
    contents,
    http,
    import_file,
    page,
    record,
    refers,
    response,
    revisit,
    saved,
    sha1,
    url,
)
from tests.in_process import vustacrawl

SAVED = "Thu May 08 2025 07:08:09 GMT+0700 (Indochina Time)"
SEEN = "2025-05-08T00:08:09.000Z"
RDF = """<?xml version="1.0"?><RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#"><RDF:Description>
<MAF:originalurl RDF:resource="{}"/><MAF:archivetime RDF:resource="Thu, 08 May 2025 07:08:09 +0700"/>
</RDF:Description></RDF:RDF>"""


@pytest.fixture
def workspace(tmp_path: Path, empty_catalog: bytes) -> Path:
    (tmp_path / "vustacrawl.db").write_bytes(empty_catalog)
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "hoi.toml").write_text(PROFILE, "utf-8")
    (tmp_path / "kept").mkdir()
    return tmp_path


def canonical(number: int) -> bytes:
    """Return a page that names its URL."""
    return page(number).replace(b"<head>", f"<head><link rel=canonical href={url(number)}>".encode())


def zipped(members: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return data.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return data.getvalue()


def mhtml(number: int, encoding: str = "quoted-printable", boundary: str = '"----MultipartBoundary--a"') -> bytes:
    """Return a page with an image as Chrome saves it."""
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(encoding, bytes)(page(number))
    mark = boundary.strip('"')
    return (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url(number)}\r\nDate: 8 May 2025 00:08:09 -0000\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=text/html; boundary={boundary}\r\n\r\n\r\n"
        f"--{mark}\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: {url(number)}\r\n\r\n".encode()
        + coded
        + f"\r\n--{mark}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: cid:img-1@mhtml.blink\r\n\r\niVBORw==\r\n--{mark}--\r\n".encode()
    )


def entry(number: int, status: int = 200, content: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return an entry of a HAR file."""
    content = {"mimeType": "text/html", "size": -1, "text": page(number).decode()} if content is None else content
    response = {"status": status, "headers": [], "cookies": [], "content": content, "headersSize": -1, "bodySize": -1}
    request = {"method": "GET", "url": url(number)}
    return {"startedDateTime": "2025-05-08T07:08:09+07:00", "request": request, "response": response} | more


def har(*entries: Any, **more: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "Firefox"}, "entries": entries} | more}).encode()


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_746_662_889, 1_746_662_889))


def scrapbook(number: int) -> bytes:
    marks = f'data-scrapbook-source="{url(number)}" data-scrapbook-create="20250508000809123"'
    return page(number).replace(b"<html lang=vi>", f"<html lang=vi {marks}>".encode())


def webarchive(number: int, fmt: plistlib.PlistFormat, **more: Any) -> bytes:
    main = {"WebResourceURL": url(number), "WebResourceData": page(number), "WebResourceMIMEType": "text/html"}
    return plistlib.dumps({"WebMainResource": main, **more}, fmt=fmt)


def test_pages_saved_in_browsers_are_imported(workspace: Path) -> None:
    we = f'<style>{"a{b:c}" * 4_000}</style><meta name="savepage-url" content="{url(1)}?a=1&amp;b=2">'
    we += f'<meta name="savepage-date" content="{SAVED}">'
    maff = {"x/index.html": page(4), "x/index.rdf": RDF.format(f"{url(4)}?a=1&amp;b=2"), "x/a.png": b""}
    maff |= {"x/index_files/khung.html": page(99), "y/index.html": page(5), "y/index.rdf": RDF.format(url(5))}
    frames = [{"WebMainResource": {"WebResourceURL": "about:blank", "WebResourceData": b"<p>"}}]
    files = {
        "save-page-we.html": page(1).replace(b"<head>", f"<head><base href=/>{we}".encode()),
        "webscrapbook/index.html": scrapbook(2),
        "webscrapbook.htz": zipped({"index.html": scrapbook(3), "a.png": b""}),
        "firefox.maff": zipped(maff),
        "webscrapbook.maff": zipped({"1/index.html": scrapbook(6), "1/index.rdf": RDF.format(url(6))}),
        "firefox.html": canonical(7),
        "firefox_files/khung.html": b"<html><p>x</html>",
        "chrome.mhtml": mhtml(8),
        "binary.mhtml": mhtml(9, "binary"),
        "lf.mht": mhtml(10).replace(b"\r\n", b"\n"),
        "boundary.mht": mhtml(11, "base64", "----=_NextPart_000_0000_01D12345.6789ABCD"),
        "mbox.mht": b"From - Thu May  8 07:08:09 2025\r\n" + mhtml(12),
        "safari.webarchive": webarchive(13, plistlib.FMT_BINARY, WebSubframeArchives=frames),
        "safari.xml": webarchive(14, plistlib.FMT_XML),
    }
    put(workspace / "kept", files)
    done = vustacrawl("import", "kept", "--json", folder=workspace)
    assert done.returncode == 0, done.stderr
    seen = {int(number): at for number, at in rows(workspace, "SELECT native_id, first_seen_at FROM articles")}
    assert sorted(seen) == [*range(1, 15)]
    assert {at for number, at in seen.items() if number != 3} == {SEEN}
    assert rows(workspace, "SELECT count(*) FROM captures WHERE url LIKE '%?a=1&b=2'") == [(2,)]
    counts = [report["no_pages"] for report in json.loads(done.stdout)]
    assert sum(count.get("frame of a saved page", 0) for count in counts) == 2
    assert_second_import_changes_nothing(workspace, "kept")


def test_har_files_of_many_tools_are_imported(workspace: Path) -> None:
    coded = {"mimeType": "text/html", "encoding": "base64", "text": base64.b64encode(page(1)).decode()}
    connect = entry(90, content={"size": 0}) | {"request": {"method": "CONNECT", "url": "https://hoi.example:443"}}
    beacon = entry(91, content={"size": 0, "mimeType": "text/plain"})
    beacon["request"] = {"method": "GET", "url": "https://hoi.example/dem"}
    files = {
        "safari.har": har(entry(1, content=coded)),
        "fiddler.har": b"\xef\xbb\xbf" + har(connect, entry(2, comment="[#2]"), comment="exported"),
        "firefox.har": har(entry(3), entry(92, 0, {"mimeType": "text/plain", "size": 0, "text": ""})),
        "chrome.har": har(entry(4), entry(4), beacon),
        "mitmproxy.har": har(entry(5, startedDateTime="2025-05-08T00:08:09.000000+00:00")),
        "insomnia.har": har(entry(6, content={"size": 9, "text": page(6).decode()})),
        "charles.har": har(entry(7)).decode().encode("utf-16"),
    }
    put(workspace / "kept", files)
    done = vustacrawl("import", "kept", "--json", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (8, 7, 0)), done.stderr
    assert rows(workspace, "SELECT DISTINCT first_seen_at FROM articles") == [(SEEN,)]
    passed_over = json.loads(done.stdout)[0]["no_pages"]
    assert passed_over == {"HAR entry of another method than GET": 1, "HAR entry without a response": 1}
    assert_second_import_changes_nothing(workspace, "kept")


def test_page_comes_in_once_from_wget_mirror_with_originals(workspace: Path) -> None:
    converted = canonical(1).replace(b"<article>", b"<article><a href=../x.html>x</a>")
    files = {"bai-1.html": converted, "bai-1.html.orig": canonical(1), "index.html@p=2": canonical(2)}
    files |= {"bai-3.html": converted, "bai-3.orig": canonical(3)}
    put(workspace / "kept", files)
    done = vustacrawl("import", "kept", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (3, 3, 0)), done.stderr
    lengths = rows(workspace, "SELECT length FROM captures ORDER BY url")
    assert lengths == [(len(canonical(number)),) for number in (1, 2, 3)]
    assert_second_import_changes_nothing(workspace, "kept")


def test_saved_response_with_its_headers_is_imported(workspace: Path) -> None:
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n"
    coded = http(gzip.compress(canonical(2)), headers="Content-Encoding: gzip\r\n")
    dated = http(canonical(1), headers="Date: Thu, 08 May 2025 00:08:09 GMT\r\n")
    put(workspace / "kept", {"curl.txt": moved + dated, "bai.html": coded, "no.txt": http(b"<p>", "404 Not Found")})
    done = vustacrawl("import", "kept", folder=workspace)
    assert (done.returncode, contents(workspace)) == (1, (2, 2, 0)), done.stderr
    assert "no.txt: does not say where it is from" in done.stderr
    captures = rows(workspace, "SELECT status, fetched_at, length FROM captures")
    assert captures == [(200, SEEN, len(canonical(1)))] * 2
    assert_second_import_changes_nothing(workspace, "kept")


@pytest.mark.parametrize("missing", [0, 1, 2], ids=["all forms", "no WARC", "only what Chrome showed"])
def test_page_comes_in_once_from_archivebox(workspace: Path, missing: int) -> None:
    note = f"<!--\n Page saved with SingleFile \n url: {url(1)} \n saved date: {SAVED} \n-->"
    forms = {
        "warc/1746662889.warc.gz": gzip.compress(response(1)),
        "singlefile.html": note.encode() + page(1),
        "output.html": page(1).replace(b"<body>", b"<body class=js>"),
    }
    for name in [*forms][:missing]:
        del forms[name]
    about = json.dumps({"timestamp": "1746662889.0", "url": url(1), "history": {}}).encode()
    others = {"hoi.example/bai-1.html": canonical(1), "mercury/content.html": b"<html><p>", "index.html": b"<html>"}
    files = {**others, **forms, "index.json": about, "headers.json": b"{}", "output.pdf": b"%PDF"}
    put(workspace / "kept/archive/1746662889.0", files)
    done = vustacrawl("import", "kept", "--json", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (1, 1, 0)), done.stderr
    passed_over = json.loads(done.stdout)[-1]["no_pages"]
    assert passed_over.pop("another form of the same page (ArchiveBox)") == 5 - missing
    assert passed_over == {".json": 2, ".pdf": 1}
    assert_second_import_changes_nothing(workspace, "kept")


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"7z\xbc\xaf\x27\x1c\0\4", "7z"), (b"Rar!\x1a\x07\1\0", "RAR"), (b"\x1f\x9d\x90", "compress")],
    ids=["7z", "rar", "compress"],
)
def test_unsupported_container_is_named(workspace: Path, data: bytes, name: str) -> None:
    put(workspace / "kept", {"crawl.warc.x": data + bytes(99), "a.tgz": tarred({"x/a.warc": response(1)})})
    done = vustacrawl("import", "kept", folder=workspace)
    assert (done.returncode, contents(workspace)) == (1, (1, 1, 0)), done.stderr
    assert f"crawl.warc.x: in the format {name}, which is not supported: unpack it first\n" in done.stderr
    assert "no archives or saved pages" not in done.stderr


def test_links_to_folders_within_folder_are_counted(workspace: Path) -> None:
    put(workspace / "kept", {"2025/a.warc": response(1), "2026/a.warc": response(2)})
    (workspace / "kept/latest").symlink_to("2026")
    (workspace / "kept/2025/loop").symlink_to("..")
    done = vustacrawl("import", "kept", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (2, 2, 0)), done.stderr
    assert "link to a folder beside it 2" in done.stderr
    (workspace / "other").symlink_to("kept")
    (workspace / "kept/elsewhere").symlink_to("/tmp")
    assert "elsewhere: not a regular file" in vustacrawl("import", "kept", folder=workspace).stderr


def test_file_that_grows_while_it_is_imported_is_reported(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workspace / "a.warc"
    path.write_bytes(response(1))

    def append(source: Any, target: Any, size: int) -> None:
        path.write_bytes(response(1) + response(2))
        target.write(path.read_bytes())

    with monkeypatch.context() as patched:
        patched.setattr("vustacrawl.archive.import_warc.shutil.copyfileobj", append)
        done = vustacrawl("import", "a.warc", folder=workspace)
    assert (done.returncode, contents(workspace)) == (1, (0, 0, 0)), done.stderr
    assert "a.warc: changed while it was read" in done.stderr
    assert vustacrawl("import", "a.warc", folder=workspace).returncode == 0
    assert contents(workspace) == (2, 2, 0)
    assert_second_import_changes_nothing(workspace, "a.warc")


def damaged_bodies() -> dict[str, bytes]:
    """Return, by content coding, the compressed bytes of a page that end early, and of one with a damaged byte."""
    noise = base64.b64encode(Random(1).randbytes(200_000))
    body = page(1).replace(b"</article>", b"<p>" + noise + b"</p></article>")
    coders = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress, "deflate": zlib.compress}
    cut = {coding: compress(body)[:-500] for coding, compress in coders.items()}
    flipped = bytearray(gzip.compress(body))
    flipped[-500] ^= 255
    return {**cut, "x-gzip": bytes(flipped)}


def test_damaged_compressed_body_is_counted_and_named(workspace: Path) -> None:
    records = [
        record("response", url(number), http(body, headers=f"Content-Encoding: {coding}\r\n"))
        for number, (coding, body) in enumerate(damaged_bodies().items(), 1)
    ]
    reason = "the compressed body ends early; only its beginning was parsed"
    done = import_file(workspace, b"".join(records) + response(9), "--json", code=1)
    assert contents(workspace) == (6, 6, 5)
    assert rows(workspace, "SELECT DISTINCT stage, reason FROM problems") == [("parse", reason)]
    [report] = json.loads(done.stdout)
    assert (report["imported"], report["failed"], report["not_readable"]) == (6, 0, {reason: 5})
    assert f"  unreadable: {reason} 5\n" in done.stderr
    again = vustacrawl("import", "a.warc", folder=workspace)
    assert "6 skipped (already in the catalog)" in again.stderr
    assert_second_import_changes_nothing(workspace, "a.warc")


def test_page_without_article_is_counted_and_named(workspace: Path) -> None:
    empty = record("response", url(1), http(b"<html><title>x</title><body><h1>Tin</h1></body></html>"))
    missing = revisit(3, **refers(3))
    done = import_file(workspace, empty + response(2) + missing, "--json", code=1)
    reasons = {reason for (reason,) in rows(workspace, "SELECT reason FROM problems")}
    assert {*json.loads(done.stdout)[0]["not_readable"]} == reasons
    assert "the original of a revisit is not in the archive" in reasons
    assert len(reasons) == 2


def segments(number: int) -> list[bytes]:
    """Return the three segments of a record."""
    block, first = http(page(number)), f"<urn:x:segments-{number}>"
    parts = [block[:300], block[300:400], block[400:]]
    later = {"WARC_Segment_Origin_ID": first, "Content_Type": ""}
    total = {"WARC_Segment_Total_Length": str(len(block))}
    return [
        record("response", url(number), parts[0], WARC_Record_ID=first, WARC_Segment_Number="1"),
        record("continuation", url(number), parts[1], WARC_Segment_Number="2", **later),
        record("continuation", url(number), parts[2], LATER, WARC_Segment_Number="3", **later, **total),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)], ids=["in order", "mixed"])
def test_segments_of_record_are_joined(workspace: Path, order: tuple[int, ...]) -> None:
    one, two = segments(1), segments(2)
    import_file(workspace, b"".join(one[at] + two[at] for at in order) + response(3))
    assert contents(workspace) == (3, 3, 0)
    assert_second_import_changes_nothing(workspace, "a.warc")


def test_segments_of_incomplete_record_are_reported_and_set_aside(workspace: Path) -> None:
    first, second, third = segments(1)
    put(workspace / "kept", {"a.warc": first + second + response(2), "b.warc": third + response(3)})
    done = vustacrawl("import", "kept", "--json", folder=workspace)
    assert (done.returncode, contents(workspace)) == (1, (3, 2, 1)), done.stderr
    reason = "no record: segment of a record whose other segments are not in this file"
    assert [report["not_readable"].get(reason) for report in json.loads(done.stdout)] == [2, 1]
    torn = {path.read_bytes().strip() for path in (workspace / "warc").glob("*.torn-*")}
    assert torn == {part.strip() for part in (first, second, third)}
    assert_second_import_changes_nothing(workspace, "kept")


def test_archive_of_conversions_is_packaged(workspace: Path) -> None:
    import_file(workspace, record("conversion", url(1), page(1), Content_Type="text/html") + response(2))
    done = vustacrawl("package", "hoi", "--out", "hoi.wacz", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (2, 2, 0)), done.stderr
    with zipfile.ZipFile(workspace / "hoi.wacz") as package:
        assert len(package.read("pages/pages.jsonl").splitlines()) == 3


def test_response_to_head_request_is_no_problem_in_shards(workspace: Path) -> None:
    request = b"HEAD / HTTP/1.1\r\n\r\n"
    head = record("response", url(1), http(b""), WARC_Record_ID="<urn:x:1>")
    head += record("request", url(1), request, WARC_Concurrent_To="<urn:x:1>")
    (workspace / "a.warc").write_bytes(head + response(2))
    done = vustacrawl("import", "a.warc", "--to", "parquet", "out", "--processes", "1", folder=workspace)
    assert done.returncode == 0, done.stderr
    assert "2 responses, 1 article, 1 of other kinds" in done.stderr


def test_odd_addresses_and_revisit_profiles(workspace: Path) -> None:
    odd = ["/bai-2.html", "hoi.example/bai-2.html", "hoi.example:80/bai-2.html", "//hoi.example/bai-2.html", ""]
    notes = [f"urn:view:{url(1)}", "metadata://gnu.org/x", f"screenshot:{url(1)}", "dns:hoi.example"]
    profiles = ["http://netpreserve.org/warc/1.0/revisit/uri-agnostic-identical-payload-digest", "identical", ""]
    revisits = [
        record("revisit", url(1), b"", f"2025-06-0{day}T00:00:00Z", WARC_Profile=profile, **payload, **refers(1))
        for day, profile in enumerate(profiles, 1)
        for payload in [{"WARC_Payload_Digest": sha1(1), "Content_Type": ""}]
    ]
    data = [record("response", each, http(page(2))) for each in odd]
    data += [record("resource", each, b"x", Content_Type="text/plain") for each in notes]
    done = import_file(workspace, response(1) + b"".join(data + revisits), "--json", code=1)
    [report] = json.loads(done.stdout)
    assert report["not_readable"] == {"not a valid URL": len(odd)}
    assert sum(report["no_pages"].values()) == len(notes)
    assert rows(workspace, "SELECT status, truncated FROM captures") == [(200, None)] * 3 + [(304, None)]
    assert_second_import_changes_nothing(workspace, "a.warc")


def test_record_id_with_control_characters_is_known_again(workspace: Path) -> None:
    import_file(workspace, response(1, WARC_Record_ID="<urn:x:\x0e\x851>") + response(2))
    assert contents(workspace) == (2, 2, 0)
    assert_second_import_changes_nothing(workspace, "a.warc")


def test_saved_pages_of_same_name_in_other_folders_are_all_imported(workspace: Path) -> None:
    pages = {f"{number}/index.html": saved(number) for number in (1, 2, 3)}
    put(workspace / "kept", {**pages, os.fsdecode(b"\xff/index.html"): saved(4), "CON.html": saved(5)})
    done = vustacrawl("import", "kept", folder=workspace)
    assert (done.returncode, contents(workspace)) == (0, (5, 5, 0)), done.stderr

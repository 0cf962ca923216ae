from __future__ import annotations

import json
import zipfile
from pathlib import Path

import brotli
import pytest
from archive_samples import a_writer, an_exchange

from vustacrawl.archive.cdxj import write_index
from vustacrawl.archive.files import Archive
from vustacrawl.archive.package import PackageError, PackedPage, is_valid, package
from vustacrawl.archive.reader import read_record
from vustacrawl.items import RecordPlace

PAGES = [
    PackedPage("http://hoi.example/tin/1.html", "2026-11-05T03:04:01.123Z", "Đại hội"),
    PackedPage("http://hoi.example/tin/2.html", "2026-11-05T03:04:02.123Z", "Hội thảo"),
]


@pytest.fixture
def archive(tmp_path: Path) -> list[Path]:
    """Two runs: pages, a revisit, a 304, a redirect, a truncated page, and a request without response."""
    first = a_writer(tmp_path, "1")
    pages = [first.write_exchange(an_exchange(number)) for number in (3, 1, 2)]
    first.write_exchange(
        an_exchange(4, response=b"HTTP/1.1 301 Moved\r\nLocation: /tin/1.html\r\nContent-Length: 0\r\n\r\n")
    )
    first.write_exchange(an_exchange(5, truncated="disconnect"))
    first.write_exchange(an_exchange(6, response=b"", failure="DownloadTimeoutError"))
    second = a_writer(tmp_path, "2")
    later = an_exchange(1).fetched_at.replace(year=2027)
    second.write_exchange(an_exchange(3, fetched_at=later), pages[0].original)
    second.write_exchange(an_exchange(1, fetched_at=later, response=b"HTTP/1.1 304 X\r\n\r\n"), pages[1].original)
    return [tmp_path / file.name for file in (*first.close(), *second.close())]


def test_index_lines_point_to_their_records(archive: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "index.cdxj"
    write_index(archive, out)
    lines = out.read_text("utf-8").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 7
    for line in lines:
        surt, stamp, entry = line.split(" ", 2)
        about = json.loads(entry)
        record = read_record(
            Archive(tmp_path), RecordPlace(about["filename"], int(about["offset"]), int(about["length"]))
        )
        assert surt == f"example,hoi)/tin/{record.url[-6]}.html"
        assert record.url == about["url"]
        assert (record.get("WARC-Date") or "")[:19] == f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T" + ":".join(
            (stamp[8:10], stamp[10:12], stamp[12:])
        )
        assert record.type == ("revisit" if about.get("mime") == "warc/revisit" else "response")


def test_package_is_valid_and_contains_archive_files(
    archive: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hoi.wacz"
    package(archive, out, title="Hội", pages=PAGES)
    assert is_valid(out)
    assert not capsys.readouterr().out
    with zipfile.ZipFile(out) as packed:
        for path in archive:
            assert packed.read(f"archive/{path.name}") == path.read_bytes()
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()]
        about = json.loads(packed.read("datapackage.json"))
    assert [tuple(page.values()) for page in pages[1:]] == PAGES
    assert about["title"] == "Hội"
    assert {path.suffix for path in tmp_path.iterdir()} == {".gz", ".wacz"}


def test_brotli_response_is_packaged_and_indexed(tmp_path: Path) -> None:
    writer, body = a_writer(tmp_path), brotli.compress(b"<title>Tin</title>")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write_exchange(an_exchange(1, response=head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)))
    files = [tmp_path / file.name for file in writer.close()]
    package(files, tmp_path / "hoi.wacz", title="Hội", pages=PAGES[:1])
    write_index(files, tmp_path / "index.cdxj")
    assert len((tmp_path / "index.cdxj").read_text("utf-8").splitlines()) == 1


def test_modified_package_is_invalid(archive: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "hoi.wacz"
    package(archive, out, title="Hội", pages=PAGES)
    changed = tmp_path / "changed.wacz"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, data[:-1] + b"!" if entry.filename.startswith("archive/") else data)
    assert not is_valid(changed)


def test_packing_no_files_fails(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="nothing to pack"):
        package([], tmp_path / "empty.wacz", title="", pages=PAGES)
    assert not list(tmp_path.iterdir())

"""Unpacking files that are packed in another format."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

from vustacrawl.archive.unwrap import unwrap

SPARSE = {
    "GNU.sparse.major": "1",
    "GNU.sparse.minor": "0",
    "GNU.sparse.name": "sparse.warc",
    "GNU.sparse.realsize": str(10**11),
}


def add(tar: tarfile.TarFile, name: str, data: bytes = b"WARC/1.1\r\n", **fields: object) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for field, value in fields.items():
        setattr(member, field, value)
    tar.addfile(member, io.BytesIO(data))


def test_hostile_tar_extracts_only_regular_files_into_folder(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "hostile.tar", "w", format=tarfile.PAX_FORMAT) as tar:
        add(tar, "../outside.warc")
        add(tar, str(tmp_path / "absolute.warc"))
        add(tar, "link.warc", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd")
        add(tar, "sparse.warc", b"0\n".ljust(512, b"\0"), pax_headers=SPARSE)
        add(tar, "tin/good.warc", mtime=1_700_000_000)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    fault = unwrap(tmp_path / "hostile.tar", folder)
    assert fault == "4 members not unpacked whole, as ../outside.warc: outside the folder"
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["good.warc"]
    assert (folder / "tin/good.warc").stat().st_mtime == 1_700_000_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.tar", "unpacked"]


def test_complete_members_of_truncated_tar_are_extracted(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "whole.tar", "w") as tar:
        add(tar, "1.warc")
        add(tar, "2.warc", b"x" * 4096)
    (tmp_path / "cut.tar").write_bytes((tmp_path / "whole.tar").read_bytes()[:3000])
    folder = tmp_path / "unpacked"
    folder.mkdir()
    assert unwrap(tmp_path / "cut.tar", folder)
    assert (folder / "1.warc").read_bytes() == b"WARC/1.1\r\n"


def test_hostile_zip_extracts_only_files_into_folder(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.html")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "hostile.zip", "w") as package:
        package.writestr("../outside.html", b"<html>")
        package.writestr(link, b"/etc/passwd")
        package.writestr(zipfile.ZipInfo("tin/good.html", (2023, 11, 14, 22, 13, 20)), b"<html>")
    folder = tmp_path / "unpacked"
    folder.mkdir()
    fault = unwrap(tmp_path / "hostile.zip", folder)
    assert fault == "2 members not unpacked whole, as ../outside.html: outside the folder"
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["good.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.zip", "unpacked"]


def test_damaged_member_of_zip_costs_no_other_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "damaged.zip", "w") as package:
        for number in (1, 2, 3):
            package.writestr(f"{number}.html", f"<html>Bài số {number}")
    data = (tmp_path / "damaged.zip").read_bytes()
    (tmp_path / "damaged.zip").write_bytes(data.replace("Bài số 2".encode(), "Bài số 9".encode()))
    folder = tmp_path / "unpacked"
    folder.mkdir()
    fault = unwrap(tmp_path / "damaged.zip", folder)
    assert fault == "1 member not unpacked whole, as 2.html: damaged (wrong checksum)"
    assert sorted(path.name for path in folder.iterdir()) == ["1.html", "2.html", "3.html"]

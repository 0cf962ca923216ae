"""The import commands in ``docs/from-other-tools.md`` work on files in the layout of each tool."""

from __future__ import annotations

import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_import_formats import FIRST, PROFILE, page, record, refers, response, revisit, url
from tests.in_process import vustacrawl

PAGE = (Path(__file__).parents[2] / "docs/from-other-tools.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ vustacrawl (import .+)$", PAGE, re.MULTILINE)
HAR_ENTRY = {
    "startedDateTime": FIRST,
    "request": {"method": "GET", "url": url(7)},
    "response": {"status": 200, "headers": [], "content": {"mimeType": "text/html", "text": page(7).decode()}},
}


def commented(comment: str, number: int) -> bytes:
    return page(number).replace(b"<html lang=vi>", b"<html lang=vi><!-- " + comment.encode() + b" -->")


def write_wacz(path: Path, name: str, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(name, data)
        package.writestr("datapackage.json", "{}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    (folder / "sites").mkdir()
    (folder / "sites/hoi.toml").write_text(PROFILE, "utf-8")
    singlefile = f"\n Page saved with SingleFile \n url: {url(5)} \n saved date: Thu May 08 2025 07:08:09 GMT+0700 \n"
    httrack = "Mirrored from hoi.example/bai-8.html by HTTrack Website Copier/3.x, Thu, 08 May 2025 00:08:09 GMT"
    inner = folder / "inner.wacz"
    write_wacz(inner, "archive/data.warc.gz", response(3))
    files = {
        "hoi-2024.warc.gz": response(1),
        "hoi-2025.warc.gz": revisit(1, **refers(1)) + record("metadata", "metadata://gnu.org/wget/log", b"x"),
        "hoi.example/bai-2.html": page(2),
        "addresses.csv": f"file,url,date\nhoi.example/bai-2.html,{url(2)},2025-05-06\n".encode(),
        "archivebox/archive/1746515289/warc/1746515289.warc.gz": response(4),
        "archivebox/archive/1746515289/singlefile.html": commented(singlefile, 5),
        "archivebox/archive/1746515289/index.json": b"{}",
        "jobs/hoi/20250506070809/warcs/WEB-1.warc.gz.open": response(6) + response(9)[:-90],
        "conifer.warc.gz": response(10),
        "collections/hoi/archive/rec.warc.gz": response(11),
        "saved/bai-12.html": f"<!-- saved from url=(0032){url(12)} -->\n".encode() + page(12),
        "session.har": json.dumps({"log": {"entries": [HAR_ENTRY]}}).encode(),
        "mirror/hoi.example/bai-8.html": commented(httrack, 8),
        "mirror/hts-log.txt": b"HTTrack3.49",
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    write_wacz(folder / "collection.wacz", "data/inner.wacz", inner.read_bytes())
    inner.unlink()
    return folder


@pytest.mark.parametrize(
    ("command", "imported", "code"),
    [
        *zip(COMMANDS[:4], (2, 1, 1, 2), (0, 0, 0, 0), strict=True),
        *zip(COMMANDS[4:], (2, 2, 2, 1), (1, 0, 0, 0), strict=True),  # Heritrix was killed within a record
    ],
)
def test_documented_command_imports_files_of_tool(folder: Path, command: str, imported: int, code: int) -> None:
    done = vustacrawl(*shlex.split(command), "--json", folder=folder)
    reports = json.loads(done.stdout)
    assert (sum(each["imported"] for each in reports), done.returncode) == (imported, code), done.stderr
    assert sum(each["failed"] for each in reports) == 0


def test_page_has_section_for_every_tool() -> None:
    for tool in ("wget", "Browsertrix", "ArchiveBox", "Heritrix", "Conifer", "pywb", "SingleFile", "HTTrack"):
        assert re.search(rf"^## .*{tool}", PAGE, re.MULTILINE)

"""A web archive on loopback, and a workspace with a site that it has captured."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import rows
from tests.in_process import vustacrawl
from tests.recovery.lookalikes import Archive, Capture, served, wayback
from vustacrawl.archive.records import Record
from vustacrawl.archive.scan import CorruptRange, scan_records

SITE = "http://hoi.example"
FORMER = "http://hoi-cu.example"


def page(number: int, title: str | None = None, more: str = "") -> bytes:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>
<main><div>Thứ tư, 31/12/2014 15:57 (GMT+7)</div><h1>{title or f"Đại hội lần thứ {number} của Liên hiệp hội"}</h1>
<div class="sapo"><h5>Ngày 30/12, đại hội lần thứ {number} khai mạc tại Huế.</h5></div>
<p class="text-justify">Đại hội thứ {number} bầu ban chấp hành gồm {number + 20} ủy viên, trong đó có nhiều nhà khoa học
đang làm việc tại các trường và viện ở miền Trung.</p>{more}
<p class="text-right"><strong>HT</strong></p></main></body></html>""".encode()


def capture(number: int = 7, time: str = "20150102030405", **more: Any) -> Capture:
    """Return a capture of an article's page; ``more`` sets other fields."""
    return Capture(time, f"{SITE}/dai-hoi-p{number}.html", **({"body": page(number)} | more))


class Workspace:
    """A workspace with the site ``hoi``, formerly on another host; calling it runs a command."""

    def __init__(self, folder: Path, archive: Archive) -> None:
        self.folder = folder
        (folder / "sites").mkdir(parents=True)
        (folder / "sites" / "hoi.toml").write_text(
            f"""title = "Liên hiệp hội"
family = "vnmedia"
url = "{SITE}/"
former_hosts = ["hoi-cu.example"]
article_url = '-p(?P<id>\\d+)\\.html$'
listings = ["{SITE}/tin"]
[[systems]]
name = "cu"
family = "vnmedia"
article_url = '/chitiet/[^/?#]+/[^/?#]+$'
""",
            "utf-8",
        )
        (folder / "vustacrawl.toml").write_text(
            f"""[recover]
delay = 0
wayback_cdx = "{archive.url}/cdx"
wayback_replay = "{archive.url}/web"
commoncrawl_indexes = "{archive.url}/collinfo.json"
commoncrawl_data = "{archive.url}/data"
""",
            "utf-8",
        )

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return vustacrawl(*arguments, folder=self.folder)

    def recover(self, *options: str) -> str:
        """Recover the site without problems; return what is printed on standard error."""
        done = self("recover", "hoi", *options)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def clear_listings(self) -> None:
        """Clear the cached listings, so that the indexes are read again as after a week."""
        self.rows("DELETE FROM archive_listings")

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement on the catalog, commit, and return its rows."""
        return rows(self.folder, statement)


def records_of(folder: Path) -> list[Record]:
    """Return all records in the WARC files of a workspace."""
    found = []
    for file in sorted((folder / "warc").glob("*.warc.gz")):
        for record in scan_records(file):
            assert not isinstance(record, CorruptRange)
            found.append(record)
    return found


@pytest.fixture
def archive() -> Iterator[Archive]:
    archive = Archive()
    wayback(archive)
    with served(archive):
        yield archive


@pytest.fixture
def workspace(tmp_path: Path, archive: Archive) -> Workspace:
    return Workspace(tmp_path / "ws", archive)

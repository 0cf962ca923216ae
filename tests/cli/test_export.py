"""``vustacrawl export``: formats, options and errors."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import frictionless
import pytest

from tests import in_process
from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog import open_catalog
from vustacrawl.items import Image

COMMAND = (Path(sys.executable).parent / "vustacrawl", "--workspace")
FORMATS = ("--csv", "--parquet", "--sqlite", "--jsonld")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a few articles in its catalog."""
    db = open_catalog(tmp_path / "vustacrawl.db")
    add_sites(db, "husta")
    for number in range(1, 4):
        more = {"title": f"- Bài số {number}", "published_at": f"2024-0{number}-05T08:00:00+07:00"}
        images = [Image(f"https://husta.vn/{number}.jpg", 1, caption="=Toàn cảnh hội nghị")]
        store(db, an_article(number, f"Chuyển đổi số, kỳ {number}.", "husta", images=images, **more))
    db.close()
    return tmp_path


def vustacrawl(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return in_process.vustacrawl("--workspace", str(workspace), *arguments, folder=workspace)


def test_all_formats_are_exported_described_and_verified(workspace: Path) -> None:
    done = vustacrawl(workspace, "export", *FORMATS)
    full = workspace / "exports" / "full"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{full}\n", "")
    for path in ("csv/images.csv", "parquet/articles.parquet", "sqlite/articles.sqlite", "jsonld/husta/2024.jsonl"):
        assert (full / path).exists()
    assert frictionless.validate(str(full / "datapackage.json")).valid
    assert vustacrawl(workspace, "verify").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sqlite", "--since", "2024-01-01"], "sqlite always contains the whole catalog"),
        (["--site", "nowhere"], "the catalog has no site 'nowhere'"),
        (["--since", "hôm qua"], "Invalid value for '--since'"),
    ],
)
def test_usage_errors_are_reported_without_traceback(workspace: Path, arguments: list[str], message: str) -> None:
    done = vustacrawl(workspace, "export", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_progress_bar_is_shown_on_terminal(workspace: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*COMMAND, workspace, "export", "--sqlite"], stdout=subprocess.PIPE, stderr=theirs, check=False
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # how Linux reports that the other end is closed
        pass
    finally:
        os.close(ours)
    assert done.returncode == 0
    assert b"articles written" in shown
    assert b"articles indexed" in shown


@pytest.mark.parametrize(
    ("options", "folder"),
    [
        (["--since", "2024-06-01"], "since-2024-06-01"),
        (["--site", "husta"], "husta"),
        (["--site", "vacne", "--site", "husta", "--site", "vacne"], "husta+vacne"),
        (["--site", "husta", "--since", "2024-06-01"], "husta-since-2024-06-01"),
    ],
)
def test_partial_export_does_not_change_full_export(workspace: Path, options: list[str], folder: str) -> None:
    db = open_catalog(workspace / "vustacrawl.db")
    add_sites(db, "vacne")
    db.close()
    vustacrawl(workspace, "export")
    full = workspace / "exports" / "full"
    before = (full / "manifest.json").read_bytes()

    part = vustacrawl(workspace, "export", *options)

    assert part.stdout == f"{workspace / 'exports' / folder}\n"
    assert (full / "manifest.json").read_bytes() == before

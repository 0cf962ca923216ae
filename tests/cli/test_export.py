"""``vustacrawl export``: formats, options and errors."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import frictionless
import pytest

from tests import in_process
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.articles import store_article
from vustacrawl.catalog.identity import add_aliases
from vustacrawl.items import Article, Block, Image

COMMAND = (Path(sys.executable).parent / "vustacrawl", "--workspace")
FORMATS = ("--csv", "--parquet", "--sqlite", "--jsonld")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a few articles in its catalog."""
    db = open_catalog(tmp_path / "vustacrawl.db")
    db.execute(
        "INSERT INTO sites (name, title, url, family, language, timezone)"
        " VALUES ('husta', 'Liên hiệp Hội Hà Nội', 'https://husta.example/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh')"
    )
    for number in range(1, 4):
        article = Article(
            "husta",
            f"https://husta.example/bai-p{number}.html",
            str(number),
            title=f"- Bài số {number} về chuyển đổi số",
            published_at=f"2024-0{number}-05T08:00:00+07:00",
            paragraphs=[Block("paragraph", f"Hà Nội đẩy mạnh chuyển đổi số, kỳ {number}.")],
            images=[Image(f"https://husta.example/{number}.jpg", 1, caption="=Toàn cảnh hội nghị")],
        )
        stored = store_article(
            db, article, known_id=None, capture_id=None, seen_at="2024-05-01T00:00:00.000Z", parser="vnmedia/1"
        )
        add_aliases(db, stored.id, [article.url])
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
    with closing(open_catalog(workspace / "vustacrawl.db").conn) as db:
        db.execute(
            "INSERT INTO sites (name, title, url, family, language, timezone)"
            " SELECT 'vacne', title, url, family, language, timezone FROM sites"
        )
    vustacrawl(workspace, "export")
    full = workspace / "exports" / "full"
    before = (full / "manifest.json").read_bytes()

    part = vustacrawl(workspace, "export", *options)

    assert part.stdout == f"{workspace / 'exports' / folder}\n"
    assert (full / "manifest.json").read_bytes() == before

"""``vustacrawl parse``: how it finds the URL of a saved page."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.in_process import vustacrawl
from vustacrawl import parsers
from vustacrawl.cli import cli
from vustacrawl.parsers.html.document import Document, read_document

PAGE = """<!DOCTYPE html>
{comment}<html lang="vi"><head><meta charset="utf-8">{head}</head><body><main>
<h1>Hội thảo về an toàn hồ đập</h1><div>10/08/2023 10:09</div>
<p>Sáng 9/8, tại Hà Nội, các chuyên gia đã nghe mười hai tham luận về an toàn hồ đập trong mùa mưa lũ và thảo luận cách
lắp đặt trạm quan trắc ở thượng nguồn, để người dân hạ du được báo trước ít nhất sáu giờ.</p></main></body></html>"""
URL = "https://vusta.vn/hoi-thao-ve-an-toan-ho-dap-p90001.html"
CANONICAL = f'<link rel="canonical" href="{URL}">'
OG_URL = f'<meta property="og:url" content="{URL}">'
SAVED = f"<!-- saved from url=({len(URL):04}){URL} -->\n"


def parse(page: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "page.html").write_text(page, "utf-8")
    return vustacrawl("parse", *(arguments or ["page.html"]), folder=folder, stdin=page)


@pytest.mark.parametrize(
    ("comment", "head"),
    [
        ("", CANONICAL),
        ("", OG_URL),
        (SAVED, ""),
        (SAVED, '<link rel="canonical" href="/hoi-thao-ve-an-toan-ho-dap-p90001.html">'),
        ("<!-- saved from url=(0020)https://vusta.vn/khac -->", CANONICAL),
    ],
    ids=["canonical", "og:url", "comment", "relative canonical", "canonical before comment"],
)
def test_url_is_read_from_page(tmp_path: Path, comment: str, head: str) -> None:
    done = parse(PAGE.format(comment=comment, head=head), folder=tmp_path)
    record: dict[str, Any] = json.loads(done.stdout)
    assert (record["url"], record["native_id"], record["site"]) == (URL, "90001", "vusta")
    assert record["title"] == "Hội thảo về an toàn hồ đập"


def test_url_option_takes_precedence_over_page(tmp_path: Path) -> None:
    given = "https://vusta.vn/ten-khac-p90002.html"
    done = parse(PAGE.format(comment="", head=CANONICAL), "--url", given, "-", folder=tmp_path)
    assert json.loads(done.stdout)["url"] == given


@pytest.mark.parametrize(
    "comment", ["", "<!-- saved from url=(0022)about:internet -->", "<!-- saved from url=(0014)file:///a.html -->"]
)
def test_page_without_url_is_reported(tmp_path: Path, comment: str) -> None:
    done = parse(PAGE.format(comment=comment, head=""), folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "page.html: the page does not contain its URL; specify it with --url\n"


def test_family_of_unknown_site_is_detected(tmp_path: Path) -> None:
    fixture = Path(__file__).parents[1] / "parsers/pages/fixtures/nukeviet/4.5-default/page.html"
    page = fixture.read_text("utf-8")
    done = parse(page, "--url", "https://hoi-moi.vn/vi/news/tin/bai-12.html", "-", folder=tmp_path)
    record: dict[str, Any] = json.loads(done.stdout)
    assert (record["site"], record["found_by"]["published_at"]) == ("hoi-moi-vn", "markup")


def test_page_of_unknown_site_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(comment="", head=""), "utf-8")
    opened: list[str] = []

    def reading(url: str, body: bytes, content_type: str | None = None) -> Document:
        opened.append(url)
        return read_document(url, body, content_type)

    monkeypatch.setattr(parsers, "read_document", reading)
    done = CliRunner().invoke(cli, ["parse", "--url", "https://hoi-moi.vn/bai-12.html", str(tmp_path / "page.html")])
    assert done.exit_code == 0
    assert opened == ["https://hoi-moi.vn/bai-12.html"]

"""``sites test`` and ``sites check --live``: fields parsed from a page, and whether a profile fits its site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Site, article_page
from tests.in_process import vustacrawl

URL = "https://vusta.vn/hoi-thao-p90001.html"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(article_page(1, extra='<p class="nguoi-viet">Trần Văn Mẫu</p>'), "utf-8")
    return tmp_path


def test_selector_result_is_compared_with_current_value(page: Path) -> None:
    done = vustacrawl("sites", "test", "page.html", "--url", URL, "--selector", "byline=.nguoi-viet", folder=page)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert "- byline           HT  (last-line)" in lines
    assert "+ byline           Trần Văn Mẫu  (selector)" in lines
    assert any(line.startswith("  title ") for line in lines)
    assert "byline = '.nguoi-viet'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--selector", "autor=.x"], "no selector 'autor'; use one of title, published"),
        (["--selector", "byline=.x["], "--selector byline: not a CSS selector"),
        (["--selector", "byline=.x::text"], "--selector byline: not a CSS selector"),
        (["--site", "vutsa"], "did you mean vusta?"),
    ],
)
def test_invalid_selector_or_site_is_usage_error(page: Path, arguments: list[str], message: str) -> None:
    done = vustacrawl("sites", "test", "page.html", "--url", URL, *arguments, folder=page)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_page_without_article_exits_with_1(page: Path) -> None:
    (page / "page.html").write_text('<title>X</title><div id="root"></div><script src="/x.js"></script>', "utf-8")
    done = vustacrawl("sites", "test", "page.html", "--url", URL, folder=page)
    assert done.returncode == 1
    assert "drawn by scripts (empty #root)" in done.stdout


@pytest.mark.slow
def test_live_page_is_compared_with_catalog(run: Command, site: Site) -> None:
    run("crawl", "union", "--url", f"{site.url}/bai-p1.html")
    site.titles[1] = "Một tựa khác hẳn"
    lines = run("sites", "test", f"{site.url}/bai-p1.html").stdout.splitlines()
    assert [line[:24].strip() for line in lines if line[0] in "+-"] == [
        "- title            Hội t",
        "+ title            Một t",
    ]


@pytest.mark.slow
def test_live_check_reports_failures(run: Command, site: Site) -> None:
    done = run("sites", "check", "union", "--live", "2")
    assert done.returncode == 0
    assert f"ok     {site.url}/tin: listing: 10 articles, next page {site.url}/tin?page=2" in done.stdout
    assert done.stdout.count("2025-12-31T15:57:00+07:00") == 2
    site.unreadable.add(2)
    site.files["/tin"] = b""
    site.raw["/tin"] = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        b'<title>X</title><div id="app"></div><script src="/x.js"></script>'
    ]
    done = run("sites", "check", "union", "--live", "2")
    assert done.returncode == 1
    assert "listing: 0 articles, drawn by scripts (empty #app)" in done.stdout
    assert run("sites", "check", "--live", "2").returncode == 2
    assert "drawn by scripts (empty #app)" in run("crawl", "union").stderr

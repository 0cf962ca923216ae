"""Servers that lie, stall, send too much or mislead: each gets a clear reason, and the crawl continues."""

from __future__ import annotations

import gzip
import itertools
import unicodedata

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, article_page, rows
from tests.cli.test_archive import assert_archive_is_whole


def answer(body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, f"Content-Length: {length or len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def crawl_with(run: Command, site: Site, *pieces: bytes, retries: bool = True) -> None:
    """Crawl the site with one more article, 77, with this response; by default without waiting for a retry."""
    site.extra_links.append("/bai-p77.html")
    site.raw["/bai-p77.html"] = pieces
    run("crawl", "union", "--limit", str(ARTICLES + retries))
    assert rows(run, "SELECT count(*) FROM articles WHERE native_id <> '77'") == [(ARTICLES,)]
    assert_archive_is_whole(run.workspace)


def fate(run: Command) -> tuple[str, str | None]:
    [found] = rows(run, "SELECT state, reason FROM frontier WHERE url LIKE 'http://127%-p77.html'")
    return found  # type: ignore[no-any-return]


def truncation(run: Command) -> str | None:
    [(found,), *_] = rows(run, "SELECT truncated FROM captures WHERE url LIKE '%-p77.html'")
    return found  # type: ignore[no-any-return]


def test_a_gzip_bomb(run: Command, site: Site) -> None:
    crawl_with(run, site, answer(gzip.compress(bytes(200_000_000), 9), "Content-Encoding: gzip"))
    assert fate(run) == ("skipped", "too large")


def test_an_endless_answer_is_cut_and_marked(run: Command, site: Site) -> None:
    crawl_with(run, site, answer(b"x" * 17_000_000, length=10**12))
    assert fate(run) == ("skipped", "too large")
    assert "too large" not in run("why", f"{site.url}/bai-p77.html").stderr


def test_a_server_that_drips(run: Command, site: Site) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(profile.read_text("utf-8") + "timeout = 2\n", "utf-8")
    crawl_with(
        run, site, *itertools.repeat(answer(b"a", length=10**6)[:1], 5), *itertools.repeat(b"x", 40), retries=False
    )
    assert fate(run)[0] == "due"


def test_an_answer_shorter_than_its_length_is_not_taken_for_the_article(run: Command, site: Site) -> None:
    body = article_page(77).encode()
    crawl_with(run, site, answer(body[:-200], length=len(body)), retries=False)
    assert truncation(run) == "disconnect"
    assert fate(run)[0] == "due"
    assert rows(run, "SELECT 1 FROM articles WHERE native_id = '77'") == []


def marks_apart(text: str) -> str:
    """Tones as letters of their own, as windows-1258 has them; circumflex, breve and horn stay on their vowels."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = (unicodedata.normalize("NFD", letter) for letter in text)
    return "".join(
        unicodedata.normalize("NFC", "".join(mark for mark in part if mark not in tones))
        + "".join(mark for mark in part if mark in tones)
        for part in parts
    )


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "windows-1258"), (None, "windows-1258"), ("iso-8859-1", "utf-8"), (None, "utf-16")],
)
def test_a_charset_that_lies(run: Command, site: Site, charset: str | None, encoding: str) -> None:
    page = article_page(77).replace('<meta charset="utf-8">', "")
    body = (marks_apart(page) if encoding == "windows-1258" else page).encode(encoding)
    header = f"Content-Type: text/html; charset={charset}" if charset else "X-None: 1"
    crawl_with(run, site, answer(body, header).replace(b"Content-Type: text/html\r\n", b"", 1))
    [(lead,)] = rows(run, "SELECT lead FROM articles WHERE native_id = '77'")
    assert "được tổ chức tại Hà Nội" in lead


def test_a_redirect_loop_ends(run: Command, site: Site) -> None:
    site.raw["/bai-p78.html"] = [b"HTTP/1.1 302 Found\r\nLocation: /bai-p77.html\r\nContent-Length: 0\r\n\r\n"]
    crawl_with(run, site, b"HTTP/1.1 302 Found\r\nLocation: /bai-p78.html\r\nContent-Length: 0\r\n\r\n")
    assert site.asked["/bai-p77.html"] == site.asked["/bai-p78.html"] == 1


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/bai-p77.html", "http://169.254.169.254/latest/meta-data"]
)
def test_a_redirect_off_the_site_is_recorded_and_not_followed(run: Command, site: Site, target: str) -> None:
    crawl_with(run, site, f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())
    state, reason = fate(run)
    assert (state, reason) == ("failed", "redirects off the site")
    assert rows(run, "SELECT reason, detail FROM problems") == [("redirects off the site", target)]
    assert rows(run, "SELECT state, reason FROM frontier WHERE url = ?", target) == [("skipped", "off-site")]


def test_no_http_at_all(run: Command, site: Site) -> None:
    crawl_with(run, site, b"SSH-2.0-OpenSSH_9.6\r\n", retries=False)
    assert fate(run)[0] == "due"


def test_an_endless_calendar_is_bounded(run: Command, site: Site) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(profile.read_text("utf-8") + "[budget]\nurls = 40\nlisting_pages = 5\n", "utf-8")
    site.endless = True
    run("crawl", "union")
    assert len(site.asked) <= 40 + 5 + 2, "the budget, the pages of the listing, its first one and robots.txt"
    budget = rows(run, "SELECT count(*) FROM frontier WHERE reason = 'budget'")[0][0]
    assert budget > 0


def test_control_characters_of_a_header_reach_neither_the_catalog_nor_a_terminal(run: Command, site: Site) -> None:
    target = "http://elsewhere.example/\x1b]0;owned\x07\x9b31m"
    crawl_with(run, site, f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))
    [(detail,)] = rows(run, "SELECT detail FROM problems")
    assert detail.isprintable() and "owned" in detail
    for told in (run("status"), run("why", f"{site.url}/bai-p1.html"), run("why", target)):
        assert (told.stdout + told.stderr).replace("\n", "").isprintable()

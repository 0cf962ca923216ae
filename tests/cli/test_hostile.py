"""Hostile and broken servers: the reason for each failure is recorded, and the crawl continues."""

from __future__ import annotations

import gzip
import itertools
import unicodedata

import pytest

from tests.cli.conftest import ARTICLES, Command, Site, article_page, rows
from tests.cli.test_archive import assert_archive_is_intact


def response(body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, f"Content-Length: {length or len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def crawl_with(run: Command, site: Site, *pieces: bytes, retries: bool = True) -> None:
    """Crawl the site with one more article, 77, with this response; by default without waiting for a retry."""
    site.extra_links.append("/bai-p77.html")
    site.raw["/bai-p77.html"] = pieces
    run("crawl", "union", "--limit", str(ARTICLES + retries))
    assert rows(run, "SELECT count(*) FROM articles WHERE native_id <> '77'") == [(ARTICLES,)]
    assert_archive_is_intact(run.workspace)


def frontier_state(run: Command) -> tuple[str, str | None]:
    [found] = rows(run, "SELECT state, reason FROM frontier WHERE url LIKE 'http://127%-p77.html'")
    return found  # type: ignore[no-any-return]


def truncation(run: Command) -> str | None:
    [(found,), *_] = rows(run, "SELECT truncated FROM captures WHERE url LIKE '%-p77.html'")
    return found  # type: ignore[no-any-return]


def test_gzip_bomb_is_skipped_as_too_large(run: Command, site: Site) -> None:
    crawl_with(run, site, response(gzip.compress(bytes(200_000_000), 9), "Content-Encoding: gzip"))
    assert frontier_state(run) == ("skipped", "too large")


def test_endless_response_is_skipped_as_too_large(run: Command, site: Site) -> None:
    crawl_with(run, site, response(b"x" * 17_000_000, length=10**12))
    assert frontier_state(run) == ("skipped", "too large")
    assert "too large" not in run("why", f"{site.url}/bai-p77.html").stderr


def test_slow_drip_response_times_out_and_stays_due(run: Command, site: Site) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(profile.read_text("utf-8") + "timeout = 2\n", "utf-8")
    crawl_with(
        run, site, *itertools.repeat(response(b"a", length=10**6)[:1], 5), *itertools.repeat(b"x", 40), retries=False
    )
    assert frontier_state(run)[0] == "due"


def test_response_shorter_than_content_length_is_not_stored_as_article(run: Command, site: Site) -> None:
    body = article_page(77).encode()
    crawl_with(run, site, response(body[:-200], length=len(body)), retries=False)
    assert truncation(run) == "disconnect"
    assert frontier_state(run)[0] == "due"
    assert rows(run, "SELECT 1 FROM articles WHERE native_id = '77'") == []


def decompose_tones(text: str) -> str:
    """Return tones as combining characters, as in windows-1258; circumflex, breve and horn stay on their vowels."""
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
def test_wrong_or_missing_charset_is_detected(run: Command, site: Site, charset: str | None, encoding: str) -> None:
    page = article_page(77).replace('<meta charset="utf-8">', "")
    body = (decompose_tones(page) if encoding == "windows-1258" else page).encode(encoding)
    header = f"Content-Type: text/html; charset={charset}" if charset else "X-None: 1"
    crawl_with(run, site, response(body, header).replace(b"Content-Type: text/html\r\n", b"", 1))
    [(lead,)] = rows(run, "SELECT lead FROM articles WHERE native_id = '77'")
    assert "được tổ chức tại Hà Nội" in lead


def test_redirect_loop_is_followed_once(run: Command, site: Site) -> None:
    site.raw["/bai-p78.html"] = [b"HTTP/1.1 302 Found\r\nLocation: /bai-p77.html\r\nContent-Length: 0\r\n\r\n"]
    crawl_with(run, site, b"HTTP/1.1 302 Found\r\nLocation: /bai-p78.html\r\nContent-Length: 0\r\n\r\n")
    assert site.requests["/bai-p77.html"] == site.requests["/bai-p78.html"] == 1


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/bai-p77.html", "http://169.254.169.254/latest/meta-data"]
)
def test_redirect_off_site_is_recorded_and_not_followed(run: Command, site: Site, target: str) -> None:
    crawl_with(run, site, f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())
    state, reason = frontier_state(run)
    assert (state, reason) == ("failed", "redirects off the site")
    assert rows(run, "SELECT reason, detail FROM problems") == [("redirects off the site", target)]
    assert rows(run, "SELECT state, reason FROM frontier WHERE url = ?", target) == [("skipped", "off-site")]


def test_non_http_response_stays_due(run: Command, site: Site) -> None:
    crawl_with(run, site, b"SSH-2.0-OpenSSH_9.6\r\n", retries=False)
    assert frontier_state(run)[0] == "due"


def test_endless_listing_is_bounded_by_budget(run: Command, site: Site) -> None:
    profile = run.workspace / "sites" / "union.toml"
    profile.write_text(profile.read_text("utf-8") + "[budget]\nurls = 40\nlisting_pages = 5\n", "utf-8")
    site.endless = True
    run("crawl", "union")
    assert len(site.requests) <= 40 + 5 + 2, "the budget, the listing pages, the first of them, and robots.txt"
    budget = rows(run, "SELECT count(*) FROM frontier WHERE reason = 'budget'")[0][0]
    assert budget > 0


def test_control_characters_in_headers_are_kept_out_of_catalog_and_output(run: Command, site: Site) -> None:
    target = "http://elsewhere.example/\x1b]0;owned\x07\x9b31m"
    crawl_with(run, site, f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))
    [(detail,)] = rows(run, "SELECT detail FROM problems")
    assert detail.isprintable() and "owned" in detail
    for done in (run("status"), run("why", f"{site.url}/bai-p1.html"), run("why", target)):
        assert (done.stdout + done.stderr).replace("\n", "").isprintable()

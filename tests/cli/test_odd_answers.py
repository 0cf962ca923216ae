"""Odd responses that browsers and curl accept are parsed, and archived unchanged."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable

import brotli
import pytest

from tests.cli.conftest import ARTICLES, Command, Site, article_page, rows
from vustacrawl.archive.files import Archive
from vustacrawl.archive.reader import read_record
from vustacrawl.archive.records import Record
from vustacrawl.archive.scan import scan_records
from vustacrawl.items import RecordPlace

OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
FRONTIER = (
    "SELECT url, kind, state, attempts, via, redirects_to, last_status, reason, visited_at FROM frontier ORDER BY url"
)


def sized(body: bytes, headers: bytes = HTML, status: bytes = OK) -> bytes:
    return status + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


def length(value: str, end: bytes = b"") -> Callable[[bytes], bytes]:
    def answer(body: bytes) -> bytes:
        size = value.format(n=len(body), less=len(body) - 40, more=len(body) + 4000).encode()
        return OK + HTML + b"Content-Length: " + size.replace(b"|", b"\r\nContent-Length: ") + b"\r\n\r\n" + body + end

    return answer


def encoded(coding: str, code: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda body: sized(code(body), HTML + f"Content-Encoding: {coding}\r\n".encode())


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


ANSWERS: dict[str, Callable[[bytes], bytes]] = {
    "header name outside ASCII": lambda body: sized(body, HTML + "X-Tên: Việt\r\n".encode()),
    "header line of 20 KB": lambda body: sized(body, HTML + b"X-Long: " + b"x" * 20_000 + b"\r\n"),
    "blank lines first": lambda body: b"\r\n\n\r\n" + sized(body),
    "length listed twice": length("{n}, {n}"),
    "length with a sign": length("+{n}"),
    "length not a number": length("abc"),
    "two lengths": length("{n}|{less}"),
    "length too large": length("{more}"),
    "length too small": length("{less}"),
    "203": lambda body: sized(body, status=b"HTTP/1.1 203 Non-Authoritative Information\r\n"),
    "206 with complete range": lambda body: sized(
        body,
        HTML + b"Content-Range: bytes 0-%d/%d\r\n" % (len(body) - 1, len(body)),
        b"HTTP/1.1 206 Partial Content\r\n",
    ),
    "226": lambda body: sized(body, status=b"HTTP/1.1 226 IM Used\r\n"),
    "gzip over plain bytes": encoded("gzip", bytes),
    "brotli over plain bytes": encoded("br", bytes),
    "brotli": encoded("br", brotli.compress),
    "two codings": encoded("gzip, br", lambda body: brotli.compress(gzipped(body))),
    "unknown coding": encoded("utf-8", bytes),
}


def pieces(answer: bytes) -> Iterable[bytes]:
    yield answer[:30]
    yield answer[30:-60]
    yield answer[-60:]


@pytest.mark.parametrize("in_pieces", [False, True], ids=["at once", "in pieces"])
def test_odd_responses_are_accepted_and_archived_unchanged(run: Command, site: Site, in_pieces: bool) -> None:
    sent = {
        f"/bai-p{number}.html": answer(article_page(number).encode())
        for number, answer in enumerate(ANSWERS.values(), 1)
    }
    site.raw = {path: [*pieces(answer)] if in_pieces else [answer] for path, answer in sent.items()}

    done = run("crawl", "union")

    assert done.returncode == 0, done.stderr
    assert rows(run, "SELECT count(*), count(lead) FROM articles") == [(ARTICLES, ARTICLES)]
    assert rows(run, "SELECT reason FROM problems") == []
    locations = rows(run, "SELECT url, warc_file, warc_offset, warc_length FROM captures ORDER BY id")
    archived = {
        url.removeprefix(site.url): read_record(Archive(run.workspace / "warc"), RecordPlace(*location)).block
        for url, *location in locations
        if url.removeprefix(site.url) in sent
    }
    assert archived == sent
    assert run("verify").returncode == 0
    assert run("reparse").returncode == 0
    assert rows(run, "SELECT count(*), count(lead) FROM articles") == [(ARTICLES, ARTICLES)]


def test_truncated_gzip_page_is_parsed_and_reported(run: Command, site: Site) -> None:
    body = gzipped(article_page(3, extra="<p>Một đoạn nữa.</p>").encode())
    site.raw["/bai-p3.html"] = [sized(body[:-30], HTML + b"Content-Encoding: gzip\r\n")]

    done = run("crawl", "union")

    assert done.returncode == 1
    assert rows(run, "SELECT stage, reason FROM problems") == [
        ("parse", "the compressed body ends early; only its beginning was parsed")
    ]
    assert rows(run, "SELECT truncated FROM captures WHERE url LIKE '%/bai-p3.html'") == [("unspecified",)]
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]


def test_cookie_set_by_redirect_to_same_url_is_sent_back(run: Command, site: Site) -> None:
    site.cookie = "D1N=2f1ea7c0"

    done = run("crawl", "union")

    assert done.returncode == 0, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert [path for path, times in site.requests.items() if times > 1] == ["/tin"]
    assert run("verify").returncode == 0


def test_only_page_redirecting_back_to_itself_gets_its_cookie(run: Command, site: Site) -> None:
    site.extra_links = ["/tieng-anh-p904.html"]
    site.faults = {
        "/tieng-anh-p904.html": [(302, {"Location": "/bai-p4.html", "Set-Cookie": "ngon-ngu=en; path=/"})],
        "/bai-p3.html": [(302, {"Location": "/xem-p903.html"})],
        "/xem-p903.html": [(302, {"Location": "/bai-p3.html", "Set-Cookie": "xem=1; path=/"})],
    }

    done = run("crawl", "union")

    assert done.returncode == 0, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert site.requests["/bai-p3.html"] == 2
    [archive] = (run.workspace / "warc").glob("*.warc.gz")
    requests = [part.block for part in scan_records(archive) if isinstance(part, Record) and part.type == "request"]
    cookies = [request for request in requests if b"\r\nCookie:" in request]
    assert any(each.startswith(b"GET /bai-p3.html ") and b"Cookie: xem=1\r\n" in each for each in cookies)
    assert not any(b"ngon-ngu" in each for each in cookies)
    before = rows(run, FRONTIER)
    (run.workspace / "vustacrawl.db").unlink()
    assert run("import", "warc").returncode == 0
    assert rows(run, FRONTIER) == before


def test_meta_refresh_is_followed(run: Command, site: Site) -> None:
    site.extra_links = ["/cu/tin-p77.html"]
    site.files["/cu/tin-p77.html"] = b'<html><meta http-equiv="refresh" content="0; url=/bai-p7.html"></html>'

    done = run("crawl", "union")

    assert done.returncode == 0, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]
    assert site.requests["/bai-p7.html"] == 1

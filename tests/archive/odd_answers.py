"""Responses of real servers, byte by byte: pieces, and pauses in seconds between them."""

from __future__ import annotations

import gzip
import random
import zlib
from dataclasses import dataclass

BODY = "<p>Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam</p>\n".encode() * 20
PAGE = b"<html><body>" + BODY + b"</body></html>\n"
GZIPPED = gzip.compress(BODY, mtime=0)
NOISE = random.Random(7).randbytes(300_000)
MAXSIZE = 100_000


@dataclass(frozen=True)
class Odd:
    pieces: tuple[bytes | float, ...]
    truncated: str | None = None
    method: str = "GET"
    keeps_alive: bool = False
    resets: bool = False


def ok(body: bytes, *headers: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((status, *headers, b"", body))


def sized(body: bytes, *headers: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return ok(body, *headers, b"Content-Length: %d" % len(body), status=status)


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", size: str = "%x", extension: bytes = b"") -> bytes:
    framed = b"".join((size % len(c)).encode() + extension + b"\r\n" + c + b"\r\n" for c in chunks)
    return ok(framed + end, b"Transfer-Encoding: chunked")


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


def in_pieces(data: bytes, size: int) -> tuple[bytes | float, ...]:
    return tuple(part for at in range(0, len(data), size) for part in (data[at : at + size], 0.002))


ACCEPTED = {
    *("blank-lines-first", "blank-lines-first-in-pieces", "chunked-and-length", "chunked-twice"),
    *("transfer-encoding-unknown", "header-continuation-first", "header-60-kb", "header-60-kb-in-pieces"),
    *("header-name-not-ascii", "header-name-not-ascii-in-pieces", "header-name-with-spaces"),
    *("length-conflicting", "length-empty", "length-listed-twice", "length-negative", "length-signed"),
    *("length-not-a-number", "length-not-a-number-in-pieces", "length-not-a-number-kept-alive"),
    *("length-too-large-then-silent", "length-too-large-for-whole-page", "length-too-small-for-page"),
    *("status-http-2", "status-spaced", "status-without-version"),
}
"""Responses that Scrapy rejects or truncates, but browsers or curl accept."""


ODD = {
    "plain": Odd((sized(BODY, b"Content-Type: text/html; charset=utf-8"),)),
    "archive-full": Odd((sized(BODY),)),
    "kept-alive": Odd((sized(BODY, b"Connection: keep-alive"),), keeps_alive=True),
    "kept-alive-again": Odd((sized(BODY[::-1]),), keeps_alive=True),
    "kept-alive-chunked": Odd((chunked(BODY),), keeps_alive=True),
    "chunked": Odd((chunked(BODY, BODY, BODY),)),
    "chunked-byte-by-byte": Odd((chunked(*(BODY[i : i + 1] for i in range(60))),)),
    "chunked-in-pieces": Odd((chunked(BODY)[:50], 0.05, chunked(BODY)[50:120], 0.05, chunked(BODY)[120:])),
    "chunked-upper-case-size": Odd((chunked(BODY, size="%X"),)),
    "chunked-padded-size": Odd((chunked(BODY, size="%08x"),)),
    "chunked-extension": Odd((chunked(BODY, extension=b';name="v;al"'),)),
    "chunked-trailer": Odd((chunked(BODY, end=b"0\r\nX-Checksum: 1\r\n\r\n"),)),
    "chunked-empty": Odd((chunked(),)),
    "chunked-cut": Odd((chunked(BODY, BODY, end=b"400\r\nabc"),), "disconnect"),
    "chunked-without-end": Odd((chunked(BODY, end=b""),), "disconnect"),
    "chunked-bad-size": Odd((chunked(BODY, end=b"zz\r\nabc"),), "disconnect"),
    "chunked-header-case": Odd((chunked(BODY).replace(b"Transfer-Encoding: c", b"tRANSFER-eNCODING:C"),)),
    "gzip": Odd((sized(GZIPPED, b"Content-Encoding: gzip"),)),
    "gzip-chunked": Odd((chunked(GZIPPED[:9], GZIPPED[9:]).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1),)),
    "gzip-cut": Odd((sized(GZIPPED[:-9], b"Content-Encoding: gzip"),)),
    "gzip-only-in-header": Odd((sized(BODY, b"Content-Encoding: gzip"),)),
    "deflate": Odd((sized(zlib.compress(BODY), b"Content-Encoding: deflate"),)),
    "deflate-raw": Odd((sized(raw_deflate(BODY), b"Content-Encoding: deflate"),)),
    "identity": Odd((sized(BODY, b"Content-Encoding: identity"),)),
    "unknown-coding": Odd((sized(BODY, b"Content-Encoding: utf-8"),)),
    "no-reason-phrase": Odd((sized(BODY, status=b"HTTP/1.1 200"),)),
    "empty-reason-phrase": Odd((sized(BODY, status=b"HTTP/1.1 200 "),)),
    "reason-in-vietnamese": Odd((sized(BODY, status="HTTP/1.1 200 Được".encode()),)),
    "odd-status": Odd((sized(BODY, status=b"HTTP/1.1 299 Whatever"),)),
    "header-case-and-order": Odd((sized(BODY, b"sErVeR: x", b"content-TYPE: text/html", b"A: 1"),)),
    "header-folded": Odd((sized(BODY, b"X-Long: one", b"  two", b"\tthree"),)),
    "header-duplicate": Odd((sized(BODY, b"Set-Cookie: a=1", b"Set-Cookie: b=2", b"X: 1", b"x: 2"),)),
    "header-without-colon": Odd((sized(BODY, b"Nonsense", b"A: 1"),)),
    "header-without-space": Odd((sized(BODY, b"A:1", b"B:   2   "),)),
    "header-empty": Odd((sized(BODY, b"Empty:", b"Also-Empty: "),)),
    "header-very-long": Odd((sized(BODY, b"X-Long: " + b"x" * 12_000),)),
    "header-60-kb": Odd((sized(BODY, b"X-Long: " + b"x" * 60_000),)),
    "header-60-kb-in-pieces": Odd(in_pieces(sized(BODY, b"X-Long: " + b"x" * 60_000), 7_000)),
    "header-too-long": Odd((sized(BODY, b"X-Long: " + b"x" * 400_000),), "unspecified"),
    "header-many": Odd((sized(BODY, *(b"X-%d: %d" % (i, i) for i in range(300))),)),
    "header-not-ascii": Odd((sized(BODY, "X-Name: Nguyễn".encode(), b"X-Latin: caf\xe9\xff\x80"),)),
    "header-name-not-ascii": Odd((sized(BODY, "X-Tên: Nguyễn".encode()),)),
    "header-name-not-ascii-in-pieces": Odd(in_pieces(sized(BODY, "X-Tên: Nguyễn".encode()), 9), keeps_alive=True),
    "header-name-with-spaces": Odd((sized(BODY, b"X Name: 1", b"A : 1", b": 1"),)),
    "header-continuation-first": Odd((ok(BODY, b" continued", b"Content-Length: %d" % len(BODY)),)),
    "blank-lines-first": Odd((b"\r\n\r\n\n" + sized(BODY),)),
    "blank-lines-first-in-pieces": Odd((b"\r\n", 0.02, b"\n", 0.02, sized(BODY)), keeps_alive=True),
    "status-spaced": Odd((sized(BODY, status=b"HTTP/1.1  200   OK"),)),
    "status-http-2": Odd((sized(BODY, status=b"HTTP/2 200"),)),
    "status-without-version": Odd((sized(BODY, status=b"HTTP 200 OK"),)),
    "transfer-encoding-unknown": Odd((sized(BODY, b"Transfer-Encoding: identity"),)),
    "chunked-and-length": Odd((chunked(BODY).replace(b"\r\n", b"\r\nContent-Length: 3\r\n", 1),), keeps_alive=True),
    "chunked-twice": Odd((chunked(BODY).replace(b": chunked", b": chunked, chunked"),)),
    "bare-line-feeds": Odd((sized(BODY, b"A: 1").replace(b"\r\n", b"\n"),)),
    "one-byte-at-a-time": Odd(tuple(part for b in sized(b"ab") for part in (bytes([b]), 0.002))),
    "http-1.0-no-length": Odd((ok(BODY, b"Content-Type: text/html", status=b"HTTP/1.0 200 OK"),)),
    "http-1.1-no-length": Odd((ok(BODY),)),
    "http-1.0-length": Odd((sized(BODY, status=b"HTTP/1.0 200 OK"),)),
    "length-too-large": Odd((ok(BODY, b"Content-Length: 99999"),), "disconnect"),
    "length-too-small": Odd((ok(BODY, b"Content-Length: 10"),)),
    "length-twice": Odd((ok(BODY, b"Content-Length: %d" % len(BODY), b"Content-Length: %d" % len(BODY)),)),
    "length-conflicting": Odd((ok(BODY, b"Content-Length: 5", b"Content-Length: 6"),)),
    "length-not-a-number": Odd((ok(BODY, b"Content-Length: many"),)),
    "length-not-a-number-in-pieces": Odd(in_pieces(ok(BODY, b"Content-Length: many"), 500)),
    "length-not-a-number-kept-alive": Odd((ok(BODY, b"Content-Length: many"),), "time", keeps_alive=True),
    "length-negative": Odd((ok(BODY, b"Content-Length: -1"),)),
    "length-empty": Odd((ok(BODY, b"Content-Length:"),)),
    "length-signed": Odd((sized(BODY).replace(b"Length: ", b"Length: +"),), keeps_alive=True),
    "length-listed-twice": Odd((ok(BODY, b"Content-Length: %d, %d" % (len(BODY), len(BODY))),), keeps_alive=True),
    "length-too-large-for-whole-page": Odd((ok(PAGE, b"Content-Length: 99999"),), "disconnect"),
    "length-too-small-for-page": Odd((ok(PAGE, b"Content-Length: %d" % (len(PAGE) - 30)),)),
    "length-too-large-then-silent": Odd((ok(PAGE, b"Content-Length: 99999"), 20.0), "time"),
    "length-zero": Odd((sized(b""),)),
    "no-headers": Odd((b"HTTP/1.1 200 OK\r\n\r\n" + BODY,)),
    "not-http": Odd((b"220 ftp.example ready\r\n",), "unspecified"),
    "html-only": Odd((BODY,), "unspecified"),
    "zero-bytes-in-body": Odd((sized(b"\0" * 1000 + b"WARC/1.1\r\n\r\n" + b"\r\n\r\n"),)),
    "empty-204": Odd((ok(b"", status=b"HTTP/1.1 204 No Content"),)),
    "not-modified-304": Odd((ok(b"", b'ETag: "x"', status=b"HTTP/1.1 304 Not Modified"),)),
    "moved-301": Odd((sized(BODY, b"Location: target", status=b"HTTP/1.1 301 Moved Permanently"),)),
    "target": Odd((sized(BODY),)),
    "found-302-empty": Odd((sized(b"", b"Location: target", status=b"HTTP/1.1 302 Found"),)),
    "not-found-404": Odd((sized(BODY, status=b"HTTP/1.1 404 Not Found"),)),
    "error-500": Odd((sized(BODY, status=b"HTTP/1.1 500 Oh"),)),
    "head": Odd((ok(b"", b"Content-Length: 12345"),), method="HEAD"),
    "continue-100": Odd((b"HTTP/1.1 100 Continue\r\n\r\n" + sized(BODY),)),
    "early-hints-103": Odd((b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", 0.02, sized(BODY))),
    "cut-in-head": Odd((b"HTTP/1.1 200 OK\r\nContent-Ty",), "disconnect"),
    "cut-in-status": Odd((b"HTTP/1.",), "disconnect"),
    "closed-at-once": Odd((), "disconnect"),
    "reset-at-once": Odd((), "disconnect", resets=True),
    "reset-in-body": Odd((ok(BODY, b"Content-Length: 99999"), 0.3), "disconnect", resets=True),
    "silent": Odd((20.0,), "time"),
    "silent-in-head": Odd((b"HTTP/1.1 200 OK\r\n", 20.0), "time"),
    "silent-in-body": Odd((ok(BODY, b"Content-Length: 99999"), 20.0), "time"),
    "too-large-declared": Odd((sized(NOISE),), "length"),
    "too-large-undeclared": Odd((ok(NOISE),), "length"),
    "large": Odd((sized(NOISE[:MAXSIZE]),)),
    "binary": Odd((sized(bytes(range(256)) * 8, b"Content-Type: application/pdf"),)),
}

"""Maliciously large archives: memory stays bounded, and unread parts are reported."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest

from tests.cli.conftest import Command, Site, article_page, rows

MAX_MB = 500
MB = 1024 * 1024
ZEROS = bytes(MB)


def record_head(url: str, length: int, number: int = 1) -> bytes:
    return (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2026-01-02T00:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def record(url: str, body: bytes, headers: str = "", number: int = 1) -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n".encode() + body
    return record_head(url, len(block), number) + block + b"\r\n\r\n"


def deflated(pieces: Iterator[bytes]) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, wbits=31)
    return b"".join([*(stream.compress(piece) for piece in pieces), stream.flush()])


def zeros(megabytes: int) -> Iterator[bytes]:
    return (ZEROS for _ in range(megabytes))


def brotli_zeros(megabytes: int) -> bytes:
    stream = brotli.Compressor(quality=1)
    return b"".join([*(stream.process(piece) for piece in zeros(megabytes)), stream.finish()])


def member_bomb(path: Path, url: str) -> None:
    """One gzip member whose record holds 600 MB of zeros."""
    size = 600 * MB
    path.write_bytes(deflated(iter([record_head(url, size), *zeros(600), b"\r\n\r\n"])))


def long_record(path: Path, url: str) -> None:
    """A plain record of 400 MB, sparse on disk."""
    with path.open("wb") as file:
        file.write(record_head(url, 400 * MB))
        file.seek(400 * MB, os.SEEK_CUR)
        file.write(b"\r\n\r\n")


def gzip_payload(path: Path, url: str) -> None:
    """600 MB of zeros, gzip in gzip: a few kilobytes."""
    body = deflated(iter([deflated(zeros(600))]))
    path.write_bytes(record(url, body, "Content-Encoding: gzip, gzip\r\n"))


def brotli_payload(path: Path, url: str) -> None:
    path.write_bytes(record(url, brotli_zeros(600), "Content-Encoding: br\r\n"))


def endless_member(path: Path, url: str) -> None:
    """A member that continues for 600 MB after its record."""
    path.write_bytes(deflated(iter([record(url, b"<h1>Tin</h1>"), *zeros(600)])))


BOMBS: dict[str, tuple[Callable[[Path, str], None], str, str]] = {
    "member": (member_bomb, "bomb.warc.gz", "record too large"),
    "record": (long_record, "bomb.warc", "record too large"),
    "gzip payload": (gzip_payload, "bomb.warc", "bytes decompressed"),
    "brotli payload": (brotli_payload, "bomb.warc", "more than 67108864 bytes decompressed"),
}


# A small program starts the command: a child forked by a large process counts that process's memory, too.
PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_mb(run: Command, *arguments: str) -> tuple[int, str, int]:
    """Return the exit code of a command, its standard error, and its peak memory (MB of resident set)."""
    program = str(Path(sys.executable).parent / "vustacrawl")
    measured = [sys.executable, "-S", "-c", PEAK, program, *arguments]
    ended = subprocess.run(measured, cwd=run.workspace, capture_output=True, text=True, check=True)
    code, peak = map(int, ended.stdout.split())
    return code, ended.stderr, peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("name", BOMBS)
def test_decompression_bomb_is_reported_within_memory_limit(run: Command, site: Site, name: str) -> None:
    make, file, reason = BOMBS[name]
    make(run.workspace / file, f"{site.url}/bai-p1.html")
    with (run.workspace / file).open("ab") as warc:
        good = record(f"{site.url}/bai-p2.html", article_page(2).encode(), number=2)
        warc.write(deflated(iter([good])) if file.endswith(".gz") else good)

    code, err, peak = peak_mb(run, "import", file)
    assert peak < MAX_MB
    assert "1 article added" in err
    assert "1 problem" in err
    [(stage, problem)] = rows(run, "SELECT stage, reason FROM problems")
    assert (stage, reason in problem) == ("archive", True)
    for command in ("verify", "reparse"):
        code, err, peak = peak_mb(run, command)
        assert (code, peak < MAX_MB) == (0, True), err


def test_gzip_member_longer_than_its_record_stays_within_memory_limit(run: Command, site: Site) -> None:
    endless_member(run.workspace / "bomb.warc.gz", f"{site.url}/bai-p1.html")
    code, _, peak = peak_mb(run, "import", "bomb.warc.gz")
    assert code == 1
    assert peak < MAX_MB

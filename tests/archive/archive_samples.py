"""Exchanges and writers for the tests, and a crawl of the odd server."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from odd_server import OddServer

from tests.waiting import HANG_S
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.recorder import capture_method
from vustacrawl.archive.writer import WarcWriter

PAGE = "<!doctype html><title>Tin</title><p>Đại hội Liên hiệp Hội</p>".encode() * 20


@dataclass
class OddCrawl:
    seen: dict[tuple[str, str], list[tuple[bytes, bytes]]]
    exchanges: list[Exchange]
    of_page: dict[str, Exchange | None]
    failures: dict[str, str]
    bodies: dict[str, bytes]


def crawl(folder: Path, how: str) -> OddCrawl:
    server = OddServer(folder)
    out = folder / "exchanges.pickle"
    script = Path(__file__).with_name("odd_crawl.py")
    ports = [str(server.port), str(server.tls_port)]
    subprocess.run([sys.executable, script, *ports, out, how], check=True, timeout=HANG_S)
    return OddCrawl(server.seen, *pickle.loads(out.read_bytes()))


def an_exchange(number: int = 1, **changes: Any) -> Exchange:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Number: %d\r\n\r\n" % number
    url = f"http://hoi.example/tin/{number}.html"
    exchange = Exchange(
        url=url,
        fetched_at=datetime(2026, 11, 5, 3, 4, number % 60, 123456, tzinfo=UTC),
        seconds=0.25,
        request=f"GET /tin/{number}.html HTTP/1.1\r\nHost: hoi.example\r\n\r\n".encode(),
        response=head + PAGE + b"%d" % number,
        ip_address="192.0.2.7",
    )
    return replace(exchange, **changes)


def a_writer(folder: Path, run: str = "1", **changes: Any) -> WarcWriter:
    about = {"operator": "tests", "robots": "obeyed", "profile": 'name = "hoi"\n', "capture_method": capture_method()}
    return WarcWriter(folder, "hoi", run, **{**about, **changes})

"""Servers on loopback that answer as archives of the web do, with the faults that theirs have."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit

TOOLBAR = b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm-ipp></div><!-- END WAYBACK TOOLBAR INSERT -->"


def sha1(body: bytes) -> str:
    return base64.b32encode(hashlib.sha1(body).digest()).decode()


@dataclass
class Reply:
    """A response; ``cut`` sends half of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Held:
    """A capture that an archive holds; ``row`` overrides what its index says of it."""

    time: str
    url: str
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    row: dict[str, str] = field(default_factory=dict)
    rewritten: bool = False
    """Whether the archive shows its toolbar even where the page itself was asked for."""

    @property
    def memento_datetime(self) -> str:
        return format_datetime(datetime.strptime(self.time, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True)


def key_of(url: str) -> str:
    parts = urlsplit(url.replace("http:/", "http://", 1) if re.match(r"https?:/[^/]", url) else url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{','.join(reversed(host.split('.')))}){parts.path}{'?' + parts.query if parts.query else ''}".lower()


class Archive:
    """Captures, requests received, and replies to give before the proper one, by a part of the path."""

    url: str

    def __init__(self) -> None:
        self.held: list[Held] = []
        self.asked: list[str] = []
        self.range: list[str | None] = []
        self.first: list[tuple[str, Reply]] = []
        self.answers: dict[str, Callable[[str, dict[str, list[str]]], Reply]] = {}
        self.rows_of_a_page = 1000

    def reply(self, target: str, wanted_range: str | None) -> Reply:
        self.asked.append(target)
        self.range.append(wanted_range)
        for at, (part, reply) in enumerate(self.first):
            if part in target:
                del self.first[at]
                return reply
        path, _, query = target.partition("?")
        for start, answer in self.answers.items():
            if path.startswith(start):
                return answer(target if start.startswith("/web") else path, parse_qs(query, keep_blank_values=True))
        return Reply(404, b"no such service")

    def sorted(self, host: str) -> list[Held]:
        start = key_of(f"http://{host}/").rstrip("/")
        return sorted(
            (held for held in self.held if key_of(held.url).startswith(start)), key=lambda h: (key_of(h.url), h.time)
        )


def wayback(archive: Archive) -> None:
    """Have an archive answer as the Wayback Machine: ``/cdx`` and ``/web``."""

    def row(held: Held) -> list[str]:
        said = {
            "timestamp": held.time,
            "original": held.url,
            "mimetype": "text/html",
            "statuscode": str(held.status),
            "digest": sha1(held.body),
        } | held.row
        return list(said.values())

    def cdx(path: str, query: dict[str, list[str]]) -> Reply:
        rows = [row(held) for held in archive.sorted(query["url"][0])]
        keys = [f"{key_of(held.url)} {held.time}!" for held in archive.sorted(query["url"][0])]
        start = keys.index(query["resumeKey"][0]) + 1 if "resumeKey" in query else 0
        limit = min(int(query["limit"][0]), archive.rows_of_a_page)
        lines = [["timestamp", "original", "mimetype", "statuscode", "digest"], *rows[start : start + limit]]
        if start + limit < len(rows):
            lines += [[], [quote_plus(keys[start + limit - 1])]]
        return Reply(200, json.dumps(lines if len(lines) > 1 else []).encode(), {"Content-Type": "application/json"})

    def replay(target: str, _: dict[str, list[str]]) -> Reply:
        found = re.fullmatch(r"/web/(\d+)id_/(.*)", target)
        assert found, f"asked for a rewritten page: {target}"
        same = [held for held in archive.held if key_of(held.url) == key_of(unquote(found[2]))]
        if not same:
            return Reply(404, b"<html>The Wayback Machine has not archived that URL.</html>")
        nearest = min(same, key=lambda held: abs(int(held.time) - int(found[1])))
        if nearest.time != found[1]:
            return Reply(302, b"", {"Location": f"/web/{nearest.time}id_/{nearest.url}"})
        headers = {f"x-archive-orig-{name.lower()}": value for name, value in nearest.headers.items()}
        headers |= {"Content-Type": "text/html", "Memento-Datetime": nearest.memento_datetime}
        if location := nearest.headers.get("Location"):
            headers["Location"] = f"{archive.url}/web/{nearest.time}id_/{location}"
        body = TOOLBAR + nearest.body if nearest.rewritten else nearest.body
        return Reply(nearest.status, body, headers)

    archive.answers |= {"/cdx": cdx, "/web/": replay}


@contextmanager
def served(archive: Archive) -> Iterator[Archive]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # http.server's name
            reply = archive.reply(self.path, self.headers.get("Range"))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.send_header("Connection", "close")
            with suppress(ConnectionError):
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    archive.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield archive
    finally:
        server.shutdown()
        server.server_close()

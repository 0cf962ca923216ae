"""Loopback servers that imitate web archives, including their typical faults."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit

from tests.http_server import Request, http_server

TOOLBAR = b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm-ipp></div><!-- END WAYBACK TOOLBAR INSERT -->"


def sha1(body: bytes) -> str:
    return base64.b32encode(hashlib.sha1(body).digest()).decode()


@dataclass
class Reply:
    """A response; if ``truncated``, only half of the body is sent."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    truncated: bool = False


@dataclass
class Capture:
    """A capture in an archive; ``row`` overrides fields of its index entry."""

    time: str
    url: str
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    row: dict[str, str] = field(default_factory=dict)
    rewritten: bool = False
    """Whether the archive inserts its toolbar even if the original page was requested."""

    @property
    def memento_datetime(self) -> str:
        return format_datetime(datetime.strptime(self.time, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True)


def key_of(url: str) -> str:
    parts = urlsplit(url.replace("http:/", "http://", 1) if re.match(r"https?:/[^/]", url) else url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{','.join(reversed(host.split('.')))}){parts.path}{'?' + parts.query if parts.query else ''}".lower()


class Archive:
    """An archive: its captures, the requests received, and queued replies to send first, by a part of the path."""

    url: str

    def __init__(self) -> None:
        self.captures: list[Capture] = []
        self.requested: list[str] = []
        self.ranges: list[str | None] = []
        self.queued_replies: list[tuple[str, Reply]] = []
        self.handlers: dict[str, Callable[[str, dict[str, list[str]]], Reply]] = {}
        self.page_size = 1000

    def reply(self, target: str, wanted_range: str | None) -> Reply:
        self.requested.append(target)
        self.ranges.append(wanted_range)
        for at, (part, reply) in enumerate(self.queued_replies):
            if part in target:
                del self.queued_replies[at]
                return reply
        path, _, query = target.partition("?")
        for start, handler in self.handlers.items():
            if path.startswith(start):
                return handler(target if start.startswith("/web") else path, parse_qs(query, keep_blank_values=True))
        return Reply(404, b"no such service")

    def sorted(self, host: str) -> list[Capture]:
        start = key_of(f"http://{host}/").rstrip("/")
        return sorted(
            (capture for capture in self.captures if key_of(capture.url).startswith(start)),
            key=lambda capture: (key_of(capture.url), capture.time),
        )


def wayback(archive: Archive) -> None:
    """Add the Wayback Machine's endpoints to an archive: ``/cdx`` and ``/web``."""

    def row(capture: Capture) -> list[str]:
        fields = {
            "timestamp": capture.time,
            "original": capture.url,
            "mimetype": "text/html",
            "statuscode": str(capture.status),
            "digest": sha1(capture.body),
        } | capture.row
        return list(fields.values())

    def cdx(path: str, query: dict[str, list[str]]) -> Reply:
        rows = [row(capture) for capture in archive.sorted(query["url"][0])]
        keys = [f"{key_of(capture.url)} {capture.time}!" for capture in archive.sorted(query["url"][0])]
        start = keys.index(query["resumeKey"][0]) + 1 if "resumeKey" in query else 0
        limit = min(int(query["limit"][0]), archive.page_size)
        lines = [["timestamp", "original", "mimetype", "statuscode", "digest"], *rows[start : start + limit]]
        if start + limit < len(rows):
            lines += [[], [quote_plus(keys[start + limit - 1])]]
        return Reply(200, json.dumps(lines if len(lines) > 1 else []).encode(), {"Content-Type": "application/json"})

    def replay(target: str, _: dict[str, list[str]]) -> Reply:
        found = re.fullmatch(r"/web/(\d+)id_/(.*)", target)
        assert found, f"a rewritten page was requested: {target}"
        same = [capture for capture in archive.captures if key_of(unquote(capture.url)) == key_of(unquote(found[2]))]
        if not same:
            return Reply(404, b"<html>The Wayback Machine has not archived that URL.</html>")
        nearest = min(same, key=lambda capture: abs(int(capture.time) - int(found[1])))
        if nearest.time != found[1]:
            return Reply(302, b"", {"Location": f"/web/{nearest.time}id_/{nearest.url}"})
        headers = {f"x-archive-orig-{name.lower()}": value for name, value in nearest.headers.items()}
        headers |= {"Content-Type": "text/html", "Memento-Datetime": nearest.memento_datetime}
        if location := nearest.headers.get("Location"):
            headers["Location"] = f"{archive.url}/web/{nearest.time}id_/{location}"
        body = TOOLBAR + nearest.body if nearest.rewritten else nearest.body
        return Reply(nearest.status, body, headers)

    archive.handlers |= {"/cdx": cdx, "/web/": replay}


@contextmanager
def served(archive: Archive) -> Iterator[Archive]:
    def respond(request: Request) -> None:
        reply = archive.reply(request.path, request.headers.get("Range"))
        sent = reply.body[: len(reply.body) // 2] if reply.truncated else reply.body
        with suppress(ConnectionError):
            more = {"Content-Length": str(len(reply.body)), "Connection": "close"}
            request.reply(reply.status, sent, reply.headers | more)

    with http_server(respond) as archive.url:
        yield archive


def common_crawl(archive: Archive, crawls: tuple[str, ...] = ("CC-MAIN-2015-11", "CC-MAIN-2019-04")) -> None:
    """Add Common Crawl's endpoints to an archive: ``/collinfo.json``, an index per crawl, ``/data`` with ranges.

    Captures until 2016 belong to the first crawl, later ones to the second.
    """
    files: dict[str, bytes] = {}

    def captures_of(crawl: str) -> list[Capture]:
        return [capture for capture in archive.captures if (capture.time < "2017") == (crawl == crawls[0])]

    def rows(crawl: str, host: str) -> list[str]:
        data, lines = b"", []
        for capture in archive.sorted(host):
            if capture not in captures_of(crawl):
                continue
            member = gzip.compress(warc_record(capture), mtime=0)
            fields = {
                "urlkey": key_of(capture.url),
                "timestamp": capture.time,
                "url": capture.url,
                "mime": "text/html",
                "status": str(capture.status),
                "digest": sha1(capture.body),
                "length": str(len(member)),
                "offset": str(len(data)),
                "filename": f"crawl-data/{crawl}/{host}.warc.gz",
            } | capture.row
            lines.append(json.dumps(fields))
            data += member
        files[f"/data/crawl-data/{crawl}/{host}.warc.gz"] = data
        return lines

    def index(crawl: str) -> Callable[[str, dict[str, list[str]]], Reply]:
        def handler(path: str, query: dict[str, list[str]]) -> Reply:
            lines = rows(crawl, query["url"][0])
            pages = -(-len(lines) // archive.page_size)
            if "showNumPages" in query:
                fields = {"pages": pages, "pageSize": 5, "blocks": pages}
                return Reply(200, json.dumps(fields).encode())
            page = int(query["page"][0])
            if page >= pages:
                return Reply(400, b'{"message": "Page out of range"}')
            of_page = lines[page * archive.page_size : (page + 1) * archive.page_size]
            return Reply(200, "".join(f"{line}\n" for line in of_page).encode())

        return handler

    def data(path: str, _: dict[str, list[str]]) -> Reply:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", archive.ranges[-1] or "")
        assert wanted, "a whole WARC file was requested"
        return Reply(206, files[path][int(wanted[1]) : int(wanted[2]) + 1])

    listed = [{"id": crawl, "cdx-api": f"{archive.url}/{crawl}-index"} for crawl in crawls]
    archive.handlers["/collinfo.json"] = lambda *_: Reply(200, json.dumps(listed).encode())
    archive.handlers["/data/"] = data
    archive.handlers |= {f"/{crawl}-index": index(crawl) for crawl in crawls}


def warc_record(capture: Capture) -> bytes:
    """Return a capture as a record of Common Crawl: WARC/1.0, digests in base32."""
    head = "".join(f"{name}: {value}\r\n" for name, value in capture.headers.items())
    block = f"HTTP/1.1 {capture.status} OK\r\n{head}\r\n".encode() + capture.body
    time = datetime.strptime(capture.time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    fields = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {time:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{int(capture.time[:12]):012}>\r\n"
        f"WARC-Target-URI: {capture.url}\r\nWARC-Payload-Digest: sha1:{sha1(capture.body)}\r\n"
        f"WARC-Block-Digest: sha1:{sha1(block)}\r\nWARC-Warcinfo-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return fields.encode() + block + b"\r\n\r\n"

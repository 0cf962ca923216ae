"""A Scrapy download handler that passes on every exchange byte for byte; see ``send_exchanges_to``."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from math import inf
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Headers
from twisted.internet.error import ConnectionClosed
from twisted.python.failure import Failure

from vustacrawl.archive.exchange import Exchange, Sink, Truncation
from vustacrawl.archive.messages import HttpResponse, split_interim

try:
    from vustacrawl.archive import wire
except ImportError:
    wire = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_ENDED_EARLY = (DownloadTimeoutError, ResponseDataLossError)

EXCHANGE = "exchange"
"""The key of ``request.meta`` (and so of ``response.meta``) that holds the Exchange after the download."""
UNARCHIVED_HEADERS = "unarchived_headers"
"""The key of ``request.meta`` that holds the names of headers that are not archived."""

_FRAMING_BYTES = 1024 * 1024
"""Allowance for head and chunk framing, beside a body of the maximum size."""


def capture_method() -> str:
    """Return how exchanges are captured, for the ``warcinfo`` record."""
    if wire:
        return "as sent and received on the connection, byte for byte"
    return (
        "rebuilt from the parsed request and response: the body as received without chunk framing; "
        "reason phrase, order and case of headers, and answers that broke off are lost"
    )


def send_exchanges_to(crawler: Crawler, sink: Sink) -> None:
    """Have the RecordingHandler of the crawler call the sink with every exchange, robots.txt and redirects included."""
    crawler.archive_sink = sink  # type: ignore[attr-defined]


class RecordingHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, recording; for the setting ``DOWNLOAD_HANDLERS``, both http and https.

    After a download its Exchange is in ``request.meta["exchange"]``, also when it failed. A request that was never
    sent (no connection, no such host) has none. A body larger than ``DOWNLOAD_MAXSIZE`` (bytes) is cut there, and the
    exchange marked as truncated.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        # Scrapy keeps as many idle connections to a host as a host without its own slot may have requests. A host that
        # may have more would get a new connection for nearly each of them.
        slots = crawler.settings.getdict("DOWNLOAD_SLOTS").values()
        kept = self._pool.maxPersistentPerHost
        self._pool.maxPersistentPerHost = max([kept, *(slot.get("concurrency", kept) for slot in slots)])
        self._maxsize = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._numbers = count()
        self._captures: dict[str, wire.WireCapture] = {}
        if wire:
            wire.record(self._pool, self._captures)

    async def download_request(self, request: Request) -> Response:
        """Download as the parent class does, and pass the exchange to the sink, whose exceptions propagate."""
        request.meta.pop(EXCHANGE, None)
        if wire:
            return await self._download_recorded(request)
        started = time.monotonic()
        response = await super().download_request(request)
        self._hand_over(request, _rebuilt(request, response, time.monotonic() - started))
        return response

    async def _download_recorded(self, request: Request) -> Response:
        capture_id = str(next(self._numbers))
        maxsize = request.meta.get("download_maxsize", self._maxsize)
        capture = self._captures[capture_id] = wire.WireCapture(room=2 * maxsize + _FRAMING_BYTES if maxsize else inf)
        request.headers[wire.CAPTURE_ID_HEADER] = capture_id
        response: Response | None = None
        failure: BaseException | None = None
        try:
            response = await super().download_request(request)
        except BaseException as error:
            failure = error
        finally:
            del request.headers[wire.CAPTURE_ID_HEADER], self._captures[capture_id]
        if exchange := _recorded(request, capture, response, failure):
            self._hand_over(request, exchange)
            if capture.is_overlong or isinstance(failure, _ENDED_EARLY):
                response = _read_leniently(exchange, maxsize) or response
        if response is None:
            raise failure or AssertionError("neither a response nor a failure")
        return response

    def _hand_over(self, request: Request, exchange: Exchange) -> None:
        request.meta[EXCHANGE] = exchange
        if sink := getattr(self._crawler, "archive_sink", None):
            sink(exchange, request)


def _address(request: Request) -> str:
    return request.url.partition("#")[0]


def _recorded(
    request: Request, capture: wire.WireCapture, response: Response | None, failure: BaseException | None
) -> Exchange | None:
    """Return the exchange in a capture; None if the request was never sent."""
    if capture.began_at is None:
        return None
    interim, final = split_interim(bytes(capture.received))
    return Exchange(
        url=_address(request),
        fetched_at=capture.began_at,
        seconds=time.monotonic() - capture.began,
        request=_without_secrets(bytes(capture.sent), request.meta.get(UNARCHIVED_HEADERS, ())),
        response=final,
        interim=interim,
        ip_address=capture.ip_address,
        truncated=_truncation(response.flags if response else [], failure, capture),
        failure=type(failure).__name__ if failure else None,
        oddities=tuple(capture.oddities),
    )


def _read_leniently(exchange: Exchange, maxsize: int) -> Response | None:
    """Return the response in the bytes received, parsed as an import parses them, if it looks whole; else None.

    A Content-Length may be wrong: many servers count characters instead of bytes.
    """
    message = HttpResponse.parse(exchange.response)
    body = message.content
    if message.status < 200 or (maxsize and len(body) > maxsize):
        return None
    if exchange.failure and not message.ends_as_page():
        return None
    headers: dict[str, list[str]] = {}
    for name, value in message.headers:
        if name.isascii():
            headers.setdefault(name, []).append(value)
    return wire.make_response(
        url=exchange.url,
        status=message.status,
        headers=Headers(headers, encoding="utf-8"),
        body=body,
        flags=["lenient"],
    )


def _truncation(
    flags: list[str], failure: BaseException | None, capture: wire.WireCapture | None = None
) -> Truncation | None:
    if capture and capture.full:
        return "length"
    if capture and capture.timed_out:
        return "time"
    match failure:
        case None:
            if "dataloss" in flags:
                return "disconnect"
            return "unspecified" if "download_stopped" in flags else None
        case DownloadTimeoutError():
            return "time"
        case DownloadCancelledError():
            return "length"
        case ResponseDataLossError():
            return "disconnect"
        case DownloadFailedError() if _lost_connection(failure.__cause__):
            return "disconnect"
    return "unspecified"


def _lost_connection(cause: BaseException | None) -> bool:
    reasons: list[Failure] = getattr(cause, "reasons", [])
    return any(isinstance(reason.value, ConnectionClosed) for reason in reasons)


def _without_secrets(request: bytes, names: Iterable[str]) -> bytes:
    """Return the request without the headers of these names and the credentials for the proxy.

    The absolute-form first line of a request to a proxy is kept.
    """
    secret = b"|".join(re.escape(name.encode()) for name in ("proxy-authorization", *names))
    head, end, body = request.partition(b"\r\n\r\n")
    return re.sub(rb"(?i)\r\n(?:%s)[ \t]*:[^\n]*(?=\r\n|$)" % secret, b"", head) + end + body


def _rebuilt(request: Request, response: Response, seconds: float) -> Exchange:
    url = _address(request)
    first_line = f"{request.method} {url} HTTP/1.1\r\n".encode()
    return Exchange(
        url=url,
        fetched_at=datetime.now(UTC) - timedelta(seconds=seconds),
        seconds=seconds,
        request=_without_secrets(
            first_line + request.headers.to_string() + b"\r\n\r\n" + request.body,
            request.meta.get(UNARCHIVED_HEADERS, ()),
        ),
        response=b"HTTP/1.1 %d\r\n%s\r\n\r\n%s" % (response.status, response.headers.to_string(), response.body),
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated=_truncation(response.flags, None),
    )

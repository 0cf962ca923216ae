"""Hooks into Scrapy's HTTP/1.1 client that see the bytes on the wire. Private names are used here and nowhere else."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.utils._download_handlers import make_response
from twisted.internet.protocol import connectionDone
from twisted.web._newclient import HEADER, STATUS
from twisted.web._newclient import Request as TxRequest
from twisted.web.client import HTTPConnectionPool
from twisted.web.http_headers import InvalidHeaderName

if TYPE_CHECKING:
    from twisted.internet.base import DelayedCall, ReactorBase
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.python.failure import Failure
    from twisted.web.iweb import IResponse

if not hasattr(HTTPConnectionPool, "_factory"):
    raise ImportError("the connection pool of this Twisted takes no factory of ours")
if "_pool" not in HTTP11DownloadHandler.__init__.__code__.co_names:
    raise ImportError("the download handler of this Scrapy has no connection pool that is known here")

__all__ = ["CAPTURE_ID_HEADER", "WireCapture", "make_response", "record"]

CAPTURE_ID_HEADER = "X-Vustacrawl-Capture"
"""The header that links a request to its WireCapture; removed before the request is sent."""

MAX_HEADER_LINE_BYTES = 256 * 1024
"""Chromium's limit for a whole head (net/http/http_stream_parser.cc)."""
IDLE_S = 5.0
"""How long to wait for more of a body whose Content-Length is unreadable before taking it for complete."""

_PROPER_STATUS = re.compile(rb"HTTP/1\.[01] \d{3}(?: |$)")
_STATUS_LINE = re.compile(rb"\s*HTTP(?:/[\d.]*)?\s+(\d{3})(?!\d)\s*(.*)", re.IGNORECASE | re.DOTALL)
UNREADABLE_LENGTH = "a Content-Length that is not one number"
_LENGTH = re.compile(rb"\+?(\d{1,18})")


@dataclass(slots=True)
class WireCapture:
    """The bytes one request sent and received. The connection is aborted when a response outgrows ``room`` bytes.

    ``oddities``: protocol violations for which a strict parser would have rejected the response. ``is_overlong``: the
    body is longer than its Content-Length. ``timed_out``: it ended because nothing was received for IDLE_S.
    """

    room: float
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    ip_address: str | None = None
    began_at: datetime | None = None
    began: float = 0.0
    oddities: list[str] = field(default_factory=list)
    is_overlong: bool = False
    timed_out: bool = False

    def begin(self, ip_address: str) -> None:
        """Start over: a request on a dead keep-alive connection is sent again on a new one."""
        self.sent.clear()
        self.received.clear()
        self.oddities.clear()
        self.is_overlong = self.timed_out = False
        self.ip_address = ip_address
        self.began_at, self.began = datetime.now(UTC), time.monotonic()

    @property
    def full(self) -> bool:
        """Whether the response is larger than ``room``."""
        return len(self.received) > self.room


def record(pool: HTTPConnectionPool, captures: dict[str, WireCapture]) -> None:
    """Have the connections of the pool record the bytes of each request with a CAPTURE_ID_HEADER in its capture."""
    pool._factory = partial(_RecordingFactory, captures)  # type: ignore[assignment]


class _RecordingFactory(_LenientHTTP11ClientFactory):
    def __init__(self, captures: dict[str, WireCapture], *connection: Any) -> None:
        super().__init__(*connection)  # type: ignore[no-untyped-call]
        self._captures = captures

    def buildProtocol(self, addr: IAddress | None) -> _RecordingProtocol:  # noqa: N802
        protocol = _RecordingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        protocol.captures = self._captures
        return protocol


class _RecordingProtocol(_LenientHTTP11ClientProtocol):
    transport: Any
    captures: dict[str, WireCapture]
    _capture: WireCapture | None = None
    _idle_timer: DelayedCall | None = None

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        if links := request.headers.getRawHeaders(CAPTURE_ID_HEADER):
            request.headers.removeHeader(CAPTURE_ID_HEADER)
            request.__class__ = _RecordedRequest
            cast("_RecordedRequest", request).capture = self.captures[links[0]]
        self._capture = request.capture if isinstance(request, _RecordedRequest) else None
        if self._capture:
            self._capture.begin(self.transport.getPeer().host)
        response = super().request(request)
        if self._capture and self._parser:
            # As Scrapy does with its own: neither class adds state.
            self._parser.__class__ = _TolerantParser
        return response

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        # Without a parser the response is complete, and further bytes belong to no exchange.
        if self._capture and self._parser:
            self._capture.received += data
            if self._capture.full:
                self.transport.abortConnection()
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        self._restart_idle_timer()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._cancel_timer()
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def _restart_idle_timer(self) -> None:
        """End a response of unknown length after IDLE_S of silence: a keep-alive connection does not close."""
        self._cancel_timer()
        if self._capture and self._parser and UNREADABLE_LENGTH in self._capture.oddities:
            from twisted.internet import reactor

            clock = cast("ReactorBase", reactor)
            self._idle_timer = clock.callLater(IDLE_S, self._on_idle, self._capture)

    def _cancel_timer(self) -> None:
        if self._idle_timer and self._idle_timer.active():
            self._idle_timer.cancel()

    def _on_idle(self, capture: WireCapture) -> None:
        capture.timed_out = True
        self.transport.loseConnection()


class _TolerantParser(_LenientHTTPClientParser):
    """Accepts the heads that browsers and curl accept; the capture keeps them as received.

    Where headers contradict each other about the length of the body, chunked wins over Content-Length. A
    Content-Length that is not one number is ignored, and the body ends with the connection (RFC 9112, section 6.3,
    asks clients to reject it).
    """

    MAX_LENGTH = MAX_HEADER_LINE_BYTES

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        if self.state == STATUS and not line.strip():
            return self._record_oddity("blank lines before the status line")
        if self.state == HEADER and self._partialHeader is None and line[:1] in (b" ", b"\t"):
            return self._record_oddity("a continued header line with none before it")
        return super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        raise ValueError(f"a header line of more than {self.MAX_LENGTH} bytes")

    def statusReceived(self, status: bytes) -> None:  # noqa: N802
        if not _PROPER_STATUS.match(status) and (found := _STATUS_LINE.fullmatch(status)):
            self._record_oddity("an odd status line")
            status = b"HTTP/1.1 %s %s" % (found[1], found[2])
        super().statusReceived(status)  # type: ignore[no-untyped-call]

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        try:
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]
        except InvalidHeaderName:
            self._record_oddity("a header name that is no token")

    def allHeadersReceived(self) -> None:  # noqa: N802
        codings = b",".join(self.connHeaders.getRawHeaders(b"Transfer-Encoding", ())).lower()
        if b"chunked" in codings:
            self.connHeaders.setRawHeaders(b"Transfer-Encoding", [b"chunked"])
        else:
            self.connHeaders.removeHeader(b"Transfer-Encoding")
        if lengths := self.connHeaders.getRawHeaders(b"Content-Length"):
            self._normalize_content_length(b",".join(lengths))
        super().allHeadersReceived()  # type: ignore[no-untyped-call]

    def _normalize_content_length(self, value: bytes) -> None:
        found = [_LENGTH.fullmatch(part.strip()) for part in value.split(b",")]
        numbers = {int(match[1]) for match in found if match}
        if None in found or len(numbers) != 1:
            self.connHeaders.removeHeader(b"Content-Length")
            self._record_oddity(UNREADABLE_LENGTH)
        else:
            self.connHeaders.setRawHeaders(b"Content-Length", [b"%d" % numbers.pop()])

    def _finished(self, rest: bytes) -> None:
        if rest:
            # No request was pipelined, so what follows belongs to the same response.
            self.connHeaders.setRawHeaders(b"Connection", [b"close"])
            self._record_oddity("a body longer than its Content-Length")
            self.request.capture.is_overlong = True
        super()._finished(rest)  # type: ignore[no-untyped-call]

    def _record_oddity(self, oddity: str) -> None:
        if oddity not in self.request.capture.oddities:
            self.request.capture.oddities.append(oddity)


class _RecordedRequest(TxRequest):
    capture: WireCapture

    def writeTo(self, transport: Any) -> Any:  # noqa: N802
        return super().writeTo(_Tee(transport, self.capture))  # type: ignore[no-untyped-call]


class _Tee:
    def __init__(self, transport: Any, capture: WireCapture) -> None:
        self._transport, self._capture = transport, capture
        self.registerProducer = transport.registerProducer
        self.unregisterProducer = transport.unregisterProducer

    def write(self, data: bytes) -> None:
        self._capture.sent += data
        self._transport.write(data)

    def writeSequence(self, pieces: Iterable[bytes]) -> None:  # noqa: N802
        self.write(b"".join(pieces))

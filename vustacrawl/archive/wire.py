"""The hooks into Scrapy's HTTP/1.1 client that see the bytes of the wire; private names are used here and
only here."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
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

CAPTURE_ID_HEADER = "X-Vustacrawl-Capture"
"""The header that ties a request to its WireCapture; removed before anything is sent."""

MAX_HEADER_LINE = 256 * 1024
"""Bytes; Chromium allows as many for a whole head (net/http/http_stream_parser.cc)."""
IDLE_S = 5.0
"""Seconds of silence after which a body of unknown length is over, where only an unreadable Content-Length was sent."""

_PROPER_STATUS = re.compile(rb"HTTP/1\.[01] \d{3}(?: |$)")
_STATUS_LINE = re.compile(rb"\s*HTTP(?:/[\d.]*)?\s+(\d{3})(?!\d)\s*(.*)", re.IGNORECASE | re.DOTALL)
UNREADABLE_LENGTH = "a Content-Length that is not one number"
_LENGTH = re.compile(rb"\+?(\d{1,18})")


@dataclass(slots=True)
class WireCapture:
    """What one request sent and received. A response that outgrows ``room`` bytes loses its connection.

    ``oddities`` names what a strict parser would have refused the response for. ``is_overlong``: more bytes followed
    than its Content-Length says. ``went_silent``: it ended because nothing more came for IDLE_S.
    """

    room: float
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    ip_address: str | None = None
    began_at: datetime | None = None
    began: float = 0.0
    oddities: list[str] = field(default_factory=list)
    is_overlong: bool = False
    went_silent: bool = False

    def begin(self, ip_address: str) -> None:
        """Start over: a request that met a dead kept-alive connection goes out again on a new one."""
        self.sent.clear()
        self.received.clear()
        self.oddities.clear()
        self.is_overlong = self.went_silent = False
        self.ip_address = ip_address
        self.began_at, self.began = datetime.now(UTC), time.monotonic()

    @property
    def full(self) -> bool:
        """Whether the response outgrew its room."""
        return len(self.received) > self.room


def record(pool: HTTPConnectionPool, captures: dict[str, WireCapture]) -> None:
    """Have every connection of the pool record: the bytes of a request with a CAPTURE_ID_HEADER go into its capture."""

    def factory(quiescent_callback: Any, metadata: Any) -> _RecordingFactory:
        made = _RecordingFactory(quiescent_callback, metadata)  # type: ignore[no-untyped-call]
        made.captures = captures
        return made

    pool._factory = factory  # type: ignore[assignment]


class _RecordingFactory(_LenientHTTP11ClientFactory):
    captures: dict[str, WireCapture]

    def buildProtocol(self, addr: IAddress | None) -> _RecordingProtocol:  # noqa: N802
        protocol = _RecordingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        protocol.captures = self.captures
        return protocol


class _RecordingProtocol(_LenientHTTP11ClientProtocol):
    transport: Any
    captures: dict[str, WireCapture]
    _capture: WireCapture | None = None
    _silence: DelayedCall | None = None

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        if links := request.headers.getRawHeaders(CAPTURE_ID_HEADER):
            request.headers.removeHeader(CAPTURE_ID_HEADER)
            request.__class__ = _RecordedRequest
            cast("_RecordedRequest", request).capture = self.captures[links[0]]
        self._capture = request.capture if isinstance(request, _RecordedRequest) else None
        if self._capture:
            self._capture.begin(self.transport.getPeer().host)
        answer = super().request(request)
        if self._capture and self._parser:
            # As Scrapy does with its own: neither class adds state.
            self._parser.__class__ = _TolerantParser
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        # Without a parser the response is over, and what still comes belongs to no exchange.
        if self._capture and self._parser:
            self._capture.received += data
            if self._capture.full:
                self.transport.abortConnection()
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        self._end_by_silence()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._stop_clock()
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def _end_by_silence(self) -> None:
        """End a response by its silence where its length cannot be known: a kept-alive connection does not end."""
        self._stop_clock()
        if self._capture and self._parser and UNREADABLE_LENGTH in self._capture.oddities:
            from twisted.internet import reactor

            clock = cast("ReactorBase", reactor)
            self._silence = clock.callLater(IDLE_S, self._go_silent, self._capture)

    def _stop_clock(self) -> None:
        if self._silence and self._silence.active():
            self._silence.cancel()

    def _go_silent(self, capture: WireCapture) -> None:
        capture.went_silent = True
        self.transport.loseConnection()


class _TolerantParser(_LenientHTTPClientParser):
    """Takes the heads that browsers and curl take; what it is given is on the capture as it was sent.

    A message's length, where headers contradict each other: chunked goes before Content-Length, and a Content-Length
    that is not one number is none (RFC 9112, section 6.3, has a client refuse it): the body ends with the connection.
    """

    MAX_LENGTH = MAX_HEADER_LINE

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        if self.state == STATUS and not line.strip():
            return self._note("blank lines before the status line")
        if self.state == HEADER and self._partialHeader is None and line[:1] in (b" ", b"\t"):
            return self._note("a continued header line with none before it")
        return super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        raise ValueError(f"a header line of more than {self.MAX_LENGTH} bytes")

    def statusReceived(self, status: bytes) -> None:  # noqa: N802
        if not _PROPER_STATUS.match(status) and (found := _STATUS_LINE.fullmatch(status)):
            self._note("an odd status line")
            status = b"HTTP/1.1 %s %s" % (found[1], found[2])
        super().statusReceived(status)  # type: ignore[no-untyped-call]

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        try:
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]
        except InvalidHeaderName:
            self._note("a header name that is no token")

    def allHeadersReceived(self) -> None:  # noqa: N802
        codings = b",".join(self.connHeaders.getRawHeaders(b"Transfer-Encoding", ())).lower()
        if b"chunked" in codings:
            self.connHeaders.setRawHeaders(b"Transfer-Encoding", [b"chunked"])
        else:
            self.connHeaders.removeHeader(b"Transfer-Encoding")
        if lengths := self.connHeaders.getRawHeaders(b"Content-Length"):
            self._settle_length(b",".join(lengths))
        super().allHeadersReceived()  # type: ignore[no-untyped-call]

    def _settle_length(self, value: bytes) -> None:
        found = [_LENGTH.fullmatch(each.strip()) for each in value.split(b",")]
        numbers = {int(each[1]) for each in found if each}
        if None in found or len(numbers) != 1:
            self.connHeaders.removeHeader(b"Content-Length")
            self._note(UNREADABLE_LENGTH)
        else:
            self.connHeaders.setRawHeaders(b"Content-Length", [b"%d" % numbers.pop()])

    def _finished(self, rest: bytes) -> None:
        if rest:
            # What follows can be nothing but more of the response: no request was pipelined.
            self.connHeaders.setRawHeaders(b"Connection", [b"close"])
            self._note("a body longer than its Content-Length")
            self.request.capture.is_overlong = True
        super()._finished(rest)  # type: ignore[no-untyped-call]

    def _note(self, oddity: str) -> None:
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

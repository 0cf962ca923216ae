"""The hooks into Scrapy's HTTP/1.1 client that see the bytes of the wire; private names are used here and
only here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.web._newclient import Request as TxRequest
from twisted.web.client import HTTPConnectionPool

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web.iweb import IResponse

if not hasattr(HTTPConnectionPool, "_factory"):
    raise ImportError("the connection pool of this Twisted takes no factory of ours")

LINK = "X-Vustacrawl-Tape"
"""The header that ties a request to its tape; taken off before anything is sent."""


@dataclass(slots=True)
class Tape:
    """What one request sent and received. A response that outgrows ``room`` bytes loses its connection."""

    room: float
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    ip_address: str | None = None
    began_at: datetime | None = None
    began: float = 0.0

    def begin(self, ip_address: str) -> None:
        """Start over: a request that met a dead kept-alive connection goes out again on a new one."""
        self.sent.clear()
        self.received.clear()
        self.ip_address = ip_address
        self.began_at, self.began = datetime.now(UTC), time.monotonic()

    @property
    def full(self) -> bool:
        """Whether the response outgrew its room."""
        return len(self.received) > self.room


def record(pool: HTTPConnectionPool, tapes: dict[str, Tape]) -> None:
    """Have every connection of the pool record: what belongs to a request with a LINK goes onto its tape."""

    def factory(quiescent_callback: Any, metadata: Any) -> _RecordingFactory:
        made = _RecordingFactory(quiescent_callback, metadata)  # type: ignore[no-untyped-call]
        made.tapes = tapes
        return made

    pool._factory = factory  # type: ignore[assignment]


class _RecordingFactory(_LenientHTTP11ClientFactory):
    tapes: dict[str, Tape]

    def buildProtocol(self, addr: IAddress | None) -> _RecordingProtocol:  # noqa: N802
        protocol = _RecordingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        protocol.tapes = self.tapes
        return protocol


class _RecordingProtocol(_LenientHTTP11ClientProtocol):
    transport: Any
    tapes: dict[str, Tape]
    _tape: Tape | None = None

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        if links := request.headers.getRawHeaders(LINK):
            request.headers.removeHeader(LINK)
            request.__class__ = _RecordedRequest
            cast("_RecordedRequest", request).tape = self.tapes[links[0]]
        self._tape = request.tape if isinstance(request, _RecordedRequest) else None
        if self._tape:
            self._tape.begin(self.transport.getPeer().host)
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        # Without a parser the response is over, and what still comes belongs to no exchange.
        if self._tape and self._parser:
            self._tape.received += data
            if self._tape.full:
                self.transport.abortConnection()
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _RecordedRequest(TxRequest):
    tape: Tape

    def writeTo(self, transport: Any) -> Any:  # noqa: N802
        return super().writeTo(_Tee(transport, self.tape))  # type: ignore[no-untyped-call]


class _Tee:
    def __init__(self, transport: Any, tape: Tape) -> None:
        self._transport, self._tape = transport, tape
        self.registerProducer = transport.registerProducer
        self.unregisterProducer = transport.unregisterProducer

    def write(self, data: bytes) -> None:
        self._tape.sent += data
        self._transport.write(data)

    def writeSequence(self, pieces: Iterable[bytes]) -> None:  # noqa: N802
        self.write(b"".join(pieces))

"""One HTTP exchange, passed from the recorder to the archive writer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from vustacrawl.items import RecordLocation

if TYPE_CHECKING:
    from scrapy import Request

Truncation = Literal["length", "time", "disconnect", "unspecified"]


@dataclass(slots=True)
class Exchange:
    """The bytes of one exchange, as sent and as received.

    ``fetched_at`` is when the request was sent (aware, UTC), ``seconds`` the duration of the exchange. ``response``
    is empty if none was received. ``interim`` holds the 1xx responses before it. ``ip_address`` is the peer's: that of
    the proxy, for a request with an absolute URL in its first line. ``truncated`` says why the response is incomplete
    (WARC/1.1 §5.13), ``failure`` names the exception.
    """

    url: str
    fetched_at: datetime
    seconds: float
    request: bytes
    response: bytes = b""
    interim: bytes = b""
    ip_address: str | None = None
    truncated: Truncation | None = None
    failure: str | None = None
    oddities: tuple[str, ...] = ()
    """Protocol violations for which a strict client would have rejected the response."""
    location: RecordLocation | None = None
    """The location of its response or revisit record, once written."""


Sink = Callable[[Exchange, "Request"], None]
"""Called with every finished exchange and its Scrapy request. An exception fails the download: a page that could not
be archived counts as not fetched."""

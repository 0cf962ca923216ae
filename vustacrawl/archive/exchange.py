"""One request and what came back: what the recorder hands over and the writer archives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from vustacrawl.archive.records import RecordPlace

if TYPE_CHECKING:
    from scrapy import Request

Truncation = Literal["length", "time", "disconnect", "unspecified"]


@dataclass(slots=True)
class Exchange:
    """The bytes of one exchange, as sent and as received.

    ``fetched_at`` is when the request went out (aware, UTC), ``seconds`` how long it all took. ``response``
    is empty where nothing came. ``interim`` holds 1xx responses that came before it. ``ip_address`` is the
    address that was connected to: the proxy's, for a request with an absolute address in its first line.
    ``truncated`` says why the response is not whole (WARC/1.1 §5.13), ``failure`` names the exception.
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
    """What a strict client would have refused the response for."""
    place: RecordPlace | None = None
    """Where its response or revisit record lies, once it is written."""


Sink = Callable[[Exchange, "Request"], None]
"""Takes every exchange, and Scrapy's request of it, when it is over. What it raises becomes the failure of the
download: a page that could not be archived counts as not fetched."""

"""An HTTP client for the archives: one request at a time, slow, bounded in size and time.

Existing clients were not used: cdx-toolkit 0.9 repeats a 429 or 503 for ever, ignores Retry-After, reads responses of
any size, and its iterators do not resume; `wayback` supports one archive. The spider's engine follows a crawl's rules,
which are made for sites, not for an archive's service.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import quote

from vustacrawl.archive.fields import Field, first_value
from vustacrawl.archive.messages import header_text
from vustacrawl.config import CrawlConfig
from vustacrawl.readers.retry_after import seconds_to_wait
from vustacrawl.urls import host_of, is_private_host

MIN_DELAY_S = 1.0
"""The shortest time between two requests to a public host."""
TIMEOUT_S = 60.0
"""For a connection, and between two pieces of a response."""
MAX_SECONDS = 600.0
"""For a whole response."""
ATTEMPTS = 5
"""Consecutive failures before a request is given up."""
MAX_THROTTLED = 5
"""Consecutive 429 and 503 responses before a source is dropped for this run."""
MAX_WAIT_S = 3600.0
"""The longest Retry-After that is waited for; a source that requests more is dropped for this run."""
_PIECE_BYTES = 64 * 1024
_BACKOFF = 10
"""Delays to wait before the first retry; doubled before each further one."""
_THROTTLED = 60
"""Delays to wait after a 429 or 503 without Retry-After."""
_SAFE = "%/:=&?~+!$,;'@()*[]"
_CUT = "the response was cut"
_RETRIED = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524})


class FetchError(Exception):
    """A request failed even after retries; the message says why, in one line."""


class TooLargeError(FetchError):
    """A response exceeds the limit."""


class PausedError(Exception):
    """The archive accepts no more requests for now; the message says so, in one line."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response: ``headers`` in order, ``body`` as sent."""

    url: str
    status: int
    headers: tuple[Field, ...]
    body: bytes

    def get(self, name: str) -> str | None:
        """Return the first value of a header; names are case-insensitive."""
        return first_value(self.headers, name)


class Client:
    """Sends GET requests, each ``delay`` seconds (at least one second for public hosts) after the previous one.

    ``wait`` sleeps that many seconds; ``log`` is called with a text before a long wait.
    """

    def __init__(
        self,
        config: CrawlConfig,
        delay: float = MIN_DELAY_S,
        wait: Callable[[float], object] = time.sleep,
        log: Callable[[str], object] = lambda _: None,
    ) -> None:
        proxies = {"http": config.proxy, "https": config.proxy} if config.proxy else {}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies), _Unredirected)
        self._user_agent = config.user_agent
        self._delay = delay
        self._wait = wait
        self._log = log
        self._next: dict[str, float] = {}
        self.requests = 0
        """Requests sent so far."""

    def delay_of(self, url: str) -> float:
        """Return the seconds between two requests to the host of a URL."""
        return self._delay if is_private_host(host_of(url)) else max(self._delay, MIN_DELAY_S)

    def get(
        self,
        url: str,
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
        is_whole: Callable[[bytes], bool] = lambda _: True,
    ) -> Response:
        """Return the response to a GET, whatever its status; redirects are not followed.

        A failed, truncated or throttled request is retried after a wait; ``is_whole`` tells whether the body of a 200
        is complete, for services that do not send its length. Raises FetchError if it keeps failing or the response is
        larger than ``max_bytes``, PausedError if the archive keeps throttling.
        """
        failures = throttled = 0
        while True:
            self._wait_for_delay(url)
            try:
                response = self._get(url, max_bytes, headers or {})
                reason = f"HTTP {response.status}"
            except ValueError as error:  # invalid host name
                raise FetchError(f"not a valid address: {error}") from None
            except (OSError, http.client.HTTPException) as error:
                response, reason = None, _reason(error)
            if response and response.get("Memento-Datetime"):  # even an error: it is the archived response
                return response
            if response and response.status in (429, 503):
                throttled += 1
                self._back_off(url, response, throttled)
                continue
            if response and response.status == 200 and not is_whole(response.body):
                reason = "not complete JSON"
            elif response and response.status not in _RETRIED:
                return response
            failures += 1
            if failures == ATTEMPTS:
                raise FetchError(f"{reason}, {ATTEMPTS} times")
            pause = self.delay_of(url) * _BACKOFF * 2 ** (failures - 1)
            self._log(f"{host_of(url)}: {reason}; next attempt in {pause:.0f} s")
            self._wait(pause)

    def _get(self, url: str, max_bytes: int, headers: Mapping[str, str]) -> Response:
        self.requests += 1
        # Indexes and redirects contain URLs as archived, with characters that a request must not contain.
        request = urllib.request.Request(quote(url, safe=_SAFE), headers={"User-Agent": self._user_agent, **headers})  # noqa: S310 - http only
        try:
            response = self._opener.open(request, timeout=TIMEOUT_S)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            body = _read(response, max_bytes)
            # http.client decodes values as Latin-1.
            received = tuple((name, header_text(value.encode("latin-1"))) for name, value in response.headers.items())
            return Response(url, response.status, received, body)

    def _wait_for_delay(self, url: str) -> None:
        host, now = host_of(url), time.monotonic()
        if (pause := self._next.get(host, now) - now) > 0:
            self._wait(pause)
        self._next[host] = max(now, self._next.get(host, now)) + self.delay_of(url)

    def _back_off(self, url: str, response: Response, throttled: int) -> None:
        retry_after = seconds_to_wait(response.get("Retry-After"), time.time())
        pause = self.delay_of(url) * _THROTTLED if retry_after is None else retry_after
        host = host_of(url)
        if pause > MAX_WAIT_S:
            raise PausedError(
                f"{host} asks for a pause of {pause / 3600:.1f} hours (HTTP {response.status}, Retry-After)"
            )
        if throttled == MAX_THROTTLED:
            raise PausedError(f"{host} throttled {MAX_THROTTLED} requests in a row (HTTP {response.status})")
        self._log(f"{host} asks for a pause of {pause:.0f} s (HTTP {response.status})")
        self._wait(pause)


class _Unredirected(urllib.request.HTTPRedirectHandler):
    """Returns redirects instead of following them."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Message, newurl: str) -> None:
        """Follow no redirect."""


def _read(response: Any, max_bytes: int) -> bytes:
    body = bytearray()
    began = time.monotonic()
    while piece := response.read(_PIECE_BYTES):
        body += piece
        if len(body) > max_bytes:
            raise TooLargeError(f"larger than {max_bytes} bytes")
        if time.monotonic() - began > MAX_SECONDS:
            raise FetchError(f"took more than {MAX_SECONDS:.0f} s")
    if response.length:  # bytes of Content-Length that are missing; read(n) does not raise for it
        raise http.client.IncompleteRead(b"", response.length)
    return bytes(body)


def _reason(error: Exception) -> str:
    if isinstance(error, http.client.IncompleteRead):
        return _CUT
    reason = getattr(error, "reason", None) or error
    return f"{getattr(reason, 'strerror', None) or reason or type(error).__name__}"

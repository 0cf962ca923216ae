"""Checks of a request before any page handles it: hosts, methods, paths, and the number of requests at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from datasette.utils.asgi import BadRequest, NotFound, Request
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from vustacrawl.urls import ip_address
from vustacrawl.web.error_pages import error_response
from vustacrawl.web.headers import Asgi
from vustacrawl.web.limits import MAX_CSV_STREAMS, MAX_QUERIES, turn
from vustacrawl.web.request_context import LANGUAGE_COOKIE
from vustacrawl.web.responses import HttpError
from vustacrawl.web.routes import is_heavy, methods_of
from vustacrawl.web.translations import LANGUAGES

STALL_S = 30.0
"""How long a reader may take for one piece of a response, and for the head of a request, before it is dropped."""
_PIECE_BYTES = 64 * 1024
_MAX_FORM_BYTES = 8 * 1024
_MAX_PARAMETERS = 200
"""Datasette's pages repeat the whole query in each of their links."""
_FORM = b"application/x-www-form-urlencoded"
_MAX_NAME_BYTES = 255
"""Of a file in most file systems."""
_HOST = re.compile(rb"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253}))(?::[0-9]{1,5})?")
_LANGUAGE = re.compile(rf"(?:^|;\s*){LANGUAGE_COOKIE}=({'|'.join(LANGUAGES)})\s*(?:;|$)".encode())
_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNUSED_HEADERS = frozenset({b"cookie", b"authorization", b"x-csrftoken"})
"""There are no accounts and no forms that change anything."""

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Access:
    """Under which names the pages can be reached, and what visitors may learn about the server."""

    host_names: frozenset[str] = frozenset()
    """In lower case; in addition to loopback and the address at which a connection arrives."""
    root_path: str = ""
    """What the addresses begin with behind a proxy: ``/archive``, or nothing."""
    debug: bool = False
    """Whether Datasette's ``/-/`` pages are shown: versions, threads, settings, paths of files."""


def guarded(app: Asgi, access: Access) -> Asgi:
    """Wrap an application in these checks: it gets only well-formed GET requests for one of the served hosts.

    HEAD is answered as GET without a body, and a form sent to OAI-PMH by POST as GET with the same query; an exception
    that the application lets through becomes a response.
    """
    queries, streams = asyncio.Semaphore(MAX_QUERIES), asyncio.Semaphore(MAX_CSV_STREAMS)

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        method, headers = scope["method"], list(scope.get("headers", []))
        sender = _Sender(send, access.root_path, has_body=method != "HEAD")
        scope = {**scope, "method": "GET", "headers": _without_cookies(headers)}
        try:
            _check_host(headers, scope.get("server"), access.host_names)
            path = _checked_path(scope, access)
            if method not in methods_of(path):
                raise HttpError(405, "the pages can only be read")
            if method == "POST":
                scope["query_string"] = await _form(headers, receive)
            if scope.get("query_string", b"").count(b"&") >= _MAX_PARAMETERS:
                raise BadRequest(f"more than {_MAX_PARAMETERS} parameters")
            scope |= {"path": unquote_to_bytes(path).decode(), "raw_path": path.encode()}
            scope["root_path"] = access.root_path
            if not is_heavy(path):
                await app(scope, receive, sender)
                return
            is_stream = path.endswith(".csv") and b"_stream=" in scope.get("query_string", b"")
            async with turn(streams if is_stream else queries):
                await app(scope, receive, sender)
        except Exception as exception:
            if sender.has_started:
                raise
            await error_response(Request(scope, receive), exception).asgi_send(sender)

    return wrapped


class BoundedHttp(H11Protocol):
    """HTTP as uvicorn speaks it with h11, which bounds the size of a request's head; here, its time is bounded, too.

    Otherwise clients that never finish one would use up the connections.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in the base class
        """Called by asyncio."""
        super().connection_made(transport)
        self._drop_if_awaiting(())

    def _drop_if_awaiting(self, before: tuple[RequestResponseCycle | None, ...]) -> None:
        """Drop the connection if it awaits the same request as STALL_S ago, the one after ``before``; else look again
        in STALL_S.
        """
        awaits_next = self.cycle is None or self.cycle.response_complete
        last = (self.cycle,) if awaits_next else ()
        if last and last == before:
            self.transport.abort()
        elif not self.transport.is_closing():
            self.loop.call_later(STALL_S, self._drop_if_awaiting, last)


class _Sender:
    """Sends a response in small pieces, so that a slow reader keeps no large body in memory, and not forever."""

    def __init__(self, send: Any, root_path: str, *, has_body: bool) -> None:
        self.has_started = False
        self._send = send
        self._root = root_path.encode()
        self._has_body = has_body

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            headers = [(name, self._below_root(name, value)) for name, value in message.get("headers", [])]
            await self._send({**message, "headers": headers})
            return
        body = message.get("body", b"") if self._has_body else b""
        for start in range(0, len(body) or 1, _PIECE_BYTES):
            end = start + _PIECE_BYTES
            has_more = message.get("more_body", False) or end < len(body)
            async with asyncio.timeout(STALL_S):
                await self._send({"type": message["type"], "body": body[start:end], "more_body": has_more})

    def _below_root(self, name: bytes, value: bytes) -> bytes:
        """Add the root path to a redirect's address that lacks it."""
        is_path = name.lower() == b"location" and value.startswith(b"/")
        return value if not is_path or value.startswith(self._root + b"/") else self._root + value


async def _form(headers: Headers, receive: Any) -> bytes:
    """Return the body of a request: a form, encoded as a query is (OAI-PMH 2.0, section 3.1.1). Raises BadRequest."""
    kind = dict(headers).get(b"content-type", b"").partition(b";")[0].strip().lower()
    body, has_more = b"", kind == _FORM
    while has_more and len(body) <= _MAX_FORM_BYTES:
        async with asyncio.timeout(STALL_S):
            message = await receive()
        body += message.get("body", b"")
        has_more = message.get("more_body", False)
    if kind != _FORM or len(body) > _MAX_FORM_BYTES:
        raise BadRequest(f"the body has to be a form of at most {_MAX_FORM_BYTES} bytes")
    return body


def _without_cookies(headers: Headers) -> Headers:
    """Return the headers without any cookie but the language."""
    cookies = b"; ".join(value for name, value in headers if name == b"cookie")
    kept = [(name, value) for name, value in headers if name not in _UNUSED_HEADERS]
    language = _LANGUAGE.search(cookies)
    return [*kept, (b"cookie", LANGUAGE_COOKIE.encode() + b"=" + language[1])] if language else kept


def _check_host(headers: Headers, server: Iterable[Any] | None, names: frozenset[str]) -> None:
    """Raise BadRequest, or HttpError 421 (RFC 9110 §15.5.20), unless the request names one of the served hosts.

    Another web site can point its own name at loopback and read what is served there (DNS rebinding); it
    cannot do so with an address or with one of these names.
    """
    hosts = [value for name, value in headers if name == b"host"]
    found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if found is None:
        raise BadRequest("the Host header is missing or malformed")
    name = (found[1] or found[2]).decode().lower().rstrip(".")
    if name == "localhost" or name in names:
        return
    address = ip_address(name)
    if address is None or not (address.is_loopback or name == next(iter(server or ()), None)):
        raise HttpError(421, f"not served under the name {name}")


def _checked_path(scope: dict[str, Any], access: Access) -> str:
    """Return the path as sent, without the root path. Raises BadRequest, or NotFound for what visitors may not see."""
    raw = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
    plain = unquote_to_bytes(raw)
    try:
        text = plain.decode()
        path: str = raw.decode("ascii")
    except UnicodeDecodeError:
        raise BadRequest("the path is not UTF-8") from None
    if _ESCAPE.search(raw) or _CONTROL.search(text) or not path.startswith("/"):
        raise BadRequest("the path is malformed")
    if any(len(name) > _MAX_NAME_BYTES for name in plain.split(b"/")):
        raise NotFound("no page has such a long name")
    if access.root_path and path.startswith(f"{access.root_path}/"):
        path = path.removeprefix(access.root_path)
    if path.startswith("/-/") and not path.startswith("/-/static/") and not access.debug:
        raise NotFound("shown with --debug only")
    return path

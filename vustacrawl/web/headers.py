"""The headers that restrict what a page may load, run and send, and what may frame it.

Content Security Policy Level 3 (https://www.w3.org/TR/CSP3/), nosniff (Fetch standard), Referrer Policy, Permissions
Policy. Each policy is a dictionary of one header, to be passed to a response.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
"""For vustacrawl's pages: no inline script or style, nothing from other hosts."""
REPLAY_POLICY = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
}
"""For archived pages: a separate origin, no scripts, no forms, only images from this server."""
REPLAY_APP_POLICY = {
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; base-uri 'self';"
    " form-action 'self'; frame-ancestors 'self'"
}
"""For ReplayWeb.page, which runs the scripts of archived pages: nothing from other hosts."""
FILE_POLICY = {"Content-Security-Policy": f"sandbox; {_NOTHING}"}
"""For raw bytes."""
OPEN_POLICY = FILE_POLICY | {"Access-Control-Allow-Origin": "*"}
"""For responses that scripts of other web sites may read too."""
_DATASETTE_POLICY = {
    # Datasette's own pages carry inline scripts and styles.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'",
}
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def with_safe_headers(app: Asgi) -> Asgi:
    """Wrap an ASGI application: HTTP responses get the headers of ``_ALWAYS`` and, if they have none, a policy.

    Bodies and other messages pass unchanged; an exception is not caught.
    """

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def send_safely(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                names = {name.lower() for name, _ in headers}
                for name, value in (_ALWAYS | _DATASETTE_POLICY).items():
                    if name.lower().encode() not in names:
                        headers.append((name.lower().encode(), value.encode()))
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_safely)

    return wrapped

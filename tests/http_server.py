"""HTTP servers on loopback, in a thread of the test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Request(BaseHTTPRequestHandler):
    """A request to which a server responds."""

    protocol_version = "HTTP/1.1"

    def reply(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """Send a response; ``headers`` may contain a wrong ``Content-Length``."""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | dict(headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Log nothing."""


@contextmanager
def http_server(respond: Callable[[Request], object], address: str = "127.0.0.1") -> Iterator[str]:
    """Respond to GET, HEAD and POST until the block ends; yield the server's URL, without a final slash."""

    class Handler(Request):
        do_GET = do_HEAD = do_POST = respond  # noqa: N815 - http.server's names

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET

    server = Server((address, 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://{f'[{address}]' if ':' in address else address}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

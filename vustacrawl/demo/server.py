"""Serve the federation on loopback: an HTTP server that is also a proxy for its fictitious hosts."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from vustacrawl.demo.federation import Federation
from vustacrawl.demo.feeds import ZONE
from vustacrawl.demo.responses import Response


class DemoServer:
    """Respond for every site of a federation; ``request_counts`` counts the GETs of each URL."""

    def __init__(self, federation: Federation, has_failed: Path | None = None) -> None:
        """``has_failed``: a file created once the flaky page has failed; while it exists, the page does not fail."""
        self.federation = federation
        self.request_counts: Counter[str] = Counter()
        self.proxy_url = ""
        self._lock = threading.Lock()
        self._has_failed = has_failed

    def respond(self, url: str) -> Response:
        """Return the response to a GET of an absolute URL."""
        with self._lock:
            self.request_counts[url] += 1
            if url == self.federation.flaky_url and self.request_counts[url] == 1 and self._fails():
                return Response(500, "try again")
        return self.federation.respond(url)

    def _fails(self) -> bool:
        """Return whether the flaky page fails now: only once, also across processes that share ``has_failed``."""
        if self._has_failed is None:
            return True
        if self._has_failed.exists():
            return False
        self._has_failed.touch()
        return True


def validator_header(response: Response, payload: bytes) -> tuple[str, str]:
    """Return the name and value of the header for conditional requests."""
    if response.modified:
        return "Last-Modified", format_datetime(response.modified.replace(tzinfo=ZONE).astimezone(UTC), usegmt=True)
    return "ETag", f'"{hashlib.sha256(payload).hexdigest()[:16]}"'


@contextmanager
def serve(federation: Federation, has_failed: Path | None = None) -> Iterator[DemoServer]:
    """Serve on a free port of loopback until the block ends; ``has_failed`` as in ``DemoServer``."""
    state = DemoServer(federation, has_failed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with suppress(ConnectionError):  # a stopped or killed crawl does not wait for its response
                super().handle()

        def do_GET(self) -> None:
            """Respond to a request line in absolute form (to a proxy) or with a Host header."""
            url = self.path if self.path.startswith("http:") else f"http://{self.headers.get('Host')}{self.path}"
            response = state.respond(url)
            payload, status = response.payload, response.status
            name, value = validator_header(response, payload)
            if status == 200 and value == self.headers.get("If-None-Match" if name == "ETag" else "If-Modified-Since"):
                status, payload = 304, b""
            self.send_response(status)
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(payload)))
            self.send_header(name, value)
            if response.location:
                self.send_header("Location", response.location)
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
            """Log nothing; the crawl reports its own progress."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.proxy_url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()

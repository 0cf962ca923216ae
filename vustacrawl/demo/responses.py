"""The responses of the demo's server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True)
class Response:
    """An HTTP response; ``modified`` (the site's local time) becomes Last-Modified, else it has an ETag."""

    status: int
    body: str | bytes = ""
    content_type: str = HTML
    location: str | None = None
    modified: datetime | None = None

    @property
    def payload(self) -> bytes:
        """The body as bytes (UTF-8)."""
        return self.body if isinstance(self.body, bytes) else self.body.encode()


NOT_FOUND = Response(404, "<h1>404</h1>")
